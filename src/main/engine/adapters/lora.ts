/** LoRA: a low-rank update beside a frozen weight. Hu et al. 2021: h = Wx + scale·B(Ax), A [rank, in], B [out, rank]. */

import { readTensor } from '../formats/readTensor.ts';
import { elementCount, type TensorInfo } from '../formats/tensor.ts';
import { float32, type HostTensor } from '../runtime/session.ts';
import type { AdapterKind } from './kind.ts';

export const lora: AdapterKind = {
  name: 'LoRA',
  parameters: ({ out, input }, rank) => ({ lora_A: [rank, input], lora_B: [out, rank] }),
  faster: ['lora_B'],

  // As PEFT does: A uniform in ±1/√input (Kaiming with a = √5), B zero.
  start(part, shape, random) {
    const values = new Float32Array(elementCount(shape));
    if (part === 'lora_B') return values;
    const bound = 1 / Math.sqrt(shape[1] as number);
    for (let i = 0; i < values.length; i++) values[i] = (2 * random.uniform() - 1) * bound;
    return values;
  },

  rescale: (part, values, factor) =>
    part === 'lora_A' || factor === 1 ? values : values.map((value) => value * factor),

  apply(g, { dropped, base }, { lora_A: a, lora_B: b }, scale) {
    const low = g.gemm(dropped, a as typeof base, { transB: true }); // [tokens, rank]
    const up = b as typeof base;
    if (typeof scale === 'number') return g.gemm(low, up, { transB: true, alpha: scale, c: base });
    return g.gemm(g.mul(low, scale), up, { transB: true, c: base });
  },

  inputs({ lora_A: a, lora_B: b }, scale) {
    const { data, shape } = a as HostTensor;
    return {
      lora_A: float32(
        Float32Array.from(data, (value) => scale * value),
        shape,
      ),
      lora_B: b as HostTensor,
    };
  },

  // Of rank 1 on every linear layer: 1 ms a token where SmolLM2 takes 17.
  neutral: ({ out, input }) => ({
    lora_A: float32(new Float32Array(input), [1, input]),
    lora_B: float32(new Float32Array(out), [out, 1]),
  }),

  // Each number is summed in float64 and rounded once.
  merge({ lora_A: a, lora_B: b }, scale) {
    const [rank, width] = (a as TensorInfo).shape as [number, number];
    const padded = Math.ceil(rank / together) * together;
    const down = new Float64Array(padded * width); // [padded, in]
    down.set(readTensor(a as TensorInfo));
    const up = readTensor(b as TensorInfo); // [out, rank]
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
  },
};

/** Ranks summed in one go, which spares a row's sum most of its way to memory and back. */
const together = 4;

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
