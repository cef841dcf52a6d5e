/** What the machine has to give now, memory and disk, read here for everybody who judges by it. */

import { execFileSync } from 'node:child_process';
import { existsSync, statfsSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { dirname } from 'node:path';

export interface Memory {
  /** What programs could get without others being pushed out to disk. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Share of the free memory that a run may take without being tight, since others ask for some meanwhile. */
export const comfortableShare = 0.75;

/** Memory as it is now. Node's own figure is MemAvailable on Linux and what is available on Windows. */
export function memoryNow(): Memory {
  const freeBytes = process.platform === 'darwin' ? freeOnMac() : undefined;
  return { freeBytes: freeBytes ?? freemem(), totalBytes: totalmem() };
}

/** A Mac counts as used what it only keeps to be quick, which Node's figure leaves out: nearly everything, after a while. */
function freeOnMac(): number | undefined {
  try {
    return readVmStat(execFileSync('/usr/bin/vm_stat', { encoding: 'utf8', timeout: 2000 }));
  } catch {
    return undefined; // as in a sandbox that starts no programs
  }
}

/**
 * Bytes that are free or given up when somebody asks, as Activity Monitor has them: all but "Memory Used".
 * @param text of vm_stat, which counts in pages; undefined where it says something else
 */
export function readVmStat(text: string): number | undefined {
  const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? Number.NaN);
  const pages = ['Pages free', 'Pages purgeable', 'File-backed pages'].map((name) =>
    number(new RegExp(`^${name}: +(\\d+)\\.$`, 'm')),
  );
  const bytes = number(/\(page size of (\d+) bytes\)/) * pages.reduce((sum, count) => sum + count, 0);
  return Number.isNaN(bytes) ? undefined : bytes;
}

/** Bytes an ordinary user may still write to the disk that `path` lies on, or will lie on. */
export function diskFree(path: string): number {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
