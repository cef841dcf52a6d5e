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

/**
 * Opens the home folder, made where there is none.
 * @param path undefined: LOWRANK_HOME, else `.lowrank` in the user's own folder
 * @throws AppError `disk` where it cannot be made
 */
export function openHome(path: string | undefined = process.env.LOWRANK_HOME): Home {
  const folder = resolve(path || join(homedir(), '.lowrank'));
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

/** Milliseconds without use after which encoded rows are deleted: they can be made again. */
const keptMilliseconds = 30 * 24 * 3600_000;

/** The folder of encoded rows that reports and runs share. */
export function tokenCache(home: Home): string {
  return join(home.cache, 'tokens');
}

/** Deletes encoded rows that have not been used for a month. */
export function purgeTokens(home: Home): void {
  const folder = tokenCache(home);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > keptMilliseconds)
      rmSync(file, { recursive: true, force: true });
  }
}
