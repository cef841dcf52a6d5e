/** DoRA in every place that adapters go: trained, stopped and resumed, saved, loaded, merged, and swapped in generation. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dora } from '../../../src/main/engine/adapters/dora.ts';
import { backward } from '../../../src/main/engine/autodiff/backward.ts';
import { type BaseModel, openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import { writeModel } from '../../../src/main/engine/export/writeModel.ts';
import {
  type Adapter,
  peftTensorName,
  readAdapter,
  writeAdapter,
} from '../../../src/main/engine/formats/peft.ts';
import { readTensor, readTensorRows } from '../../../src/main/engine/formats/readTensor.ts';
import { floatSource } from '../../../src/main/engine/formats/safetensors.ts';
import type { TensorInfo } from '../../../src/main/engine/formats/tensor.ts';
import { loadAdapter } from '../../../src/main/engine/infer/adapter.ts';
import { Graph } from '../../../src/main/engine/onnx/graph.ts';
import { resume, train } from '../../../src/main/engine/run/train.ts';
import { Random } from '../../../src/main/engine/runtime/random.ts';
import { float32 } from '../../../src/main/engine/runtime/session.ts';
import type { TrainEvent } from '../../../src/shared/events.ts';
import { expectClose } from '../../support/close.ts';
import { evaluate, output } from '../../support/evaluate.ts';
import { goldenAdapter, goldenModel, prompts } from '../export/support.ts';
import { largestDifference, loadGenerator } from '../infer/support.ts';
import { close, expectError, failureOf, newFolder, newPath, runOf, settings } from '../train/support.ts';

const turned = { useDora: true };
const query = 'model.layers.0.self_attn.q_proj';

/** A [2, 3], B [4, 2], W [4, 3], m [4] and b [4] with x [5, 3]; the third row of W is zero. */
const random = new Random(4);
const numbers = (count: number) => Float32Array.from({ length: count }, () => random.normal());
const given = {
  x: numbers(15),
  w: numbers(12).fill(0, 6, 9),
  bias: numbers(4),
  a: numbers(6),
  b: numbers(8),
  m: numbers(4),
};
const shapes = { x: [5, 3], w: [4, 3], bias: [4], a: [2, 3], b: [4, 2], m: [4] } as const;
const scale = 1.5;

async function layerOf(values: Readonly<Record<keyof typeof shapes, Float32Array>>) {
  const g = new Graph();
  const names = Object.keys(shapes) as (keyof typeof shapes)[];
  const inputs = Object.fromEntries(names.map((name) => [name, g.input(name, 'float32', shapes[name])]));
  const { x, w: weight, bias, a, b, m } = inputs as Record<keyof typeof shapes, (typeof inputs)[string]>;
  const parts = { lora_A: a, lora_B: b, lora_magnitude_vector: m };
  const y = dora.apply(g, { x, weight, bias, drop: (input) => input }, parts, scale);
  const gradients = backward(g, g.reduceSum(g.mul(y, y), [0, 1], false), [a, b, m, x]);
  g.output(y, 'y');
  for (const [value, gradient] of gradients) output(g, gradient, `d ${value.name}`);
  return await evaluate(
    g,
    Object.fromEntries(names.map((name) => [name, float32(values[name], shapes[name])])),
  );
}

test('a layer with a bias is m∘(Vx)/‖V‖ + b, and its gradient takes the norms for constants', async () => {
  const { x, w, bias, a, b, m } = given;
  const at = (values: Float32Array, i: number) => values[i] as number;
  const sum = (count: number, term: (i: number) => number) =>
    Array.from({ length: count }, (_, i) => term(i)).reduce((all, each) => all + each, 0);
  const v = (i: number, j: number) =>
    at(w, 3 * i + j) + scale * sum(2, (k) => at(b, 2 * i + k) * at(a, 3 * k + j));
  const norm = (i: number) => Math.sqrt(sum(3, (j) => v(i, j) ** 2));
  const z = (t: number, i: number) => sum(3, (j) => v(i, j) * at(x, 3 * t + j));
  const y = (t: number, i: number) => (at(m, i) / norm(i)) * z(t, i) + at(bias, i);
  // Of Σ y²: what comes back through V alone, its norm held.
  const dz = (t: number, i: number) => (2 * y(t, i) * at(m, i)) / norm(i);
  const dv = (i: number, j: number) => sum(5, (t) => dz(t, i) * at(x, 3 * t + j));
  const table = (rows: number, columns: number, value: (i: number, j: number) => number) =>
    Array.from({ length: rows * columns }, (_, at) => value(Math.floor(at / columns), at % columns));

  const found = await layerOf(given);
  expectClose(found.y as Float32Array, table(5, 4, y), 2e-6, 'y');
  const expected = {
    'd m': table(4, 1, (i) => sum(5, (t) => (2 * y(t, i) * z(t, i)) / norm(i))),
    'd b': table(4, 2, (i, k) => scale * sum(3, (j) => dv(i, j) * at(a, 3 * k + j))),
    'd a': table(2, 3, (k, j) => scale * sum(4, (i) => dv(i, j) * at(b, 2 * i + k))),
    'd x': table(5, 3, (t, j) => sum(4, (i) => dz(t, i) * v(i, j))),
  };
  for (const [name, gradient] of Object.entries(expected))
    expectClose(found[name] as Float32Array, gradient, 4e-6, name);
});

