/** What a model family adds to the shared decoder: how its config.json reads. */

import type { DecoderConfig } from '../nn/decoder.ts';
import type { ConfigReader } from './configReader.ts';

export interface ModelFamily {
  /** config.json's model_type. */
  readonly modelType: string;
  /** config.json's architectures entry, and the class transformers loads it with. */
  readonly architecture: string;
  readonly read: (config: ConfigReader) => DecoderConfig;
}

/** Far above any model there is; what is listed by layer would otherwise fill the memory. */
const mostLayers = 4096;

/** The part of a config that Llama and its relatives spell alike. */
export function readDecoder(
  config: ConfigReader,
  family: {
    readonly bias: DecoderConfig['bias'];
    readonly headNorms: boolean;
    readonly theta: number;
    readonly tied: boolean;
    readonly maxPositions: number;
    /** Window of every layer that uses one. */
    readonly window?: number | undefined;
    /** Does layer `i` use the window where the config has no layer_types. */
    readonly usesWindow?: (layer: number) => boolean;
  },
): DecoderConfig {
  const [hidden, heads] = [config.count('hidden_size'), config.count('num_attention_heads')];
  const layers = config.count('num_hidden_layers', undefined, mostLayers);
  config.oneOf('hidden_act', ['silu', 'swish'], 'silu');
  const types = config.layerTypes(layers, family.window !== undefined);
  const windowed = (i: number) =>
    types ? types[i] === 'sliding_attention' : (family.usesWindow?.(i) ?? true);
  return {
    hidden,
    heads,
    layers,
    kvHeads: config.dividing('num_key_value_heads', heads),
    headDim: config.headDim(hidden, heads),
    vocabulary: config.count('vocab_size'),
    intermediate: config.count('intermediate_size'),
    normEpsilon: config.positive('rms_norm_eps', 1e-6),
    rope: config.rope(family.theta),
    maxPositions: config.count('max_position_embeddings', family.maxPositions),
    tiedEmbeddings: config.flag('tie_word_embeddings', family.tied),
    bias: family.bias,
    headNorms: family.headNorms,
    windows: Array.from({ length: layers }, (_, i) => (windowed(i) ? family.window : undefined)),
  };
}
