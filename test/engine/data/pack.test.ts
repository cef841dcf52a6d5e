/** A plan uses every example once, keeps to its limits, is the same every time, and wastes little. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { planSteps } from '../../../src/main/engine/data/pack.ts';
import { sampleCsv, smollm2 } from './support.ts';

const options = { batchTokens: 64, microTokens: 32, packing: true, seed: 7, epoch: 0 };

test('no example is lost, no limit is passed', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 200 });
  fc.assert(
    fc.property(lengths, fc.nat(), fc.nat(5), fc.boolean(), (lengths, seed, epoch, packing) => {
      const { steps, fill } = planSteps(lengths, { ...options, seed, epoch, packing });
      expect(steps.flat(2).toSorted((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
      const sum = (indices: readonly number[]): number =>
        indices.reduce((total, i) => total + lengths[i]!, 0);
      for (const step of steps) {
        expect(step.flat().length === 1 || sum(step.flat()) <= 64).toBe(true);
        for (const micro of step) expect(micro.length === 1 || (packing && sum(micro) <= 32)).toBe(true);
      }
      const full = steps
        .map((step) => sum(step.flat()))
        .sort((a, b) => b - a)
        .slice(0, -1);
      const used = full.reduce((total, tokens) => total + Math.min(tokens, 64), 0);
      expect(fill).toBeCloseTo(full.length === 0 ? 1 : used / (full.length * 64));
    }),
  );
});

test('the order depends on seed and epoch and on nothing else', () => {
  const lengths = Array.from({ length: 50 }, (_, i) => 5 + (i % 11));
  const plan = (seed: number, epoch: number) =>
    JSON.stringify(planSteps(lengths, { ...options, seed, epoch }).steps);
  expect(plan(1, 2)).toBe(plan(1, 2));
  expect(new Set([plan(1, 1), plan(1, 2), plan(2, 1), plan(2, 2)]).size).toBe(4);
});

test('a micro-batch holds examples of like length unless that costs a pass', () => {
  const free = planSteps([10, 2, 11, 2, 9, 2], { ...options, microTokens: 30 });
  expect(free.steps[0]!.map((micro) => micro.map((i) => [10, 2, 11, 2, 9, 2][i]))).toEqual([
    [11, 10, 9],
    [2, 2, 2],
  ]);
  const costly = planSteps([20, 20, 12, 12], { ...options, microTokens: 32 });
  expect(costly.steps[0]!.map((micro) => micro.map((i) => [20, 20, 12, 12][i]))).toEqual([
    [20, 12],
    [20, 12],
  ]);
});

test('the FAQ data wastes less than 3 % of its steps', async () => {
  const { train } = await loadDataset(sampleCsv, smollm2, { ...datasetDefaults, holdout: 0 });
  for (let epoch = 0; epoch < 5; epoch++) {
    const { fill } = planSteps(train.lengths, { ...options, batchTokens: 2048, microTokens: 512, epoch });
    expect(fill).toBeGreaterThan(0.97);
  }
});
