/** A base model and its adapter as two GGUF files: what was learned stays exact however coarse the base is stored. */

import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError, messageOf } from '../../../../shared/errors.ts';
import { say } from '../../../../shared/sentence.ts';
import { kindOf } from '../../adapters/kinds.ts';
import { lora } from '../../adapters/lora.ts';
import type { BaseModel } from '../../baseModel.ts';
import { importLora, loraFile } from '../../formats/gguf/lora.ts';
import { streamGguf } from '../../formats/gguf/write.ts';
import { type Adapter, readAdapter } from '../../formats/peft.ts';
import { notInGguf } from '../../models/ggufKeys.ts';
import { compareTexts } from '../compareTexts.ts';
import { departure } from '../departure.ts';
import { generalPairs, ggufSizes, keysOf, reopenGguf, writeGguf } from '../ggufFile.ts';
import { openLogits } from '../logitSource.ts';
import { ollamaTemplate, requireModelfile, shownTo, writeModelfile } from '../ollama/modelfile.ts';
import { recomputeRows, weightsIn } from '../recomputeRows.ts';
import type { Target } from '../targets.ts';
import { weightBytes } from '../writeModel.ts';
import { copyLegalTexts, ggufIn, ggufName, ggufType } from './gguf.ts';

export const ggufLora: Target = {
  writingShare: 0.4,
  sizes({ model, adapter }, dtype) {
    requireLora(adapter);
    const { kept, meanwhile } = ggufSizes(model, ggufType(dtype));
    return { kept: kept + weightBytes(adapter.weights, 'F32'), meanwhile };
  },

  async write(folder, { model, adapter, names }, { dtype, ...stream }) {
    const file = ggufType(dtype);
    requireLora(adapter);
    const { pairs, tensors } = loraFile(model, adapter);
    const derived = ollamaTemplate(model);
    const base = { model: shownTo(model, derived), name: names.base };
    await writeGguf(join(folder, ggufName('base', file)), base, file, stream);
    const head = [...generalPairs(keysOf(model), 'adapter', names.adapter), ...pairs];
    const adapterName = ggufName('adapter', 'f32');
    await streamGguf(join(folder, adapterName), head, tensors, { signal: stream.signal });
    writeModelfile(folder, model, { model: ggufName('base', file), adapter: adapterName }, derived);
    copyLegalTexts(model.folder, folder);
  },

  async compareFiles(folder, { model, adapter }, { scratch, signal }) {
    const derived = ollamaTemplate(model);
    const [base, beside] = [ggufIn(folder, 'base'), ggufIn(folder, 'adapter')];
    requireModelfile(folder, model, { model: basename(base), adapter: basename(beside) }, derived);
    const { found, storage, matrices } = await reopenGguf(base, model, scratch);
    const text = await compareTexts(shownTo(model, derived).folder, found.folder, false);
    const untouched = { ...adapter, modules: new Map() };
    const recomputed = await recomputeRows(model, untouched, weightsIn(found, storage), signal);
    return { text, matrices, recomputed, proven: derived?.proven ?? 0 };
  },

  async reopen(folder, base, scratch) {
    const { found, dtype } = await reopenGguf(ggufIn(folder, 'base'), base, scratch);
    return { ...(await openLogits(found, reopenedAdapter(folder, found, join(scratch, 'adapter')))), dtype };
  },
};

/** @throws AppError `unsupported` for what llama.cpp has no form for */
function requireLora(adapter: Adapter): void {
  const kind = kindOf(adapter);
  if (kind !== lora) throw notInGguf(say`an adapter of the kind ${kind.name}`);
  const [own] = adapter.whole.keys();
  if (own !== undefined) throw notInGguf(say`an adapter that has ${own} whole`);
  const [table] = adapter.tokens.keys();
  if (table !== undefined) throw notInGguf(say`an adapter that has rows of ${table}`);
}

function reopenedAdapter(folder: string, model: BaseModel, scratch: string): Adapter {
  try {
    if (existsSync(scratch)) return readAdapter(scratch);
    mkdirSync(scratch);
    return importLora(ggufIn(folder, 'adapter'), model, scratch);
  } catch (error) {
    if (error instanceof AppError && error.code !== 'disk' && error.code !== 'drift')
      throw departure(say`the adapter cannot be opened: ${messageOf(error)}`);
    throw error;
  }
}
