/**
 * DoRA: LoRA turns a weight's rows, and each row's length is trained apart. Liu et al. 2024: h = m∘(V x)/‖V‖ with
 * V = W + scale·BA, the norm of each row and m [out], which PEFT calls the magnitude vector.
 */

import { linear } from '../nn/linear.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import { float32, type HostTensor } from '../runtime/session.ts';
import type { AdapterKind, Parts } from './kind.ts';
import { lora } from './lora.ts';
import { changedNorms, leastSquare, lengthOf, rowNorms } from './rowNorms.ts';

export const dora: AdapterKind = {
  name: 'dora',
  parameters: (layer, rank) => ({ ...lora.parameters(layer, rank), lora_magnitude_vector: [layer.out] }),
  faster: lora.faster,

  start: (part, shape, random, weight) =>
    part === 'lora_magnitude_vector' ? rowNorms(weight) : lora.start(part, shape, random, weight),

  rescale: lora.rescale,

  // Dropout is for what A sees; PEFT lets it fall on (m/‖V‖ - 1)·W x too, at the price of a further product.
  apply(g, { x, weight, bias, drop }, { lora_A: a, lora_B: b, lora_magnitude_vector: m }, scale) {
    const factor = g.div(m as Value, normsOf(g, weight, a as Value, b as Value, scale)); // [out]
    const low = linear(g, drop(x), a as Value); // [tokens, rank]
    const turned = g.gemm(low, b as Value, { transB: true, alpha: scale, c: linear(g, x, weight) });
    return g.recomputed('cheap', () => withBias(g, g.mul(turned, factor), bias));
  },

  // W x + strength·(gain∘W x + B'A'x) with gain = m/‖V‖ - 1 and B' = (1 + gain)∘B: norms need W, and are taken once.
  frozen: {
    inputs: (layer, rank) => ({ ...lora.frozen.inputs(layer, rank), gain: [layer.out] }),

    apply(g, { x, weight, bias }, { lora_A: a, lora_B: b, gain }, strength) {
      const factor = g.add(g.scalar(1), g.mul(gain as Value, strength)); // [out]
      const base = g.mul(linear(g, x, weight), factor);
      const low = g.mul(linear(g, x, a as Value), strength); // [tokens, rank]
      return withBias(g, g.gemm(low, b as Value, { transB: true, c: base }), bias);
    },

    feeds(parts, scale, weight) {
      const { lora_A, lora_B } = lora.frozen.feeds(parts, scale, weight) as Parts<HostTensor>;
      const magnitude = magnitudeOf(parts);
      const norms = changedNorms(weight, parts.lora_A as HostTensor, parts.lora_B as HostTensor, scale);
      const factors = norms.map((norm, i) => magnitude[i]! / norm);
      const { data, shape } = lora_B as HostTensor; // [out, rank]
      const rank = shape[1]!;
      const up = Float32Array.from(data, (value, i) => value * factors[Math.floor(i / rank)]!);
      const gain = factors.map((factor) => factor - 1);
      return { lora_A: lora_A as HostTensor, lora_B: float32(up, shape), gain: float32(gain, [gain.length]) };
    },

    neutral: (layer) => ({
      ...lora.frozen.neutral(layer),
      gain: float32(new Float32Array(layer.out), [layer.out]),
    }),
  },

  merge(parts, scale) {
    const turn = lora.merge(parts, scale);
    const magnitude = magnitudeOf(parts);
    const width = (parts.lora_A as HostTensor).shape[1]!;
    return (rows, first) => {
      turn(rows, first);
      for (let start = 0, i = first; start < rows.length; start += width, i++) {
        const row = rows.subarray(start, start + width);
        const factor = magnitude[i]! / lengthOf(row);
        for (let j = 0; j < width; j++) row[j] = factor * row[j]!;
      }
    };
  },
};

function magnitudeOf({ lora_magnitude_vector: m }: Parts<HostTensor>): Float32Array {
  return (m as HostTensor).data as Float32Array;
}

function withBias(g: Graph, x: Value, bias: Value | undefined): Value {
  return bias ? g.add(x, bias) : x;
}

/**
 * ‖W + scale·BA‖ of each row, [out], which the gradient takes as a constant. Without the sum in memory:
 * ‖w + s·bA‖² = ‖w‖² + b·(2s·Aw + s²·AAᵀb).
 */
function normsOf(g: Graph, weight: Value, a: Value, b: Value, scale: number): Value {
  return g.recomputed(undefined, () => {
    const across = linear(g, weight, a); // [out, rank]
    const gram = linear(g, a, a); // [rank, rank]
    const change = g.gemm(b, gram, { alpha: scale ** 2, beta: 2 * scale, c: across });
    const changed = g.reduceSum(g.mul(b, change), [1], false);
    const square = g.add(g.reduceSum(g.mul(weight, weight), [1], false), changed);
    // The larger of the two.
    const bounded = g.neg(g.min(g.neg(square), g.scalar(-leastSquare)));
    return g.stopGradient(g.sqrt(bounded));
  });
}
