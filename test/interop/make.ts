/**
 * Writes adapters of every kind and family, and of every family read from GGUF, their merged models and what they compute,
 * for `check.py` to hold against PEFT and transformers. By hand, for it takes Python: `node test/interop/make.ts OUT && python test/interop/check.py OUT`.
 * Both take names after OUT, `llama` or `llama/dora`, and then make and check those alone.
 */

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { methodOf } from '../../src/main/engine/adapters/kinds.ts';
import { trainedModel } from '../../src/main/engine/adapters/wholeTensors.ts';
import { openBaseModel } from '../../src/main/engine/baseModel.ts';
import { exportAdapter } from '../../src/main/engine/export/exportAdapter.ts';
import { importGguf } from '../../src/main/engine/formats/gguf/importGguf.ts';
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

const [target = 'interop', ...only] = process.argv.slice(2);
const out = resolve(target);
const asked = (name: string, kind: string) =>
  only.length === 0 || only.includes(name) || only.includes(`${name}/${kind}`);
for (const name of goldenNames()) {
  const golden = new GoldenCase(name);
  const { ids } = golden.batch[0] as (typeof golden.batch)[0];
  for (const kind of everyKind.includes(name) ? Object.keys(kinds) : ['lora'])
    if (asked(name, kind)) await make(name, kind, golden, ids);
}
const files = join(import.meta.dirname, '../fixtures/gguf');
const isModel = (file: string) => /^\w+\.gguf$/.test(file);
for (const file of readdirSync(files).filter(isModel)) {
  const name = file.replace('.gguf', '');
  if (!asked(name, 'gguf')) continue;
  const folder = join(out, name, 'read-from-gguf');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(out, name), { recursive: true });
  await importGguf(join(files, file), folder);
  const { vocabulary } = openBaseModel(folder).config;
  await make(
    name,
    'gguf',
    { folder },
    Int32Array.from({ length: 20 }, (_, i) => (3 + 7 * i) % vocabulary),
  );
}

/** @param source the base's folder, and what it is trained on; without, the adapter is made up */
async function make(
  name: string,
  kind: string,
  source: Pick<GoldenCase, 'folder'> & Partial<Pick<GoldenCase, 'trainingBatch'>>,
  ids: Int32Array,
): Promise<void> {
  const base = openBaseModel(source.folder);
  const settings = { model: source.folder, data: '-', rank: 4, seed: 3, ...kinds[kind] };
  const config = completeRunConfig(settings);
  const model = trainedModel(base, config);
  const method = methodOf(config, model);
  const folder = join(out, name, kind);
  rmSync(folder, { recursive: true, force: true });
  const place = (part: string) => {
    mkdirSync(join(folder, part), { recursive: true });
    return join(folder, part);
  };
  const plan = { model, method, buckets: method.buckets(model), objective: sft, lossChunks: 2 };
  const options = { device: { kind: 'cpu' }, folder: model.weightsFolder, threads: 1 } as const;
  const state = await TrainState.create(plan, options, 'cheap');
  const losses: number[] = [];
  try {
    state.setParameters(source.trainingBatch ? await method.start(model, new Random(config.seed)) : made);
    method.save(place('start'), model, state.parameters(), source.folder);
    for (let step = 0; source.trainingBatch && step < steps; step++) {
      const batch = source.trainingBatch(100 + step);
      const labels = batch.reduce((sum, example) => sum + supervisedTokens(example), 0);
      losses.push((await state.accumulate(batch, labels)).loss);
      await state.update({ learningRate, weightDecay: 0, maxNorm: 1, norm: state.gradientNorm() });
    }
    method.save(place('adapter'), model, state.parameters(), source.folder);
  } finally {
    await state.release();
  }
  const adapter = readAdapter(join(folder, 'adapter'));
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
    base: source.folder,
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

/** Numbers of which none is 0. */
function made(_: string, shape: readonly number[]): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  return Float32Array.from({ length: size }, (_, i) => 0.05 * Math.sin(1 + i));
}
