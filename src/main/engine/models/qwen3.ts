/** Qwen3 (dense): queries and keys normalised per head, head size independent of the hidden size. */

import { say } from '../../../shared/sentence.ts';
import { attention } from '../nn/attention.ts';
import { gatedMlp, silu } from '../nn/mlp.ts';
import { rmsNorm } from '../nn/rmsNorm.ts';
import type { ModelFamily } from './family.ts';
import { llamaKeys, notInGguf } from './ggufKeys.ts';
import { ends, gguf, headNormNames, preNormLayer } from './llamaLike.ts';
import { type QwenConfig, readQwen } from './qwen2.ts';

interface Qwen3Config extends QwenConfig {
  readonly attentionBias: boolean;
}

export const qwen3: ModelFamily<Qwen3Config> = {
  modelType: 'qwen3',
  architecture: 'Qwen3ForCausalLM',
  gguf: {
    ...gguf,
    names: { ...gguf.names, ...headNormNames },
  },
  defaults: {
    vocab_size: 151_936,
    hidden_size: 4096,
    intermediate_size: 22_016,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 32,
    head_dim: 128,
    hidden_act: 'silu',
    max_position_embeddings: 32_768,
    rope_theta: 10_000,
    rms_norm_eps: 1e-6,
    use_sliding_window: false,
    sliding_window: 4096,
    max_window_layers: 28,
    attention_bias: false,
    tie_word_embeddings: false,
  },

  ggufKeys(c) {
    if (!c.attentionBias) return llamaKeys('qwen3', c, c.windows);
    throw notInGguf(say`a Qwen3 model with biases in its attention`);
  },

  read: (config) => ({ ...readQwen(config), attentionBias: config.flag('attention_bias') }),

  ...ends,

  layer: (g, w, c, x, { index, rope, attend }) =>
    preNormLayer(g, w.in(`model.layers.${index}`), c, x, {
      attention: (w, x) => {
        const options = {
          ...c,
          bias: { qkv: c.attentionBias, o: c.attentionBias },
          window: c.windows[index],
          rope: rope(c.rope, c.headDim),
          headNorm: (name: string, head: typeof x) =>
            rmsNorm(g, head, w.tensor(`${name}.weight`, [c.headDim]), c.normEpsilon),
        };
        return attention(g, w, x, options, attend);
      },
      mlp: (w, x) => gatedMlp(g, w, x, c, silu),
    }),
};
