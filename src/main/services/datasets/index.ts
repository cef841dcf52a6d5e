/** The datasets as hosts use them: files with versions, the report on each, renamed, removed and restored. */

import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Implementation, Input } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Dataset, DatasetReport, HubTaken } from '../../../shared/records/datasets.ts';
import { say } from '../../../shared/sentence.ts';
import {
  changeDataset,
  datasetsRemovedBefore,
  datasetWith,
  findDataset,
  forgetDataset,
  listDatasets,
  listDatasetVersions,
  renameDataset,
} from '../../store/datasets.ts';
import type { DatasetRow } from '../../store/tables.ts';
import { runCounts } from '../../store/usage.ts';
import type { Context } from '../context.ts';
import { resourcePath } from '../home/resources.ts';
import { isUpload } from '../home/uploads.ts';
import { repoName } from '../hub/hub.ts';
import { enteredName, refuseWhileNeeded } from '../library/entries.ts';
import { downloadDataset, downloadTitle, dropDatasetDownload, lookAtDataset } from './downloadDataset.ts';
import { datasetRecord, type InspectOptions, keepDataset, type NewDataset, nameOfFile } from './library.ts';
import { reportOn } from './reportOn.ts';

/** A dataset that can be read, in the version its file has now. */
export interface ResolvedDataset {
  readonly datasetId: string;
  readonly versionId: string;
  readonly name: string;
  /** The file, or the folder of texts or tables; absolute. */
  readonly path: string;
}

/**
 * Finds a dataset by path, id or name (whatever its case), and notes it and its present content as a version, so that a
 * run can say what it was trained on. A file not seen before joins the library.
 * @throws AppError `not-found` listing what the library holds; `bad-data` where nothing can be read of it; `interrupted`
 */
export async function resolveDataset(
  context: Context,
  pathOrName: string,
  options: InspectOptions = {},
): Promise<ResolvedDataset> {
  const { store } = context;
  const known = existsSync(pathOrName)
    ? datasetWith(store, 'path', resolve(pathOrName))
    : (datasetWith(store, 'id', pathOrName) ?? datasetWith(store, 'name', pathOrName.trim()));
  if (!known && !existsSync(pathOrName)) throw unknownDataset(context, pathOrName);
  if (known && !existsSync(known.path)) throw gone(known);
  const { dataset, version } = await keepDataset(context, known ?? ownFile(context, pathOrName), options);
  return { datasetId: dataset.id, versionId: version.id, name: dataset.name, path: dataset.path };
}

/** What was taken of the Hub, where the dataset at this path came from there. */
export function takenOf({ store }: Pick<Context, 'store'>, path: string): HubTaken | undefined {
  const dataset = datasetWith(store, 'path', path);
  return dataset && listDatasetVersions(store, dataset.id).at(-1)?.mapping.hub;
}

/** A file or folder of this machine, read where it lies. */
function ownFile({ home }: Pick<Context, 'home'>, file: string) {
  const path = resolve(file);
  const source = isUpload(home, path) ? ('upload' as const) : ('file' as const);
  return { path, source, origin: source === 'upload' ? basename(path) : path, name: nameOfFile(path) };
}

function unknownDataset({ store }: Context, asked: string): AppError {
  const names = listDatasets(store).map(({ name }) => name);
  const held = names.length === 0 ? 'nothing yet' : names.join(', ');
  return new AppError(
    'not-found',
    say`there is no dataset ${asked}: no such path, and the library holds ${held}`,
    say`Give a file, a folder of files, or a name of the library.`,
  );
}

function gone({ name, path }: DatasetRow): AppError {
  return new AppError(
    'not-found',
    `the file of the dataset ${name} is gone: ${path}`,
    'Put it back, or import it again.',
    { detail: { code: 'noFile', file: basename(path) } },
  );
}

/** The path of the sample data: a copy in the home folder, because the program's own may move with the next version. */
export function samplePath({ home }: Pick<Context, 'home'>): string {
  const folder = resourcePath('samples');
  const file = readdirSync(folder).find((name) => /\.(jsonl|csv)$/.test(name));
  if (!file) throw new AppError('internal', say`internal: ${folder} holds no sample data`);
  const copy = join(home.datasets, 'samples', file);
  mkdirSync(dirname(copy), { recursive: true });
  if (!existsSync(copy)) copyFileSync(join(folder, file), copy);
  return copy;
}

