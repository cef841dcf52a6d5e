/** What llama.cpp is told of a model in a GGUF file's metadata, and what it has no word for. */

import { AppError } from '../../../shared/errors.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import { inverseFrequencies, type Rope, type RopeScaling } from '../nn/rope.ts';
import type { GgufKeys } from './family.ts';
import type { LlamaLike } from './llamaLike.ts';

/** The ways of stretching RoPE that an architecture of llama.cpp reads, where they are not the usual ones. */
const known: Readonly<Record<string, readonly RopeScaling['type'][]>> = {
  llama: ['linear', 'yarn', 'llama3', 'longrope'],
  granite: ['linear', 'yarn', 'llama3', 'longrope'],
  mistral3: ['linear', 'yarn', 'llama3', 'longrope'],
  phi3: ['linear', 'yarn', 'longrope'],
  // By YaRN it would make the scores of windowed layers smaller too.
  gemma3: ['linear'],
};
const usual: readonly RopeScaling['type'][] = ['linear', 'yarn'];

/** The turns between which YaRN interpolates where no key says them, and who reads the key. */
const usualTurns = { betaFast: 32, betaSlow: 1 };
const readsTurns: readonly string[] = ['mistral3'];

/** Sizes that any architecture has, and the tokens it is good for. */
export function sizeKeys(
  c: Pick<LlamaLike, 'vocabulary' | 'hidden' | 'layers' | 'intermediate' | 'heads' | 'kvHeads' | 'headDim'>,
  context: number,
): GgufKeys['counts'] {
  return {
    vocab_size: c.vocabulary,
    context_length: context,
    embedding_length: c.hidden,
    block_count: c.layers,
    feed_forward_length: c.intermediate,
    'attention.head_count': c.heads,
    'attention.head_count_kv': c.kvHeads,
    'attention.key_length': c.headDim,
    'attention.value_length': c.headDim,
  };
}

/**
 * Metadata in GGUF of what is computed as Llama is.
 * @param windows of its layers: llama.cpp has none, so that a model with one is good for that many tokens
 * @param layerNorms whether its norms are layer norms
 */
export function llamaKeys(
  architecture: string,
  c: LlamaLike,
  windows: readonly (number | undefined)[] = [],
  { layerNorms = false } = {},
): GgufKeys {
  const rope = ropeKeys(architecture, c);
  const context = Math.min(c.maxPositions, rope.context, ...windows.filter((window) => window !== undefined));
  const epsilon = `attention.layer_norm_${layerNorms ? '' : 'rms_'}epsilon`;
  return {
    architecture,
    counts: {
      ...sizeKeys(c, context),
      'rope.dimension_count': c.rope.turned ?? c.headDim,
      ...rope.counts,
    },
    numbers: { [epsilon]: c.normEpsilon, 'rope.freq_base': c.rope.theta, ...rope.numbers },
    texts: rope.texts,
    tensors: rope.tensors,
  };
}

type RopeKeys = Pick<GgufKeys, 'counts' | 'numbers' | 'texts'> & {
  readonly tensors: Readonly<Record<string, Float32Array>>;
  /** Tokens for which the settings hold. */
  readonly context: number;
};

/** @throws AppError `unsupported` for what this architecture of llama.cpp would not read */
function ropeKeys(architecture: string, { rope, headDim }: Pick<LlamaLike, 'rope' | 'headDim'>): RopeKeys {
  const { scaling } = rope;
  const keys = (made: Partial<RopeKeys> = {}): RopeKeys => ({
    ...{ counts: {}, numbers: {}, texts: {}, tensors: {}, context: Number.POSITIVE_INFINITY },
    ...made,
  });
  const refused = (how: Sentence) =>
    notInGguf(say`RoPE stretched ${how} in a model that llama.cpp runs as ${architecture}`);
  const isPlain = scaling.type === 'default' || scaling.type === 'dynamic';
  if (!isPlain && !(known[architecture] ?? usual).includes(scaling.type))
    throw refused(say`by ${scaling.type}`);
  switch (scaling.type) {
    case 'default':
      return keys();
    case 'dynamic':
      return keys({ context: scaling.originalMaxPositions });
    case 'linear':
      return keys({
        numbers: { 'rope.scaling.factor': scaling.factor },
        texts: { 'rope.scaling.type': 'linear' },
      });
    case 'llama3':
      return keys({
        // Read back by ourselves, to know Llama 3's divisors from others.
        counts: { 'rope.scaling.original_context_length': scaling.originalMaxPositions },
        tensors: { rope_freqs: frequencyDivisors(rope, headDim) },
      });
    case 'longrope': {
      // It goes by the room for a text, not by its length: with more than this, by the long list in any text.
      return keys({
        counts: { 'rope.scaling.original_context_length': scaling.originalMaxPositions },
        numbers: { 'rope.scaling.attn_factor': scaling.attentionFactor },
        texts: { 'rope.scaling.type': 'longrope' },
        tensors: {
          rope_factors_long: Float32Array.from(scaling.longFactors),
          rope_factors_short: Float32Array.from(scaling.shortFactors),
        },
        context: scaling.originalMaxPositions,
      });
    }
    case 'yarn': {
      const { factor, betaFast, betaSlow, truncate, originalMaxPositions, attentionFactor } = scaling;
      const areUsual = betaFast === usualTurns.betaFast && betaSlow === usualTurns.betaSlow;
      if (!truncate) throw refused(say`by yarn between features that are no whole ones`);
      if (!areUsual && !readsTurns.includes(architecture))
        throw refused(say`by yarn between ${betaFast} and ${betaSlow} turns`);
      return keys({
        counts: { 'rope.scaling.original_context_length': originalMaxPositions },
        numbers: {
          'rope.scaling.factor': factor,
          // llama.cpp multiplies with what is usual for the factor.
          'rope.scaling.attn_factor': attentionFactor / usualMagnitude(factor),
          ...(!areUsual && {
            'rope.scaling.yarn_beta_fast': betaFast,
            'rope.scaling.yarn_beta_slow': betaSlow,
          }),
        },
        texts: { 'rope.scaling.type': 'yarn' },
      });
    }
  }
}

/** What YaRN multiplies cosines and sines with, unless a config says otherwise. Peng et al. 2023, "YaRN". */
export function usualMagnitude(factor: number): number {
  return factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
}

/** What the frequencies are divided by, one number for each pair of features. */
function frequencyDivisors(rope: Rope, headDim: number): Float32Array {
  const stretched = inverseFrequencies(rope, headDim);
  const plain = inverseFrequencies({ ...rope, scaling: { type: 'default' } }, headDim);
  return plain.map((frequency, i) => frequency / stretched[i]!);
}

/** @throws AppError `unsupported` where llama.cpp takes for granted that the heads make up the model's width */
export function requireWholeHeads(what: string, { headDim, heads, hidden }: LlamaLike): void {
  if (headDim * heads !== hidden)
    throw notInGguf(say`${what} whose ${heads} heads of ${headDim} do not make up its width of ${hidden}`);
}

/** The error of a model that llama.cpp would compute otherwise, or that is not written yet. */
export function notInGguf(found: Sentence): AppError {
  return new AppError(
    'unsupported',
    say`a GGUF file cannot express ${found}`,
    say`Export with --target merged.`,
  );
}
