/** Identifies a dataset by its content, so that a run can say what it was trained on and a cache when it is stale. */

import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { hashFile } from '../formats/hash.ts';
import { filesOf } from './readRows.ts';

/** sha256 in hex: of the file, or, for a folder of texts, of what `sha256sum` prints for its files by name. */
export function hashDataset(path: string): string {
  const files = filesOf(path);
  if (files.length === 1 && files[0] === path) return hashFile(path);
  const lines = files.map((file) => `${hashFile(file)}  ${relative(path, file)}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}
