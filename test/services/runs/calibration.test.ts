/** What a run is said to take, from what others took. */
import { expect, test } from 'vitest';
import {
  estimateSeconds,
  memoryCorrection,
  type PastRun,
} from '../../../src/main/services/runs/calibration.ts';

/** 1,000 tokens of training and 2 measurements besides the first, of 100 tokens each. */
const work = { training: 2600, measuring: 100, measurements: 2 };
const past = (change: Partial<PastRun> = {}): PastRun => ({
  ...{ parameters: 1e6, tokens: 500, stepSeconds: 10, seconds: 14, expectedSeconds: null },
  ...{ memoryBytes: 600, predictedMemoryBytes: null },
  ...change,
});

test('a run like the last one takes the time of its steps, of measuring, and of starting', () => {
  const { seconds, basis } = estimateSeconds(work, 1e6, [past()], null);
  // Twice the tokens of 10 s; 300 tokens forward at 1/2.6 of a trained one's cost; 14 s less 1.25 x 10 s of start.
  expect(seconds).toBeCloseTo(20 + (300 / 2.6) * (10 / 500) + 1.5, 9);
  expect(basis).toEqual({ kind: 'runs', count: 1, alike: true, record: null });
});

test('the median of several, and only those of the same size where there are any', () => {
  const runs = [past({ stepSeconds: 10, seconds: 12.5 }), past({ stepSeconds: 11, seconds: 13.75 })];
  const odd = past({ stepSeconds: 99, seconds: 123.75 });
  const other = past({ parameters: 5e8, stepSeconds: 1 });
  const { seconds } = estimateSeconds(work, 1e6, [other, odd, ...runs], null);
  expect(seconds).toBeCloseTo((2600 + 300) * (11 / (2.6 * 500)), 9);
});

test('another size is reckoned by its parameters', () => {
  const known = past({ parameters: 1e6, seconds: 12.5 });
  const { seconds, basis } = estimateSeconds(work, 3e6, [known], null);
  expect(seconds).toBeCloseTo(3 * (2600 + 300) * (10 / (2.6 * 500)), 9);
  expect(basis).toEqual({ kind: 'runs', count: 1, alike: false, record: null });
});

test('without runs the self-test says something, and without either nothing is made up', () => {
  const tested = estimateSeconds(work, 1e6, [], 0.05);
  expect(tested.seconds).toBeCloseTo(3 + (0.05 / 5e9) * 2 * 1e6 * 2900, 9);
  expect(tested.basis).toEqual({ kind: 'selfTest' });
  const unknown = estimateSeconds(work, 1e6, [past({ tokens: 0, stepSeconds: 0 })], null);
  expect(unknown.seconds).toBeNull();
  expect(unknown.basis).toEqual({ kind: 'nothing' });
});

test('says how far off the last estimates were', () => {
  const one = past({ expectedSeconds: 7 });
  expect(estimateSeconds(work, 1e6, [one], null).basis).toMatchObject({
    record: { count: 1, off: 0.5, expected: 7, took: 14 },
  });
  const three = [one, past({ expectedSeconds: 14 }), past({ expectedSeconds: 15.4 })];
  expect(estimateSeconds(work, 1e6, three, null).basis).toMatchObject({
    record: { count: 3, off: expect.closeTo(0.1, 9), expected: 7, took: 14 },
  });
});

test('memory is corrected by what runs of this size took of what was reckoned', () => {
  const run = (memoryBytes: number, predictedMemoryBytes: number | null, parameters = 1e6) =>
    past({ memoryBytes, predictedMemoryBytes, parameters });
  expect(memoryCorrection(1e6, [])).toBe(1);
  expect(memoryCorrection(1e6, [run(600, null), run(900, 600, 2e6)])).toBe(1);
  expect(memoryCorrection(1e6, [run(660, 600), run(2000, 500), run(630, 600, 1.05e6)])).toBeCloseTo(1.1, 9);
  expect(memoryCorrection(1e6, [run(9000, 600)])).toBe(2);
  expect(memoryCorrection(1e6, [run(100, 600)])).toBe(0.5);
});
