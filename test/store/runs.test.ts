/** Runs by page, search and order, the queue, and curves read from steps and from blocks of steps. */
import { afterEach, expect, test } from 'vitest';
import {
  bestHeldOutLoss,
  dropMetricsAfter,
  putMetrics,
  readMetrics,
  setHeldOutLoss,
  stepTotals,
} from '../../src/main/store/metrics.ts';
import { insertNamedMetrics, readNamedMetrics } from '../../src/main/store/namedMetrics.ts';
import {
  findRun,
  forgetRun,
  insertRun,
  listRuns,
  moveRun,
  orderQueue,
  queuedRuns,
  runIdsLike,
} from '../../src/main/store/runs.ts';
import { Store } from '../../src/main/store/store.ts';
import type { MetricRow } from '../../src/main/store/tables.ts';
import type { Input } from '../../src/shared/api.ts';
import type { RunState } from '../../src/shared/records/runs.ts';
import { completeRunConfig } from '../../src/shared/runConfig.ts';

const config = completeRunConfig({ model: '/m', data: '/d' });
let store = new Store(':memory:');
afterEach(() => {
  store.close();
  store = new Store(':memory:');
});

function add(id: string, change: Partial<Parameters<typeof moveRun>[2]> = {}): void {
  insertRun(store, {
    ...{
      id,
      name: `Run ${id}`,
      state: 'done',
      model: 'tiny',
      modelId: null,
      data: 'faq',
      dataVersionId: null,
    },
    ...{ method: 'lora', rank: 8, config, out: `/runs/${id}`, createdAt: 0, estimate: null },
    ...{ expectedSeconds: null, predictedMemoryBytes: null, prompts: [], parentId: null },
  });
  moveRun(store, id, { state: 'done', ...change });
}

const page: Input<'runs.list'> = {
  ...{ page: 0, pageSize: 50, search: '', states: [], sort: 'createdAt', descending: true },
};
const found = (query: Partial<Input<'runs.list'>>) =>
  listRuns(store, { ...page, ...query }).runs.map(({ id }) => id);

test('10,000 runs by page, state, words and order', () => {
  const states: readonly RunState[] = ['done', 'failed', 'cancelled', 'interrupted'];
  store.transaction(() => {
    for (let i = 0; i < 10_000; i++)
      add(`r${i}`, { state: states[i % 4]!, model: `m${i % 7}`, createdAt: i, rank: 1 + (i % 64) });
  });
  expect(found({ pageSize: 3 })).toEqual(['r9999', 'r9998', 'r9997']);
  expect(found({ page: 3333, pageSize: 3 })).toEqual(['r0']);
  expect(found({ page: 3334, pageSize: 3 })).toEqual([]);
  const failed = listRuns(store, { ...page, states: ['failed'], pageSize: 2 });
  expect([failed.total, failed.runs.map(({ id }) => id)]).toEqual([2500, ['r9997', 'r9993']]);
  const searched = listRuns(store, { ...page, search: 'RUN m3 r77', states: ['done', 'failed'] });
  const expected = Array.from({ length: 10_000 }, (_, i) => i)
    .filter((i) => i % 7 === 3 && i % 4 < 2 && `r${i}`.includes('r77'))
    .reverse();
  expect(searched.total).toBe(expected.length);
  expect(searched.runs.map(({ id }) => id)).toEqual(expected.slice(0, 50).map((i) => `r${i}`));
  expect(found({ sort: 'rank', descending: false, pageSize: 2 })).toEqual(['r9984', 'r9920']);
});

test('what sorts: names whatever their case, runs without a value last in both directions', () => {
  add('a', { name: 'beta', heldOutLoss: 2 });
  add('b', { name: 'Alpha', heldOutLoss: null });
  add('c', { name: 'Gamma', heldOutLoss: 1 });
  expect(found({ sort: 'name', descending: false })).toEqual(['b', 'a', 'c']);
  expect(found({ sort: 'heldOutLoss', descending: false })).toEqual(['c', 'a', 'b']);
  expect(found({ sort: 'heldOutLoss', descending: true })).toEqual(['a', 'c', 'b']);
});

