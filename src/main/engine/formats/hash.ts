/** Identifies models, tokenizers and datasets by their bytes, so that a run says what it was made from. */

import { createHash } from 'node:crypto';
import { createReadStream, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { diskError } from './diskError.ts';
import type { ModelFolder } from './modelFolder.ts';
import { withFile } from './readTensor.ts';
import { pause, type StreamOptions } from './streamSafetensors.ts';

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

/** The same while the event loop keeps turning. @throws AppError `interrupted` through the signal */
export async function hashModelInPieces(model: ModelFolder, options: StreamOptions = {}): Promise<string> {
  const { signal, onProgress } = options;
  const names = hashedFiles(model);
  const total = names.reduce((sum, name) => sum + statSync(join(model.path, name)).size, 0);
  let done = 0;
  const hashes: string[] = [];
  for (const name of names) {
    const hash = createHash('sha256');
    for await (const piece of createReadStream(join(model.path, name), { highWaterMark: 2 ** 22 })) {
      await pause(signal);
      hash.update(piece);
      done += piece.length;
      onProgress?.(done / total);
    }
    hashes.push(hash.digest('hex'));
  }
  return hashOfHashes(names, hashes);
}

function hashedFiles(model: ModelFolder): string[] {
  return ['config.json', ...model.shards.map((shard) => shard.name)];
}

function hashOfHashes(names: readonly string[], hashes: readonly string[]): string {
  const lines = names.map((name, i) => `${hashes[i]}  ${name}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}
