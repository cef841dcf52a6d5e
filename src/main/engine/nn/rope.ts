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
    }
  | {
      readonly type: 'yarn';
      readonly factor: number;
      /** Turns within the original context above which a frequency stays, and below which it is stretched whole. */
      readonly betaFast: number;
      readonly betaSlow: number;
      /** Whether the features at which these lie are rounded to whole ones. */
      readonly truncate: boolean;
      readonly originalMaxPositions: number;
      readonly attentionFactor: number;
    }
  | {
      readonly type: 'longrope';
      /** Divisor of each frequency. */
      readonly factors: readonly number[];
      readonly attentionFactor: number;
      /** The length up to which these divisors hold. */
      readonly originalMaxPositions: number;
    };

export interface Rope {
  readonly theta: number;
  readonly scaling: RopeScaling;
  /** Features of each head that are turned, from the first on; undefined: all. */
  readonly turned?: number;
  /** How much queries grow with every `length` tokens before them; undefined: not at all. */
  readonly temperature?: { readonly beta: number; readonly length: number };
}

/** cos and sin of every token's angles, [1, tokens, half the features turned]. */
export interface RopeTables {
  readonly cos: Value;
  readonly sin: Value;
}

/**
 * Angle per position of each pair of features: theta^(-2i/n), n features of a head being turned, stretched.
 * Su et al. 2021, "RoFormer"; `llama3` as in Meta's Llama 3.1: wavelengths longer than the original context are
 * stretched by `factor`, short ones are kept, those between are interpolated; `yarn`: Peng et al. 2023, "YaRN";
 * `longrope`: Ding et al. 2024, "LongRoPE". Every step is rounded to float32 as PyTorch's is: a model learned these very
 * numbers, and at position 5,000 the last bit of one turns a pair by 3e-4.
 */
export function inverseFrequencies(rope: Rope, headDim: number): Float32Array {
  const { theta, scaling, turned = headDim } = rope;
  const stretch = stretching(scaling, theta, turned);
  return Float32Array.from({ length: turned / 2 }, (_, i) => stretch(f(f(theta) ** f((2 * i) / turned)), i));
}

const f = Math.fround;

/** The frequency of a period's pair; what PyTorch divides into is first inverted and then multiplied. */
type Stretch = (period: number, pair: number) => number;

function stretching(scaling: RopeScaling, theta: number, turned: number): Stretch {
  switch (scaling.type) {
    case 'default':
      return (period) => f(1 / period);
    case 'linear':
      return (period) => f(f(1 / period) / f(scaling.factor));
    case 'longrope':
      return (period, pair) => f(1 / f(f(scaling.factors[pair] as number) * period));
    case 'llama3':
      return (period) => llama3Frequency(f(1 / period), scaling);
    case 'yarn': {
      const { factor, betaFast, betaSlow, truncate, originalMaxPositions } = scaling;
      const pairOf = (turns: number) =>
        (turned * Math.log(originalMaxPositions / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
      const [fast, slow] = [pairOf(betaFast), pairOf(betaSlow)];
      const low = Math.max(truncate ? Math.floor(fast) : fast, 0);
      const high = Math.min(truncate ? Math.ceil(slow) : slow, turned - 1);
      const width = f(low === high ? 0.001 : high - low);
      return (period, pair) => {
        const kept = f(1 - Math.min(1, Math.max(0, f(f(pair - f(low)) / width))));
        const stretched = f(f(1 / f(f(factor) * period)) * f(1 - kept));
        return f(stretched + f(f(1 / period) * kept));
      };
    }
  }
}

function llama3Frequency(
  frequency: number,
  {
    factor,
    lowFreqFactor,
    highFreqFactor,
    originalMaxPositions,
  }: Extract<RopeScaling, { readonly type: 'llama3' }>,
): number {
  const wavelength = f(f(1 / frequency) * f(2 * Math.PI));
  if (wavelength < f(originalMaxPositions / highFreqFactor)) return frequency;
  if (wavelength > f(originalMaxPositions / lowFreqFactor)) return f(frequency / f(factor));
  const turns = f(f(1 / wavelength) * f(originalMaxPositions));
  const keep = f(f(turns - f(lowFreqFactor)) / f(highFreqFactor - lowFreqFactor));
  return f(f(f(f(1 - keep) * frequency) / f(factor)) + f(keep * frequency));
}

/** Tables for `positions` [tokens], float32. @param name of their frequencies, one of its own in the graph */
export function ropeTables(
  g: Graph,
  positions: Value,
  rope: Rope,
  headDim: number,
  name = 'rope',
): RopeTables {
  const tokens = positions.shape[0] as string;
  const { scaling } = rope;
  const numbers = inverseFrequencies(rope, headDim);
  const half = numbers.length;
  const frequencies = g.constant(name, numbers, [1, half]);
  const angles = g.mul(g.reshape(positions, [tokens, 1]), frequencies);
  const factor = 'attentionFactor' in scaling ? scaling.attentionFactor : 1;
  const table = (x: Value) => g.reshape(factor === 1 ? x : g.mul(x, g.scalar(factor)), [1, tokens, half]);
  return { cos: table(g.cos(angles)), sin: table(g.sin(angles)) };
}

/** x [tokens, heads·headDim] with every head, or its first features, rotated by its token's angles. */
export function rotate(g: Graph, x: Value, { cos, sin }: RopeTables, heads: number): Value {
  const [tokens, width] = x.shape as [string, number];
  const [headDim, turned] = [width / heads, 2 * (cos.shape[2] as number)];
  const turn = (part: Value, features: number) =>
    g.rotaryEmbedding(g.reshape(part, [1, tokens, heads * features]), cos, sin, heads);
  if (turned === headDim) return g.reshape(turn(x, headDim), [tokens, width]);
  const byHead = g.reshape(x, [tokens, heads, headDim]);
  const [part, rest] = g.split(byHead, 2, [turned, headDim - turned]) as [Value, Value];
  const first = g.reshape(turn(part, turned), [tokens, heads, turned]);
  return g.reshape(g.concat([first, rest], 2), [tokens, width]);
}
