/** Identifies a dataset by its content, so that a run can say what it was trained on and a cache when it is stale. */

import { relative } from 'node:path';
import { hashFile, hashFilesInPieces, hashOfHashes } from '../formats/hash.ts';
import type { StreamOptions } from '../formats/streamSafetensors.ts';
import { filesOf } from './readRows.ts';

/** sha256 in hex: of the file, or, for a folder of texts, of what `sha256sum` prints for its files by name. */
export function hashDataset(path: string): string {
  const files = filesOf(path);
  return hashOf(
    path,
    files,
    files.map((file) => hashFile(file)),
  );
}

/** The same while the event loop keeps turning. @throws AppError `not-found`, `disk`, `interrupted` */
export async function hashDatasetInPieces(path: string, options: StreamOptions): Promise<string> {
  const files = filesOf(path);
  return hashOf(path, files, await hashFilesInPieces(files, options));
}

function hashOf(path: string, files: readonly string[], hashes: readonly string[]): string {
  if (files.length === 1 && files[0] === path) return hashes[0] as string;
  return hashOfHashes(
    files.map((file) => relative(path, file)),
    hashes,
  );
}
