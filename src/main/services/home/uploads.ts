/** Files that browsers send: each in a folder of its own under `datasets/uploads`, gone after a day unless imported. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { english } from '../../../shared/numbers.ts';
import { diskError, diskFree } from '../../engine/index.ts';
import type { Context } from '../context.ts';
import { fileName } from '../library/names.ts';
import type { Home } from './home.ts';

/** Milliseconds that a file may lie there which nobody imports. */
const dayMilliseconds = 24 * 3600_000;
/** Left free on the disk for everything else. */
const reserveBytes = 100e6;

const uploadsFolder = (home: Home) => join(home.datasets, 'uploads');

/** Whether a file was sent by a browser. */
export function isUpload(home: Home, path: string): boolean {
  return !relative(uploadsFolder(home), path).startsWith('..');
}

/**
 * Keeps a file of `size` bytes under a safe form of its name. @returns its path
 * @throws AppError `disk` where there is no room; `interrupted` where other than `size` bytes come; nothing is left then
 */
export async function receiveUpload(
  home: Home,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  size: number,
): Promise<string> {
  const folder = join(uploadsFolder(home), randomUUID());
  const path = join(folder, fileName(name));
  try {
    mkdirSync(folder, { recursive: true });
    if (size > diskFree(folder) - reserveBytes)
      throw new AppError(
        'disk',
        `"${name}" has ${english.bytes(size)}, and there is not enough room for it in ${home.path}`,
        'Free some space, or choose another home folder with --home.',
        {
          detail: {
            code: 'noRoom',
            needed: size,
            free: Math.max(0, Math.round(diskFree(folder) - reserveBytes)),
          },
        },
      );
    // Not a stream: one that is destroyed while it opens makes its file when the folder is already being deleted.
    await using file = await open(path, 'wx');
    for await (const piece of exactly(bytes, size, name)) await file.writeFile(piece);
    return path;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw diskError(error, path, 'write');
  }
}

async function* exactly(
  bytes: AsyncIterable<Uint8Array>,
  size: number,
  name: string,
): AsyncGenerator<Uint8Array> {
  let received = 0;
  const wrong = () =>
    new AppError(
      'interrupted',
      `"${name}" did not arrive whole: ${received} of ${size} bytes`,
      'Send it again.',
      { detail: { code: 'uploadCut', file: name } },
    );
  try {
    for await (const piece of bytes) {
      received += piece.length;
      if (received > size) throw wrong();
      yield piece;
    }
  } catch (error) {
    // The browser is gone, or the line.
    throw error instanceof AppError ? error : wrong();
  }
  if (received < size) throw wrong();
}

/** Deletes files that nobody has imported within a day. */
export function purgeUploads({ store, home }: Pick<Context, 'store' | 'home'>): void {
  const rows = store.all(store.query.selectFrom('datasets').select('path'));
  const kept = new Set(rows.map(({ path }) => dirname(path)));
  const folder = uploadsFolder(home);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const each = join(folder, name);
    if (!kept.has(each) && Date.now() - statSync(each).mtimeMs > dayMilliseconds)
      rmSync(each, { recursive: true, force: true });
  }
}
