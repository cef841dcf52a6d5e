/** Identifies models, tokenizers and datasets by their bytes, so that a run says what it was made from. */

import { createHash } from 'node:crypto';
import { createReadStream, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nothingKept, yieldOrAbort } from '../runtime/yieldOrAbort.ts';
import { diskError } from './diskError.ts';
import type { ModelFolder } from './modelFolder.ts';
import { withFile } from './readTensor.ts';
import type { StreamOptions } from './streamSafetensors.ts';

/** sha256 of a file in hex, as `sha256sum` prints it. @throws AppError `not-found`, `disk`. */
export function hashFile(file: string): string {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(2 ** 22);
  withFile(file, (descriptor) => {
    try {
      for (let count = -1; count !== 0; ) {
        count = readSync(descriptor, buffer);
        hash.update(buffer.subarray(0, count));
      }
    } catch (error) {
      throw diskError(error, file, 'read');
    }
  });
  return hash.digest('hex');
}

/**
 * Identifies a model: sha256, in hex, of what `sha256sum config.json <weight files by name>` prints in its
 * folder. Nothing is sampled, because fine-tuning may change few numbers; a gigabyte takes about a second.
 */
export function hashModel(model: ModelFolder): string {
  return hashOfHashes(
    hashedFiles(model),
    hashedFiles(model).map((name) => hashFile(join(model.path, name))),
  );
}

/** The same while the event loop keeps turning. @throws AppError `not-found`, `disk`, `interrupted` */
export async function hashModelInPieces(model: ModelFolder, options: StreamOptions = {}): Promise<string> {
  const names = hashedFiles(model);
  const files = names.map((name) => join(model.path, name));
  return hashOfHashes(names, await hashFilesInPieces(files, options));
}

/**
 * sha256 of each file in hex, while the event loop keeps turning.
 * @throws AppError `not-found`, `disk`, `interrupted`
 */
export async function hashFilesInPieces(
  files: readonly string[],
  { signal, onProgress }: StreamOptions = {},
): Promise<string[]> {
  const total = files.reduce((sum, file) => sum + sizeOf(file), 0);
  const hashes: string[] = [];
  let done = 0;
  for (const file of files)
    try {
      const hash = createHash('sha256');
      for await (const piece of createReadStream(file, { highWaterMark: 2 ** 22 })) {
        await yieldOrAbort(signal, nothingKept);
        hash.update(piece);
        done += piece.length;
        onProgress?.(Math.min(1, done / total));
      }
      hashes.push(hash.digest('hex'));
    } catch (error) {
      throw diskError(error, file, 'read');
    }
  return hashes;
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch (error) {
    throw diskError(error, file, 'read');
  }
}

function hashedFiles(model: ModelFolder): string[] {
  return ['config.json', ...model.shards.map((shard) => shard.name)];
}

/** sha256 of what `sha256sum` prints for files of these names and hashes. */
export function hashOfHashes(names: readonly string[], hashes: readonly string[]): string {
  const lines = names.map((name, i) => `${hashes[i]}  ${name}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}
