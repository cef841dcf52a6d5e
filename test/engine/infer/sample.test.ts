/** Sampling against the distributions it should have, over a small vocabulary and with fixed seeds. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { argmax, type SamplingOptions, sampler } from '../../../src/main/engine/infer/sample.ts';
import { AppError } from '../../../src/shared/errors.ts';

const probabilities = [0.05, 0.4, 0.02, 0.25, 0.08, 0.2];
const logits = Float32Array.from(probabilities, (p) => Math.log(p) + 3);
const draws = 20_000;

/** How often each token is drawn. */
function frequencies(options: SamplingOptions, from = logits): number[] {
  const choose = sampler(options);
  const counts = from.reduce<number[]>((list) => [...list, 0], []);
  for (let i = 0; i < draws; i++) {
    const id = choose(from);
    counts[id] = (counts[id] as number) + 1;
  }
  return counts.map((count) => count / draws);
}

/** `weights` divided by their sum. */
function shares(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

describe.each<[string, SamplingOptions, readonly number[]]>([
  ['no restriction', { temperature: 1 }, probabilities],
  ['a high temperature', { temperature: 2 }, shares(probabilities.map(Math.sqrt))],
  ['a low temperature', { temperature: 0.5 }, shares(probabilities.map((p) => p * p))],
  ['top-k', { temperature: 1, topK: 3 }, shares([0, 0.4, 0, 0.25, 0, 0.2])],
  ['top-k above the vocabulary', { temperature: 1, topK: 9 }, probabilities],
  ['top-k of one', { temperature: 1, topK: 1 }, [0, 1, 0, 0, 0, 0]],
  // 0.4 + 0.25 falls short of 0.7; the token that passes it is kept.
  ['top-p', { temperature: 1, topP: 0.7 }, shares([0, 0.4, 0, 0.25, 0, 0.2])],
  ['a small top-p', { temperature: 1, topP: 0.01 }, [0, 1, 0, 0, 0, 0]],
  // Of the three that top-k leaves, 0.4 is 47 % and 0.65 is 76 %.
  ['top-p after top-k', { temperature: 1, topK: 3, topP: 0.6 }, shares([0, 0.4, 0, 0.25, 0, 0])],
  ['top-p after temperature', { temperature: 0.5, topP: 0.55 }, [0, 1, 0, 0, 0, 0]],
])('%s', (_name, options, expected) => {
  test.each([1, 2, 3])('seed %i', (seed) => {
    const found = frequencies({ ...options, seed });
    found.forEach((frequency, id) => {
      const p = expected[id] as number;
      if (p === 0) expect(frequency).toBe(0);
      // Four standard deviations of a count.
      else expect(Math.abs(frequency - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / draws));
    });
  });
});

test('top-p keeps the right tokens of a large vocabulary', () => {
  // Token i has weight 1/(i+1); the rest, from 1000 on, is far below the cut.
  const weights = Float32Array.from({ length: 50_000 }, (_, i) => (i < 1000 ? -Math.log(i + 1) : -30));
  const total = Array.from({ length: 1000 }, (_, i) => 1 / (i + 1)).reduce((sum, weight) => sum + weight, 0);
  let [kept, reached] = [0, 0];
  while (reached < 0.9 * total) reached += 1 / ++kept;
  const choose = sampler({ temperature: 1, topP: 0.9, seed: 5 });
  const seen = Array.from({ length: 1000 }, () => choose(weights));
  expect(Math.max(...seen)).toBeLessThan(kept);
  expect(seen.filter((id) => id > kept / 2).length).toBeGreaterThan(0);
});

test('top-k keeps the k largest of any logits, and all that equal the least of them', () => {
  const real = fc.float({ noNaN: true, min: -5, max: 5 });
  fc.assert(
    fc.property(
      fc.array(real, { minLength: 2, maxLength: 40 }),
      fc.integer({ min: 1, max: 39 }),
      (list, k) => {
        const choose = sampler({ temperature: 2, topK: k });
        const least = list.toSorted((a, b) => b - a)[Math.min(k, list.length) - 1] as number;
        for (let i = 0; i < 60; i++)
          expect(list[choose(Float32Array.from(list))]).toBeGreaterThanOrEqual(least);
      },
    ),
    { seed: 1 },
  );
});

test('the same seed draws the same tokens, another seed others', () => {
  const options = { temperature: 1, topP: 0.95 };
  const run = (seed?: number) => {
    const choose = sampler({ ...options, ...(seed !== undefined && { seed }) });
    return Array.from({ length: 50 }, () => choose(logits));
  };
  expect(run(4)).toEqual(run(4));
  expect(run(4)).not.toEqual(run(5));
  expect(run()).toEqual(run(0));
});

test('temperature 0 takes the likeliest token, the first of equals, whatever the rest says', () => {
  const equal = Float32Array.of(1, 7, 3, 7);
  expect(sampler({ temperature: 0, topK: 3, topP: 0.5, seed: 9 })(equal)).toBe(1);
  expect(argmax(equal)).toBe(1);
});

test('logits of impossible tokens may be -Infinity, but NaN and Infinity are refused', () => {
  const masked = Float32Array.of(Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY);
  expect(sampler({ temperature: 1, topP: 0.9 })(masked)).toBe(1);
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY])
    for (const temperature of [0, 1])
      expect(() => sampler({ temperature })(new Float32Array(4).fill(bad))).toThrow(AppError);
});
