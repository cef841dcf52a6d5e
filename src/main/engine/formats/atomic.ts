/** Writes files and folders so that a reader only ever sees a whole one: temporary sibling, fsync, rename. */

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fdatasync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError, internalError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { diskError } from './diskError.ts';

const longestWrite = 2 ** 30;

/** Bytes after which the disk is set to work on a file that is still being written. */
const flushEvery = 2 ** 26;

/**
 * A file that appears under its name only on `commit`. Until then its bytes lie in a hidden sibling, which
 * `abort` removes; `abort` after `commit` does nothing, so it belongs in a `finally`.
 */
export class AtomicFile {
  readonly path: string;
  readonly #temporary: string;
  #descriptor: number | undefined;
  #committed = false;
  #unflushed = 0;
  /** What the disk answers to what it was last given. */
  #flushing: Promise<Error | null> = Promise.resolve(null);

  /** @throws AppError `disk` or `not-found` when the folder is missing or may not be written. */
  constructor(path: string) {
    this.path = resolve(path);
    this.#temporary = temporarySibling(this.path);
    this.#descriptor = onDisk(this.path, () => openSync(this.#temporary, 'wx'));
  }

  /** Appends all bytes of `piece`. @throws AppError `disk`, for example when there is no space left. */
  write(piece: Uint8Array): void {
    const descriptor = this.#open();
    onDisk(this.path, () => {
      for (let done = 0; done < piece.byteLength; ) {
        done += writeSync(descriptor, piece, done, Math.min(piece.byteLength - done, longestWrite));
      }
    });
  }

  /**
   * As `write`, of what takes long to make: the disk begins with it meanwhile, where else all would wait for `commit`.
   * @throws AppError `disk`, also for what was appended before
   */
  async append(piece: Uint8Array): Promise<void> {
    this.write(piece);
    this.#unflushed += piece.byteLength;
    if (this.#unflushed < flushEvery) return;
    await this.settle();
    const descriptor = this.#open();
    this.#flushing = new Promise((resolve) => fdatasync(descriptor, resolve));
    this.#unflushed = 0;
  }

  /** Waits until the disk has done what `append` gave it; to be called before `commit`. @throws AppError `disk` */
  async settle(): Promise<void> {
    // A system tells of a failure once, so `commit` would not hear of this one.
    const error = await this.#flushing;
    if (error) throw diskError(error, this.path, 'write');
  }

  /** Makes the bytes durable and gives the file its name, replacing an older one. */
  commit(): void {
    const descriptor = this.#open();
    onDisk(this.path, () => {
      fsyncSync(descriptor);
      this.#close();
      renameSync(this.#temporary, this.path);
      this.#committed = true;
      syncFolder(dirname(this.path));
    });
  }

  /** Drops what was written, unless it was committed. */
  abort(): void {
    if (this.#committed) return;
    this.#close();
    rmSync(this.#temporary, { force: true });
  }

  #close(): void {
    if (this.#descriptor === undefined) return;
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    closeSync(descriptor);
  }

  #open(): number {
    if (this.#descriptor === undefined) throw internalError(`${this.path} is already closed`);
    return this.#descriptor;
  }
}

/** Writes a whole file at once or piece by piece; on any failure an older file is left as it was. */
export function writeFileAtomic(path: string, data: string | Uint8Array | Iterable<Uint8Array>): void {
  const pieces = typeof data === 'string' ? [Buffer.from(data)] : data instanceof Uint8Array ? [data] : data;
  const file = new AtomicFile(path);
  try {
    for (const piece of pieces) file.write(piece);
    file.commit();
  } finally {
    file.abort();
  }
}

/**
 * Creates the folder `path` with all that `fill` puts into the temporary folder it is handed; gives back its result.
 * @throws AppError `exists` when `path` is there and no empty folder; `disk`; what `fill` throws, unchanged.
 */
export async function writeFolderAtomic<T>(
  path: string,
  fill: (folder: string) => T | Promise<T>,
): Promise<T> {
  const target = resolve(path);
  refuseOccupied(target);
  const temporary = temporarySibling(target);
  onDisk(target, () => mkdirSync(temporary));
  try {
    const result = await fill(temporary);
    onDisk(target, () => {
      syncTree(temporary);
      if (existsSync(target)) rmdirSync(target);
      renameSync(temporary, target);
      syncFolder(dirname(target));
    });
    return result;
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Adds the files that `fill` puts into the temporary folder it is handed to the existing `folder`, replacing older
 * ones of their names; they appear together, once all are whole. @throws AppError `disk`; what `fill` throws, unchanged.
 */
export function addFilesAtomic(folder: string, fill: (temporary: string) => void): void {
  const temporary = temporarySibling(join(folder, 'files'));
  onDisk(folder, () => mkdirSync(temporary));
  try {
    fill(temporary);
    onDisk(folder, () => {
      syncTree(temporary);
      for (const name of readdirSync(temporary)) renameSync(join(temporary, name), join(folder, name));
      syncFolder(folder);
    });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Removes from `folder` what a killed process was about to write. */
export function removeTemporaries(folder: string): void {
  for (const name of readdirSync(folder))
    if (temporaryName.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
}

/** @throws AppError `exists` when `target` is there and no empty folder */
export function refuseOccupied(target: string): void {
  const found = onDisk(target, () => statSync(target, { throwIfNoEntry: false }));
  if (found === undefined) return;
  if (!found.isDirectory() || onDisk(target, () => readdirSync(target)).length > 0) {
    throw new AppError(
      'exists',
      say`${target} already exists and is not empty`,
      say`Choose a new folder or empty it first.`,
    );
  }
}

function onDisk<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw diskError(error, path, 'write');
  }
}

const temporaryName = /^\..+\.[0-9a-f]{12}\.tmp$/;

/** A hidden name beside `path` that {@link removeTemporaries} knows. */
export function temporarySibling(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}

function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else if (entry.isFile()) syncPath(path, 'r+');
  }
  syncFolder(folder);
}

function syncFolder(folder: string): void {
  // Windows neither needs nor allows flushing a folder's entry.
  if (process.platform !== 'win32') syncPath(folder, 'r');
}

function syncPath(path: string, flags: string): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Makes the folder `path` and those above it, one by one: Node's own way never ends in a file system that answers as if
 * the folder above were missing, as /proc does.
 * @returns the topmost one made. @throws AppError `disk`
 */
export function makeFolder(path: string): string | undefined {
  const isThere = () => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  try {
    if (isThere()) return undefined;
    const above = dirname(path);
    const first = above === path ? undefined : makeFolder(above);
    try {
      mkdirSync(path);
    } catch (error) {
      // Somebody else may have made it meanwhile.
      if (!isThere()) throw error;
    }
    return first ?? path;
  } catch (error) {
    throw diskError(error, path, 'write');
  }
}

/** Bytes of all files in and under the folder `path`. */
export function bytesIn(path: string): number {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** Copies a file from one folder to another under its name, folders above it included. @throws AppError `disk` */
export function copyFile(name: string, from: string, to: string): void {
  try {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    copyFileSync(join(from, name), join(to, name));
  } catch (error) {
    throw diskError(error, join(to, name), 'write');
  }
}
