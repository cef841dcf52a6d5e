/** Exports an adapter from one folder to another, for the studio and the command line alike. */

import { rmdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { Certificate } from '../../../shared/records/exports.ts';
import type { TaskContext, TaskInput } from '../../../shared/tasks.ts';
import { type BaseModel, openBaseModel } from '../baseModel.ts';
import type { Example } from '../data/encodeExamples.ts';
import { openModelText } from '../data/modelText.ts';
import { exportAdapter } from '../export/exportAdapter.ts';
import { targets } from '../export/targets.ts';
import { makeFolder } from '../formats/atomic.ts';
import { readAdapter } from '../formats/peft.ts';
import { settingsWithSameData } from '../run/runFile.ts';
import { loadRunData } from '../train/prepare.ts';

/**
 * Writes the new folder `out`, and the folders above it where they are missing.
 * @throws AppError what {@link writeExport} throws
 */
export async function writeExport(
  { model: modelPath, adapter: adapterPath, target, dtype, out, names }: TaskInput<'writeExport'>,
  { signal, onEvent }: TaskContext<'writeExport'>,
): Promise<Certificate> {
  const model = openBaseModel(modelPath);
  const adapter = readAdapter(adapterPath);
  const { writingShare } = targets[target];
  const undo = makeParents(resolve(out));
  try {
    return await exportAdapter(target, { model, adapter }, out, {
      dtype,
      names,
      heldOut: await heldOutRows(adapter.path, model),
      signal,
      onProgress: (stage, share) =>
        onEvent({
          stage,
          progress: stage === 'writing' ? writingShare * share : writingShare + (1 - writingShare) * share,
        }),
    });
  } catch (error) {
    undo();
    throw error;
  }
}

/** Makes the folders `path` is to lie in. @returns what removes those it made, as far as they are empty */
function makeParents(path: string): () => void {
  const parent = dirname(path);
  const first = makeFolder(parent);
  return () => {
    try {
      for (let folder = parent; first && folder.length >= first.length; folder = dirname(folder))
        rmdirSync(folder);
    } catch {
      // Somebody else has put something there: it stays.
    }
  };
}

/**
 * The rows that a run held out of training, by the folder with its result; none where no run's result lies there, or where
 * its rows are not what they were.
 */
export async function heldOutRows(folder: string, model: BaseModel): Promise<readonly Example[]> {
  try {
    const config = settingsWithSameData(folder);
    if (config === undefined) return [];
    const { heldOut } = await loadRunData(config, model, openModelText(model.folder), undefined);
    return Array.from(heldOut.lengths, (_, i) => heldOut.at(i));
  } catch (error) {
    // An export is compared without them all the same.
    if (error instanceof AppError) return [];
    throw error;
  }
}
