/** Computes some rows of every weight once more, the plain way, and holds the exported bytes against them. */

import { say } from '../../../shared/sentence.ts';
import { orientedTensor } from '../adapters/modelWeights.ts';
import type { BaseModel } from '../baseModel.ts';
import { isFloatType } from '../formats/float.ts';
import type { AdaptedModule, Adapter } from '../formats/peft.ts';
import { readTensor } from '../formats/readTensor.ts';
import { elementCount, type TensorInfo, transposedInfo } from '../formats/tensor.ts';
import { nothingKept, yieldOrAbort } from '../runtime/yieldOrAbort.ts';
import { departure } from './departure.ts';
import { type AsStored, asStored } from './storedRows.ts';

/** Rows of a matrix that are looked at: both ends, and some in between. */
const rowsEach = 6;

/** What was recomputed. */
interface RowFigures {
  readonly tensors: number;
  readonly rows: number;
}

/** A weight of an export, whatever form it has there; that of a linear layer as [out, in]. */
export interface WrittenWeight {
  /** Numbers of row `at`, as its reader has them. */
  row(at: number): Float32Array;
  /** What numbers read as after they were stored there. */
  readonly asStored: AsStored;
}

/** Weights of a model folder. @param storage how one was stored, where the folder was unpacked from something else */
export function weightsIn(
  model: Pick<BaseModel, 'tensors' | 'linear'>,
  storage?: (name: string) => AsStored,
): (name: string) => WrittenWeight | undefined {
  return (name) => {
    if (!model.tensors.has(name)) return undefined;
    const info = orientedTensor(model, name);
    const own = isFloatType(info.dtype) ? asStored(info.dtype) : (row: Float32Array) => row;
    return { row: rowsOf(info), asStored: storage?.(name) ?? own };
  };
}

/**
 * Compares rows of each weight of an export with those of base and adapter: W + s·B·A summed in float64 by rank, rounded to
 * float32 and then to the type it is stored in; or with the tensor or the tokens' rows that the adapter brings.
 * @param written an export's weight by the base's name; undefined: it is not there
 * @throws AppError `drift` naming tensor, row and column; `interrupted`
 */
export async function recomputeRows(
  model: BaseModel,
  { modules, whole, tokens }: Adapter,
  written: (name: string) => WrittenWeight | undefined,
  signal?: AbortSignal,
): Promise<RowFigures> {
  let [tensors, rows] = [0, 0];
  for (const name of model.tensors.keys()) {
    await yieldOrAbort(signal, nothingKept);
    const found = written(name);
    if (!found) throw departure(say`the tensor ${name} is missing`);
    const info = orientedTensor(model, name);
    const module = name.endsWith('.weight') && modules.get(name.slice(0, -'.weight'.length));
    const change = module ? plainChange(module) : undefined;
    if (change === null) continue;
    const own = whole.get(name);
    const original = rowsOf(own ? (info.transposed ? transposedInfo(own) : own) : info);
    const [count = 1] = info.shape;
    const rowsOwn = tokens.get(name);
    for (const at of new Set([...sampledRows(count), ...(rowsOwn?.indices.slice(0, rowsEach) ?? [])])) {
      const token = rowsOwn?.indices.indexOf(at) ?? -1;
      const row = Float64Array.from(rowsOwn && token >= 0 ? rowsOf(rowsOwn.info)(token) : original(at));
      change?.(row, at);
      const stored = found.row(at);
      const wanted = found.asStored(Float32Array.from(row));
      const column = stored.findIndex((value, j) => value !== wanted[j]);
      if (column >= 0)
        throw departure(
          say`${name} holds ${stored[column]} at [${at}, ${column}], expected ${wanted[column]}`,
        );
      rows++;
    }
    tensors++;
  }
  return { tensors, rows };
}

/** Adds a module's update to row `i` of the weight [out, in]; null: a kind of adapter whose merge is not a sum. */
function plainChange({ parts, scale }: AdaptedModule): ((row: Float64Array, i: number) => void) | null {
  if (Object.keys(parts).some((part) => part !== 'lora_A' && part !== 'lora_B')) return null;
  const [a, b] = [readTensor(parts.lora_A), readTensor(parts.lora_B)];
  const [rank, width] = parts.lora_A.shape as [number, number];
  return (row, i) => {
    for (let j = 0; j < row.length; j++) {
      let sum = row[j]!;
      for (let k = 0; k < rank; k++) sum += scale * b[i * rank + k]! * a[k * width + j]!;
      row[j] = sum;
    }
  };
}

function sampledRows(count: number): readonly number[] {
  const most = Math.min(rowsEach, count);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / Math.max(1, most - 1)));
}

/** Reads single rows of a tensor; one that is stored the other way round whole. */
function rowsOf(info: TensorInfo): (at: number) => Float32Array {
  const [count = 1, ...rowShape] = info.shape;
  if (info.transposed) {
    const [values, width] = [readTensor(info), elementCount(rowShape)];
    return (at) => values.subarray(at * width, (at + 1) * width);
  }
  const rowBytes = info.byteLength / count;
  return (at) => {
    const place = { offset: info.offset + at * rowBytes, byteLength: rowBytes };
    return readTensor({ ...info, ...place, shape: [1, ...rowShape] });
  };
}