test('a search takes its signs literally, looks into tags and notes, and does not find what was removed', () => {
  add('a', { name: '100% _wool_', tags: ['Winter'] });
  add('b', { name: '100 wools', notes: 'for the Winter' });
  add('c', { name: '100% _wool_', removedAt: 1 });
  expect(found({ search: '100% _w' })).toEqual(['a']);
  expect(found({ search: 'winter' })).toEqual(['a', 'b']);
  expect(found({ search: "'; DROP TABLE runs; --" })).toEqual([]);
});

test('an id is found by its beginning, unless two share it', () => {
  for (const id of ['abc1', 'abc2', 'abd3', 'a%d4']) add(id);
  expect(runIdsLike(store, 'abd')).toEqual(['abd3']);
  expect(runIdsLike(store, 'abc')).toEqual(['abc1', 'abc2']);
  expect(runIdsLike(store, 'a%')).toEqual(['a%d4']);
});

test('the queue keeps the order it is given', () => {
  for (const id of ['a', 'b', 'c']) add(id, { state: 'queued' });
  orderQueue(store, ['c', 'a', 'b']);
  expect(queuedRuns(store).map(({ id, queuePosition }) => [id, queuePosition])).toEqual([
    ['c', 1],
    ['a', 2],
    ['b', 3],
  ]);
});

type Step = Omit<MetricRow, 'runId'>;

/** A step whose numbers follow from its own. */
function step(number: number): Step {
  return {
    ...{ step: number, loss: 5 + Math.sin(number) * 2, learningRate: 1e-4 / number, gradNorm: number % 13 },
    ...{ tokens: 100 + (number % 7), supervised: 50, seconds: 0.5, memoryBytes: 1e9 + (number % 1000) },
    heldOutLoss: null,
  };
}

function put(from: number, to: number): void {
  // In portions that do not end where blocks end.
  for (let first = from; first <= to; first += 23)
    putMetrics(
      store,
      'a',
      Array.from({ length: Math.min(23, to - first + 1) }, (_, i) => step(first + i)),
    );
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test.each([
  ['every step by itself', { from: 0, to: null, points: 4000 }, 1],
  ['a few steps a point', { from: 100, to: 1099, points: 101 }, 10],
  ['blocks of steps', { from: 0, to: null, points: 51 }, 64],
])('a curve of %s has the means and the extremes of its buckets', (_, range, size) => {
  add('a');
  put(1, 3000);
  const curve = readMetrics(store, 'a', range);
  const [first, last] = [Math.max(1, range.from), range.to ?? 3000];
  const buckets = new Map<number, number[]>();
  for (let at = first; at <= last; at++) {
    const bucket = Math.floor((at - 1) / size);
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), at]);
  }
  const steps = [...buckets.values()];
  expect(curve.step).toEqual(steps.map((each) => each.at(-1)));
  expect(curve.step.length).toBeLessThanOrEqual(range.points);
  const losses = steps.map((each) => each.map((at) => step(at).loss));
  curve.loss.forEach((loss, i) => {
    expect(loss).toBeCloseTo(mean(losses[i]!), 9);
  });
  expect(curve.lossMin).toEqual(losses.map((each) => Math.min(...each)));
  expect(curve.lossMax).toEqual(losses.map((each) => Math.max(...each)));
  expect(curve.memoryBytes).toEqual(
    steps.map((each) => Math.max(...each.map((at) => step(at).memoryBytes!))),
  );
  curve.tokensPerSecond.forEach((speed, i) => {
    expect(speed).toBeCloseTo(2 * mean(steps[i]!.map((at) => step(at).tokens)), 6);
  });
});

