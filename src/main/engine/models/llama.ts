/** Llama 2 and 3, SmolLM, TinyLlama and others that transformers loads as LlamaForCausalLM. */

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

interface LlamaConfig extends LlamaLike {
  readonly attentionBias: boolean;
  readonly mlpBias: boolean;
}

export const llama: ModelFamily<LlamaConfig> = {
  modelType: 'llama',
  architecture: 'LlamaForCausalLM',
  gguf: interleavedGguf,
  ggufKeys: (c) => llamaKeys('llama', c),
  defaults: {
    vocab_size: 32_000,
    hidden_size: 4096,
    intermediate_size: 11_008,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: null,
    head_dim: null,
    hidden_act: 'silu',
    max_position_embeddings: 2048,
    rope_theta: 10_000,
    rms_norm_eps: 1e-6,
    attention_bias: false,
    mlp_bias: false,
    tie_word_embeddings: false,
  },

  read(config) {
    const common = readLlamaLike(config);
    readWindows(config, common.layers, undefined);
    return {
      ...common,
      attentionBias: config.flag('attention_bias'),
      mlpBias: config.flag('mlp_bias'),
    };
  },

  ...ends,

  layer: (g, w, c, x, { index, rope, attend }) =>
    preNormLayer(g, w.in(`model.layers.${index}`), c, x, {
      attention: (w, x) => {
        const bias = { qkv: c.attentionBias, o: c.attentionBias };
        return attention(g, w, x, { ...c, bias, rope: rope(c.rope, c.headDim) }, attend);
      },
      mlp: (w, x) => gatedMlp(g, w, x, { ...c, bias: c.mlpBias }, silu),
    }),
};
