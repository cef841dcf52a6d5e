/** Opens folders of the studio's own in the system's file manager, and nothing else. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { listExports } from '../../store/exports.ts';
import { readSettings } from '../../store/settings.ts';
import type { Context } from '../context.ts';

/** The program that shows a folder; undefined where there is no desktop to show it on. */
function fileManager(): string | undefined {
  if (process.platform === 'darwin') return 'open';
  if (process.platform === 'win32') return 'explorer.exe';
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? 'xdg-open' : undefined;
}

function within(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!isAbsolute(way) && way.split(/[/\\]/)[0] !== '..');
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Shows a folder of the home or of the exports.
 * @param start for tests: the program that would show it
 * @throws AppError `not-found` where there is no such folder, or it is none of the studio's; `unsupported` without a desktop
 */
export async function showFolder(
  { home, store }: Context,
  path: string,
  start: string | undefined = fileManager(),
): Promise<void> {
  const folder = real(path);
  const ours = [
    home.path,
    readSettings(store).exportsFolder,
    ...listExports(store).map((row) => row.path),
  ].flatMap((place) => (place ? (real(place) ?? []) : []));
  // A file would be opened, or run, by whatever program the system has for it.
  if (!folder || !statSync(folder).isDirectory() || !ours.some((place) => within(folder, place)))
    throw new AppError(
      'not-found',
      say`${path} is no folder of the studio's`,
      say`It may have been moved or removed: look in the home folder.`,
    );
  if (!start)
    throw new AppError(
      'unsupported',
      say`There is no desktop on the machine where the studio runs.`,
      say`The folder is ${folder} there.`,
    );
  const child = spawn(start, [folder], { stdio: 'ignore', detached: true });
  child.unref();
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new AppError(
      'unsupported',
      say`"${start}", which shows folders here, did not start: ${(cause as Error).message}`,
      say`The folder is ${folder}.`,
      { cause },
    );
  }
}
