/** Memory and disk as runs find them. */
import { existsSync, statfsSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { dirname } from 'node:path';

export interface Memory {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** What programs could get now. */
export function memoryNow(): Memory {
  const totalBytes = totalmem();
  // A Mac counts what it only keeps to be quick as used; nearly all of that is given up when somebody asks.
  const freeBytes = process.platform === 'darwin' ? 0.75 * totalBytes : freemem();
  return { freeBytes, totalBytes };
}

/** Free bytes of the disk that `path` lies on or will lie on. */
export function diskFree(path: string): number {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
