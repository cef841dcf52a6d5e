/** Datasets of the Hub: says what parts they have, and fetches one of them into the library. */
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { HubChoice, HubDataset, HubTaken } from '../../../shared/records/datasets.ts';
import type { Context } from '../context.ts';
import type { DownloadOptions, RemoteFile } from '../hub/downloadFile.ts';
import { downloadFiles, dropDownload } from '../hub/downloadFiles.ts';
import { Hub, type HubOptions, type RepoState, repoName } from '../hub/hub.ts';
import type { WorkOptions } from '../process/jobs.ts';
import { choosePart, extensions, type HubPart, isForTraining, partsOf } from './hubParts.ts';
import { type KeptDataset, keepDataset } from './library.ts';

/** Where the Hub keeps the tables it has made of datasets in other forms. */
const convertedBranch = 'refs/convert/parquet';
/** Files of a part that are told by name. */
const mostPaths = 3;

interface Seen {
  readonly repo: RepoState;
  readonly branch: string;
  /** At least one. */
  readonly parts: readonly HubPart[];
}

/**
 * What the Hub says of a dataset and its parts.
 * @throws AppError `bad-config` for no name; `unsupported` where it has no table we read; `not-found`, `network`
 */
export async function lookAtDataset(
  { home }: Context,
  name: string,
  options: HubOptions = {},
): Promise<HubDataset> {
  const { repo, parts } = await look(new Hub(home, options), name);
  const { revision, license, gated } = repo;
  return {
    name: repo.name,
    revision,
    license,
    gated,
    parts: parts.map(({ config, split, files }) => ({
      config,
      split,
      files: files.length,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      paths: files.slice(0, mostPaths).map(({ path }) => path),
    })),
  };
}

/**
 * Fetches the part of a dataset of the Hub that was chosen, else the one that is there to train on.
 * @throws AppError `bad-config` where there is no such part; what `lookAtDataset`, `downloadFiles` and `keepDataset` throw
 */
export async function downloadDataset(
  context: Context,
  name: string,
  choice: HubChoice,
  work: WorkOptions,
  options: HubOptions & Pick<DownloadOptions, 'retryAfter'> = {},
): Promise<KeptDataset> {
  const { home } = context;
  work.onProgress?.({ stage: 'asking the Hub' });
  const hub = new Hub(home, { ...options, signal: work.signal });
  const { repo, branch, parts } = await look(hub, name);
  const part = choosePart(repo.name, parts, choice);
  const { files } = part;
  const wanted = { repo, branch, files, part: partKey(choice), into: home.datasets };
  const folder = await downloadFiles(home, hub, wanted, work, options);
  const path = files.length === 1 ? join(folder, files[0]!.path) : folder;
  const dataset = { name: nameOf(repo, part, parts[0]!), path, source: 'hub' as const, origin: repo.name };
  return keepDataset(context, dataset, { signal: work.signal, hub: takenOf(part, parts) });
}

/** What the download of a part is called while it is under way: another part is another download. */
export function downloadTitle(repo: string, { config, split }: HubChoice): string {
  return [repo, config, split].filter(Boolean).join(' · ');
}

/** Deletes what stopped downloads of a part have left. */
export function dropDatasetDownload({ home }: Context, name: string, choice: HubChoice): void {
  dropDownload(home, { type: 'dataset', name }, partKey(choice));
}

function partKey({ config, split }: HubChoice): string {
  return [config && `config ${config}`, split && `split ${split}`].filter(Boolean).join(' ');
}

/** As the repo, and after the part where it is not the usual one. */
function nameOf(repo: RepoState, { config, split }: HubPart, usual: HubPart): string {
  const words = [config === usual.config ? '' : config, split === usual.split ? '' : split];
  return [repo.name.split('/').at(-1), ...words].filter(Boolean).join(' ');
}

function takenOf(part: HubPart, parts: readonly HubPart[]): HubTaken {
  const { config, split, files } = part;
  const left = parts.filter((each) => each !== part);
  return {
    config,
    split,
    files: files.length,
    left: left.map((each) => ({ config: each.config, split: each.split })),
  };
}

/** In its own files, else in the tables that the Hub has made of them. */
async function look(hub: Hub, name: string): Promise<Seen> {
  const repo = await hub.look({ type: 'dataset', name: repoName(name) });
  const own = partsOf(await hub.files(repo, repo.revision, true), repo.configs);
  const seen = { repo, branch: repo.revision, parts: own };
  if (own.some(isForTraining)) return seen;
  const converted = partsOf(await convertedFiles(hub, repo));
  if (converted.length > 0) return { repo, branch: convertedBranch, parts: converted };
  if (own.length > 0) return seen;
  throw new AppError(
    'unsupported',
    `${repo.name} has no file that can be read; known are ${extensions.join(', ')}`,
    'Download it by hand, turn it into one of these, and import the file.',
    { detail: { code: 'noTableOnHub', repo: repo.name, known: extensions } },
  );
}

async function convertedFiles(hub: Hub, repo: RepoState): Promise<RemoteFile[]> {
  try {
    return await hub.files(repo, convertedBranch, true);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return [];
    throw error;
  }
}
