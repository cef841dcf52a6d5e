/** Datasets and their versions as rows; a version is a file's content at the time it was used. */
import { randomUUID } from 'node:crypto';
import { freeName } from './names.ts';
import type { Store } from './store.ts';
import type { DatasetRow, DatasetVersionRow } from './tables.ts';

/** A version without the report stored with it, which may be large. */
export type StoredVersion = Omit<DatasetVersionRow, 'report'>;

/** Every dataset that was not removed, newest first. */
export function listDatasets(store: Store): DatasetRow[] {
  return store.all(
    store.query
      .selectFrom('datasets')
      .selectAll()
      .where('removedAt', 'is', null)
      .orderBy('addedAt', 'desc')
      .orderBy('name'),
  );
}

/** The versions of every dataset, or of one, oldest first. */
export function listDatasetVersions(store: Store, datasetId?: string): StoredVersion[] {
  const all = store.query
    .selectFrom('datasetVersions')
    .select(['id', 'datasetId', 'number', 'hash', 'bytes', 'rows', 'mapping', 'addedAt'])
    .orderBy('number');
  return store.all(datasetId === undefined ? all : all.where('datasetId', '=', datasetId));
}

/** The dataset of this id, removed or not. */
export function findDataset(store: Store, id: string): DatasetRow | undefined {
  return store.first(store.query.selectFrom('datasets').selectAll().where('id', '=', id));
}

/** A dataset in use with such a value; names are compared whatever their case. */
export function datasetWith(
  store: Store,
  column: 'id' | 'name' | 'path',
  value: string,
): DatasetRow | undefined {
  return store.first(
    store.query.selectFrom('datasets').selectAll().where(column, '=', value).where('removedAt', 'is', null),
  );
}

/** The newest dataset, removed or not, that came from there. */
export function datasetFrom(
  store: Store,
  source: DatasetRow['source'],
  origin: string,
): DatasetRow | undefined {
  return store.first(
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
    store.run(store.query.insertInto('datasets').values(row));
    return row;
  });
}

/** Changes what is given. @returns whether there is such a dataset */
export function changeDataset(
  store: Store,
  id: string,
  change: Partial<Pick<DatasetRow, 'columns' | 'removedAt'>>,
): boolean {
  return store.run(store.query.updateTable('datasets').set(change).where('id', '=', id)) > 0;
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
  content: Pick<DatasetVersionRow, 'hash' | 'bytes' | 'mapping'>,
  chosen = true,
): DatasetVersionRow {
  return store.transaction(() => {
    const last = store.first(
      store.query
        .selectFrom('datasetVersions')
        .selectAll()
        .where('datasetId', '=', datasetId)
        .orderBy('number', 'desc')
        .limit(1),
    );
    if (last?.hash === content.hash) {
      if (!chosen) return last;
      store.run(
        store.query
          .updateTable('datasetVersions')
          .set({ mapping: content.mapping })
          .where('id', '=', last.id),
      );
      return { ...last, mapping: content.mapping };
    }
    const row = {
      ...{ id: randomUUID(), datasetId, number: (last?.number ?? 0) + 1, addedAt: Date.now() },
      ...content,
      rows: null,
      report: null,
    };
    store.run(store.query.insertInto('datasetVersions').values(row));
    return row;
  });
}

/** Keeps the last report made of a version, as JSON with what it was made for, and the number of rows it counted. */
export function keepReport(store: Store, versionId: string, report: string, rows: number): void {
  store.run(store.query.updateTable('datasetVersions').set({ report, rows }).where('id', '=', versionId));
}

/** The last report made of a version. */
export function reportOf(store: Store, versionId: string): string | undefined {
  const query = store.query.selectFrom('datasetVersions').select('report').where('id', '=', versionId);
  return store.first(query)?.report ?? undefined;
}

/** Datasets removed before `time`. */
export function datasetsRemovedBefore(store: Store, time: number): DatasetRow[] {
  return store.all(store.query.selectFrom('datasets').selectAll().where('removedAt', '<', time));
}

/** Forgets a dataset and its versions for good. */
export function forgetDataset(store: Store, id: string): void {
  store.run(store.query.deleteFrom('datasets').where('id', '=', id));
}