test('a growing run keeps the buckets it has, and points never exceed what was asked for', () => {
  add('a');
  put(1, 1000);
  const before = readMetrics(store, 'a', { from: 0, to: 1000, points: 20 });
  put(1001, 1024);
  const after = readMetrics(store, 'a', { from: 0, to: 1000, points: 20 });
  expect(after.loss.slice(0, -1)).toEqual(before.loss.slice(0, -1));
  for (const points of [1, 2, 3, 7, 1000])
    expect(readMetrics(store, 'a', { from: 0, to: null, points }).step.length).toBeLessThanOrEqual(
      Math.max(2, points),
    );
});

test('steps taken again replace what was, and steps after a checkpoint are forgotten', () => {
  add('a');
  put(1, 100);
  dropMetricsAfter(store, 'a', 70);
  expect(readMetrics(store, 'a', { from: 0, to: null, points: 4000 }).step.at(-1)).toBe(70);
  expect(stepTotals(store, 'a').seconds).toBe(35);
  putMetrics(store, 'a', [
    { ...step(70), loss: -1 },
    { ...step(71), loss: -2 },
  ]);
  const curve = readMetrics(store, 'a', { from: 0, to: null, points: 4000 });
  expect([curve.step.length, curve.loss.slice(-2)]).toEqual([71, [-1, -2]]);
  expect(readMetrics(store, 'a', { from: 0, to: null, points: 4 }).lossMin.at(-1)).toBe(-2);
  dropMetricsAfter(store, 'a', 0);
  expect(stepTotals(store, 'a')).toEqual({ tokens: 0, seconds: 0 });
});

test('a figure of an objective has the means of its buckets, as many as a chart has points', () => {
  add('a');
  for (let at = 0; at <= 1000; at++) insertNamedMetrics(store, 'a', at, { accuracy: at / 1000 });
  const [all] = readNamedMetrics(store, 'a', { from: 0, to: 1000, points: 4000 });
  expect([all?.step.length, all?.step[0], all?.value[250]]).toEqual([1001, 0, 0.25]);
  const [curve] = readNamedMetrics(store, 'a', { from: 1, to: 1000, points: 101 });
  expect(curve?.step).toEqual(Array.from({ length: 100 }, (_, i) => 10 * (i + 1)));
  curve?.value.forEach((value, i) => {
    expect(value).toBeCloseTo((10 * i + 5.5) / 1000, 9);
  });
  expect(readNamedMetrics(store, 'a', { from: 100, to: 102, points: 10 })).toEqual([
    { name: 'accuracy', step: [100, 101, 102], value: [0.1, 0.101, 0.102] },
  ]);
  expect(readNamedMetrics(store, 'b', { from: 0, to: 1000, points: 10 })).toEqual([]);
});

test('measurements are all there, with the best of the whole run marked', () => {
  add('a');
  put(1, 40);
  for (const [at, loss] of [
    [10, 3],
    [20, 2],
    [30, 2.5],
    [40, 2],
  ] as const)
    setHeldOutLoss(store, 'a', at, loss);
  expect(bestHeldOutLoss(store, 'a')).toBe(2);
  const { heldOut } = readMetrics(store, 'a', { from: 15, to: 30, points: 1 });
  expect(heldOut).toEqual([
    { step: 20, loss: 2, best: true },
    { step: 30, loss: 2.5, best: false },
  ]);
  dropMetricsAfter(store, 'a', 15);
  expect(bestHeldOutLoss(store, 'a')).toBe(3);
});

test('a forgotten run takes everything noted of it along', () => {
  add('a');
  put(1, 40);
  forgetRun(store, 'a');
  expect(findRun(store, 'a')).toBeUndefined();
  expect(stepTotals(store, 'a')).toEqual({ tokens: 0, seconds: 0 });
  expect(store.prepare('SELECT count(*) FROM metrics').pluck().get()).toBe(0);
});
