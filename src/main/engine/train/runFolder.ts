/** The folder of a run: made when it starts, gone again where nothing came of it. */

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeTemporaries } from '../formats/atomic.ts';
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
    const added = made === undefined ? readdirSync(out).map((name) => join(out, name)) : [made];
    for (const path of added) rmSync(path, { recursive: true, force: true });
  };
}

/** Clears away what a killed process was writing. */
export function tidyRunFolder(out: string): void {
  removeTemporaries(out);
  if (readdirSync(out).includes('checkpoints')) removeTemporaries(checkpointsIn(out));
}
