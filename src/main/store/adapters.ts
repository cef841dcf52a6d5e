/** Adapters and their versions as rows: what was trained or imported, for which base, and what people think of it. */
import { randomUUID } from 'node:crypto';
import { readRow, readRows, toColumns } from './rows.ts';
import type { Store } from './store.ts';
import type { AdapterRow, AdapterVersionRow } from './tables.ts';

/** An adapter; its model's id only while the library has it. */
export interface StoredAdapter extends AdapterRow {
  /** Bytes of the base model, where the library knows it. */
  readonly modelBytes: number | null;
}

/** Every adapter, newest first. */
export function listAdapters(store: Store): StoredAdapter[] {
  return store.all(
    store.query
      .selectFrom('adapters as a')
      .leftJoin('models as m', (join) => join.onRef('m.id', '=', 'a.modelId').on('m.removedAt', 'is', null))
      .select([
        'a.id',
        'a.name',
        'a.model',
        'm.id as modelId',
        'a.baseHash',
        'a.createdAt',
        'm.bytes as modelBytes',
      ])
      .orderBy('a.createdAt', 'desc')
      .orderBy('a.id'),
  );
}

/** Versions that were not removed, oldest first. */
export function listVersions(store: Store): AdapterVersionRow[] {
  const all = store.query.selectFrom('adapterVersions').selectAll().where('removedAt', 'is', null);
  return readRows('adapterVersions', store.all(all.orderBy('number')));
}

/** A version, removed or not, with what is known of its adapter. */
export interface VersionInContext extends AdapterVersionRow {
  /** The adapter's name. */
  readonly name: string;
  readonly model: string;
  readonly modelId: string | null;
  readonly baseHash: string | null;
}

function versions(store: Store) {
  return store.query
    .selectFrom('adapterVersions as v')
    .innerJoin('adapters as a', 'a.id', 'v.adapterId')
    .selectAll('v')
    .select(['a.name', 'a.model', 'a.modelId', 'a.baseHash']);
}

function first(
  store: Store,
  column: 'v.id' | 'v.runId' | 'v.path',
  value: string,
): VersionInContext | undefined {
  const found = store.first(versions(store).where(column, '=', value));
  return found && readRow('adapterVersions', found);
}

export function findVersion(store: Store, id: string): VersionInContext | undefined {
  return first(store, 'v.id', id);
}

export function versionOfRun(store: Store, runId: string): VersionInContext | undefined {
  return first(store, 'v.runId', runId);
}

/** The version whose adapter lies in `path`. */
export function versionAt(store: Store, path: string): VersionInContext | undefined {
  return first(store, 'v.path', path);
}

/** Adds an adapter; its name gets a number where another one bears it. @returns its id */
export function addAdapter(store: Store, adapter: Omit<AdapterRow, 'id' | 'createdAt'>): string {
  const id = randomUUID();
  const taken = new Set(store.all(store.query.selectFrom('adapters').select('name')).map(({ name }) => name));
  let name = adapter.name;
  for (let n = 2; taken.has(name); n++) name = `${adapter.name} ${n}`;
  store.run(store.query.insertInto('adapters').values({ ...adapter, id, name, createdAt: Date.now() }));
  return id;
}

/** Gives a model the adapters made for the same weights, whose own base is not in the library. @returns how many */
export function adoptAdapters(store: Store, modelId: string, hash: string): number {
  const gone = store.query.selectFrom('models').select('id').where('removedAt', 'is not', null);
  return store.run(
    store.query
      .updateTable('adapters')
      .set({ modelId })
      .where('baseHash', '=', hash)
      .where(({ eb, or }) => or([eb('modelId', 'is', null), eb('modelId', 'in', gone)])),
  );
}

/** What is known of a version when it is made; the rest is up to people. */
export type NewVersion = Pick<
  AdapterVersionRow,
  'id' | 'adapterId' | 'parentId' | 'runId' | 'dataVersionId' | 'path' | 'bytes' | 'rank' | 'heldOutLoss'
>;

/** Adds the next version of an adapter; the number of a removed one is not given out again. */
export function addVersion(store: Store, version: NewVersion): void {
  const last = store.first(
    store.query
      .selectFrom('adapterVersions')
      .select(({ fn }) => fn.max('number').as('number'))
      .where('adapterId', '=', version.adapterId),
  );
  store.run(
    store.query.insertInto('adapterVersions').values(
      toColumns('adapterVersions', {
        ...version,
        number: (last?.number ?? 0) + 1,
        rating: null,
        notes: '',
        tags: [],
        archived: 0,
        createdAt: Date.now(),
        removedAt: null,
      }),
    ),
  );
}

/** @returns whether there is such an adapter */
export function renameAdapter(store: Store, id: string, name: string): boolean {
  return store.run(store.query.updateTable('adapters').set({ name }).where('id', '=', id)) > 0;
}

/** Changes what is given of a version. @returns whether there is such a version */
export function changeVersion(
  store: Store,
  id: string,
  change: Partial<Pick<AdapterVersionRow, 'rating' | 'notes' | 'tags' | 'archived' | 'removedAt'>>,
): boolean {
  if (Object.keys(change).length === 0) return findVersion(store, id) !== undefined;
  const columns = toColumns('adapterVersions', change);
  return store.run(store.query.updateTable('adapterVersions').set(columns).where('id', '=', id)) > 0;
}

/** Versions removed before `time`. */
export function versionsRemovedBefore(store: Store, time: number): AdapterVersionRow[] {
  const removed = store.query.selectFrom('adapterVersions').selectAll().where('removedAt', '<', time);
  return readRows('adapterVersions', store.all(removed));
}

/** Forgets a version for good, and its adapter with its last version. */
export function forgetVersion(
  store: Store,
  { id, adapterId }: Pick<AdapterVersionRow, 'id' | 'adapterId'>,
): void {
  store.transaction(() => {
    store.run(store.query.deleteFrom('adapterVersions').where('id', '=', id));
    const left = store.query.selectFrom('adapterVersions').select('id').where('adapterId', '=', adapterId);
    if (!store.first(left)) store.run(store.query.deleteFrom('adapters').where('id', '=', adapterId));
  });
}
