/** Merges an adapter into the weights of its base model: W + scale·B·A. */

import type { AdaptedModule, Adapter } from '../formats/peft.ts';
import { readTensor } from '../formats/readTensor.ts';
import type { EditRows } from './writeModel.ts';

/** The change of the weight `name`, if the adapter has one. */
export function mergeLora(name: string, { modules }: Adapter): (() => EditRows) | undefined {
  const module = name.endsWith('.weight') ? modules.get(name.slice(0, -'.weight'.length)) : undefined;
  return module && (() => lowRankUpdate(module));
}

/** Ranks summed in one go, which spares a row's sum most of its way to memory and back. */
const together = 4;

/** rows [n, in] += scale·B·A, B's rows from `first` on; each number is summed in float64 and rounded once. */
function lowRankUpdate({ a, b, rank, scale }: AdaptedModule): EditRows {
  const width = a.shape[1] as number;
  const padded = Math.ceil(rank / together) * together;
  const down = new Float64Array(padded * width); // [padded, in]
  down.set(readTensor(a));
  const up = readTensor(b); // [out, rank]
  const factors = new Float64Array(padded);
  const sum = new Float64Array(width);
  return (rows, first) => {
    for (let start = 0, i = first; start < rows.length; start += width, i++) {
      const row = rows.subarray(start, start + width);
      for (let k = 0; k < rank; k++) factors[k] = scale * (up[i * rank + k] as number);
      sum.set(row);
      for (let k = 0; k < padded; k += together) addRows(sum, down, k * width, factors.subarray(k));
      row.set(sum);
    }
  };
}

/** sum += factors · the rows of `down` that begin at `at`, {@link together} of them. */
function addRows(sum: Float64Array, down: Float64Array, at: number, factors: Float64Array): void {
  const [f0 = 0, f1 = 0, f2 = 0, f3 = 0] = factors;
  const width = sum.length;
  const [at1, at2, at3] = [at + width, at + 2 * width, at + 3 * width];
  for (let j = 0; j < width; j++)
    sum[j] =
      (sum[j] as number) +
      f0 * (down[at + j] as number) +
      f1 * (down[at1 + j] as number) +
      f2 * (down[at2 + j] as number) +
      f3 * (down[at3 + j] as number);
}