test('a row of zeros stays one, and divides nothing by zero', async () => {
  const found = await layerOf({ ...given, b: new Float32Array(8), m: Float32Array.of(1, 1, 0, 1) });
  expect(Object.values(found).every((values) => values.every(Number.isFinite))).toBe(true);
  const third = Array.from({ length: 5 }, (_, t) => (found.y as Float32Array)[4 * t + 2]);
  expect(third).toEqual(new Array(5).fill(given.bias[2]));
});

test('a run begins at the base, learns magnitudes, and is saved in the form that is loaded', async () => {
  const [run, plain] = [await runOf({ ...turned, epochs: 2 }), await runOf()];
  expect(run.result.heldOutLossBefore).toBeCloseTo(plain.result.heldOutLossBefore as number, 5);
  expect(run.losses.at(-1)).toBeLessThan((run.losses[0] as number) - 1);
  const { config, modules } = readAdapter(run.out);
  expect(config.kind).toBe('dora');
  const { tensors } = openBaseModel(settings().model);
  for (const [path, { parts }] of modules) {
    const start = dora.start(
      'lora_magnitude_vector',
      [],
      new Random(0),
      tensors.get(`${path}.weight`) as TensorInfo,
    );
    const moved = largestDifference(readTensor(parts.lora_magnitude_vector as TensorInfo), start);
    expect(moved).toBeGreaterThan(1e-3);
    expect(moved).toBeLessThan(0.1);
  }
  const again = await runOf({ ...turned, init: run.out, alpha: 4 });
  expect(again.result.heldOutLossBefore).toBeCloseTo(run.result.heldOutLoss as number, 5);
});

test('an adapter of the other kind is no start, and both kinds are named', async () => {
  const [plain, run] = [await runOf(), await runOf(turned)];
  const refused = async (config: object) => await failureOf(() => runOf(config));
  expectError(await refused({ ...turned, init: plain.out }), 'bad-adapter', 'a LoRA adapter', 'trains DoRA');
  expectError(await refused({ init: run.out }), 'bad-adapter', 'a DoRA adapter', 'trains LoRA');
});

test('packing, passes and what is recomputed make no difference beyond rounding', async () => {
  const whole = await runOf({ ...turned, microTokens: 256 });
  const changes = [
    { microTokens: 64 },
    { packing: false },
    { recompute: 'none' },
    { recompute: 'layer' },
  ] as const;
  for (const change of changes) {
    const { losses, out } = await runOf({ ...turned, ...change });
    expect(close(losses, whole.losses, 1e-5), JSON.stringify(change)).toBe(true);
    for (const [path, { parts }] of readAdapter(whole.out).modules) {
      const found = readAdapter(out).modules.get(path) as NonNullable<ReturnType<Adapter['modules']['get']>>;
      for (const [part, info] of Object.entries(parts))
        expect(close(readTensor(found.parts[part] as TensorInfo), readTensor(info), 1e-3), path + part).toBe(
          true,
        );
    }
  }
});

test('stopped with dropout on, a run continues to the very bytes it would have reached', async () => {
  const changes = { ...turned, steps: 8, dropout: 0.1, microTokens: 64, checkpointBudgetBytes: 0 };
  const whole = await runOf(changes);
  const out = newPath();
  const controller = new AbortController();
  const onEvent = (event: TrainEvent) => event.type === 'step' && event.step === 3 && controller.abort();
  const stopped = await train(settings(changes), { out, onEvent, signal: controller.signal });
  expect([stopped.state, stopped.steps]).toEqual(['interrupted', 3]);
  expect((await resume({ out, onEvent: () => {} })).state).toBe('done');
  const saved = readAdapter(out).weights;
  for (const [name, info] of readAdapter(whole.out).weights)
    expect(readTensor(saved.get(name) as TensorInfo), name).toEqual(readTensor(info));
});

