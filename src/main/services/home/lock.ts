/** One studio a home folder: two would both start what is in the queue. */

import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { processMark } from '../process/processMark.ts';
import type { Home } from './home.ts';

const holderSchema = z.object({ pid: z.int(), mark: z.string(), since: z.number() });

const attempts = 5;

/**
 * Takes the home's lock; one whose holder has crashed is taken over.
 * @returns what lets go of it
 * @throws AppError `exists` where a studio has it, saying which; `disk` where the file cannot be written
 */
export function lockHome(home: Pick<Home, 'path'>): () => void {
  const file = join(home.path, 'studio.lock');
  const own = JSON.stringify({ pid: process.pid, mark: processMark(process.pid) ?? '', since: Date.now() });
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (create(file, own)) return () => release(file, own);
    const found = read(file);
    const holder = holderOf(found);
    if (holder && processMark(holder.pid) === holder.mark)
      throw new AppError(
        'exists',
        say`a studio is already open on ${home.path}: process ${holder.pid}, since ${new Date(holder.since).toLocaleString()}`,
        say`Use that one, or close it first; another home folder can be chosen with --home.`,
      );
    // Made a moment ago, perhaps, by a studio that has not filled it in yet.
    if (found === '' && attempt === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    else if (found !== undefined) discard(file, found);
  }
  throw new AppError(
    'disk',
    say`${file} could not be taken over in ${attempts} attempts`,
    say`Close other studios on this home folder, then delete the file.`,
  );
}

/** @returns whether the file was not there and is now */
function create(file: string, text: string): boolean {
  try {
    const descriptor = openSync(file, 'wx');
    writeSync(descriptor, text);
    closeSync(descriptor);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new AppError(
      'disk',
      say`${file} cannot be written: ${(cause as Error).message}`,
      say`Choose another home folder with --home.`,
      { cause },
    );
  }
}

/** Moves a stale lock away, and back where it is no longer the one that was found stale: another studio was quicker. */
function discard(file: string, found: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    const moved = read(aside);
    rmSync(aside, { force: true });
    if (moved !== undefined && moved !== found) create(file, moved);
  } catch {
    // Somebody else has moved it: look again.
  }
}

function release(file: string, own: string): void {
  if (read(file) === own) rmSync(file, { force: true });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Undefined where the file does not say: it was cut off by a crash, or is being written. */
function holderOf(text: string | undefined): z.infer<typeof holderSchema> | undefined {
  try {
    return holderSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}
