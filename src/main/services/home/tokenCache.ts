/** Where encoded datasets are kept between runs, and when they are forgotten. */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from './home.ts';

/** Milliseconds without use after which encoded rows are deleted: they can be made again. */
const keptMilliseconds = 30 * 24 * 3600_000;

/** The folder that reports and runs share. */
export function tokenCache(home: Home): string {
  return join(home.cache, 'tokens');
}

/** Deletes what has not been used for a month. */
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
