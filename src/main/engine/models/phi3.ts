/** Phi-3, 3.5 and 4-mini: Llama's layers with queries, keys and values in one projection, gate and up in another. */

import { attention } from '../nn/attention.ts';
import { fusedGatedMlp, silu } from '../nn/mlp.ts';
import { oneProjection } from '../nn/projections.ts';
import type { ModelFamily } from './family.ts';
import { llamaKeys, requireWholeHeads } from './ggufKeys.ts';
import { ends, gguf, type LlamaLike, preNormLayer, readLlamaLike, readWindows } from './llamaLike.ts';

interface Phi3Config extends LlamaLike {
  readonly windows: readonly (number | undefined)[];
}

export const phi3: ModelFamily<Phi3Config> = {
  modelType: 'phi3',
  architecture: 'Phi3ForCausalLM',
  gguf: {
    ...gguf,
    names: { ...gguf.names, 'self_attn.qkv_proj': 'attn_qkv', 'mlp.gate_up_proj': 'ffn_up' },
  },
  ggufKeys(c) {
    requireWholeHeads('Phi-3', c);
    const keys = llamaKeys('phi3', c, c.windows);
    const context = keys.counts.context_length as number;
    return { ...keys, counts: { 'rope.scaling.original_context_length': context, ...keys.counts } };
  },
  defaults: {
    vocab_size: 32_064,
    hidden_size: 3072,
    intermediate_size: 8192,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: null,
    head_dim: null,
    hidden_act: 'silu',
    max_position_embeddings: 4096,
    original_max_position_embeddings: 4096,
    rms_norm_eps: 1e-5,
    rope_theta: 10_000,
    partial_rotary_factor: 1,
    sliding_window: null,
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
        const [projections, window] = [oneProjection('qkv_proj'), c.windows[index]];
        return attention(g, w, x, { ...c, projections, window, rope: rope(c.rope, c.headDim) }, attend);
      },
      mlp: (w, x) => fusedGatedMlp(g, w, x, c, silu),
    }),
};
