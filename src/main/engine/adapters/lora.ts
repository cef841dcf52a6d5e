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

  // Each number is summed in float64, rank by rank, and rounded once.
  merge({ lora_A: a, lora_B: b }, scale) {
    const [rank, width] = (a as HostTensor).shape as [number, number];
    const padded = Math.ceil(rank / together) * together;
    const down = new Float64Array(padded * width); // [padded, in]
    down.set((a as HostTensor).data as Float32Array);
    const up = (b as HostTensor).data as Float32Array; // [out, rank]
    const factors = new Float64Array(padded * together); // [padded, rows]
    const row = () => new Float64Array(width);
    const sums: Four<Float64Array> = [row(), row(), row(), row()];
    return (rows, first) => {
      const count = rows.length / width;
      for (let start = 0; start < count; start += together) {
        const rowsHere = Math.min(together, count - start);
        for (let r = 0; r < rowsHere; r++) {
          for (let k = 0; k < rank; k++)
            factors[k * together + r] = scale * up[(first + start + r) * rank + k]!;
          sums[r]!.set(rows.subarray((start + r) * width, (start + r + 1) * width));
        }
        for (let k = 0; k < padded; k += together)
          addProducts(sums, down, k * width, factors.subarray(k * together));
        for (let r = 0; r < rowsHere; r++) rows.set(sums[r]!, (start + r) * width);
      }
    };
  },
};

/** Rows, and ranks, that are summed in one go, which spares numbers most of their way to memory and back. */
const together = 4;
type Four<T> = readonly [T, T, T, T];

/** sums[r] += Σ_k f[k, r] · the row of `down` that begins at `at` + k·width, for {@link together} rows and ranks. */
function addProducts(
  [s0, s1, s2, s3]: Four<Float64Array>,
  down: Float64Array,
  at: number,
  f: Float64Array,
): void {
  const width = s0.length;
  const [a0, b0, c0, d0] = f as unknown as Four<number>;
  const [a1, b1, c1, d1] = f.subarray(4) as unknown as Four<number>;
  const [a2, b2, c2, d2] = f.subarray(8) as unknown as Four<number>;
  const [a3, b3, c3, d3] = f.subarray(12) as unknown as Four<number>;
  for (let j = 0, p = at; j < width; j++, p++) {
    const x0 = down[p]!;
    const x1 = down[p + width]!;
    const x2 = down[p + 2 * width]!;
    const x3 = down[p + 3 * width]!;
    s0[j] = s0[j]! + a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3;
    s1[j] = s1[j]! + b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3;
    s2[j] = s2[j]! + c0 * x0 + c1 * x1 + c2 * x2 + c3 * x3;
    s3[j] = s3[j]! + d0 * x0 + d1 * x1 + d2 * x2 + d3 * x3;
  }
}
