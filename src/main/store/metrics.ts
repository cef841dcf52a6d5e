/** The steps of runs: written as they come, read as many points as a chart has pixels, however long the run. */
import type { Metrics } from '../../shared/records/runs.ts';
import { readNamedMetrics } from './namedMetrics.ts';
import type { Store } from './store.ts';
import type { MetricRow } from './tables.ts';

/** Steps in a row of `metricBlocks`. */
const blockSteps = 16;

/** Writes steps, replacing those of the same number: a resumed run takes some steps again. */
export function putMetrics(store: Store, runId: string, rows: readonly Omit<MetricRow, 'runId'>[]): void {
  if (rows.length === 0) return;
  const insert = store.prepare(`INSERT OR REPLACE INTO metrics VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (const row of rows) {
    const { step, loss, learningRate, gradNorm, tokens, supervised, seconds, memoryBytes, heldOutLoss } = row;
    insert.run(
      runId,
      step,
      loss,
      learningRate,
      gradNorm,
      tokens,
      supervised,
      seconds,
      memoryBytes,
      heldOutLoss,
    );
    [first, last] = [Math.min(first, step), Math.max(last, step)];
  }
  summarise(store, runId, first, last);
}

/** Notes what was measured on held-out rows after a step. */
export function setHeldOutLoss(store: Store, runId: string, step: number, heldOutLoss: number): void {
  store
    .prepare('UPDATE metrics SET heldOutLoss = ? WHERE runId = ? AND step = ?')
    .run(heldOutLoss, runId, step);
}

/** The lowest of a run's measurements; null where there is none. */
export function bestHeldOutLoss(store: Store, runId: string): number | null {
  return store
    .prepare('SELECT min(heldOutLoss) FROM metrics WHERE runId = ? AND heldOutLoss IS NOT NULL')
    .pluck()
    .get(runId) as number | null;
}

/** What the steps of a run took together. */
export function stepTotals(
  store: Store,
  runId: string,
): { readonly tokens: number; readonly seconds: number } {
  return store
    .prepare(
      'SELECT coalesce(sum(tokens), 0) AS tokens, coalesce(sum(seconds), 0) AS seconds FROM metricBlocks WHERE runId = ?',
    )
    .get(runId) as { tokens: number; seconds: number };
}

/** Forgets the steps after `step`: a resumed run goes on from there. */
export function dropMetricsAfter(store: Store, runId: string, step: number): void {
  store.prepare('DELETE FROM metrics WHERE runId = ? AND step > ?').run(runId, step);
  store
    .prepare(`DELETE FROM metricBlocks WHERE runId = ? AND block >= ?`)
    .run(runId, Math.floor(step / blockSteps));
  summarise(store, runId, step, step);
}

/** Makes the blocks that hold the steps from `first` to `last` anew. */
function summarise(store: Store, runId: string, first: number, last: number): void {
  const start = (step: number) => step - ((step - 1) % blockSteps);
  store
    .prepare(
      `INSERT OR REPLACE INTO metricBlocks
       SELECT runId, (step - 1) / ${blockSteps}, max(step), count(*), avg(loss), min(loss), max(loss),
         avg(learningRate), avg(gradNorm), sum(tokens), sum(seconds), max(memoryBytes)
       FROM metrics WHERE runId = ? AND step BETWEEN ? AND ? GROUP BY (step - 1) / ${blockSteps}`,
    )
    .run(runId, start(Math.max(1, first)), start(Math.max(1, last)) + blockSteps - 1);
}

interface MetricRange {
  readonly from: number;
  /** Null: to the last step. */
  readonly to: number | null;
  /** Most points to return. */
  readonly points: number;
}

/** A bucket as SQLite returns it. */
type Bucket = readonly [number, number, number, number, number, number, number | null, number | null];

/** A run's curves in at most `points` buckets of equal numbers of steps; extremes of the loss are kept. */
export function readMetrics(store: Store, runId: string, { from, to, points }: MetricRange): Metrics {
  const newest = store.prepare('SELECT max(step) FROM metrics WHERE runId = ?').pluck().get(runId) as
    | number
    | null;
  const [first, last] = [Math.max(1, from), Math.min(to ?? Number.MAX_SAFE_INTEGER, newest ?? 0)];
  const buckets = last < first ? [] : readBuckets(store, runId, first, last, points);
  return {
    step: buckets.map((bucket) => bucket[0]),
    loss: buckets.map((bucket) => bucket[1]),
    lossMin: buckets.map((bucket) => bucket[2]),
    lossMax: buckets.map((bucket) => bucket[3]),
    learningRate: buckets.map((bucket) => bucket[4]),
    gradNorm: buckets.map((bucket) => bucket[5]),
    tokensPerSecond: buckets.map((bucket) => bucket[6] ?? 0),
    memoryBytes: buckets.map((bucket) => bucket[7]),
    heldOut: readHeldOut(store, runId, from, last),
    figures: readNamedMetrics(store, runId, { from, to: last, points }),
  };
}

/** Buckets begin at the same steps however far the run has come, so that a growing curve does not shimmer. */
function readBuckets(store: Store, runId: string, first: number, last: number, points: number): Bucket[] {
  const steps = Math.ceil((last - first + 1) / Math.max(1, points - 1));
  if (steps < blockSteps)
    return store
      .prepare(
        `SELECT max(step), avg(loss), min(loss), max(loss), avg(learningRate), avg(gradNorm),
           sum(tokens) / sum(seconds), max(memoryBytes)
         FROM metrics WHERE runId = ? AND step BETWEEN ? AND ? GROUP BY (step - 1) / CAST(? AS INTEGER) ORDER BY step`,
      )
      .raw()
      .all(runId, first, last, steps) as Bucket[];
  const block = (step: number) => Math.floor((step - 1) / blockSteps);
  return store
    .prepare(
      `SELECT max(step), sum(loss * count) / sum(count), min(lossMin), max(lossMax),
         sum(learningRate * count) / sum(count), sum(gradNorm * count) / sum(count),
         sum(tokens) / sum(seconds), max(memoryBytes)
       FROM metricBlocks WHERE runId = ? AND block BETWEEN ? AND ? GROUP BY block / CAST(? AS INTEGER) ORDER BY block`,
    )
    .raw()
    .all(runId, block(first), block(last), Math.ceil(steps / blockSteps)) as Bucket[];
}

/** Every measurement; the lowest of the whole run is the best. */
function readHeldOut(store: Store, runId: string, from: number, last: number): Metrics['heldOut'] {
  const all = store
    .prepare(
      'SELECT step, heldOutLoss AS loss FROM metrics WHERE runId = ? AND heldOutLoss IS NOT NULL ORDER BY step',
    )
    .all(runId) as { step: number; loss: number }[];
  const best = all.reduce((lowest, { loss }) => Math.min(lowest, loss), Number.POSITIVE_INFINITY);
  const bestStep = all.find(({ loss }) => loss === best)?.step;
  return all
    .filter(({ step }) => step >= from && step <= last)
    .map(({ step, loss }) => ({ step, loss, best: step === bestStep }));
}
