/** Identifies models, tokenizers and datasets by their bytes, so that a run says what it was made from. */

import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { join } from 'node:path';
import { diskError } from './diskError.ts';
import type { ModelFolder } from './modelFolder.ts';
import { withFile } from './readTensor.ts';

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
  const names = ['config.json', ...model.shards.map((shard) => shard.name)];
  const lines = names.map((name) => `${hashFile(join(model.path, name))}  ${name}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}
