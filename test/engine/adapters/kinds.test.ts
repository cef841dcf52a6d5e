/** Starts as PiSSA and OLoRA, and tokens trained alone: as PEFT computes them, and wherever else adapters go. */

import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { partName } from '../../../src/main/engine/adapters/kind.ts';
import { methodOf } from '../../../src/main/engine/adapters/kinds.ts';
import { weightOf } from '../../../src/main/engine/adapters/modelWeights.ts';
import { SvdSolver } from '../../../src/main/engine/adapters/truncatedSvd.ts';
import { openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import { readAdapter } from '../../../src/main/engine/formats/peft.ts';
import { readTensor } from '../../../src/main/engine/formats/readTensor.ts';
import {
  floatSource,
  openSafetensors,
  writeSafetensors,
} from '../../../src/main/engine/formats/safetensors.ts';
import type { TensorInfo } from '../../../src/main/engine/formats/tensor.ts';
import { loadAdapter } from '../../../src/main/engine/infer/adapter.ts';
import { Generator } from '../../../src/main/engine/infer/generate.ts';
import { supervisedTokens } from '../../../src/main/engine/objectives/packedFeeds.ts';
import { sft } from '../../../src/main/engine/objectives/sft.ts';
import { resume, train } from '../../../src/main/engine/run/train.ts';
import { Random } from '../../../src/main/engine/runtime/random.ts';
import { planPasses } from '../../../src/main/engine/train/plan.ts';
import { TrainState } from '../../../src/main/engine/train/trainState.ts';
import type { TrainEvent } from '../../../src/shared/events.ts';
import { type RunConfigInput, validateRunConfig } from '../../../src/shared/runConfig.ts';
import { prompts } from '../export/support.ts';
import { golden, temporaryFolder } from '../formats/support.ts';
import { largestDifference, loadGenerator } from '../infer/support.ts';
import { GoldenCase } from '../parity/goldenCase.ts';
import {
  editJson,
  expectError,
  failureOf,
  modelFolder,
  newFolder,
  newPath,
  runOf,
  settings,
} from '../train/support.ts';

const fixtures = join(golden, '../kinds');
const tokens = [7, 300, 514];
const projections = 'q_proj,k_proj,up_proj,down_proj';

/** What `make_kinds.py` gave PEFT, in our words. */
const cases: Readonly<Record<string, Partial<RunConfigInput>>> = {
  pissa: { initLoraWeights: 'pissa' },
  'pissa-rslora': { initLoraWeights: 'pissa', useRslora: true },
  olora: { initLoraWeights: 'olora', rankPattern: { down_proj: 3 }, alphaPattern: { q_proj: 6 } },
  tokens: { trainableTokens: tokens.join() },
  'tokens-tied': { trainableTokens: tokens.join() },
};

interface Expected {
  readonly base: string;
  readonly ids: readonly number[];
  readonly losses: readonly number[];
}

function caseOf(name: string) {
  const folder = join(fixtures, name);
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
  const tensors = openSafetensors(join(folder, 'expected.safetensors'), 'bad-adapter');
  const reference = new GoldenCase(expected.base);
  return { folder, expected, tensors, reference, model: openBaseModel(join(golden, expected.base)) };
}

/** scale·BA [out, in]. */
function product(a: Float32Array, b: Float32Array, rank: number, scale: number): Float32Array {
  const [out, width] = [b.length / rank, a.length / rank];
  return Float32Array.from({ length: out * width }, (_, n) => {
    const [i, j] = [Math.floor(n / width), n % width];
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += b[i * rank + k]! * a[k * width + j]!;
    return scale * sum;
  });
}

describe.each(Object.entries(cases))('%s', (name, changes) => {
  const { folder, expected, tensors, reference, model } = caseOf(name);
  const config = settings({ model: model.folder.path, targets: projections, rank: 4, alpha: 8, ...changes });
  const method = methodOf(config, model);

  test('trained three steps, it loses what PEFT loses, and is saved as what PEFT computes', async () => {
    const plan = { model, method, buckets: method.buckets(model), objective: sft, lossChunks: 2 };
    const options = { device: { kind: 'cpu' }, folder: model.weightsFolder, threads: 1 } as const;
    const state = await TrainState.create(plan, options, 'cheap');
    onTestFinished(() => state.release());
    const first = await method.start(model, new Random(0));
    // PEFT's own draw of A is another; the script put sines there instead.
    const sine = (_: number, i: number) => 0.1 * Math.sin(i + 1);
    const isDrawn = (each: string) => changes.trainableTokens !== undefined && each.endsWith('lora_A');
    state.setParameters((each, shape) => (isDrawn(each) ? first(each, shape).map(sine) : first(each, shape)));
    for (const [key, info] of tensors) {
      if (!key.startsWith('taken.')) continue;
      const path = key.slice('taken.'.length);
      const [a, b] = ['lora_A', 'lora_B'].map((part) => state.parameters().get(partName(path, part)));
      const rank = b!.length / info.shape[0]!;
      const scale = config.alpha / (config.useRslora ? Math.sqrt(rank) : rank);
      const wanted = readTensor(info);
      const most = wanted.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      expect(largestDifference(product(a!, b!, rank, scale), wanted)).toBeLessThan(2e-4 * most);
    }
    for (const [step, loss] of expected.losses.entries()) {
      const batch = reference.trainingBatch(100 + step);
      const labels = batch.reduce((sum, example) => sum + supervisedTokens(example), 0);
      expect(Math.abs((await state.accumulate(batch, labels)).loss - loss)).toBeLessThan(5e-4);
      await state.update({ learningRate: 1e-2, weightDecay: 0, maxNorm: 1, norm: state.gradientNorm() });
    }
    const out = newFolder();
    method.save(out, model, state.parameters(), 'base');
    const generator = await loadGenerator(model);
    const ids = Int32Array.from(expected.ids);
    const saved = await generator.logits(ids, { adapter: loadAdapter(model, readAdapter(out)) });
    const wanted = readTensor(tensors.get('logits') as TensorInfo);
    expect(largestDifference(saved, wanted)).toBeLessThan(5e-3);
    expect(largestDifference(saved, await generator.logits(ids))).toBeGreaterThan(0.1);
    const during = method.variant(model, state.parameters());
    const trained = method.replaced(model);
    const live = await Generator.load(model, { device: { kind: 'cpu' }, threads: 1 }, { trained });
    onTestFinished(() => live.release());
    expect(largestDifference(await live.logits(ids, during), saved)).toBeLessThan(1e-4);
  });

  test("PEFT's own adapter of it answers as it does there, and so does its merge", async () => {
    const adapter = readAdapter(join(folder, 'adapter'));
    const wanted = readTensor(tensors.get('logits') as TensorInfo);
    const ids = Int32Array.from(expected.ids);
    const generator = await loadGenerator(model);
    expect(
      largestDifference(await generator.logits(ids, { adapter: loadAdapter(model, adapter) }), wanted),
    ).toBeLessThan(1e-4);
    const out = join(temporaryFolder(), 'merged');
    const certificate = await exportAdapter('merged', { model, adapter }, out, { prompts });
    expect(certificate.largestDifference).toBeLessThan(1e-4);
    const merged = openBaseModel(out);
    expect(merged.folder.config.tie_word_embeddings).toBe(model.folder.config.tie_word_embeddings);
    const plain = await loadGenerator(merged);
    expect(largestDifference(await plain.logits(ids), wanted)).toBeLessThan(1e-4);
  });
});

const tied = modelFolder((folder) => {
  for (const name of ['config.json', 'model.safetensors'])
    cpSync(join(golden, 'llama-tied', name), join(folder, name));
});

test('singular values are those that remain when their part is taken, however few products are made', async () => {
  const solver = await SvdSolver.create();
  onTestFinished(() => solver.release());
  const model = openBaseModel(join(golden, 'llama'));
  const info = weightOf(model, 'model.layers.0.mlp.down_proj');
  const [rows, columns] = info.shape as [number, number];
  const weight = { data: readTensor(info), rows, columns };
  const energyOf = (values: Float64Array) => values.reduce((sum, value) => sum + value ** 2, 0);
  const all = await solver.solve(weight, Math.min(rows, columns));
  const norm = weight.data.reduce((sum, value) => sum + value ** 2, 0);
  expect(energyOf(all.values) / norm).toBeCloseTo(1, 5);
  const [few, exact] = [await solver.solve(weight, 5, 1), await solver.solve(weight, 5)];
  expect(
    exact.values.map((value, i) => value / all.values[i]!).every((ratio) => Math.abs(ratio - 1) < 1e-5),
  ).toBe(true);
  expect(energyOf(few.values) / energyOf(exact.values)).toBeGreaterThan(0.9);
  expect(energyOf(few.values)).toBeLessThan(energyOf(exact.values));
  expect(await solver.solve(weight, 5)).toEqual(exact);
  for (const [vectors, width] of [
    [exact.left, rows],
    [exact.right, columns],
  ] as const)
    for (let k = 0; k < 5; k++) {
      const dot = (j: number) =>
        vectors
          .subarray(k * width, (k + 1) * width)
          .reduce((sum, value, n) => sum + value * vectors[j * width + n]!, 0);
      for (let j = 0; j < 5; j++) expect(dot(j)).toBeCloseTo(j === k ? 1 : 0, 4);
    }
});

const runs: readonly [string, Partial<RunConfigInput>][] = [
  ['pissa', { initLoraWeights: 'pissa', dropout: 0.1, loraplusRatio: 4 }],
  ['olora', { initLoraWeights: 'olora', model: tied, bias: 'all' }],
  ['tokens of a tied model', { model: tied, trainableTokens: '<|im_end|>, 300', useDora: true }],
];

test.each(runs)(
  'stopped, a run with %s continues to the very bytes it would have reached',
  async (_, changes) => {
    const whole = await runOf({ ...changes, steps: 4 });
    const out = newPath();
    const controller = new AbortController();
    const onEvent = (event: TrainEvent) => event.type === 'step' && event.step === 2 && controller.abort();
    await train(settings({ ...changes, steps: 4 }), { out, onEvent, signal: controller.signal });
    expect((await resume({ out, onEvent: () => {} })).state).toBe('done');
    expect(readFileSync(join(out, 'adapter_model.safetensors')).equals(whole.weights)).toBe(true);
    expect(whole.losses.at(-1)).toBeLessThan(whole.losses[0]!);
  },
);

test('a start changes nothing until something is learned, and what it leaves is gone on from at twice the rank', async () => {
  const [plain, begun] = [await runOf(), await runOf({ initLoraWeights: 'pissa' })];
  expect(begun.result.heldOutLossBefore).toBeCloseTo(plain.result.heldOutLossBefore!, 5);
  const { config } = readAdapter(begun.out);
  expect([config.rank, config.alpha]).toEqual([8, 16]);
  const again = await runOf({ init: begun.out, rank: 8 });
  expect(again.result.heldOutLossBefore).toBeCloseTo(begun.result.heldOutLoss!, 5);
});

test('tokens of an adapter are gone on from, and refused where the run trains them not', async () => {
  const changes = { model: tied, targets: 'q_proj', trainableTokens: '300, 7' };
  const run = await runOf(changes);
  const again = await runOf({ ...changes, trainableTokens: '7, 300, 9', init: run.out });
  expect(again.result.heldOutLossBefore).toBeCloseTo(run.result.heldOutLoss!, 5);
  const { config, tokens: rows } = readAdapter(again.out);
  expect([config.tokenIndices, [...rows.keys()]]).toEqual([[7, 9, 300], ['model.embed_tokens.weight']]);
  for (const [trainableTokens, text] of [
    ['', 'the token 7 of model.embed_tokens.weight of its own'],
    ['7', 'the token 300 of model.embed_tokens.weight of its own'],
  ] as const)
    expectError(
      await failureOf(() => runOf({ ...changes, trainableTokens, init: run.out })),
      'bad-adapter',
      text,
    );
});

test.each<[string, Partial<RunConfigInput>, string]>([
  [
    'a token the tokenizer has not',
    { trainableTokens: '<no such>' },
    'the tokenizer has no token "<no such>"',
  ],
  ['a token without a row', { trainableTokens: '7, 512' }, 'has embeddings of 512 tokens only'],
  [
    'a token whose table is trained whole',
    { trainableTokens: '7', modulesToSave: 'lm_head' },
    'is trained whole',
  ],
  ['a rank of more than a weight', { initLoraWeights: 'olora', rank: 65 }, 'no part of rank 65 can be taken'],
])('%s is refused by name', async (_, changes, text) => {
  expectError(await failureOf(() => runOf({ model: tied, ...changes })), 'bad-config', text);
});

test('a start goes with no other kind and with no adapter, and full fine-tuning has neither', () => {
  const fieldsOf = (changes: Partial<RunConfigInput>) =>
    validateRunConfig({ model: 'm', data: 'd', ...changes }).map(({ field }) => field);
  const start = { initLoraWeights: 'pissa' };
  expect(fieldsOf({ ...start, useDora: true })).toEqual(['initLoraWeights']);
  expect(fieldsOf({ ...start, init: 'a' })).toEqual(['initLoraWeights']);
  expect(fieldsOf({ initLoraWeights: 'pissa_niter_16' })).toEqual([]);
  expect(fieldsOf({ initLoraWeights: 'pissa_niter_' })).toEqual(['initLoraWeights']);
  expect(fieldsOf({ ...start, trainableTokens: '7', method: 'full' })).toEqual([
    'trainableTokens',
    'initLoraWeights',
  ]);
});

test('the part that is taken and the rows that are trained are in the estimate', () => {
  const model = openBaseModel(tied);
  const of = (changes: Partial<RunConfigInput>) =>
    planPasses(model, settings(changes), 64, { device: { kind: 'cpu' }, freeBytes: 1e12 });
  const [plain, taken, rows] = [of({}), of({ initLoraWeights: 'olora' }), of({ trainableTokens: '3, 9' })];
  expect(taken.trainable).toBe(plain.trainable);
  expect(taken.resultBytes).toBe(2 * plain.resultBytes);
  expect(taken.memory.adapter - plain.memory.adapter).toBe(4 * plain.trainable);
  expect(taken.memory.optimizer).toBe(plain.memory.optimizer);
  expect(rows.trainable - plain.trainable).toBe(2 * model.config.hidden);
  const table = 4 * model.config.vocabulary * model.config.hidden;
  expect(rows.memory.activations - plain.memory.activations).toBeGreaterThan(table);
});

test("rows that a model has no place for, or whole tables beside rows, are refused in others' adapters", async () => {
  const model = openBaseModel(join(golden, 'llama-head'));
  const changed = (config: Readonly<Record<string, unknown>>, rename = (name: string) => name) => {
    const folder = join(newFolder(), 'adapter');
    cpSync(join(fixtures, 'tokens-tied/adapter'), folder, { recursive: true });
    const { weights } = readAdapter(folder);
    const sources = [...weights.values()].map((info) =>
      floatSource(rename(info.name), info.shape, readTensor(info)),
    );
    writeSafetensors(join(folder, 'adapter_model.safetensors'), sources);
    editJson(join(folder, 'adapter_config.json'), config);
    return () => loadAdapter(model, readAdapter(folder));
  };
  expectError(
    await failureOf(changed({ trainable_token_indices: [1, 2, 515] })),
    'bad-adapter',
    "it has the token 515 in model.embed_tokens.weight as 48 numbers, the model's is [515, 48]",
  );
  expectError(
    await failureOf(changed({ trainable_token_indices: [1] })),
    'bad-adapter',
    'is [3, 48] of float32 (F32), but adapter_config.json names 1 tokens',
  );
  const elsewhere = (name: string) => name.replace('model.embed_tokens.token', 'model.norm.token');
  expectError(
    await failureOf(changed({}, elsewhere)),
    'unsupported',
    'tokens of its own in model.norm.weight',
  );
  const beside = (name: string) =>
    name.replace(/embed_tokens.token_adapter.*/, 'embed_tokens.token_adapter.base_layer.weight');
  expectError(await failureOf(changed({}, beside)), 'unsupported', 'a whole embedding beside single tokens');
  expect(loadAdapter(model, readAdapter(join(fixtures, 'tokens-tied/adapter'))).whole).toHaveProperty([
    'lm_head.weight',
  ]);
});
