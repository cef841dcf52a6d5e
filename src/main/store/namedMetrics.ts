/** An objective's own figures, beside the fixed ones of `metrics.ts`: which there are, and what they are called, is up to it. */
import type { Metrics } from '../../shared/records/runs.ts';
import type { Store } from './store.ts';

/** The figures of one step by name. */
export type Figures = Readonly<Record<string, number>>;

/** Writes a step's figures, replacing those of the same name; what is no finite number is left out. */
export function insertNamedMetrics(store: Store, runId: string, step: number, figures: Figures): void {
  const insert = store.prepare('INSERT OR REPLACE INTO namedMetrics VALUES (?, ?, ?, ?)');
  for (const [name, value] of Object.entries(figures))
    if (Number.isFinite(value)) insert.run(runId, step, name, value);
}

/** Forgets the figures after `step`: a resumed run goes on from there. */
export function dropNamedMetricsAfter(store: Store, runId: string, step: number): void {
  store.prepare('DELETE FROM namedMetrics WHERE runId = ? AND step > ?').run(runId, step);
}

/**
 * A run's own figures by name, each in at most `points` buckets of equal numbers of steps: the last step of each, and the
 * mean of its values.
 */
export function readNamedMetrics(
  store: Store,
  runId: string,
  { from, to, points }: { readonly from: number; readonly to: number; readonly points: number },
): Metrics['figures'] {
  // Buckets begin at the same steps however far the run has come, so that a growing curve does not shimmer.
  const steps = Math.max(1, Math.ceil((to - from + 1) / Math.max(1, points - 1)));
  const buckets = store
    .prepare(
      `SELECT name, max(step) AS step, avg(value) AS value FROM namedMetrics
       WHERE runId = ? AND step BETWEEN ? AND ? GROUP BY name, (step - 1) / CAST(? AS INTEGER) ORDER BY name, step`,
    )
    .all(runId, from, to, steps) as { name: string; step: number; value: number }[];
  return [...Map.groupBy(buckets, ({ name }) => name)].map(([name, each]) => ({
    name,
    step: each.map(({ step }) => step),
    value: each.map(({ value }) => value),
  }));
}
