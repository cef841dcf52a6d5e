/** The datasets of the library: how a file becomes a row with versions, and what the rows tell. */
import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../../shared/errors.ts';
import type { Dataset, DatasetMapping, HubTaken, Reading } from '../../../shared/records/datasets.ts';
import {
  addDataset,
  changeDataset,
  datasetFrom,
  datasetWith,
  listDatasetVersions,
  noteVersion,
  type StoredVersion,
} from '../../store/datasets.ts';
import type { DatasetRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { stage, type WorkOptions } from '../process/jobs.ts';
import { runReadingTask } from '../process/worker.ts';

/** What is known of a dataset besides what its file says. */
export type NewDataset = Pick<DatasetRow, 'name' | 'path' | 'source' | 'origin'>;

export interface InspectOptions extends WorkOptions {
  /** The user's own choices of column by field. */
  readonly map?: Readonly<Record<string, string>>;
  /** His choice of how the file is read; as he chose before where it is not given. */
  readonly reading?: Reading;
  /** What was taken of a dataset of the Hub; as it is known where it is not given. */
  readonly hub?: HubTaken;
}

/** A dataset with the version its file holds now. */
export interface KeptDataset {
  readonly dataset: DatasetRow;
  readonly version: StoredVersion;
}

/**
 * Notes the file's present content as a version; a file not seen before joins the library, one just removed comes back.
 * @throws AppError `bad-data` where nothing can be read of it; `not-found`, `unsupported`, `disk`
 */
export async function keepDataset(
  context: Context,
  { path, source, origin, name }: NewDataset,
  { map = {}, reading, hub, ...work }: InspectOptions = {},
): Promise<KeptDataset> {
  const { store, processes, emit } = context;
  const known = keptMapping(context, path);
  const inspect = (as: Partial<Reading>) =>
    runReadingTask(
      processes,
      'inspectDataset',
      { path, map, reading: as },
      { signal: work.signal, onEvent: stage(work, 'reading') },
    );
  const { mapping, ...file } = await inspect(reading ?? known?.reading ?? {}).catch((cause: unknown) => {
    if (reading === undefined && isOutdated(cause)) return inspect({});
    throw cause;
  });
  const taken = hub ?? known?.hub;
  const facts = { ...file, mapping: { ...mapping, ...(taken && { hub: taken }) } };
  const kept = store.transaction(() => {
    const { columns } = facts;
    const dataset =
      datasetWith(store, 'path', path) ??
      comeBack(context, source, origin, path) ??
      addDataset(store, { name, path, source, origin, columns });
    if (!isDeepStrictEqual(dataset.columns, columns)) changeDataset(store, dataset.id, { columns });
    const chosen = Object.keys(map).length > 0 || reading !== undefined;
    return { dataset: { ...dataset, columns }, version: noteVersion(store, dataset.id, facts, chosen) };
  });
  emit('datasets.changed', undefined);
  return kept;
}

/** What was chosen for the file as it was is not in the one there is now. */
function isOutdated(cause: unknown): boolean {
  const code = cause instanceof AppError ? cause.detail?.code : undefined;
  return code === 'noSuchSheet' || code === 'noSuchSplit';
}

/** What is known of the newest version: how the user wanted it read, and where it came from. */
function keptMapping({ store }: Context, path: string): DatasetMapping | undefined {
  const known = datasetWith(store, 'path', path);
  return known && listDatasetVersions(store, known.id).at(-1)?.mapping;
}

function comeBack(
  { store }: Context,
  source: DatasetRow['source'],
  origin: string,
  path: string,
): DatasetRow | undefined {
  const removed = datasetFrom(store, source, origin);
  if (removed?.path !== path) return undefined;
  changeDataset(store, removed.id, { removedAt: null });
  return { ...removed, removedAt: null };
}

/** What a dataset is called after its file: without the extensions. */
export function nameOfFile(path: string): string {
  const name = basename(path).replace(/\.(gz|zst)$/i, '');
  return basename(name, extname(name)) || name;
}

/** Rows as the studio shows them. @param versions of this dataset, oldest first @param runs by version */
export function datasetRecord(
  row: DatasetRow,
  versions: readonly StoredVersion[],
  runs: ReadonlyMap<string, number>,
): Dataset {
  const { id, name, path, source, origin, columns, addedAt } = row;
  return {
    id,
    name,
    path,
    source,
    origin,
    addedAt,
    columns: [...columns],
    missing: !existsSync(path),
    versions: versions.map(({ id: version, number, hash, bytes, rows, mapping, addedAt: at }) => ({
      id: version,
      number,
      hash,
      bytes,
      rows,
      mapping,
      addedAt: at,
      runs: runs.get(version) ?? 0,
    })),
  };
}
