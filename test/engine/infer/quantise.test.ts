/** Weights in few bits: how they are rounded, where they are kept, and how near their answers are to exact ones. */

import { copyFileSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type BaseModel, openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { loadAdapter } from '../../../src/main/engine/infer/adapter.ts';
import { Generator } from '../../../src/main/engine/infer/generate.ts';
import { blockScales, roundRows } from '../../../src/main/engine/infer/quantise.ts';
import { quantisedModel } from '../../../src/main/engine/infer/quantisedModel.ts';
import { argmax } from '../../../src/main/engine/infer/sample.ts';
import { goldenAdapter, goldenModel } from '../export/support.ts';
import { temporaryFolder } from '../formats/support.ts';
import { greedy, loadGenerator } from './support.ts';

const prompt = Int32Array.of(81, 213, 287, 262, 424, 213, 75, 50);

/** A generator that reads and answers from weights in few bits, as where memory is short. */
async function loadQuantised(model: BaseModel, precision: 'int8' | 'int4', cache = temporaryFolder()) {
  const quantised = await quantisedModel(model, precision, cache);
  const memory = vi.spyOn(process, 'availableMemory').mockReturnValue(0);
  const setup = { quantised };
  const generator = await Generator.load(model, { device: { kind: 'cpu' }, threads: 1 }, setup);
  memory.mockRestore();
  onTestFinished(() => generator.release());
  return generator;
}

/** Root mean square of a - b, as a share of that of b. */
function relative(a: Float32Array, b: Float32Array): number {
  let [off, all] = [0, 0];
  for (const [i, value] of b.entries()) {
    off += (a[i]! - value) ** 2;
    all += value ** 2;
  }
  return Math.sqrt(off / all);
}

test('a weight becomes the nearest of a block’s steps, the one furthest from zero exactly', () => {
  const rows = Float32Array.of(-8, 7, 0.4, 0.6, 4, -2, 0, 1);
  const form = { bits: 4, blockSize: 4 } as const;
  expect([...blockScales(rows, 8, form)]).toEqual([1, -0.5]);
  // Steps -8, 7, 0, 1 and -8, 4, 0, -2, from 8 on, the first of two in the lower half of its byte.
  expect([...roundRows(rows, 8, form)]).toEqual([0xf0, 0x98, 0xc0, 0x68]);
  expect([...roundRows(rows, 8, { bits: 8, blockSize: 4 })]).toEqual([0, 240, 134, 138, 0, 192, 128, 96]);
});

test('a block that is not whole is filled up with zeros, and one of zeros stays so', () => {
  const form = { bits: 8, blockSize: 4 } as const;
  expect([...blockScales(Float32Array.of(0, 0, 0, 0, -128), 5, form)]).toEqual([0, 1].map((s) => s || -0));
  expect([...roundRows(Float32Array.of(0, 0, 0, 0, -128), 5, form)]).toEqual([
    ...[128, 128, 128, 128],
    ...[0, 128, 128, 128],
  ]);
});

// Rows of a kind: tied and own head, biases, weights stored transposed, convolutions, a state, windows, bounded scores.
test.each(['llama', 'llama-tied', 'qwen2', 'gpt2', 'gpt-neox', 'lfm2', 'qwen35', 'gemma2', 'phi3'])(
  '%s: in 8 bits it computes nearly the same, by the cache as at once',
  async (name) => {
    const model = goldenModel(name);
    const exact = await loadGenerator(model);
    const generator = await loadQuantised(model, 'int8');
    const expected = await exact.logits(prompt);
    const found = await generator.logits(prompt);
    expect(relative(found, expected)).toBeLessThan(0.05);
    expect(relative(found, expected)).toBeGreaterThan(1e-5);
    const { vocabulary } = model.config;
    const { ids } = await generator.generate(prompt, greedy(6));
    const rows = await generator.logits(Int32Array.of(...prompt, ...ids));
    const next = Array.from(ids, (_, i) => argmax(rows.subarray((i + 7) * vocabulary, (i + 8) * vocabulary)));
    expect(next).toEqual([...ids]);
  },
);

test('with room in memory, questions are read exactly and only answers are computed in 8 bits', async () => {
  const model = goldenModel();
  const exact = await loadGenerator(model);
  const quantised = await quantisedModel(model, 'int8', temporaryFolder());
  const generator = await Generator.load(model, { device: { kind: 'cpu' }, threads: 1 }, { quantised });
  onTestFinished(() => generator.release());
  expect(await generator.logits(prompt)).toEqual(await exact.logits(prompt));
  const one = Int32Array.of(81);
  expect(await generator.logits(one)).not.toEqual(await exact.logits(one));
});

test('adapters of every kind speak beside weights in 8 bits, and change nothing at strength 0', async () => {
  for (const name of ['llama', 'llama-dora', 'llama-saved', 'llama-head']) {
    const model = goldenModel(name);
    const adapter = loadAdapter(model, goldenAdapter(name));
    const exact = await loadGenerator(model);
    const generator = await loadQuantised(model, 'int8');
    const found = await generator.logits(prompt, { adapter });
    expect(relative(found, await exact.logits(prompt, { adapter }))).toBeLessThan(0.05);
    const none = await generator.logits(prompt, { adapter, strength: 0 });
    expect(relative(none, await exact.logits(prompt))).toBeLessThan(0.05);
    expect(relative(found, none)).toBeGreaterThan(0.05);
  }
});

test('4 bits are coarser, and head and the layers that read an MLP’s inner values keep 8', async () => {
  const model = goldenModel();
  const expected = await (await loadGenerator(model)).logits(prompt);
  const off = relative(await (await loadQuantised(model, 'int4')).logits(prompt), expected);
  expect(off).toBeGreaterThan(0.01);
  expect(off).toBeLessThan(0.5);
  const { quantised } = await quantisedModel(model, 'int4', temporaryFolder());
  const bits = (name: string) => quantised?.get(name)?.bits;
  expect(bits('model.layers.0.mlp.down_proj.weight')).toBe(8);
  expect(bits('model.layers.0.mlp.up_proj.weight')).toBe(4);
});

test('weights are rounded once, and again after the model’s file has changed; a stop keeps nothing', async () => {
  const cache = temporaryFolder();
  const folder = temporaryFolder();
  const source = goldenModel();
  for (const name of readdirSync(source.folder.path))
    if (name.endsWith('.json') || name.endsWith('.safetensors'))
      copyFileSync(join(source.folder.path, name), join(folder, name));
  const model = openBaseModel(folder);
  const shares: number[] = [];
  const onProgress = (share: number) => shares.push(share);
  await expect(quantisedModel(model, 'int8', cache, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'interrupted',
  });
  expect(readdirSync(cache)).toEqual([]);
  await quantisedModel(model, 'int8', cache, { onProgress });
  expect(shares.at(-1)).toBe(1);
  const before = shares.length;
  await quantisedModel(model, 'int8', cache, { onProgress });
  expect(shares.length).toBe(before);
  expect(readdirSync(cache).length).toBe(1);
  const [file] = [...model.tensors.values()].map((info) => info.file);
  utimesSync(file!, new Date(0), new Date(0));
  await quantisedModel(model, 'int8', cache, { onProgress });
  expect(shares.length).toBeGreaterThan(before);
  expect(readdirSync(cache).length).toBe(2);
});
