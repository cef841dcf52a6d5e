/** LoRA: a low-rank update beside a frozen weight. Hu et al. 2021: h = Wx + scale·B(Ax), A [rank, in], B [out, rank]. */

import { elementCount } from '../formats/tensor.ts';
import { linear } from '../nn/linear.ts';
import type { Value } from '../onnx/types.ts';
import { float32, type HostTensor } from '../runtime/session.ts';
import type { AdapterKind } from './kind.ts';
import { lowRankSum } from './lowRankSum.ts';

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

  merge: ({ lora_A: a, lora_B: b }, scale) =>
    lowRankSum(numbersOf(a), numbersOf(b), (a as HostTensor).shape[0]!, scale),
};

function numbersOf(tensor: HostTensor | undefined): Float32Array {
  return (tensor as HostTensor).data as Float32Array;
}
