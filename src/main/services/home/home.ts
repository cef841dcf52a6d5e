/** The studio's folder: where the database, the library and the runs lie, and how long what can be made again. */

import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { makeFolder } from '../../engine/index.ts';

export interface Home {
  readonly path: string;
  readonly database: string;
  readonly models: string;
  readonly datasets: string;
  readonly runs: string;
  /** Adapters that were made elsewhere. */
  readonly adapters: string;
  readonly exports: string;
  /** What can be made again: deleted without loss. */
  readonly cache: string;
}

/** The folder that is used where no other is asked for: LOWRANK_HOME, else `.lowrank` in the user's own folder. */
export function usualHome(): string {
  return resolve(process.env.LOWRANK_HOME || join(homedir(), '.lowrank'));
}

/**
 * Opens the home folder, made where there is none.
 * @param path undefined: {@link usualHome}
 * @throws AppError `disk` where it cannot be made
 */
export function openHome(path?: string): Home {
  const folder = path ? resolve(path) : usualHome();
  const home = {
    path: folder,
    database: join(folder, 'lowrank.db'),
    ...Object.fromEntries(
      ['models', 'datasets', 'runs', 'adapters', 'exports', 'cache'].map((name) => [
        name,
        join(folder, name),
      ]),
    ),
  } as Home;
  try {
    for (const each of [home.models, home.datasets, home.runs, home.adapters, home.exports, home.cache])
      makeFolder(each);
  } catch (cause) {
    throw new AppError(
      'disk',
      say`the home folder ${folder} cannot be used: ${(cause as Error).message}`,
      say`Choose another with --home or LOWRANK_HOME.`,
      { cause },
    );
  }
  return home;
}

/** Milliseconds without use after which what can be made again is deleted. */
const keptMilliseconds = 30 * 24 * 3600_000;

/** The folder of encoded rows that reports and runs share. */
export function tokenCache(home: Home): string {
  return join(home.cache, 'tokens');
}

/** The folder of models' weights in few bits, for fast answers. */
export function weightCache(home: Home): string {
  return join(home.cache, 'weights');
}

/** Bytes of weights in few bits that are kept, besides those used last. */
const keptWeightBytes = 20e9;

/** Deletes what can be made again and has not been used for a month, and of weights in few bits what is too much. */
export function purgeCache(home: Home): void {
  purge(tokenCache(home), Number.POSITIVE_INFINITY);
  purge(weightCache(home), keptWeightBytes);
}

/** Of all that lies in `folder`, keeps what was used last: for a month, and as much as `bytes` have room for. */
function purge(folder: string, bytes: number): void {
  if (!existsSync(folder)) return;
  const entries = readdirSync(folder).flatMap((name) => {
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    return found ? [{ path: join(folder, name), size: found.size, used: found.mtimeMs }] : [];
  });
  let newer = 0;
  for (const { path, size, used } of entries.sort((a, b) => b.used - a.used)) {
    const isOld = Date.now() - used > keptMilliseconds;
    if (isOld || (newer > 0 && newer + size > bytes)) rmSync(path, { recursive: true, force: true });
    else newer += size;
  }
}
