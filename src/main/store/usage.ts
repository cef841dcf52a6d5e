/** Which runs use a model or a dataset's version: what the library shows, and what keeps it from being removed. */
import type { Store } from './store.ts';

/** What a run uses, by the run's column. */
type Used = 'modelId' | 'dataVersionId';

/** How many runs of the history used each model or version, by its id. */
export function runCounts(store: Store, column: Used): ReadonlyMap<string, number> {
  const rows = store.all(
    store.query
      .selectFrom('runs')
      .select(({ fn }) => [`${column} as id` as const, fn.countAll<number>().as('runs')])
      .where('removedAt', 'is', null)
      .where(column, 'is not', null)
      .groupBy(column),
  );
  return new Map(rows.map(({ id, runs }) => [id!, runs]));
}

/** Names of the runs that need one of these now, or will when their turn comes. */
export function runsNeeding(store: Store, column: Used, ids: readonly string[]): string[] {
  const query = store.query
    .selectFrom('runs')
    .select('name')
    .where(column, 'in', ids)
    .where('state', 'in', ['queued', 'running', 'paused'])
    .where('removedAt', 'is', null);
  return store.all(query).map(({ name }) => name);
}
