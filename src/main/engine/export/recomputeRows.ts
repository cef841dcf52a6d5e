/** Computes some rows of every weight once more, the plain way, and holds the exported bytes against them. */

import type { BaseModel } from '../baseModel.ts';
import { isFloatType } from '../formats/float.ts';
import type { AdaptedModule, Adapter } from '../formats/peft.ts';
import { readTensor, readTensorRows } from '../formats/readTensor.ts';
import { type TensorIndex, type TensorInfo, transposedInfo } from '../formats/tensor.ts';
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

/** A weight of an export, whatever form it has there. */
export interface WrittenWeight {
  /** Numbers of row `at`, as its reader has them. */
  row(at: number): Float32Array;
  /** What numbers read as after they were stored there. */
  readonly asStored: AsStored;
  /** Its rows are those of [out, in], though the base stores [in, out]. */
  readonly turned?: boolean;
}

/** Weights of a model folder. @param storage how one was stored, where the folder was unpacked from something else */
export function weightsIn(
  tensors: TensorIndex,
  storage?: (name: string) => AsStored,
): (name: string) => WrittenWeight | undefined {
  return (name) => {
    const info = tensors.get(name);
    const own = (row: Float32Array) => (info && isFloatType(info.dtype) ? asStored(info.dtype)(row) : row);
    return info && { row: (at) => rowOf(info, at), asStored: storage?.(name) ?? own };
  };
}

/**
 * Compares rows of each weight of an export with those of base and adapter: W + s·B·A summed in float64 by rank, rounded to
 * float32 and then to the type it is stored in; or with the tensor that the adapter brings whole.
 * @param written an export's weight by the base's name; undefined: it is not there
 * @throws AppError `drift` naming tensor, row and column; `interrupted`
 */
export async function recomputeRows(
  model: BaseModel,
  { modules, whole }: Adapter,
  written: (name: string) => WrittenWeight | undefined,
  signal?: AbortSignal,
): Promise<RowFigures> {
  let [tensors, rows] = [0, 0];
  for (const [name, stored] of model.tensors) {
    await yieldOrAbort(signal, nothingKept);
    const found = written(name);
    if (!found) throw departure(`the tensor ${name} is missing`);
    const path = name.replace(/\.weight$/, '');
    const module = modules.get(path);
    const transposed = !found.turned && (model.linear.get(path)?.transposed ?? false);
    const change = name.endsWith('.weight') && module ? plainChange(module, transposed) : undefined;
    if (change === null) continue;
    const source = whole.get(name) ?? stored;
    const info = found.turned ? transposedInfo(source) : source;
    // Its rows lie scattered over the whole file.
    const all = found.turned && readTensor(info);
    const [count = 1, width = 1] = info.shape;
    for (const at of sampledRows(count)) {
      const row = Float64Array.from(all ? all.subarray(at * width, (at + 1) * width) : rowOf(info, at));
      change?.(row, at);
      const read = found.row(at);
      const wanted = found.asStored(Float32Array.from(row));
      const column = read.findIndex((value, j) => value !== wanted[j]);
      if (column >= 0)
        throw departure(`${name} holds ${read[column]} at [${at}, ${column}], expected ${wanted[column]}`);
      rows++;
    }
    tensors++;
  }
  return { tensors, rows };
}

/** Adds a module's update to row `i` of the weight as it is stored; null: a kind of adapter whose merge is not a sum. */
function plainChange(
  { parts, scale }: AdaptedModule,
  transposed: boolean,
): ((row: Float64Array, i: number) => void) | null {
  if (Object.keys(parts).some((part) => part !== 'lora_A' && part !== 'lora_B')) return null;
  const [a, b] = [readTensor(parts.lora_A), readTensor(parts.lora_B)];
  const [rank, width] = parts.lora_A.shape as [number, number];
  return (row, i) => {
    for (let j = 0; j < row.length; j++) {
      const [out, input] = transposed ? [j, i] : [i, j];
      let sum = row[j]!;
      for (let k = 0; k < rank; k++) sum += scale * b[out * rank + k]! * a[k * width + input]!;
      row[j] = sum;
    }
  };
}

function sampledRows(count: number): readonly number[] {
  const most = Math.min(rowsEach, count);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / Math.max(1, most - 1)));
}

function rowOf(info: TensorInfo, at: number): Float32Array {
  const rowBytes = info.byteLength / (info.shape[0] ?? 1);
  const place = { offset: info.offset + at * rowBytes, byteLength: rowBytes };
  const [piece] = readTensorRows({ ...info, ...place, shape: [1, ...info.shape.slice(1)] }, 1);
  return piece?.values ?? new Float32Array();
}