/** A DoRA adapter with made-up numbers on some layers, one of them with a bias. */
function turnedQwen(folder: string): { readonly model: BaseModel; readonly adapter: Adapter } {
  const model = goldenModel('qwen2');
  const drawn = new Random(9);
  mkdirSync(folder);
  const sources = [query, 'model.layers.1.mlp.down_proj'].flatMap((path) => {
    const { out, input } = model.linear.get(path)!;
    const norms = dora.start('lora_magnitude_vector', [out], drawn, model.tensors.get(`${path}.weight`)!);
    const values = {
      lora_A: [4, input],
      lora_B: [out, 4],
      lora_magnitude_vector: [out],
    } as const;
    return Object.entries(values).map(([part, shape]) => {
      const count = shape.reduce((product: number, size) => product * size, 1);
      const made = Float32Array.from({ length: count }, (_, i) =>
        part === 'lora_magnitude_vector'
          ? (norms[i] as number) * (1 + 0.3 * drawn.normal())
          : 0.2 * drawn.normal(),
      );
      return floatSource(peftTensorName(`${path}.${part}`), shape, made);
    });
  });
  const config = { kind: 'dora', rank: 4, alpha: 8, useRslora: false, dropout: 0 } as const;
  const rest = {
    targetModules: ['q_proj', 'down_proj'],
    rankPattern: {},
    alphaPattern: {},
    layersToTransform: null,
    modulesToSave: null,
    bias: 'none',
    baseModel: undefined,
  } as const;
  writeAdapter(folder, { ...config, ...rest }, sources);
  return { model, adapter: readAdapter(folder) };
}

test('merged, a layer with a bias computes what its adapter does; at half strength, the mean of both weights', async () => {
  const parent = newFolder();
  const source = turnedQwen(join(parent, 'adapter'));
  const certificate = await exportAdapter('merged', source, join(parent, 'merged'), { prompts });
  expect(certificate.largestDifference).toBeLessThan(1e-4);
  expect(certificate.adapterEffect).toBeGreaterThan(1);

  const { model, adapter: stored } = source;
  const adapter = loadAdapter(model, stored);
  const generator = await loadGenerator(model);
  const prompt = prompts[0]!;
  const base = await generator.logits(prompt);
  expect(await generator.logits(prompt, { adapter, strength: 0 })).toEqual(base);
  const merged = openBaseModel(join(parent, 'merged'));
  mkdirSync(join(parent, 'half'));
  await writeModel(join(parent, 'half'), model.folder, (name) => () => {
    const [other] = readTensorRows(merged.tensors.get(name)!, merged.tensors.get(name)!.shape[0]!);
    return (rows, first) => {
      const begin = (first * other!.values.length) / other!.count;
      for (let i = 0; i < rows.length; i++) rows[i] = (rows[i]! + other!.values[begin + i]!) / 2;
    };
  });
  const half = await loadGenerator(openBaseModel(join(parent, 'half')));
  const found = await generator.logits(prompt, { adapter, strength: 0.5 });
  expect(largestDifference(found, await half.logits(prompt))).toBeLessThan(1e-4);
  expect(largestDifference(found, base)).toBeGreaterThan(0.1);
});

test('LoRA, DoRA and the base take turns in one generator, and none notices the others', async () => {
  const model = goldenModel('llama-dora');
  const [plain, rotated] = [goldenAdapter('llama-rslora'), goldenAdapter('llama-dora')].map((stored) =>
    loadAdapter(model, stored),
  );
  const prompt = prompts[0]!;
  const alone = [];
  for (const adapter of [undefined, plain, rotated])
    alone.push(await (await loadGenerator(model)).logits(prompt, { adapter }));
  const generator = await loadGenerator(model);
  for (const turn of [2, 1, 0, 2, 0, 1])
    expect(await generator.logits(prompt, { adapter: [undefined, plain, rotated][turn] })).toEqual(
      alone[turn],
    );
  expect(largestDifference(alone[1]!, alone[2]!)).toBeGreaterThan(0.1);
});
