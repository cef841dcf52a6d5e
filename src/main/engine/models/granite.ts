/** Granite 3: Llama's layers with embeddings, scores, residuals and logits each multiplied by a number of its own. */

import { attention } from '../nn/attention.ts';
import { gatedMlp, silu } from '../nn/mlp.ts';
import type { ConfigReader } from './configReader.ts';
import type { ModelFamily } from './family.ts';
import { llamaKeys } from './ggufKeys.ts';
import { ends, interleavedGguf, type LlamaLike, preNormLayer, readLlamaLike } from './llamaLike.ts';

export interface GraniteConfig extends LlamaLike {
  readonly attentionBias: boolean;
  readonly mlpBias: boolean;
  readonly embeddingScale: number;
  /** Of what a layer's halves add. */
  readonly residualScale: number;
  /** Of q·kᵀ. */
  readonly scale: number;
  readonly logitDivisor: number;
}

/** What Granite 3 and 4 spell alike. */
export function readGranite(config: ConfigReader): Omit<GraniteConfig, 'mlpBias'> {
  return {
    ...readLlamaLike(config),
    attentionBias: config.flag('attention_bias'),
    embeddingScale: config.positive('embedding_multiplier'),
    residualScale: config.positive('residual_multiplier'),
    scale: config.positive('attention_multiplier'),
    logitDivisor: config.positive('logits_scaling'),
  };
}

export const granite: ModelFamily<GraniteConfig> = {
  modelType: 'granite',
  architecture: 'GraniteForCausalLM',
  gguf: interleavedGguf,
  ggufKeys(c) {
    const keys = llamaKeys('granite', c);
    const own = {
      'attention.scale': c.scale,
      embedding_scale: c.embeddingScale,
      residual_scale: c.residualScale,
      logit_scale: c.logitDivisor,
    };
    return { ...keys, numbers: { ...keys.numbers, ...own } };
  },
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
    embedding_multiplier: 1,
    residual_multiplier: 1,
    attention_multiplier: 1,
    logits_scaling: 1,
  },

  read: (config) => ({ ...readGranite(config), mlpBias: config.flag('mlp_bias') }),

  ...ends,

  embed: (g, w, c, ids, positions) => g.mul(ends.embed(g, w, c, ids, positions), g.scalar(c.embeddingScale)),

  layer: (g, w, c, x, { index, rope, attend }) =>
    preNormLayer(g, w.in(`model.layers.${index}`), c, x, {
      attention: (w, x) => {
        const bias = { qkv: c.attentionBias, o: c.attentionBias };
        const inner = attention(g, w, x, { ...c, bias, rope: rope(c.rope, c.headDim) }, attend);
        return g.mul(inner, g.scalar(c.residualScale));
      },
      mlp: (w, x) => g.mul(gatedMlp(g, w, x, { ...c, bias: c.mlpBias }, silu), g.scalar(c.residualScale)),
    }),

  // Logits divided are logits of hidden states divided.
  norm: (g, w, c, x) => g.mul(ends.norm(g, w, c, x), g.scalar(1 / c.logitDivisor)),
};
