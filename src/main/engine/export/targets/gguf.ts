/** A whole model with the adapter in its weights, as the one file that llama.cpp, Ollama and LM Studio run. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../../shared/errors.ts';
import type { ExportDtype } from '../../../../shared/exportTargets.ts';
import { say } from '../../../../shared/sentence.ts';
import { copyFile } from '../../formats/atomic.ts';
import { type FileType, fileTypes } from '../../formats/gguf/mixture.ts';
import { isLegalText, type ModelFolder } from '../../formats/modelFolder.ts';
import { compareTexts } from '../compareTexts.ts';
import { departure } from '../departure.ts';
import { ggufSizes, reopenGguf, writeGguf } from '../ggufFile.ts';
import { openLogits } from '../logitSource.ts';
import { recomputeRows, weightsIn } from '../recomputeRows.ts';
import type { Target } from '../targets.ts';

export const gguf: Target = {
  writingShare: 0.4,
  sizes: ({ model }, dtype) => ggufSizes(model, ggufType(dtype)),

  async write(folder, { model, adapter, names }, { dtype, ...stream }) {
    const file = ggufType(dtype);
    const source = { model, adapter, name: `${names.base} ${names.adapter}` };
    await writeGguf(join(folder, ggufName('model', file)), source, file, stream);
    copyLegalTexts(model.folder, folder);
  },

  async compareFiles(folder, { model, adapter }, { scratch, signal }) {
    const { found, storage, matrices } = await reopenGguf(ggufIn(folder, 'model'), model, scratch);
    const text = await compareTexts(model.folder, found.folder, false);
    const written = weightsIn(found, storage);
    return { text, matrices, recomputed: await recomputeRows(model, adapter, written, signal) };
  },

  async reopen(folder, base, scratch) {
    const { found, dtype } = await reopenGguf(ggufIn(folder, 'model'), base, scratch);
    return { ...(await openLogits(found)), dtype };
  },
};

/** @throws AppError `unsupported` for the element types of other forms */
export function ggufType(dtype: ExportDtype): FileType {
  if (Object.hasOwn(fileTypes, dtype)) return dtype as FileType;
  throw new AppError('unsupported', say`GGUF has no ${dtype}`, say`Choose q8_0 or f16.`);
}

/** "model-Q4_K_M.gguf", as such files are usually called. */
export function ggufName(what: string, file: FileType): string {
  return `${what}-${file.toUpperCase()}.gguf`;
}

/** The GGUF file in `folder` whose name begins so. @throws AppError `drift` without one */
export function ggufIn(folder: string, what: string): string {
  const name = readdirSync(folder).find((file) => file.startsWith(`${what}-`) && file.endsWith('.gguf'));
  if (name === undefined) throw departure(say`the .gguf file is missing`);
  return join(folder, name);
}

/** A GGUF file has no room for the terms its weights come under. */
export function copyLegalTexts({ path, extraFiles }: ModelFolder, folder: string): void {
  for (const name of extraFiles.filter(isLegalText)) copyFile(name, path, folder);
}
