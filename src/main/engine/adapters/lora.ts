/** LoRA: a low-rank update beside a frozen weight. Hu et al. 2021: h = Wx + scale·B(Ax), A [rank, in], B [out, rank]. */

import { elementCount } from '../formats/tensor.ts';
import { linear } from '../nn/linear.ts';
import type { Value } from '../onnx/types.ts';
import { float32, type HostTensor } from '../runtime/session.ts';
import type { AdapterKind } from './kind.ts';

export const lora: AdapterKind = {
  name: 'lora',
  parameters: ({ out, input }, rank) => ({ lora_A: [rank, input], lora_B: [out, rank] }),
  faster: ['lora_B'],

  // As PEFT does: A uniform in ±1/√input (Kaiming with a = √5), B zero.
  start(part, shape, random) {
    const values = new Float32Array(elementCount(shape));
    if (part === 'lora_B') return values;
    const bound = 1 / Math.sqrt(shape[1]!);
    for (let i = 0; i < values.length; i++) values[i] = (2 * random.uniform() - 1) * bound;
    return values;
  },

  rescale: (part, values, factor) =>
    part !== 'lora_B' || factor === 1 ? values : values.map((value) => value * factor),

  apply(g, { x, weight, bias, drop }, { lora_A: a, lora_B: b }, scale) {
    const base = linear(g, x, weight, bias);
    const low = linear(g, drop(x), a as Value); // [tokens, rank]
    return g.gemm(low, b as Value, { transB: true, alpha: scale, c: base });
  },

  frozen: {
    inputs: (layer, rank) => lora.parameters(layer, rank),

    apply(g, { x, weight, bias }, { lora_A: a, lora_B: b }, strength) {
      const base = linear(g, x, weight, bias);
      const low = linear(g, x, a as Value); // [tokens, rank]
      return g.gemm(g.mul(low, strength), b as Value, { transB: true, c: base });
    },

    feeds({ lora_A: a, lora_B: b }, scale) {
      const { data, shape } = a as HostTensor;
      const scaled = Float32Array.from(data, (value) => scale * value);
      return { lora_A: float32(scaled, shape), lora_B: b as HostTensor };
    },

    // Of rank 1 on every linear layer: 1 ms a token where SmolLM2 takes 17.
    neutral: ({ out, input }) => ({
      lora_A: float32(new Float32Array(input), [1, input]),
      lora_B: float32(new Float32Array(out), [out, 1]),
    }),
  },

  // Each number is summed in float64 and rounded once.
  merge({ lora_A: a, lora_B: b }, scale) {
    const [rank, width] = (a as HostTensor).shape as [number, number];
    const padded = Math.ceil(rank / together) * together;
    const down = new Float64Array(padded * width); // [padded, in]
    down.set((a as HostTensor).data as Float32Array);
    const up = (b as HostTensor).data as Float32Array; // [out, rank]
    const factors = new Float64Array(padded);
    const sum = new Float64Array(width);
    return (rows, first) => {
      for (let start = 0, i = first; start < rows.length; start += width, i++) {
        const row = rows.subarray(start, start + width);
        for (let k = 0; k < rank; k++) factors[k] = scale * up[i * rank + k]!;
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
    sum[j] = sum[j]! + f0 * down[at + j]! + f1 * down[at1 + j]! + f2 * down[at2 + j]! + f3 * down[at3 + j]!;
}
