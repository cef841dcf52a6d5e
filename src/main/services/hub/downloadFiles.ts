/** Fetches several files of a repo into one folder, which takes its place only when it is complete. */

import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { english } from '../../../shared/numbers.ts';
import { say } from '../../../shared/sentence.ts';
import { diskFree } from '../../engine/index.ts';
import type { Home } from '../home/home.ts';
import { fileName, newPath } from '../library/names.ts';
import type { WorkOptions } from '../process/jobs.ts';
import { type DownloadOptions, downloadFile, type RemoteFile } from './downloadFile.ts';
import type { Hub, Repo, RepoState } from './hub.ts';

/** What is fetched where. */
export interface Download {
  readonly repo: RepoState;
  /** Where the bytes are, if not at the repo's own revision. */
  readonly branch?: string;
  readonly files: readonly RemoteFile[];
  /** Which of several sets of files this is: what arrives of one waits apart from the others. */
  readonly part?: string;
  /** The library's folder in which the new folder appears. */
  readonly into: string;
}

/**
 * Names that stay within their folder on every system: letters, digits and a few signs, no leading dot, nothing that
 * Windows keeps for its devices.
 */
export function isSafePath(path: string): boolean {
  return path
    .split('/')
    .every(
      (part) =>
        /^[\w+=@-][\w.+=@ -]{0,200}$/.test(part) &&
        !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(part) &&
        !/[. ]$/.test(part),
    );
}

/**
 * What has arrived waits in the cache when this is stopped, and the next call for the same revision goes on with it.
 * @returns the new folder
 * @throws AppError what {@link downloadFile} throws; `disk` where there is not enough room
 */
export async function downloadFiles(
  home: Home,
  hub: Hub,
  { repo, branch = repo.revision, files, part = '', into }: Download,
  { signal, onProgress }: WorkOptions,
  options: Pick<DownloadOptions, 'retryAfter' | 'stallTimeoutMs'> = {},
): Promise<string> {
  const unsafe = files.find(({ path }) => !isSafePath(path));
  if (unsafe)
    throw new AppError(
      'unsupported',
      say`${repo.name} names a file ${JSON.stringify(unsafe.path)}, which could land outside its folder`,
      say`Do not trust this repo.`,
    );
  const waiting = join(waitingFolder(home, repo, part), fileName(repo.revision));
  mkdirSync(waiting, { recursive: true });
  const bytesTotal = files.reduce((sum, { size }) => sum + size, 0);
  requireRoom(waiting, files, repo.name);
  let before = 0;
  for (const file of files) {
    const onBytes = (done: number) => {
      const bytesDone = before + done;
      onProgress?.({
        stage: 'downloading',
        bytesDone,
        bytesTotal,
        progress: bytesTotal ? bytesDone / bytesTotal : 1,
      });
    };
    const openRemote = ({ path }: RemoteFile, offset: number) => hub.open(repo, branch, path, offset);
    await downloadFile(file, waiting, openRemote, { ...options, signal, onBytes });
    before += file.size;
  }
  const target = newPath(into, fileName(repo.name.split('/').at(-1)!));
  renameSync(waiting, target);
  dropDownload(home, repo, part);
  return target;
}

/** Deletes what stopped downloads of a repo, or of a part of it, have left. */
export function dropDownload(home: Home, repo: Repo, part = ''): void {
  rmSync(waitingFolder(home, repo, part), { recursive: true, force: true });
}

/** One folder in it for each revision. */
function waitingFolder(home: Home, { type, name }: Repo, part: string): string {
  const which = part === '' ? '' : ` ${fileName(part)}`;
  return join(home.cache, 'downloads', `${type} ${name.replace('/', ' ')}${which}`);
}

function requireRoom(folder: string, files: readonly RemoteFile[], name: string): void {
  const here = (path: string) => statSync(join(folder, path), { throwIfNoEntry: false })?.size ?? 0;
  const missing = files.reduce((sum, { path, size }) => sum + size - (here(path) || here(`${path}.part`)), 0);
  const free = diskFree(folder);
  if (missing <= free) return;
  throw new AppError(
    'disk',
    `${name} takes another ${english.bytes(missing, 'up')}, and the disk of ${folder} has ${english.bytes(free, 'down')} left`,
    'Free some space, or choose another home folder with --home.',
    { detail: { code: 'noRoom', needed: missing, free } },
  );
}
