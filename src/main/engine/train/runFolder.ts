/** The folder of a run: made when it starts, gone again where nothing came of it. */

import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '../../../shared/runJob.ts';
import { refuseOccupied, removeTemporaries } from '../formats/atomic.ts';
import { diskError } from '../formats/diskError.ts';

/** Where a run keeps its checkpoints. */
export const checkpointsIn = (out: string): string => join(out, 'checkpoints');

/** Makes the folder `path` and those above it. @returns the topmost one made. @throws AppError `disk` */
export function makeFolder(path: string): string | undefined {
  try {
    return mkdirSync(path, { recursive: true });
  } catch (error) {
    throw diskError(error, path, 'write');
  }
}

/** Makes `out`, which must be new or empty. @returns what puts everything back as it was. @throws AppError `disk` */
export function makeRunFolder(out: string): () => void {
  const made = makeFolder(out);
  return () => {
    if (made === undefined) clearRunFolder(out);
    else rmSync(made, { recursive: true, force: true });
  };
}

/** Removes everything but the conversation about the run. */
export function clearRunFolder(out: string): void {
  for (const name of resultsIn(out)) rmSync(join(out, name), { recursive: true, force: true });
}

/** @throws AppError `exists` where `out` holds anything but the files through which a run is asked for and watched */
export function refuseOccupiedRun(out: string): void {
  const isFolder = statSync(out, { throwIfNoEntry: false })?.isDirectory();
  if (!isFolder || resultsIn(out).length > 0) refuseOccupied(out);
}

/** What a folder holds besides the conversation: results, or what a killed process has left of them. */
function resultsIn(out: string): string[] {
  const conversation: readonly string[] = Object.values(runFiles);
  return readdirSync(out).filter((name) => !conversation.includes(name));
}

/** Bytes of everything a run has in its folder. */
export function bytesIn(out: string): number {
  return readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** Clears away what a killed process was writing. */
export function tidyRunFolder(out: string): void {
  removeTemporaries(out);
  if (readdirSync(out).includes('checkpoints')) removeTemporaries(checkpointsIn(out));
}
