/** Curves before they are drawn: smoothed, put onto one axis, marked, joined with what has come since. */
import { describe, expect, test } from 'vitest';
import { logMarks } from '../../src/renderer/src/components/charts/logMarks.ts';
import { align, positive, smooth, spread } from '../../src/renderer/src/components/charts/series.ts';
import { compareCurves, quantitiesOf } from '../../src/renderer/src/pages/Compare/compareCurves.ts';
import {
  curveAt,
  lossCurves,
  measurements,
  stepsPerPoint,
} from '../../src/renderer/src/pages/Run/lossCurves.ts';
import { mergeMetrics } from '../../src/renderer/src/pages/Run/mergeMetrics.ts';
import type { Comparison, Metrics } from '../../src/shared/records/runs.ts';

/** Steps with a loss that is their number. */
function curve(step: number[], heldOut: [step: number, loss: number, best?: boolean][] = []): Metrics {
  return {
    ...{ step, loss: step, lossMin: step.map((at) => at - 0.5), lossMax: step.map((at) => at + 0.5) },
    ...{ learningRate: step, gradNorm: step, tokensPerSecond: step, memoryBytes: step },
    heldOut: heldOut.map(([at, loss, best = false]) => ({ step: at, loss, best })),
    figures: [],
  };
}

describe('the smoothed line', () => {
  test('of a constant is that constant, from the first point on', () => {
    expect(smooth(Array(200).fill(3))).toEqual(Array(200).fill(expect.closeTo(3, 12)));
  });

  test('takes most of the noise away and follows the fall', () => {
    const noisy = Array.from({ length: 900 }, (_, i) => 3 - i / 900 + (i % 2 === 0 ? 0.5 : -0.5));
    const line = smooth(noisy);
    const jumps = line.slice(1).map((value, i) => Math.abs((value ?? 0) - (line[i] ?? 0)));
    expect(Math.max(...jumps.slice(60))).toBeLessThan(0.05);
    expect(line.at(-1)).toBeCloseTo(2.02, 1);
  });

  test('leaves gaps where there are gaps', () => {
    expect(smooth([1, null, 1])).toEqual([1, null, 1]);
  });
});

test('curves share an axis and are null where they have no point of their own', () => {
  expect(
    align([
      { x: [1, 3], y: [10, 30] },
      { x: [2, 3], y: [null, 3] },
    ]),
  ).toEqual([
    [1, 2, 3],
    [10, null, 30],
    [null, null, 3],
  ]);
  expect(positive([1, 0, -2, null])).toEqual([1, null, null, null]);
});

test.each([
  [2.1, 3.4, [2.5, 3]],
  [0.02, 30, [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20]],
  [1e-7, 1, [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]],
  [3, 3, [3]],
])('a logarithmic axis from %d to %d is marked at round numbers', (min, max, marks) => {
  expect(logMarks(min, max)).toEqual(marks);
});

test('a table shows few rows of many, the first and the last among them', () => {
  expect(spread(4, 20)).toEqual([0, 1, 2, 3]);
  expect(spread(101, 5)).toEqual([0, 25, 50, 75, 100]);
});

describe('the loss chart', () => {
  test('has no range where each point is a step, and one where many share it', () => {
    const single = lossCurves(curve([1, 2, 3]), [], false);
    expect(single[curveAt.least]).toEqual([null, null, null]);
    const shared = lossCurves(curve([10, 20, 30]), [], false);
    expect(shared[curveAt.least]).toEqual([9.5, 19.5, 29.5]);
    expect(stepsPerPoint([10, 20, 30])).toBe(10);
  });

  test('marks the best measurement alone, and begins with the untouched model', () => {
    const metrics = curve(
      [1, 2, 3],
      [
        [2, 1.5],
        [3, 1.2, true],
      ],
    );
    const data = lossCurves(metrics, measurements(metrics, 4), false);
    expect(data[0]).toEqual([0, 1, 2, 3]);
    expect(data[curveAt.heldOut]).toEqual([4, null, 1.5, 1.2]);
    expect(data[curveAt.best]).toEqual([null, null, null, 1.2]);
    expect(measurements(metrics, null)).toBe(metrics.heldOut);
  });

  test('shows nothing at or below zero on a logarithmic axis', () => {
    const metrics = { ...curve([1, 2]), loss: [0, 2] };
    expect(lossCurves(metrics, [{ step: 1, loss: 0, best: true }], true).slice(1)).toEqual([
      [null, 2],
      [null, null],
      [null, null],
      [null, expect.any(Number)],
      [null, null],
      [null, null],
    ]);
  });
});

describe('what has come since', () => {
  test('is added once, after what was there', () => {
    const merged = mergeMetrics(curve([10, 20]), curve([19, 20, 21, 22]));
    expect(merged.step).toEqual([10, 20, 21, 22]);
    expect(merged.memoryBytes).toEqual([10, 20, 21, 22]);
  });

  test('continues each figure at its own steps, and begins one that was not there', () => {
    const figure = (name: string, step: number[]) => ({ name, step, value: step.map((at) => at / 100) });
    const base = { ...curve([10, 20]), figures: [figure('a', [10, 20]), figure('heldOut.a', [10])] };
    const tail = {
      ...curve([19, 20, 21, 22]),
      figures: [figure('a', [19, 20, 21, 22]), figure('b', [21]), figure('heldOut.a', [10, 20])],
    };
    expect(mergeMetrics(base, tail).figures).toEqual([
      figure('a', [10, 20, 21, 22]),
      figure('heldOut.a', [10, 20]),
      figure('b', [21]),
    ]);
  });

  test('brings a measurement whose step was there already, and only one is the best', () => {
    const merged = mergeMetrics(curve([10, 20], [[10, 2, true]]), curve([20, 21], [[20, 1.5, true]]));
    expect(merged.heldOut).toEqual([
      { step: 10, loss: 2, best: false },
      { step: 20, loss: 1.5, best: true },
    ]);
    const worse = mergeMetrics(curve([10, 20], [[10, 1, true]]), curve([21], [[21, 1.5, true]]));
    expect(worse.heldOut.map(({ best }) => best)).toEqual([true, false]);
  });

  test('is nothing where nothing has come', () => {
    const base = curve([1]);
    expect(mergeMetrics(base, undefined)).toBe(base);
    expect(mergeMetrics(base, curve([1])).step).toEqual([1]);
  });
});

test('compared curves begin at the loss before training, and can be laid over one another by share', () => {
  const runs = [
    { heldOutLossBefore: 4, steps: 10 },
    { heldOutLossBefore: null, steps: 100 },
  ];
  const comparison = {
    runs,
    curves: [
      curve([5, 10], [[10, 2]]),
      {
        ...curve(
          [50, 100],
          [
            [50, 3],
            [100, 1],
          ],
        ),
        figures: [{ name: 'margin', step: [25], value: [-0.5] }],
      },
    ],
  } as unknown as Comparison;
  expect(compareCurves(comparison, 'heldOut', 'step')).toEqual([
    [0, 10, 50, 100],
    [4, 2, null, null],
    [null, null, 3, 1],
  ]);
  expect(compareCurves(comparison, 'heldOut', 'share')).toEqual([
    [0, 50, 100],
    [4, null, 2],
    [null, 3, 1],
  ]);
  expect(compareCurves(comparison, 'loss', 'step')[0]).toEqual([5, 10, 50, 100]);
  expect(quantitiesOf(comparison.curves)).toEqual(['heldOut', 'loss', 'margin']);
  // Only the second run has it.
  expect(compareCurves(comparison, 'margin', 'share')).toEqual([[25], [null], [-0.5]]);
});
