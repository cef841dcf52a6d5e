/** Takes a model into a new folder: a GGUF file is converted, a model folder is copied. */

import { createReadStream, statSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import type { TaskContext, TaskInput, TaskOutput } from '../../../shared/tasks.ts';
import { modelFiles } from '../describeModel.ts';
import { writeFolderAtomic } from '../formats/atomic.ts';
import { diskError } from '../formats/diskError.ts';
import { importGguf } from '../formats/gguf/importGguf.ts';
import { readGgufHead } from '../formats/gguf/read.ts';
import { hashModelInPieces } from '../formats/hash.ts';
import { openModelFolder } from '../formats/modelFolder.ts';

/**
 * Writes the model of `path` to the new folder `out`; nothing is left there where it fails.
 * @throws AppError what {@link importGguf} and {@link openModelFolder} throw; `interrupted`
 */
export async function importModel(
  { path, out }: TaskInput<'importModel'>,
  { signal, onEvent }: TaskContext<'importModel'>,
): Promise<TaskOutput<'importModel'>> {
  await mkdir(dirname(out), { recursive: true });
  const onProgress = (share: number) => onEvent({ share });
  if (/\.gguf$/i.test(path)) {
    await importGguf(path, out, { signal, onProgress });
    return { license: readGgufHead(path).metadata.get('general.license', 'text') ?? null };
  }
  const names = modelFiles(openModelFolder(path));
  const total = names.reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
  let done = 0;
  await writeFolderAtomic(out, async (folder) => {
    for (const name of names) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await using copy = await open(join(folder, name), 'wx');
      try {
        for await (const piece of createReadStream(join(path, name), { highWaterMark: 2 ** 22, signal })) {
          await copy.writeFile(piece);
          done += piece.length;
          onProgress(Math.min(1, done / total));
        }
      } catch (error) {
        if (signal.aborted) throw new AppError('interrupted', say`the copy of ${path} was stopped`);
        throw diskError(error, join(out, name), 'write');
      }
    }
  });
  return { license: null };
}

/** The model's hash, in pieces, so that a stop gets through. @throws AppError `interrupted` */
export function hashModelTask(
  { path }: TaskInput<'hashModel'>,
  { signal, onEvent }: TaskContext<'hashModel'>,
): Promise<string> {
  return hashModelInPieces(openModelFolder(path), { signal, onProgress: (share) => onEvent({ share }) });
}
