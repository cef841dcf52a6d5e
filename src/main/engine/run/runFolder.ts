/** The folder of a run: made when it starts, gone again where nothing came of it. */

import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '../../../shared/runJob.ts';
import { makeFolder, refuseOccupied, removeTemporaries } from '../formats/atomic.ts';
import { checkpointsIn } from '../train/checkpoint.ts';

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

/** Clears away what a killed process was writing. */
export function tidyRunFolder(out: string): void {
  removeTemporaries(out);
  if (readdirSync(out).includes('checkpoints')) removeTemporaries(checkpointsIn(out));
}
