/** Datasets of the Hub: picks the files to train on and fetches them into the library. */
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { Context } from '../context.ts';
import type { DownloadOptions, RemoteFile } from '../hub/downloadFile.ts';
import { downloadFiles, dropDownload } from '../hub/downloadFiles.ts';
import { Hub, type HubOptions, repoName } from '../hub/hub.ts';
import type { WorkOptions } from '../process/jobs.ts';
import { type KeptDataset, keepDataset } from './library.ts';
import { extensions, trainingFiles } from './trainingFiles.ts';

/** Where the Hub keeps the tables it has made of datasets in other forms. */
const convertedBranch = 'refs/convert/parquet';

/**
 * Fetches the training split of a dataset of the Hub.
 * @throws AppError `unsupported` where it has no table we read; what `downloadFiles` and `keepDataset` throw
 */
export async function downloadDataset(
  context: Context,
  name: string,
  work: WorkOptions,
  options: HubOptions & Pick<DownloadOptions, 'retryAfter'> = {},
): Promise<KeptDataset> {
  const { home } = context;
  work.onProgress?.({ stage: 'asking the Hub' });
  const hub = new Hub(home, { ...options, signal: work.signal });
  const repo = await hub.look({ type: 'dataset', name: repoName(name) });
  let branch = repo.revision;
  let files = trainingFiles(await hub.files(repo, branch, true), repo.configs);
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
  const folder = await downloadFiles(home, hub, { repo, branch, files, into: home.datasets }, work, options);
  const path = files.length === 1 ? join(folder, files[0]!.path) : folder;
  const dataset = { name: repo.name.split('/').at(-1)!, path, source: 'hub' as const, origin: repo.name };
  return keepDataset(context, dataset, { signal: work.signal });
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
