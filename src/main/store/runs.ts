/** Runs as rows: found by page, search and state, put in a queue, changed as their processes tell. */
import { type Compilable, type ExpressionBuilder, sql } from 'kysely';
import type { Input } from '../../shared/api.ts';
import type { RunActual, RunPlan, RunState } from '../../shared/records/runs.ts';
import type { RunConfig } from '../../shared/runConfig.ts';
import { readRow, readRows, toColumns } from './rows.ts';
import type { Store } from './store.ts';
import type { RunRow, Tables } from './tables.ts';

/** What a new run is given; everything else begins empty. */
export type NewRun = Pick<
  RunRow,
  | 'id'
  | 'name'
  | 'state'
  | 'model'
  | 'modelId'
  | 'data'
  | 'dataVersionId'
  | 'method'
  | 'rank'
  | 'config'
  | 'out'
  | 'createdAt'
  | 'estimate'
  | 'expectedSeconds'
  | 'predictedMemoryBytes'
  | 'prompts'
  | 'parentId'
>;

export function insertRun(store: Store, run: NewRun): void {
  store.run(store.query.insertInto('runs').values(toColumns('runs', run) as Tables['runs']));
}

/** @returns the run, removed or not @throws AppError `disk` where it cannot be read */
export function findRun(store: Store, id: string): RunRow | undefined {
  const found = store.first(store.query.selectFrom('runs').selectAll().where('id', '=', id));
  return found && readRow('runs', found);
}

/** Ids, of runs that are not removed, that begin with `prefix`; two are enough to know that it is not unique. */
export function runIdsLike(store: Store, prefix: string): string[] {
  const found = store.query
    .selectFrom('runs')
    .select('id')
    .where('removedAt', 'is', null)
    .where(sql<boolean>`substr(id, 1, ${prefix.length}) = ${prefix}`);
  return store.all(found.limit(2)).map(({ id }) => id);
}

/** What may change of a run besides its state. */
export type RunChange = Partial<Omit<RunRow, 'id' | 'state'>>;

/** @returns whether there is such a run */
export function updateRun(store: Store, id: string, change: RunChange): boolean {
  if (Object.keys(change).length === 0) return findRun(store, id) !== undefined;
  const columns = toColumns('runs', change);
  return store.run(store.query.updateTable('runs').set(columns).where('id', '=', id)) > 0;
}

/** Writes a state with what changes along: for `transitions.ts`, which knows what may become what. */
export function moveRun(store: Store, id: string, change: RunChange & Pick<RunRow, 'state'>): void {
  store.run(store.query.updateTable('runs').set(toColumns('runs', change)).where('id', '=', id));
}

/** Runs in one of these states, oldest first, removed or not. */
export function runsIn(store: Store, states: readonly RunState[]): RunRow[] {
  return read(
    store,
    store.query
      .selectFrom('runs')
      .selectAll()
      .where('state', 'in', states)
      .orderBy('createdAt')
      .orderBy('id'),
  );
}

/** The queue in its order. */
export function queuedRuns(store: Store): RunRow[] {
  return read(
    store,
    store.query
      .selectFrom('runs')
      .selectAll()
      .where('state', '=', 'queued')
      .orderBy('queuePosition')
      .orderBy('id'),
  );
}

/** Gives the queue this order, from 1. */
export function orderQueue(store: Store, ids: readonly string[]): void {
  ids.forEach((id, i) => {
    updateRun(store, id, { queuePosition: i + 1 });
  });
}

const columns = {
  name: 'name',
  state: 'state',
  model: 'model',
  data: 'data',
  rank: 'rank',
  heldOutLoss: 'heldOutLoss',
  seconds: 'seconds',
  createdAt: 'createdAt',
} as const satisfies Record<Input<'runs.list'>['sort'], keyof RunRow>;

/** One page of what the query finds, and how much it finds in all. Runs without a value to sort by come last. */
export function listRuns(
  store: Store,
  query: Input<'runs.list'>,
): { readonly runs: RunRow[]; readonly total: number } {
  const words = query.search.split(/\s+/).filter(Boolean);
  const matching = ({ eb, and }: ExpressionBuilder<Tables, 'runs'>) =>
    and([
      eb('removedAt', 'is', null),
      ...(query.states.length > 0 ? [eb('state', 'in', query.states)] : []),
      ...words.map((word) => contains(word)),
    ]);
  const column = sql.ref(columns[query.sort]);
  const order = query.descending ? sql`desc` : sql`asc`;
  const page = store.query
    .selectFrom('runs')
    .selectAll()
    .where(matching)
    .orderBy(sql`${column} is null`)
    .orderBy(sql`${column} collate nocase ${order}`)
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .limit(query.pageSize)
    .offset(query.page * query.pageSize);
  const counted = store.query
    .selectFrom('runs')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where(matching);
  return { runs: read(store, page), total: store.first(counted)?.total ?? 0 };
}

function read(store: Store, query: Compilable<Tables['runs']>): RunRow[] {
  return readRows('runs', store.all(query));
}

/** Whether what a person reads of a run contains the word, whatever its case. */
function contains(word: string) {
  const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
  const text = sql`name || char(10) || model || char(10) || data || char(10) || tags || char(10) || notes || char(10) || id`;
  return sql<boolean>`${text} like ${pattern} escape '\\'`;
}

/** Removed before `time`. */
export function runsRemovedBefore(store: Store, time: number): RunRow[] {
  return read(store, store.query.selectFrom('runs').selectAll().where('removedAt', '<', time));
}

/** Forgets a run and all that was noted of it. */
export function forgetRun(store: Store, id: string): void {
  store.run(store.query.deleteFrom('runs').where('id', '=', id));
}

/** What a run planned, took, and was expected to take. */
interface MeasuredRun extends Pick<RunRow, 'expectedSeconds' | 'predictedMemoryBytes'> {
  readonly plan: RunPlan;
  readonly actual: RunActual;
}

/** The last runs on a device of which it is known what they took, newest first. */
export function measuredRuns(store: Store, device: string, limit: number): MeasuredRun[] {
  const rows = store.all(
    store.query
      .selectFrom('runs')
      .select(['id', 'plan', 'actual', 'expectedSeconds', 'predictedMemoryBytes'])
      .where('device', '=', device)
      .where('actual', 'is not', null)
      .where('plan', 'is not', null)
      .orderBy('createdAt', 'desc')
      .limit(limit),
  );
  return readRows('runs', rows).flatMap(({ plan, actual, expectedSeconds, predictedMemoryBytes }) =>
    plan && actual ? [{ plan, actual, expectedSeconds, predictedMemoryBytes }] : [],
  );
}

/** The device that the last run which left the choice to us was given. */
export function lastChosenDevice(store: Store): string | undefined {
  const row = store.first(
    store.query
      .selectFrom('runs')
      .select('device')
      .where('device', 'is not', null)
      .where(sql<boolean>`config ->> '$.device' = 'auto'`)
      .orderBy('createdAt', 'desc')
      .limit(1),
  );
  return row?.device ?? undefined;
}

/** The plan of the last run on this version of a dataset, and the settings it was made for. */
export function planOfVersion(
  store: Store,
  dataVersionId: string,
): { readonly plan: RunPlan; readonly config: RunConfig } | undefined {
  const row = store.first(
    store.query
      .selectFrom('runs')
      .select(['id', 'plan', 'config'])
      .where('dataVersionId', '=', dataVersionId)
      .where('plan', 'is not', null)
      .orderBy('createdAt', 'desc')
      .limit(1),
  );
  if (!row) return undefined;
  const { plan, config } = readRow('runs', row);
  return plan ? { plan, config } : undefined;
}
