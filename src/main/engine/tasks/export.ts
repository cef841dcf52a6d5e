/** Exports an adapter as itself or merged into its base, for the studio and the command line alike. */

import { mkdirSync, rmdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Certificate, ExportDtype } from '../../../shared/records/exports.ts';
import type { TaskContext, TaskInput } from '../../../shared/tasks.ts';
import { openBaseModel } from '../baseModel.ts';
import { exportAdapter as copyAdapter } from '../export/exportAdapter.ts';
import { mergeLora } from '../export/mergeLora.ts';
import type { ModelType } from '../export/writeModel.ts';
import { diskError } from '../formats/diskError.ts';
import { readAdapter } from '../formats/peft.ts';

const types: Readonly<Record<ExportDtype, ModelType | undefined>> = {
  base: undefined,
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
};

/**
 * Writes the new folder `out`, and the folders above it where they are missing.
 * @throws AppError what {@link mergeLora} and {@link copyAdapter} throw; nothing is left then
 */
export async function exportAdapter(
  { model: modelPath, adapter: adapterPath, target, dtype, out }: TaskInput<'exportAdapter'>,
  { signal, onEvent }: TaskContext<'exportAdapter'>,
): Promise<Certificate> {
  const model = openBaseModel(modelPath);
  const adapter = readAdapter(adapterPath);
  const undo = makeParents(resolve(out));
  const options = {
    signal,
    onProgress: (stage: 'writing' | 'checking', share: number) => onEvent({ stage, share }),
  };
  try {
    if (target === 'peft') return await copyAdapter(model, adapter, out, options);
    return await mergeLora(model, adapter, out, { ...options, dtype: types[dtype] });
  } catch (error) {
    undo();
    throw error;
  }
}

/** Makes the folders `path` is to lie in. @returns what removes those it made, as far as they are empty */
function makeParents(path: string): () => void {
  const parent = dirname(path);
  let first: string | undefined;
  try {
    first = mkdirSync(parent, { recursive: true });
  } catch (error) {
    throw diskError(error, path, 'write');
  }
  return () => {
    try {
      for (let folder = parent; first && folder.length >= first.length; folder = dirname(folder))
        rmdirSync(folder);
    } catch {
      // Somebody else has put something there: it stays.
    }
  };
}
