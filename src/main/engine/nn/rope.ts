/** Rotary position embedding: frequencies from a model's configuration, tables from positions. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';

/** How frequencies are stretched for long contexts. */
export type RopeScaling =
  | { readonly type: 'default' }
  | { readonly type: 'linear'; readonly factor: number }
  | {
      readonly type: 'llama3';
      readonly factor: number;
      readonly lowFreqFactor: number;
      readonly highFreqFactor: number;
      readonly originalMaxPositions: number;
    };

export interface Rope {
  readonly theta: number;
  readonly scaling: RopeScaling;
}

/** cos and sin of every token's angles, [1, tokens, headDim/2]. */
export interface RopeTables {
  readonly cos: Value;
  readonly sin: Value;
}

/**
 * Angle per position of each pair of features, headDim/2 numbers: theta^(-2i/headDim), stretched.
 * Su et al. 2021, "RoFormer"; `llama3` as in Meta's Llama 3.1: wavelengths longer than the original context are
 * stretched by `factor`, short ones are kept, those between are interpolated.
 */
export function inverseFrequencies({ theta, scaling }: Rope, headDim: number): Float32Array {
  const stretch = (frequency: number): number => {
    if (scaling.type === 'default') return frequency;
    if (scaling.type === 'linear') return frequency / scaling.factor;
    const { factor, lowFreqFactor, highFreqFactor, originalMaxPositions } = scaling;
    const turns = (originalMaxPositions * frequency) / (2 * Math.PI);
    const keep = Math.min(1, Math.max(0, (turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor)));
    return keep * frequency + ((1 - keep) * frequency) / factor;
  };
  return Float32Array.from({ length: headDim / 2 }, (_, i) => stretch(theta ** ((-2 * i) / headDim)));
}

/** Tables for `positions` [tokens], float32. */
export function ropeTables(g: Graph, positions: Value, rope: Rope, headDim: number): RopeTables {
  const tokens = positions.shape[0] as string;
  const frequencies = g.constant(`rope/${rope.theta}`, inverseFrequencies(rope, headDim), [1, headDim / 2]);
  const angles = g.mul(g.reshape(positions, [tokens, 1]), frequencies);
  const table = (x: Value) => g.reshape(x, [1, tokens, headDim / 2]);
  return { cos: table(g.cos(angles)), sin: table(g.sin(angles)) };
}

/** x [tokens, heads·headDim] with every head rotated by its token's angles. */
export function rotate(g: Graph, x: Value, { cos, sin }: RopeTables, heads: number): Value {
  const [tokens, width] = x.shape as [string, number];
  return g.reshape(g.rotaryEmbedding(g.reshape(x, [1, tokens, width]), cos, sin, heads), [tokens, width]);
}
