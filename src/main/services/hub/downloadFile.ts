/** Fetches one file whole: goes on where it was cut off, and takes it only when its hash is right. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, existsSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/errors.ts';
import { diskError } from '../../engine/index.ts';
import { interrupted, LineError } from './hub.ts';

/** A file of a repo, and what identifies its content: sha256 for large files, git's blob hash for the others. */
export interface RemoteFile {
  /** With slashes, relative to the repo. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string | undefined;
  readonly gitSha1: string | undefined;
  /** In base64, as npm writes it, in place of either. */
  readonly sha512?: string;
}

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told the bytes of the file that are here. */
  readonly onBytes?: ((done: number) => void) | undefined;
  /** Milliseconds before another try; doubled each time nothing arrived. */
  readonly retryAfter?: number;
  /** Milliseconds without a byte after which the line counts as dead. */
  readonly stallTimeoutMs?: number;
}

/** The beginning of an answer with the file's bytes from `offset` on. */
export type OpenRemote = (file: RemoteFile, offset: number) => Promise<Response>;

const mostTries = 5;

/**
 * Puts `file` into `folder` under its own path. What has arrived when it is stopped stays beside it as `.part`.
 * @throws AppError `network` after five tries in a row that brought nothing, or where what came is not the file;
 *   `interrupted`; `disk`; what `openRemote` throws that is no matter of the line
 */
export async function downloadFile(
  file: RemoteFile,
  folder: string,
  openRemote: OpenRemote,
  options: DownloadOptions = {},
): Promise<void> {
  const { signal, onBytes, retryAfter = 1000 } = options;
  const target = join(folder, file.path);
  if (existsSync(target)) {
    onBytes?.(file.size);
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  const part = `${target}.part`;
  for (let failed = 0, before = sizeOf(part); ; ) {
    try {
      await fetchRest(file, part, openRemote, options);
      break;
    } catch (cause) {
      if (signal?.aborted) throw interrupted();
      if (!(cause instanceof LineError)) throw diskError(cause, part, 'write');
      const now = sizeOf(part);
      failed = now > before ? 1 : failed + 1;
      before = now;
      if (failed === mostTries) throw cause;
      await sleep(retryAfter * 2 ** (failed - 1), undefined, signal && { signal }).catch(() => {
        throw interrupted();
      });
    }
  }
  await rename(part, target);
}

/** One try: hashes what is there, fetches what is missing, and compares. */
async function fetchRest(
  file: RemoteFile,
  part: string,
  openRemote: OpenRemote,
  { signal, onBytes, stallTimeoutMs = 30_000 }: DownloadOptions,
): Promise<void> {
  if (sizeOf(part) > file.size) rmSync(part);
  let done = sizeOf(part);
  let hash = startHash(file);
  if (done > 0) for await (const piece of createReadStream(part)) hash.update(piece);
  onBytes?.(done);
  if (done < file.size || file.size === 0) {
    let answer = await openRemote(file, done);
    if (done > 0 && !continuesAt(answer, done)) {
      // The server gives no parts, or not this one: from the beginning, then.
      if (answer.status !== 200) answer = await openRemote(file, 0);
      [done, hash] = [0, startHash(file)];
    }
    await using handle = await open(part, done === 0 ? 'w' : 'a');
    for await (const piece of bodyOf(answer, stallTimeoutMs)) {
      if (signal?.aborted) throw interrupted();
      if (done + piece.length > file.size)
        throw wrongFile(file, part, `more than its ${file.size} bytes came`);
      await handle.writeFile(piece);
      hash.update(piece);
      done += piece.length;
      onBytes?.(done);
    }
    await handle.sync();
  }
  if (done < file.size) throw lineBroke(file, `it ended after ${done} of ${file.size} bytes`);
  const wanted = file.sha512 ?? file.sha256 ?? file.gitSha1;
  const found = hash.digest(file.sha512 === undefined ? 'hex' : 'base64');
  if (wanted !== undefined && found !== wanted)
    throw wrongFile(file, part, `its hash is ${found}, expected ${wanted}`);
}

function startHash({ sha512, sha256, size }: RemoteFile): Hash {
  if (sha512 !== undefined) return createHash('sha512');
  return sha256 === undefined ? createHash('sha1').update(`blob ${size}\0`) : createHash('sha256');
}

function continuesAt({ status, headers }: Response, offset: number): boolean {
  return status === 206 && headers.get('content-range')?.startsWith(`bytes ${offset}-`) === true;
}

/** @throws AppError `network` where the line breaks or stays silent */
async function* bodyOf(answer: Response, stallTimeoutMs: number): AsyncGenerator<Uint8Array> {
  if (!answer.body) return;
  const reader = answer.body.getReader();
  try {
    for (;;) {
      const silent = new AbortController();
      const late = sleep(stallTimeoutMs, 'late' as const, { signal: silent.signal });
      late.catch(() => {});
      const next = await Promise.race([reader.read(), late]);
      silent.abort();
      if (next === 'late') throw new Error(`nothing arrived for ${stallTimeoutMs / 1000} seconds`);
      if (next.done) return;
      yield next.value;
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const hint = 'Check the connection and start again: it goes on where it was.';
    throw new LineError(`the download broke off: ${(cause as Error).message}`, hint, {
      cause,
      detail: { code: 'downloadBroke' },
    });
  } finally {
    reader.cancel().catch(() => {});
  }
}

function lineBroke({ path }: RemoteFile, found: string): AppError {
  return new LineError(`${path}: ${found}`, 'Start it again: it goes on where it was.', {
    detail: { code: 'downloadBroke' },
  });
}

/** What has arrived is of no use and is dropped. */
function wrongFile({ path }: RemoteFile, part: string, found: string): AppError {
  rmSync(part, { force: true });
  return new AppError('network', `${path} did not arrive as the Hub has it: ${found}`, 'Try again later.', {
    detail: { code: 'downloadWrong', file: path },
  });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
