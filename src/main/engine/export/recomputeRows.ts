/** Computes some rows of every weight once more, the plain way, and holds the exported bytes against them. */

import { say } from '../../../shared/sentence.ts';
import type { BaseModel } from '../baseModel.ts';
import { isFloatType } from '../formats/float.ts';
import type { AdaptedModule, Adapter } from '../formats/peft.ts';
import { readTensor, readTensorRows } from '../formats/readTensor.ts';
import type { TensorInfo } from '../formats/tensor.ts';
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

/**
 * Compares rows of each weight of `found` with those of base and adapter: W + s·B·A summed in float64 by rank, rounded to
 * float32 and then to the type it is stored in; or with the tensor that the adapter brings whole.
 * @param found the export's weights, by the names of the base's
 * @param storage how a weight is stored, where `found` was unpacked from something else
 * @throws AppError `drift` naming tensor, row and column; `interrupted`
 */
export async function recomputeRows(
  model: BaseModel,
  { modules, whole }: Adapter,
  found: BaseModel,
  signal?: AbortSignal,
  storage?: (name: string) => AsStored,
): Promise<RowFigures> {
  let [tensors, rows] = [0, 0];
  for (const [name, info] of model.tensors) {
    await yieldOrAbort(signal, nothingKept);
    const written = found.tensors.get(name);
    if (!written) throw departure(say`the tensor ${name} is missing`);
    const path = name.replace(/\.weight$/, '');
    const module = modules.get(path);
    const transposed = model.linear.get(path)?.transposed ?? false;
    const change = name.endsWith('.weight') && module ? plainChange(module, transposed) : undefined;
    if (change === null) continue;
    const read = storage?.(name) ?? (isFloatType(written.dtype) ? asStored(written.dtype) : undefined);
    const [count = 1] = info.shape;
    for (const at of sampledRows(count)) {
      const row = Float64Array.from(rowOf(whole.get(name) ?? info, at));
      change?.(row, at);
      const stored = rowOf(written, at);
      const single = Float32Array.from(row);
      const wanted = read?.(single) ?? single;
      const column = stored.findIndex((value, j) => value !== wanted[j]);
      if (column >= 0)
        throw departure(say`${name} holds ${stored[column]} at [${at}, ${column}], expected ${wanted[column]}`);
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
