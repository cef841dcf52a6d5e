/** Rotary position embedding: frequencies from a model's configuration, tables from where tokens stand. */

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
      /** Divisors of the frequencies in texts up to the original length, and in longer ones. */
      readonly shortFactors: readonly number[];
      readonly longFactors: readonly number[];
      readonly attentionFactor: number;
      readonly originalMaxPositions: number;
    }
  | {
      /** Texts up to the original length are turned by what theta gives, longer ones by a theta that grows with them. */
      readonly type: 'dynamic';
      readonly factor: number;
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

/** Where the tokens of a pass stand. */
export interface Places {
  /** Each token's place in its text, [tokens], float32. */
  readonly positions: Value;
  /** Tokens of its text, [tokens], float32: an input of a graph where RoPE depends on it. */
  readonly textLengths: () => Value;
}

/** The inputs `positions` and, once it is asked for, `textLengths`. */
export function declarePlaces(g: Graph): Places {
  const input = (name: string) => g.input(name, 'float32', ['tokens']);
  let lengths: Value | undefined;
  return {
    positions: input('positions'),
    textLengths() {
      lengths ??= input('textLengths');
      return lengths;
    },
  };
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
 * `longrope`: Ding et al. 2024, "LongRoPE"; `dynamic`: NTK-aware scaling, theta·s^(n/(n-2)) in transformers. Every step is rounded to float32 as PyTorch's is: a model learned these very
 * numbers, and at position 5,000 the last bit of one turns a pair by 3e-4.
 * @param textLength tokens of the text that is turned
 */
export function inverseFrequencies(rope: Rope, headDim: number, textLength = 1): Float32Array {
  const { scaling, turned = headDim } = rope;
  const theta = scaling.type === 'dynamic' ? grownTheta(rope.theta, scaling, turned, textLength) : rope.theta;
  const stretch = stretching(scaling, theta, turned, textLength);
  return Float32Array.from({ length: turned / 2 }, (_, i) => stretch(f(f(theta) ** f((2 * i) / turned)), i));
}

const f = Math.fround;

/** The frequency of a period's pair; what PyTorch divides into is first inverted and then multiplied. */
type Stretch = (period: number, pair: number) => number;

type Scaling<Type> = Extract<RopeScaling, { readonly type: Type }>;

/** Times theta, for a text of this length: (1 + factor·(length - original)/original)^(n/(n-2)). */
function grownTheta(
  theta: number,
  { factor, originalMaxPositions }: Scaling<'dynamic'>,
  turned: number,
  textLength: number,
): number {
  const over = Math.max(0, textLength - originalMaxPositions);
  return f(theta * (1 + (factor * over) / originalMaxPositions) ** (turned / Math.max(turned - 2, 1)));
}

function stretching(scaling: RopeScaling, theta: number, turned: number, textLength: number): Stretch {
  switch (scaling.type) {
    case 'default':
    case 'dynamic':
      return (period) => f(1 / period);
    case 'linear':
      return (period) => f(f(1 / period) / f(scaling.factor));
    case 'longrope': {
      const { shortFactors, longFactors, originalMaxPositions } = scaling;
      const factors = textLength > originalMaxPositions ? longFactors : shortFactors;
      return (period, pair) => f(1 / f(f(factors[pair] as number) * period));
    }
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
  { factor, lowFreqFactor, highFreqFactor, originalMaxPositions }: Scaling<'llama3'>,
): number {
  const wavelength = f(f(1 / frequency) * f(2 * Math.PI));
  if (wavelength < f(originalMaxPositions / highFreqFactor)) return frequency;
  if (wavelength > f(originalMaxPositions / lowFreqFactor)) return f(frequency / f(factor));
  const turns = f(f(1 / wavelength) * f(originalMaxPositions));
  const keep = f(f(turns - f(lowFreqFactor)) / f(highFreqFactor - lowFreqFactor));
  return f(f(f(f(1 - keep) * frequency) / f(factor)) + f(keep * frequency));
}

/** Tables for the tokens of a pass. @param name of their frequencies, one of its own in the graph */
export function ropeTables(g: Graph, places: Places, rope: Rope, headDim: number, name = 'rope'): RopeTables {
  const { scaling, turned = headDim } = rope;
  const tokens = places.positions.shape[0] as string;
  const frequencies = frequenciesOf(g, places, rope, headDim, name);
  const angles = g.mul(g.reshape(places.positions, [tokens, 1]), frequencies);
  const factor = 'attentionFactor' in scaling ? scaling.attentionFactor : 1;
  const table = (x: Value) =>
    g.reshape(factor === 1 ? x : g.mul(x, g.scalar(factor)), [1, tokens, turned / 2]);
  return { cos: table(g.cos(angles)), sin: table(g.sin(angles)) };
}

/** Of all tokens, [1, half the features turned], or of each by the length of its text, [tokens, half]. */
function frequenciesOf(g: Graph, { textLengths }: Places, rope: Rope, headDim: number, name: string): Value {
  const { scaling, turned = headDim } = rope;
  const constant = (key: string, numbers: Float32Array) => g.constant(key, numbers, [1, numbers.length]);
  const short = constant(name, inverseFrequencies(rope, headDim));
  if (scaling.type !== 'longrope' && scaling.type !== 'dynamic') return short;
  const { originalMaxPositions: original } = scaling;
  const length = g.reshape(textLengths(), [...textLengths().shape, 1]);
  const isShort = g.lessOrEqual(length, g.scalar(original));
  if (scaling.type === 'longrope')
    return g.where(isShort, short, constant(`${name}/long`, inverseFrequencies(rope, headDim, original + 1)));
  // Times what grownTheta multiplies theta by, to the power of -2i/n.
  const over = g.where(isShort, g.scalar(0), g.sub(length, g.scalar(original)));
  const growth = g.add(g.mul(over, g.scalar(scaling.factor / original)), g.scalar(1));
  const powers = Float32Array.from({ length: turned / 2 }, (_, i) => (-2 * i) / Math.max(turned - 2, 1));
  return g.mul(short, g.exp(g.mul(g.log(growth), constant(`${name}/powers`, powers))));
}

/**
 * Lengths at which a text, its beginning included, is suddenly turned otherwise. What was read of it before is to be read
 * again, as transformers' Phi-3 does. `dynamic` changes little by little: a cache goes on, as everywhere in transformers.
 */
export function jumps(ropes: Iterable<Rope>): ReadonlySet<number> {
  const at = ({ scaling }: Rope) => (scaling.type === 'longrope' ? [scaling.originalMaxPositions + 1] : []);
  return new Set([...ropes].flatMap(at));
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
