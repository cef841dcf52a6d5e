/** Layers with ranks of their own, layers left out, and modules trained whole: trained, resumed, saved, continued, merged. */

import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { methodOf } from '../../../src/main/engine/adapters/kinds.ts';
import { modelWith, untied } from '../../../src/main/engine/adapters/wholeTensors.ts';
import { openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import { readAdapter, writeAdapter } from '../../../src/main/engine/formats/peft.ts';
import { readTensor } from '../../../src/main/engine/formats/readTensor.ts';
import { storedSource } from '../../../src/main/engine/formats/safetensors.ts';
import type { TensorInfo } from '../../../src/main/engine/formats/tensor.ts';
import { loadAdapter } from '../../../src/main/engine/infer/adapter.ts';
import { resume, train } from '../../../src/main/engine/run/train.ts';
import { float32 } from '../../../src/main/engine/runtime/session.ts';
import { planPasses } from '../../../src/main/engine/train/plan.ts';
import type { TrainEvent } from '../../../src/shared/events.ts';
import { type RunConfigInput, validateRunConfig } from '../../../src/shared/runConfig.ts';
import { goldenAdapter, goldenModel, modelWithCompanions, prompts } from '../export/support.ts';
import { golden, temporaryFolder } from '../formats/support.ts';
import { largestDifference, loadGenerator } from '../infer/support.ts';
import {
  editJson,
  eventsOf,
  expectError,
  failureOf,
  modelFolder,
  newFolder,
  newPath,
  runOf,
  settings,
} from '../train/support.ts';

const [embedding, head] = ['model.embed_tokens.weight', 'lm_head.weight'];

/** A copy of the tied tiny model with what makes text of it. */
const tied = modelFolder((folder) => {
  for (const name of ['config.json', 'model.safetensors'])
    cpSync(join(golden, 'llama-tied', name), join(folder, name));
});

const both: Partial<RunConfigInput> = {
  model: tied,
  modulesToSave: 'embed_tokens, lm_head',
  targets: 'q_proj',
};

const patterned: Partial<RunConfigInput> = {
  targets: 'q_proj,down_proj',
  layersToTransform: '1',
  rankPattern: { 'layers\\.\\d\\.mlp\\..*': 2 },
  alphaPattern: { '.*q_proj|k_proj': 3 },
};

test('ranks, alphas and layers are trained as patterns say, and saved in words that PEFT reads the same', async () => {
  const { out, result } = await runOf(patterned);
  const { config, modules } = readAdapter(out);
  expect([...modules].map(([name, { rank, alpha, scale }]) => [name, rank, alpha, scale])).toEqual([
    ['model.layers.1.mlp.down_proj', 2, 8, 4],
    ['model.layers.1.self_attn.q_proj', 4, 3, 0.75],
  ]);
  const { rankPattern, alphaPattern, layersToTransform } = config;
  expect({ rankPattern, alphaPattern, layersToTransform }).toEqual({
    rankPattern: patterned.rankPattern,
    alphaPattern: patterned.alphaPattern,
    layersToTransform: [1],
  });
  const again = await runOf({ ...patterned, init: out, alpha: 16, alphaPattern: {} });
  expect(again.result.heldOutLossBefore).toBeCloseTo(result.heldOutLoss as number, 5);
});

test('embeddings and head that are one tensor part when they are trained, and a run says so', async () => {
  const [run, plain] = [await runOf(both), await runOf({ model: tied, targets: 'q_proj' })];
  expect(run.result.heldOutLossBefore).toBeCloseTo(plain.result.heldOutLossBefore as number, 5);
  expect(run.losses.at(-1)).toBeLessThan(plain.losses.at(-1) as number);
  const said = eventsOf(run.events, 'warning').map(({ message }) => message);
  expect(said.find((message) => message.includes('are one tensor'))).toContain('a merged model is larger by');
  const { whole, config } = readAdapter(run.out);
  expect([[...whole.keys()].sort(), config.modulesToSave]).toEqual([
    [head, embedding],
    ['embed_tokens', 'lm_head'],
  ]);
  const numbers = [...whole.values()].map((info) => readTensor(info)) as [Float32Array, Float32Array];
  expect(largestDifference(...numbers)).toBeGreaterThan(1e-3);
  const again = await runOf({ ...both, init: run.out });
  expect(again.result.heldOutLossBefore).toBeCloseTo(run.result.heldOutLoss as number, 5);
  const refused = await failureOf(() => runOf({ ...both, modulesToSave: 'lm_head', init: run.out }));
  expectError(refused, 'bad-adapter', `${embedding} whole, which this run does not train`);
});

test('stopped, a run with patterns and whole modules continues to the very bytes it would have reached', async () => {
  const changes = { ...both, ...patterned, dropout: 0.1, bias: 'lora_only', steps: 6 } as const;
  const whole = await runOf({ ...changes, checkpointBudgetBytes: 0 });
  const out = newPath();
  const controller = new AbortController();
  const onEvent = (event: TrainEvent) => event.type === 'step' && event.step === 3 && controller.abort();
  await train(settings(changes), { out, onEvent, signal: controller.signal });
  expect((await resume({ out, onEvent: () => {} })).state).toBe('done');
  expect(readFileSync(join(out, 'adapter_model.safetensors')).equals(whole.weights)).toBe(true);
});

test('merged, a tied model is written with a head of its own, and computes what the adapter does', async () => {
  const parent = temporaryFolder();
  const [base, adapter] = [
    modelWithCompanions(join(parent, 'base'), 'llama-head'),
    goldenAdapter('llama-head'),
  ];
  const options = { prompts };
  const certificate = await exportAdapter(
    'merged',
    { model: base, adapter },
    join(parent, 'merged'),
    options,
  );
  expect(certificate.largestDifference).toBeLessThan(1e-4);
  expect(certificate.adapterEffect).toBeGreaterThan(1);
  const merged = openBaseModel(join(parent, 'merged'));
  expect(merged.folder.config.tie_word_embeddings).toBe(false);
  const stored = (name: string) => readTensor(merged.tensors.get(name) as TensorInfo);
  expect(stored(head)).toEqual(readTensor(adapter.whole.get(head) as TensorInfo));
  expect(stored(embedding)).toEqual(readTensor(base.tensors.get(embedding) as TensorInfo));
  const gguf = await exportAdapter('gguf', { model: base, adapter }, join(parent, 'gguf'), {
    prompts,
    dtype: 'f16',
  });
  expect(gguf.largestDifference).toBeLessThan(0.1);
});

test('whole modules come and go with their adapter, at any strength, and the base never notices', async () => {
  const model = goldenModel('llama-saved');
  const [plain, own] = [undefined, loadAdapter(model, goldenAdapter('llama-saved'))];
  const prompt = prompts[0] as Int32Array;
  const generator = await loadGenerator(model);
  const base = await generator.logits(prompt, { adapter: plain });
  const full = await generator.logits(prompt, { adapter: own });
  expect(largestDifference(full, base)).toBeGreaterThan(0.1);
  expect(largestDifference(await generator.logits(prompt), base)).toBeLessThan(1e-5);
  expect(largestDifference(await generator.logits(prompt, { adapter: own, strength: 0 }), base)).toBeLessThan(
    1e-5,
  );
  expect(await generator.logits(prompt, { adapter: own })).toEqual(full);
  // Half of every change, in whole tensors as in adapted layers: the mean of both weights.
  const without = { ...own, feeds: {} };
  const half = await generator.logits(prompt, { adapter: without, strength: 0.5 });
  const mean = Object.entries(own.whole).map(([name, tensor]) => {
    const from = readTensor(untied(model).tensors.get(name) as TensorInfo);
    const numbers = tensor.data as Float32Array;
    const data = numbers.map((value, i) => (value + (from[i] as number)) / 2);
    return [name, float32(data, tensor.shape)] as const;
  });
  const expected = await generator.logits(prompt, {
    adapter: { ...without, whole: Object.fromEntries(mean) },
  });
  expect(largestDifference(half, expected)).toBeLessThan(1e-5);
});

test('what is trained whole and where patterns stand is in the estimate', () => {
  const model = openBaseModel(tied);
  const of = (changes: Partial<RunConfigInput>) =>
    planPasses(model, settings({ targets: 'q_proj', ...changes }), 64, {
      device: { kind: 'cpu' },
      freeBytes: 1e12,
    });
  const { vocabulary, hidden, layers } = model.config;
  const [plain, whole] = [of({}), of({ modulesToSave: 'embed_tokens,lm_head' })];
  expect(whole.trainable - plain.trainable).toBe(2 * vocabulary * hidden);
  expect(whole.memory.optimizer - plain.memory.optimizer).toBe(8 * 2 * vocabulary * hidden);
  const low = of({ rankPattern: { 'layers.0.*': 1 } });
  expect(plain.trainable - low.trainable).toBe((plain.trainable / layers) * (3 / 4));
  // Below the first adapted layer nothing has to be kept.
  const last = of({ layersToTransform: `${layers - 1}` });
  expect(last.memory.activations).toBeLessThan(plain.memory.activations);
});

test.each<[string, Partial<RunConfigInput>, string]>([
  [
    'a pattern of no layer',
    { rankPattern: { 'layers.7.*': 4 } },
    '"layers.7.*" means no layer that is adapted',
  ],
  [
    'a layer too many',
    { layersToTransform: '0-2' },
    'layers 0-2 are not all there; the model has layers 0-1',
  ],
  [
    'an unknown module',
    { modulesToSave: 'lm_heads' },
    'unknown module to save "lm_heads"; known: embed_tokens',
  ],
])('%s is refused by name', async (_, changes, text) => {
  const model = goldenModel();
  expectError(await failureOf(() => methodOf(settings(changes), model)), 'bad-config', text);
});

test('a pattern that would take for ever is given up', async () => {
  const failure = await failureOf(() =>
    methodOf(settings({ rankPattern: { '(\\w+\\w*)+!(\\w+\\w*)+!': 4 } }), {
      ...goldenModel(),
      linear: new Map([['a', { path: `model.layers.0.${'a'.repeat(100)}.q_proj`, out: 4, input: 4 }]]),
    }),
  );
  expectError(failure, 'unsupported', 'takes too long to compare');
});

test('full fine-tuning has no use for any of them', () => {
  const given = { layersToTransform: '0', rankPattern: { q_proj: 1 }, modulesToSave: 'lm_head', bias: 'all' };
  const problems = validateRunConfig({ model: 'm', data: 'd', method: 'full', ...given });
  expect(problems.map(({ field }) => field)).toEqual(Object.keys(given));
});

test('an adapter whose whole modules do not fit, or are not there, is refused', async () => {
  const [model, adapter] = [goldenModel('llama-saved'), goldenAdapter('llama-saved')];
  const changed = (
    keep: (name: string) => boolean,
    config: Readonly<Record<string, unknown>>,
    name = (old: string) => old,
  ) => {
    const folder = join(newFolder(), 'adapter');
    mkdirSync(folder);
    const kept = [...adapter.weights.values()].filter((info) => keep(info.name));
    writeAdapter(
      folder,
      adapter.config,
      kept.map((info) => storedSource(info, name(info.name))),
    );
    editJson(join(folder, 'adapter_config.json'), config);
    return readAdapter(folder);
  };
  const lost = await failureOf(() =>
    loadAdapter(
      model,
      changed((name) => !name.includes('lm_head'), {}),
    ),
  );
  expectError(lost, 'bad-adapter', `says that it has ${head} whole, but the weights do not hold it`);
  const stray = changed(
    () => true,
    { modules_to_save: ['score', 'embed_tokens'] },
    (name) => name.replace('lm_head', 'score'),
  );
  expectError(
    await failureOf(() => loadAdapter(model, stray)),
    'unsupported',
    'a tensor score.weight of its own',
  );
  const other = await failureOf(() =>
    loadAdapter(
      goldenModel('llama'),
      changed(() => true, {}),
    ),
  );
  expectError(other, 'bad-adapter', 'does not fit');
  expect(modelWith(model, []).tensors.has(head)).toBe(false);
});
