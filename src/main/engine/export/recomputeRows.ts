/** Computes some rows of every weight once more, the plain way, and holds the exported bytes against them. */

import type { BaseModel } from '../baseModel.ts';
import { type FloatType, isFloatType } from '../formats/float.ts';
import type { AdaptedModule, Adapter } from '../formats/peft.ts';
import { readTensor, readTensorRows } from '../formats/readTensor.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { nothingKept, yieldOrAbort } from '../runtime/yieldOrAbort.ts';
import { departure } from './departure.ts';

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
 * @throws AppError `drift` naming tensor, row and column; `interrupted`
 */
export async function recomputeRows(
  model: BaseModel,
  { modules, whole }: Adapter,
  found: BaseModel,
  signal?: AbortSignal,
): Promise<RowFigures> {
  let [tensors, rows] = [0, 0];
  for (const [name, info] of model.tensors) {
    await yieldOrAbort(signal, nothingKept);
    const written = found.tensors.get(name);
    if (!written) throw departure(`the tensor ${name} is missing`);
    const module = modules.get(name.replace(/\.weight$/, ''));
    const change = name.endsWith('.weight') && module ? plainChange(module) : undefined;
    if (change === null) continue;
    const [count = 1] = info.shape;
    for (const at of sampledRows(count)) {
      const row = Float64Array.from(rowOf(whole.get(name) ?? info, at));
      change?.(row, at);
      const stored = rowOf(written, at);
      const column = stored.findIndex((value, j) => value !== rounded(row[j] as number, written.dtype));
      if (column >= 0)
        throw departure(
          `${name} holds ${stored[column]} at [${at}, ${column}], expected ${rounded(row[column] as number, written.dtype)}`,
        );
      rows++;
    }
    tensors++;
  }
  return { tensors, rows };
}

/** Adds a module's update to row `i`; null: a kind of adapter whose merge is not a sum. */
function plainChange({ parts, scale }: AdaptedModule): ((row: Float64Array, i: number) => void) | null {
  if (Object.keys(parts).some((part) => part !== 'lora_A' && part !== 'lora_B')) return null;
  const [a, b] = [readTensor(parts.lora_A), readTensor(parts.lora_B)];
  const [rank, width] = parts.lora_A.shape as [number, number];
  return (row, i) => {
    for (let j = 0; j < width; j++) {
      let sum = row[j] as number;
      for (let k = 0; k < rank; k++)
        sum += scale * (b[i * rank + k] as number) * (a[k * width + j] as number);
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

/** To the nearest number of the type, ties to even. */
function rounded(value: number, dtype: TensorInfo['dtype']): number {
  const single = Math.fround(value);
  return isFloatType(dtype) ? nearest[dtype](single) : single;
}

const nearest: Readonly<Record<FloatType, (value: number) => number>> = {
  F64: (value) => value,
  F32: (value) => value,
  F16: Math.f16round,
  // The two neighbours of 8 significant bits, and the nearer of them.
  BF16(value) {
    if (value === 0 || !Number.isFinite(value)) return value;
    const step = 2 ** Math.max(Math.floor(Math.log2(Math.abs(value))) - 7, -133);
    const [below, above] = [Math.floor(value / step), Math.ceil(value / step)];
    const [under, over] = [value - below * step, above * step - value];
    if (under === over) return (below % 2 === 0 ? below : above) * step;
    return (under < over ? below : above) * step;
  },
};
