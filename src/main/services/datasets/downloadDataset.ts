/** Datasets of the Hub: picks the files to train on and fetches them into the library. */
import { join } from 'node:path';
import { isSideFile } from '../../../shared/datasetFiles.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Context } from '../context.ts';
import type { DownloadOptions, RemoteFile } from '../hub/downloadFile.ts';
import { downloadFiles, dropDownload, isSafePath } from '../hub/downloadFiles.ts';
import { Hub, type HubOptions, repoName } from '../hub/hub.ts';
import type { Follow } from '../process/follow.ts';
import { type KeptDataset, keepDataset } from './library.ts';

/** The formats in which a dataset is published, best first. */
const extensions = ['.parquet', '.jsonl', '.json', '.csv', '.tsv'];
/** Where the Hub keeps the tables it has made of datasets in other forms. */
const convertedBranch = 'refs/convert/parquet';

/**
 * Fetches the training split of a dataset of the Hub.
 * @throws AppError `unsupported` where it has no table we read; what `downloadFiles` and `keepDataset` throw
 */
export async function downloadDataset(
  context: Context,
  name: string,
  follow: Follow,
  options: HubOptions & Pick<DownloadOptions, 'retryAfter'> = {},
): Promise<KeptDataset> {
  const { home } = context;
  follow.onProgress?.({ stage: 'asking the Hub' });
  const hub = new Hub(home, { ...options, signal: follow.signal });
  const repo = await hub.look({ type: 'dataset', name: repoName(name) });
  let branch = repo.revision;
  let files = trainingFiles(await hub.files(repo, branch, true));
  if (files.length === 0) {
    branch = convertedBranch;
    files = trainingFiles(await convertedFiles(hub, repo));
  }
  if (files.length === 0)
    throw new AppError(
      'unsupported',
      `${repo.name} has no file that can be read; known are ${extensions.join(', ')}`,
      'Download it by hand, turn it into one of these, and import the file.',
    );
  const folder = await downloadFiles(
    home,
    hub,
    { repo, branch, files, into: home.datasets },
    follow,
    options,
  );
  const path = files.length === 1 ? join(folder, files[0]!.path) : folder;
  const dataset = { name: repo.name.split('/').at(-1)!, path, source: 'hub' as const, origin: repo.name };
  return keepDataset(context, dataset, { signal: follow.signal });
}

/** Deletes what stopped downloads of a dataset have left. */
export function dropDatasetDownload({ home }: Context, name: string): void {
  dropDownload(home, { type: 'dataset', name });
}

async function convertedFiles(hub: Hub, repo: Parameters<Hub['look']>[0]): Promise<RemoteFile[]> {
  try {
    return await hub.files(repo, convertedBranch, true);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return [];
    throw error;
  }
}

/**
 * The files of one training split: those called `train` where there are such, in the best format there is, of the folder
 * called `default`, `data` or `main`, or else of the first one.
 */
export function trainingFiles(files: readonly RemoteFile[]): RemoteFile[] {
  const tables = files.filter(({ path }) => isSafePath(path) && formatOf(path) >= 0 && !isSideFile(path));
  const named = tables.filter(({ path }) => /(^|[^a-z])train([^a-z]|$)/i.test(path));
  const split =
    named.length > 0
      ? named
      : tables.filter(({ path }) => !/(^|[^a-z])(test|valid|validation|val|dev|eval)([^a-z]|$)/i.test(path));
  const best = Math.min(...split.map(({ path }) => formatOf(path)));
  const groups = Map.groupBy(
    split.filter(({ path }) => formatOf(path) === best),
    ({ path }) => groupOf(path),
  );
  const keys = [...groups.keys()].sort((a, b) => preference(a) - preference(b) || (a < b ? -1 : 1));
  const chosen = groups.get(keys[0] ?? '') ?? [];
  return chosen.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Shards of one table share everything but their numbers. */
function groupOf(path: string): string {
  return path.replace(/\d+/g, '#');
}

function preference(group: string): number {
  if (/(^|\/)(default|data|main)\//i.test(group)) return 0;
  return group.includes('/') ? 2 : 1;
}

function formatOf(path: string): number {
  const plain = path.toLowerCase().replace(/\.gz$/, '');
  return extensions.findIndex((extension) => plain.endsWith(extension));
}
