/** Datasets and their versions as rows; a version is a file's content at the time it was used. */
import { randomUUID } from 'node:crypto';
import type { Compilable } from 'kysely';
import { freeName } from './names.ts';
import { readRow, readRows, toColumns } from './rows.ts';
import type { Store } from './store.ts';
import type { DatasetRow, DatasetVersionRow, KeptReport, Tables } from './tables.ts';

/** A version without the report stored with it, which may be large. */
export type StoredVersion = Omit<DatasetVersionRow, 'report'>;

const versionColumns = ['id', 'datasetId', 'number', 'hash', 'bytes', 'rows', 'mapping', 'addedAt'] as const;

/** Every dataset that was not removed, newest first. */
export function listDatasets(store: Store): DatasetRow[] {
  const all = store.query
    .selectFrom('datasets')
    .selectAll()
    .where('removedAt', 'is', null)
    .orderBy('addedAt', 'desc')
    .orderBy('name');
  return readRows('datasets', store.all(all));
}

/** The versions of every dataset, or of one, oldest first. */
export function listDatasetVersions(store: Store, datasetId?: string): StoredVersion[] {
  const all = store.query.selectFrom('datasetVersions').select(versionColumns).orderBy('number');
  const rows = store.all(datasetId === undefined ? all : all.where('datasetId', '=', datasetId));
  return readRows('datasetVersions', rows);
}

/** The dataset of this id, removed or not. */
export function findDataset(store: Store, id: string): DatasetRow | undefined {
  return first(store, store.query.selectFrom('datasets').selectAll().where('id', '=', id));
}

/** A dataset in use with such a value; names are compared whatever their case. */
export function datasetWith(
  store: Store,
  column: 'id' | 'name' | 'path',
  value: string,
): DatasetRow | undefined {
  return first(
    store,
    store.query.selectFrom('datasets').selectAll().where(column, '=', value).where('removedAt', 'is', null),
  );
}

/** The newest dataset, removed or not, that came from there. */
export function datasetFrom(
  store: Store,
  source: DatasetRow['source'],
  origin: string,
): DatasetRow | undefined {
  return first(
    store,
    store.query
      .selectFrom('datasets')
      .selectAll()
      .where('source', '=', source)
      .where('origin', '=', origin)
      .orderBy('addedAt', 'desc'),
  );
}

/** Adds a dataset; its name gets a number where another one bears it. */
export function addDataset(
  store: Store,
  dataset: Omit<DatasetRow, 'id' | 'addedAt' | 'removedAt'>,
): DatasetRow {
  return store.transaction(() => {
    const name = freeName(store, 'datasets', dataset.name);
    const row = { ...dataset, id: randomUUID(), name, addedAt: Date.now(), removedAt: null };
    store.run(store.query.insertInto('datasets').values(toColumns('datasets', row)));
    return row;
  });
}

/** Changes what is given. @returns whether there is such a dataset */
export function changeDataset(
  store: Store,
  id: string,
  change: Partial<Pick<DatasetRow, 'columns' | 'removedAt'>>,
): boolean {
  const columns = toColumns('datasets', change);
  return store.run(store.query.updateTable('datasets').set(columns).where('id', '=', id)) > 0;
}

/** @returns false where another dataset bears the name */
export function renameDataset(store: Store, id: string, name: string): boolean {
  return store.transaction(() => {
    const bearer = datasetWith(store, 'name', name);
    if (bearer && bearer.id !== id) return false;
    const own = findDataset(store, id)?.name.toLowerCase() === name.toLowerCase();
    const free = own ? name : freeName(store, 'datasets', name);
    store.run(store.query.updateTable('datasets').set({ name: free }).where('id', '=', id));
    return true;
  });
}

/**
 * The dataset's newest version where that has this content, else a new one; the first version of the content is not taken
 * up again, so that the newest version always is what the file holds.
 * @param chosen whether the user has said which column is which: what he said before outlives a mere guess
 */
export function noteVersion(
  store: Store,
  datasetId: string,
  { hash, bytes, mapping }: Pick<DatasetVersionRow, 'hash' | 'bytes' | 'mapping'>,
  chosen = true,
): StoredVersion {
  return store.transaction(() => {
    const found = store.first(
      store.query
        .selectFrom('datasetVersions')
        .select(versionColumns)
        .where('datasetId', '=', datasetId)
        .orderBy('number', 'desc')
        .limit(1),
    );
    const last = found && readRow('datasetVersions', found);
    if (last?.hash === hash) {
      if (!chosen) return last;
      const change = toColumns('datasetVersions', { mapping });
      store.run(store.query.updateTable('datasetVersions').set(change).where('id', '=', last.id));
      return { ...last, mapping };
    }
    const row = {
      id: randomUUID(),
      datasetId,
      number: (last?.number ?? 0) + 1,
      addedAt: Date.now(),
      hash,
      bytes,
      mapping,
      rows: null,
    };
    const columns = toColumns('datasetVersions', { ...row, report: null });
    store.run(store.query.insertInto('datasetVersions').values(columns));
    return row;
  });
}

/** Keeps the last report made of a version, and the number of rows it counted. */
export function keepReport(store: Store, versionId: string, report: KeptReport): void {
  const columns = toColumns('datasetVersions', { report, rows: report.report.dataset.rows });
  store.run(store.query.updateTable('datasetVersions').set(columns).where('id', '=', versionId));
}

let lastReport: { readonly json: string; readonly kept: KeptReport | undefined } | undefined;

/** The last report made of a version; it is large, and asked for with every change of a run's settings: read once. */
export function reportOf(store: Store, versionId: string): KeptReport | undefined {
  const query = store.query
    .selectFrom('datasetVersions')
    .select(['id', 'report'])
    .where('id', '=', versionId);
  const row = store.first(query);
  if (!row || row.report === null) return undefined;
  if (lastReport?.json !== row.report)
    lastReport = { json: row.report, kept: readRow('datasetVersions', row).report ?? undefined };
  return lastReport.kept;
}

function first(store: Store, query: Compilable<Tables['datasets']>): DatasetRow | undefined {
  const found = store.first(query);
  return found && readRow('datasets', found);
}

/** Datasets removed before `time`. */
export function datasetsRemovedBefore(store: Store, time: number): DatasetRow[] {
  const removed = store.query.selectFrom('datasets').selectAll().where('removedAt', '<', time);
  return readRows('datasets', store.all(removed));
}

/** Forgets a dataset and its versions for good. */
export function forgetDataset(store: Store, id: string): void {
  store.run(store.query.deleteFrom('datasets').where('id', '=', id));
}