/** Deletes for good what was removed before `time`: files of the home folder, and rows that no run speaks of. */
export function purgeDatasets({ store, home }: Pick<Context, 'store' | 'home'>, time: number): void {
  const used = runCounts(store, 'dataVersionId');
  for (const { id, path, source } of datasetsRemovedBefore(store, time)) {
    // A file that lies elsewhere is not ours to delete, a downloaded one has a folder of its own.
    if (source === 'hub') rmSync(join(home.datasets, relative(home.datasets, path).split(sep)[0]!), forced);
    else if (source === 'upload') rmSync(dirname(path), forced);
    else if (source === 'sample') rmSync(path, forced);
    if (!listDatasetVersions(store, id).some((version) => used.has(version.id))) forgetDataset(store, id);
  }
}

const forced = { recursive: true, force: true };

export function datasetMethods(context: Context) {
  const { store, jobs, emit } = context;
  const find = (id: string): DatasetRow => {
    const row = findDataset(store, id);
    if (row) return row;
    throw new AppError(
      'not-found',
      say`There is no dataset ${id}.`,
      say`It may have been removed: look at the list again.`,
    );
  };
  const record = (row: DatasetRow): Dataset =>
    datasetRecord(row, listDatasetVersions(store, row.id), runCounts(store, 'dataVersionId'));
  /** Reads all of a file, which takes a while where it is large. */
  const keep = async (
    file: NewDataset,
    choice: Pick<InspectOptions, 'map' | 'reading'> = {},
  ): Promise<Dataset> => {
    const { dataset } = await jobs.answer({ kind: 'datasetImport', title: file.name }, ({ signal, report }) =>
      keepDataset(context, file, { ...choice, signal, onProgress: report }),
    );
    return record(dataset);
  };
  /** Those under way, by what was asked: a page that was loaded again goes on waiting for the same. */
  const reports = new Map<string, Promise<DatasetReport>>();
  const change = (id: string, removedAt: number | null) => {
    changeDataset(store, find(id).id, { removedAt });
    emit('datasets.changed', undefined);
  };

  return {
    'datasets.list': async () => {
      const versions = Map.groupBy(listDatasetVersions(store), ({ datasetId }) => datasetId);
      const runs = runCounts(store, 'dataVersionId');
      return listDatasets(store).map((row) => datasetRecord(row, versions.get(row.id) ?? [], runs));
    },
    'datasets.import': async (input) => {
      const file =
        'sample' in input
          ? { ...ownFile(context, samplePath(context)), source: 'sample' as const, origin: 'Lowrank Studio' }
          : ownFile(context, input.path);
      return keep(file);
    },
    'datasets.look': ({ name }) => lookAtDataset(context, name),
    'datasets.download': async ({ name, config = '', split = '' }) => {
      const repo = repoName(name);
      const choice = { config, split };
      return jobs.startOnce({
        kind: 'datasetDownload',
        title: downloadTitle(repo, choice),
        canPause: true,
        discard: () => dropDatasetDownload(context, repo, choice),
        work: async ({ signal, report }) =>
          (await downloadDataset(context, repo, choice, { signal, onProgress: report })).dataset.id,
      });
    },
    'datasets.report': async (input: Input<'datasets.report'>): Promise<DatasetReport> => {
      const dataset = find(input.id);
      if (!existsSync(dataset.path)) throw gone(dataset);
      const key = JSON.stringify(input);
      const report = reports.get(key) ?? reportOn(context, dataset, input).finally(() => reports.delete(key));
      reports.set(key, report);
      return report;
    },
    'datasets.map': async ({ id, ...choice }) => keep(find(id), choice),
    'datasets.rename': async ({ id, name }) => {
      const trimmed = enteredName('A dataset', name);
      if (!renameDataset(store, find(id).id, trimmed))
        throw new AppError('exists', `Another dataset is called ${trimmed}.`, 'Choose another name.', {
          detail: { code: 'nameTaken', name: trimmed },
        });
      emit('datasets.changed', undefined);
    },
    'datasets.remove': async ({ id }) => {
      const versions = listDatasetVersions(store, id).map((version) => version.id);
      refuseWhileNeeded(store, find(id).name, 'dataVersionId', versions);
      change(id, Date.now());
    },
    'datasets.restore': async ({ id }) => change(id, null),
  } satisfies Partial<Implementation>;
}
