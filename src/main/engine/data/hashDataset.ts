/** Identifies a dataset by its content, so that a run can say what it was trained on and a cache when it is stale. */

import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { relative } from 'node:path';
import { diskError } from '../formats/diskError.ts';
import { hashFile } from '../formats/hash.ts';
import { filesOf, type OnProgress } from './readRows.ts';

/** sha256 in hex: of the file, or, for a folder of texts, of what `sha256sum` prints for its files by name. */
export function hashDataset(path: string): string {
  const files = filesOf(path);
  return hashOfHashes(
    path,
    files,
    files.map((file) => hashFile(file)),
  );
}

/** The same while the event loop keeps turning, so that it can be told how far it is. @throws AppError `not-found`, `disk` */
export async function hashDatasetInPieces(path: string, onProgress: OnProgress): Promise<string> {
  const files = filesOf(path);
  const total = files.reduce((sum, file) => sum + statSync(file).size, 0);
  let done = 0;
  const hashes: string[] = [];
  for (const file of files) {
    const hash = createHash('sha256');
    try {
      for await (const piece of createReadStream(file, { highWaterMark: 2 ** 22 })) {
        hash.update(piece);
        done += piece.length;
        onProgress(Math.min(1, done / total));
      }
    } catch (error) {
      throw diskError(error, file, 'read');
    }
    hashes.push(hash.digest('hex'));
  }
  return hashOfHashes(path, files, hashes);
}

function hashOfHashes(path: string, files: readonly string[], hashes: readonly string[]): string {
  if (files.length === 1 && files[0] === path) return hashes[0]!;
  const lines = files.map((file, i) => `${hashes[i]}  ${relative(path, file)}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}
