/** Lengths of a weight's rows, which DoRA needs of every adapted layer before it can answer: so in a loop that is fast. */

import { readTensorRows } from '../formats/readTensor.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import type { HostTensor } from '../runtime/session.ts';

/** Rows read at a time. */
const rowsAtATime = 256;

/** The least square of a length: a row of zeros stays one, and is not divided by zero. */
export const leastSquare = 1e-30;

export function lengthOf(row: ArrayLike<number>): number {
  return Math.sqrt(Math.max(squareOf(row), leastSquare));
}

/** ‖W‖ of each row, [out]. */
export function rowNorms(weight: TensorInfo): Float32Array {
  const [out, width] = weight.shape as [number, number];
  const norms = new Float32Array(out);
  for (const { first, count, values } of readTensorRows(weight, rowsAtATime))
    for (let i = 0; i < count; i++) norms[first + i] = lengthOf(values.subarray(i * width, (i + 1) * width));
  return norms;
}

/** Products of a row of W with this many of A at a time, and of this many rows: their sums stay out of memory. */
const [ranksTogether, rowsTogether] = [4, 2];

/**
 * ‖W + scale·BA‖ of each row, [out], without the sum: ‖w + s·bA‖² = ‖w‖² + b·(2s·Aw + s²·AAᵀb), in float64.
 * @param a [rank, in]  @param b [out, rank]
 */
export function changedNorms(weight: TensorInfo, a: HostTensor, b: HostTensor, scale: number): Float32Array {
  const [out, width] = weight.shape as [number, number];
  const rank = Math.ceil(a.shape[0]! / ranksTogether) * ranksTogether;
  const down = new Float64Array(rank * width); // [rank, in], the last rows zero
  down.set(a.data as Float32Array);
  const gram = gramOf(down, rank); // [rank, rank]
  const up = b.data as Float32Array;
  const [own, norms] = [b.shape[1]!, new Float32Array(out)];
  const rows = Array.from({ length: rowsTogether }, () => new Float64Array(width)) as [
    Float64Array,
    Float64Array,
  ];
  const across = rows.map(() => new Float64Array(rank)) as [Float64Array, Float64Array]; // A w
  const factors = new Float64Array(rank);
  for (const { first, count, values } of readTensorRows(weight, rowsAtATime))
    for (let i = 0; i < count; i += rowsTogether) {
      const last = Math.min(rowsTogether, count - i);
      for (let at = 0; at < last; at++)
        rows[at as 0]?.set(values.subarray((i + at) * width, (i + at + 1) * width));
      for (let k = 0; k < rank; k += ranksTogether) products(rows, down, k, across);
      for (let at = 0; at < last; at++) {
        const row = first + i + at;
        factors.set(up.subarray(row * own, (row + 1) * own));
        const square = squareOf(rows[at as 0]) + changeOf(factors, across[at as 0], gram, scale);
        norms[row] = Math.sqrt(Math.max(square, leastSquare));
      }
    }
  return norms;
}

/** b·(2s·Aw + s²·AAᵀb). */
function changeOf(b: Float64Array, across: Float64Array, gram: Float64Array, scale: number): number {
  const rank = b.length;
  let sum = 0;
  for (let k = 0; k < rank; k++) {
    let inner = 0;
    for (let l = 0; l < rank; l++) inner += gram[k * rank + l]! * b[l]!;
    sum += b[k]! * (2 * scale * across[k]! + scale ** 2 * inner);
  }
  return sum;
}

function gramOf(down: Float64Array, rank: number): Float64Array {
  const width = down.length / rank;
  const gram = new Float64Array(rank * rank);
  for (let k = 0; k < rank; k++)
    for (let l = 0; l <= k; l++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += down[k * width + j]! * down[l * width + j]!;
      gram[k * rank + l] = sum;
      gram[l * rank + k] = sum;
    }
  return gram;
}

/** Writes the products of two rows with the ranks `k` to `k + 3`. */
function products(
  [first, second]: readonly [Float64Array, Float64Array],
  down: Float64Array,
  k: number,
  [intoFirst, intoSecond]: readonly [Float64Array, Float64Array],
): void {
  const width = first.length;
  const at = k * width;
  const [at1, at2, at3] = [at + width, at + 2 * width, at + 3 * width];
  let [x0, x1, x2, x3, y0, y1, y2, y3] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let j = 0; j < width; j++) {
    const [x, y] = [first[j]!, second[j]!];
    const d0 = down[at + j]!;
    const d1 = down[at1 + j]!;
    const d2 = down[at2 + j]!;
    const d3 = down[at3 + j]!;
    x0 += x * d0;
    x1 += x * d1;
    x2 += x * d2;
    x3 += x * d3;
    y0 += y * d0;
    y1 += y * d1;
    y2 += y * d2;
    y3 += y * d3;
  }
  intoFirst.set([x0, x1, x2, x3], k);
  intoSecond.set([y0, y1, y2, y3], k);
}

function squareOf(row: ArrayLike<number>): number {
  let square = 0;
  for (let j = 0; j < row.length; j++) square += row[j]! ** 2;
  return square;
}
