/** The cache, swapping and scaling of adapters, and how a text ends. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { writeModel } from '../../../src/main/engine/export/writeModel.ts';
import { loadAdapter } from '../../../src/main/engine/infer/adapter.ts';
import { argmax } from '../../../src/main/engine/infer/sample.ts';
import { convertedModel, goldenAdapter, goldenModel, madeAdapter } from '../export/support.ts';
import { temporaryFolder } from '../formats/support.ts';
import { greedy, largestDifference, loadGenerator } from './support.ts';

const llama = goldenModel();
const prompt = Int32Array.of(81, 213, 287, 262, 424, 213, 75, 50);

test.each(['llama', 'mistral', 'qwen3'])('%s: the cache gives what reading all again gives', async (name) => {
  const generator = await loadGenerator(goldenModel(name));
  const vocabulary = generator.model.config.vocabulary;
  const { ids } = await generator.generate(prompt, greedy(160));
  const all = Int32Array.of(...prompt, ...ids);

  // In one piece, in pieces of different lengths before the cut, and token by token.
  for (const length of [8, 60, 128]) {
    const logits = await generator.logits(all.subarray(0, length));
    expect(argmax(logits.subarray(-vocabulary))).toBe(all[length]);
  }
  const rows = await generator.logits(all);
  const next = Array.from(all, (_, i) => argmax(rows.subarray(i * vocabulary, (i + 1) * vocabulary)));
  expect(next.slice(7, -1)).toEqual([...ids]);
  const long = await generator.generate(all.subarray(0, 150), greedy(18));
  expect([...long.ids]).toEqual([...all.subarray(150)]);
});

test('pieces of a long text get the logits that the whole has', async () => {
  const generator = await loadGenerator(goldenModel('mistral'));
  const ids = Int32Array.from({ length: 200 }, (_, i) => (i * 37 + 5) % 512);
  const vocabulary = generator.model.config.vocabulary;
  const whole = await generator.logits(ids);
  // Causal: a text's beginning has the same logits alone; 128 tokens are one piece, 200 are two.
  const beginning = await generator.logits(ids.subarray(0, 128));
  expect(largestDifference(whole.subarray(0, 128 * vocabulary), beginning)).toBeLessThan(1e-5);
  const middle = await generator.logits(ids.subarray(72));
  // Two layers with a window of 8 look back 14 tokens; RoPE depends on distances only.
  expect(generator.model.config).toMatchObject({ windows: [8, 8] });
  expect(largestDifference(whole.subarray(86 * vocabulary), middle.subarray(14 * vocabulary))).toBeLessThan(
    1e-3,
  );
});

test('strength scales the adapter between the base and twice what was trained', async () => {
  const generator = await loadGenerator(llama);
  const folder = temporaryFolder();
  const modules = { 'model.layers.1.mlp.down_proj': [64, 160, 4] } as const;
  const alphaOf = (alpha: number, name = `alpha-${alpha}`) =>
    loadAdapter(llama, madeAdapter(join(folder, name), modules, { alpha }));
  const base = await generator.logits(prompt);
  const adapter = alphaOf(8, 'trained');
  expect(await generator.logits(prompt, { adapter, strength: 0 })).toEqual(base);
  expect(largestDifference(await generator.logits(prompt, { adapter }), base)).toBeGreaterThan(0.1);
  for (const strength of [0.5, 1, 2]) {
    const scaled = await generator.logits(prompt, { adapter: alphaOf(8 * strength) });
    const found = await generator.logits(prompt, { adapter, strength });
    expect(largestDifference(found, scaled)).toBeLessThan(1e-5);
  }
  expect(await generator.logits(prompt)).toEqual(base);
});

test('half-precision weights give the logits of their float32 values', async () => {
  const folder = temporaryFolder();
  const half = await loadGenerator(await convertedModel(join(folder, 'half'), 'BF16'));
  mkdirSync(join(folder, 'wide'));
  await writeModel(join(folder, 'wide'), half.model.folder, () => undefined, { dtype: 'F32' });
  const wide = await loadGenerator(openBaseModel(join(folder, 'wide')));
  expect(largestDifference(await half.logits(prompt), await wide.logits(prompt))).toBeLessThan(1e-6);
});

test('a stop token ends the text and is its last; streaming gives the same tokens', async () => {
  const generator = await loadGenerator(llama);
  const { ids } = await generator.generate(prompt, greedy(16));
  const stop = ids[5] as number;
  const seen: number[] = [];
  const stopped = await generator.generate(prompt, {
    ...greedy(16),
    stopIds: [511, stop],
    onToken: (id) => seen.push(id),
  });
  const expected = [...ids.subarray(0, ids.indexOf(stop) + 1)];
  expect(stopped).toEqual({ ids: Int32Array.from(expected), ending: 'stop' });
  expect(seen).toEqual(expected);
});

test('aborting ends the text after the token that is there', async () => {
  const generator = await loadGenerator(llama);
  const whole = await generator.generate(prompt, greedy(16));
  const abort = new AbortController();
  let count = 0;
  const onToken = () => {
    if (++count === 3) abort.abort();
  };
  const cut = await generator.generate(prompt, { ...greedy(16), onToken, signal: abort.signal });
  expect(cut).toEqual({ ids: whole.ids.subarray(0, 3), ending: 'interrupted' });
  const none = await generator.generate(prompt, { ...greedy(16), signal: abort.signal });
  expect(none).toEqual({ ids: new Int32Array(), ending: 'interrupted' });
  expect(await generator.generate(prompt, greedy(16))).toEqual(whole);
});

test('the text ends where the positions do', async () => {
  const generator = await loadGenerator(llama);
  const ids = Int32Array.from({ length: 250 }, (_, i) => i);
  const { ids: made, ending } = await generator.generate(ids, greedy(100));
  expect([made.length, ending]).toEqual([6, 'length']);
});

test.each([
  ['no tokens', new Int32Array(), 'the prompt has no tokens'],
  ['no room for an answer', new Int32Array(256), 'is 256 tokens long'],
  ['another vocabulary', Int32Array.of(3, 512), 'holds token 512'],
  ['a negative id', Int32Array.of(-1), 'holds token -1'],
])('a prompt with %s is refused', async (_name, ids, message) => {
  const generator = await loadGenerator(llama);
  await expect(generator.generate(ids, greedy(1))).rejects.toMatchObject({
    code: 'bad-config',
    message: expect.stringContaining(message),
    hint: expect.stringMatching(/./),
  });
});

test('drawing depends on the seed only', async () => {
  const generator = await loadGenerator(llama);
  const draw = async (seed: number) => {
    const options = { maxTokens: 12, temperature: 1.5, topK: 100, topP: 0.95, seed, stopIds: [] };
    return [...(await generator.generate(prompt, options)).ids];
  };
  const first = await draw(7);
  expect(await draw(7)).toEqual(first);
  expect(await draw(8)).not.toEqual(first);
});

test('an adapter that overflows is reported, not sampled from', async () => {
  const generator = await loadGenerator(llama);
  const adapter = loadAdapter(llama, goldenAdapter());
  await expect(generator.generate(prompt, { ...greedy(4), adapter, strength: 1e38 })).rejects.toMatchObject({
    code: 'not-finite',
  });
});
