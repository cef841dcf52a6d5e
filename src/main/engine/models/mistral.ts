/** Mistral 7B and its kin: Llama's layers without biases, under a sliding window. Jiang et al. 2023, "Mistral 7B". */

import { attention } from '../nn/attention.ts';
import { gatedMlp, silu } from '../nn/mlp.ts';
import type { ModelFamily } from './family.ts';
import { llamaKeys } from './ggufKeys.ts';
import {
  ends,
  interleavedGguf,
  type LlamaLike,
  preNormLayer,
  readLlamaLike,
  readWindows,
} from './llamaLike.ts';

interface MistralConfig extends LlamaLike {
  readonly windows: readonly (number | undefined)[];
}

export const mistral: ModelFamily<MistralConfig> = {
  modelType: 'mistral',
  architecture: 'MistralForCausalLM',
  gguf: interleavedGguf,
  ggufKeys: (c) => llamaKeys('llama', c, c.windows),
  defaults: {
    vocab_size: 32_000,
    hidden_size: 4096,
    intermediate_size: 14_336,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    head_dim: null,
    hidden_act: 'silu',
    max_position_embeddings: 131_072,
    rope_theta: 10_000,
    rms_norm_eps: 1e-6,
    sliding_window: 4096,
    tie_word_embeddings: false,
  },

  read(config) {
    const common = readLlamaLike(config);
    return { ...common, windows: readWindows(config, common.layers, config.optionalCount('sliding_window')) };
  },

  ...ends,

  layer: (g, w, c, x, { index, rope, attend }) =>
    preNormLayer(g, w.in(`model.layers.${index}`), c, x, {
      attention: (w, x) => {
        const window = c.windows[index];
        return attention(g, w, x, { ...c, window, rope: rope(c.rope, c.headDim) }, attend);
      },
      mlp: (w, x) => gatedMlp(g, w, x, c, silu),
    }),
};
