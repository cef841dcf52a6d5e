/**
 * Writes adapters of every kind and family, their merged models and what they compute, for `check.py` to hold against
 * PEFT and transformers. By hand, for it takes Python: `node test/interop/make.ts OUT && python test/interop/check.py OUT`.
 */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { methodOf } from '../../src/main/engine/adapters/kinds.ts';
import { trainedModel } from '../../src/main/engine/adapters/wholeTensors.ts';
import { openBaseModel } from '../../src/main/engine/baseModel.ts';
import { exportAdapter } from '../../src/main/engine/export/exportAdapter.ts';
import { readAdapter } from '../../src/main/engine/formats/peft.ts';
import { loadAdapter } from '../../src/main/engine/infer/adapter.ts';
import { Generator } from '../../src/main/engine/infer/generate.ts';
import { supervisedTokens } from '../../src/main/engine/objectives/packedFeeds.ts';
import { sft } from '../../src/main/engine/objectives/sft.ts';
import { Random } from '../../src/main/engine/runtime/random.ts';
import { TrainState } from '../../src/main/engine/train/trainState.ts';
import { completeRunConfig, type RunConfigInput } from '../../src/shared/runConfig.ts';
import { defaultGolden, GoldenCase, goldenNames } from '../engine/parity/goldenCase.ts';

const patterns = {
  rankPattern: { 'layers\\.0\\.self_attn\\.(q|k)_proj': 3, 'mlp.*': 6 },
  alphaPattern: { 'layers.1.*': 10, '^model.layers.0.mlp.up_proj': 3 },
};

/** Settings of a run by the name of a kind. */
const kinds: Readonly<Record<string, Partial<RunConfigInput>>> = {
  lora: {},
  rslora: { useRslora: true },
  dora: { useDora: true },
  patterns,
  layers: { layersToTransform: '1' },
  whole: { modulesToSave: 'embed_tokens,lm_head' },
  head: { modulesToSave: 'lm_head' },
  embeddings: { modulesToSave: 'embed_tokens' },
  tokens: { trainableTokens: '5, 300, 511' },
  'tokens-dora': { trainableTokens: '300', useDora: true, bias: 'all' },
  pissa: { initLoraWeights: 'pissa' },
  'pissa-patterns': {
    initLoraWeights: 'pissa_niter_16',
    useRslora: true,
    ...patterns,
    modulesToSave: 'lm_head',
  },
  olora: { initLoraWeights: 'olora', targets: 'q_proj,k_proj,up_proj' },
  'biases-all': { bias: 'all' },
  'biases-lora': { bias: 'lora_only', targets: 'q_proj,down_proj' },
  'all-at-once': {
    ...patterns,
    layersToTransform: '0-1',
    modulesToSave: 'lm_head,norm',
    bias: 'all',
    useDora: true,
  },
};

/** Cases on which every kind is tried: apart, tied, with biases; the others with LoRA alone. */
const everyKind = ['llama', 'llama-tied', 'qwen2'];
const [steps, learningRate, promptTokens, newTokens] = [3, 1e-2, 8, 16];

const out = resolve(process.argv[2] ?? 'interop');
rmSync(out, { recursive: true, force: true });
for (const name of goldenNames())
  for (const kind of everyKind.includes(name) ? Object.keys(kinds) : ['lora']) await make(name, kind);

async function make(name: string, kind: string): Promise<void> {
  const golden = new GoldenCase(name);
  const base = openBaseModel(golden.folder);
  const settings = { model: golden.folder, data: '-', rank: 4, seed: 3, ...kinds[kind] };
  const config = completeRunConfig(settings);
  const model = trainedModel(base, config);
  const method = methodOf(config, model);
  const folder = join(out, name, kind);
  const place = (part: string) => {
    mkdirSync(join(folder, part), { recursive: true });
    return join(folder, part);
  };
  const plan = { model, method, buckets: method.buckets(model), objective: sft, lossChunks: 2 };
  const options = { device: { kind: 'cpu' }, folder: model.weightsFolder, threads: 1 } as const;
  const state = await TrainState.create(plan, options, 'cheap');
  const losses: number[] = [];
  try {
    state.setParameters(await method.start(model, new Random(config.seed)));
    method.save(place('start'), model, state.parameters(), golden.folder);
    for (let step = 0; step < steps; step++) {
      const batch = golden.trainingBatch(100 + step);
      const labels = batch.reduce((sum, example) => sum + supervisedTokens(example), 0);
      losses.push((await state.accumulate(batch, labels)).loss);
      await state.update({ learningRate, weightDecay: 0, maxNorm: 1, norm: state.gradientNorm() });
    }
    method.save(place('adapter'), model, state.parameters(), golden.folder);
  } finally {
    await state.release();
  }
  const adapter = readAdapter(join(folder, 'adapter'));
  const ids = (golden.batch[0] as (typeof golden.batch)[0]).ids;
  await exportAdapter('merged', { model: base, adapter }, join(folder, 'merged'), {
    prompts: [ids],
    dtype: 'float32',
  });
  const generator = await Generator.load(base, options);
  const variant = { adapter: loadAdapter(base, adapter) };
  const logits = await generator.logits(ids, variant);
  const greedy = await generator.generate(ids.subarray(0, promptTokens), {
    ...variant,
    maxTokens: newTokens,
    temperature: 0,
    stopIds: [],
  });
  await generator.release();
  const ours = {
    base: golden.folder,
    ids: [...ids],
    promptTokens,
    learningRate,
    start: config.initLoraWeights,
    losses,
    greedy: [...greedy.ids],
    logits: [...logits],
  };
  writeFileSync(
    join(folder, 'ours.json'),
    JSON.stringify({ ...ours, batches: join(defaultGolden, 'batches.safetensors') }),
  );
  console.log(`${name}/${kind}: loss ${losses.map((loss) => loss.toFixed(4)).join(' ')}`);
}
