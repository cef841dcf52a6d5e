/** A whole model with the adapter in its weights: a folder that any software loads without knowing of adapters. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AppError, messageOf } from '../../../../shared/errors.ts';
import type { ExportDtype } from '../../../../shared/exportTargets.ts';
import { say } from '../../../../shared/sentence.ts';
import type { EditRows } from '../../adapters/kind.ts';
import { kindOf, readParts } from '../../adapters/kinds.ts';
import { orientedTensor } from '../../adapters/modelWeights.ts';
import { replaceRows } from '../../adapters/tokenRows.ts';
import { type BaseModel, openBaseModel } from '../../baseModel.ts';
import { copyFile } from '../../formats/atomic.ts';
import type { Adapter } from '../../formats/peft.ts';
import { readTensor, transposedMatrix } from '../../formats/readTensor.ts';
import { type TensorInfo, transposedInfo } from '../../formats/tensor.ts';
import { compareTexts } from '../compareTexts.ts';
import { departure } from '../departure.ts';
import { openLogits } from '../logitSource.ts';
import { recomputeRows, weightsIn } from '../recomputeRows.ts';
import type { Target } from '../targets.ts';
import { type ModelType, weightBytes, writeModel } from '../writeModel.ts';

const card = 'README.md';

/** Without an entry each tensor keeps its type. */
const types: Readonly<Partial<Record<ExportDtype, ModelType>>> = {
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
};

/** Sharded like the base, with everything that travels along. */
export const merged: Target = {
  writingShare: 0.4,
  sizes: ({ model }, dtype) => ({ kept: weightBytes(model.folder.weights, types[dtype]), meanwhile: 0 }),
  async write(folder, { model, adapter }, { dtype, ...stream }) {
    await writeModel(folder, model.folder, (name) => mergeInto(name, adapter, model), {
      ...stream,
      dtype: types[dtype],
    });
    // The base's card says whose work it is, and under which terms.
    if (existsSync(join(model.folder.path, card))) copyFile(card, model.folder.path, folder);
  },
  async compareFiles(folder, { model, adapter }, { signal }) {
    const found = openExported(folder);
    const text = await compareTexts(model.folder, found.folder, true);
    requireSameConfig(model, found);
    return {
      text,
      matrices: null,
      recomputed: await recomputeRows(model, adapter, weightsIn(found), signal),
    };
  },
  reopen: async (folder) => await openLogits(openExported(folder)),
};

/** @throws AppError `drift` where it cannot be opened as a model */
function openExported(folder: string): BaseModel {
  try {
    return openBaseModel(folder);
  } catch (error) {
    if (error instanceof AppError) throw departure(say`it cannot be opened: ${messageOf(error)}`);
    throw error;
  }
}

/** What config.json asks for beyond shapes, such as the base of RoPE, may show in no logit of a short text. */
function requireSameConfig({ config: wanted }: BaseModel, { config: found }: BaseModel): void {
  if (isDeepStrictEqual(wanted, found)) return;
  const keys = Object.keys(wanted) as (keyof typeof wanted)[];
  const key = keys.find((each) => !isDeepStrictEqual(wanted[each], found[each]));
  throw departure(say`config.json says otherwise in what is read as ${key}`);
}

/** The change of the weight `name` as the model stores it, if the adapter has one. */
export function mergeInto(name: string, adapter: Adapter, model: BaseModel): (() => EditRows) | undefined {
  const weight = orientedTensor(model, name);
  const change = changeOf(name, adapter, model);
  return change && weight.transposed ? () => editTransposed(change(), weight) : change;
}

/** The change of the tensor `name`, if the adapter has one: of the weight of a linear layer as [out, in]. */
export function changeOf(name: string, adapter: Adapter, model: BaseModel): (() => EditRows) | undefined {
  const own = adapter.whole.get(name);
  if (own) return () => replacedBy(orientedTensor(model, name).transposed ? transposedInfo(own) : own);
  const rows = adapter.tokens.get(name);
  if (rows) return () => replaceRows(rows);
  const module = name.endsWith('.weight') && adapter.modules.get(name.slice(0, -'.weight'.length));
  return module ? () => kindOf(adapter).merge(readParts(module.parts), module.scale) : undefined;
}

/** The same change of a weight that is stored [in, out]: made whole, since it may need all of a row of [out, in]. */
function editTransposed(edit: EditRows, weight: TensorInfo): EditRows {
  const [out, input] = weight.shape as [number, number];
  const merged = readTensor(weight);
  edit(merged, 0);
  const stored = transposedMatrix(merged, out, input);
  return (rows, first) => rows.set(stored.subarray(first * out, first * out + rows.length));
}

/** Every row is the adapter's. */
function replacedBy(info: TensorInfo): EditRows {
  const values = readTensor(info);
  const width = values.length / (info.shape[0] ?? 1);
  return (rows, first) => rows.set(values.subarray(first * width, first * width + rows.length));
}
