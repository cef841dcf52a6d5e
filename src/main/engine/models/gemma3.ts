/** Gemma 3 (text): norms before and after each half of a layer, local and global layers. Gemma Team 2025. */

import { attention } from '../nn/attention.ts';
import { gatedMlp, geluTanh } from '../nn/mlp.ts';
import { rmsNorm } from '../nn/rmsNorm.ts';
import type { Rope } from '../nn/rope.ts';
import type { Weights } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { ModelFamily } from './family.ts';
import { ends, type LlamaLike, readSizes, readWindows } from './llamaLike.ts';

interface Gemma3Config extends LlamaLike {
  /** Of the layers that look through a window; the others turn by `rope`. */
  readonly localRope: Rope;
  readonly windows: readonly (number | undefined)[];
  /** Of q·kᵀ. */
  readonly scale: number;
}

export const gemma3: ModelFamily<Gemma3Config> = {
  modelType: 'gemma3_text',
  architecture: 'Gemma3ForCausalLM',
  defaults: {
    ...{ vocab_size: 262_208, hidden_size: 2304, intermediate_size: 9216, num_hidden_layers: 26 },
    ...{ num_attention_heads: 8, num_key_value_heads: 4, head_dim: 256 },
    ...{ hidden_activation: 'gelu_pytorch_tanh', rms_norm_eps: 1e-6, query_pre_attn_scalar: 256 },
    ...{ max_position_embeddings: 131_072, rope_theta: 1_000_000, rope_local_base_freq: 10_000 },
    ...{ sliding_window: 4096, sliding_window_pattern: 6, tie_word_embeddings: true },
  },

  read(config) {
    config.oneOf('hidden_activation', ['gelu_pytorch_tanh']);
    const sizes = readSizes(config);
    const pattern = config.count('sliding_window_pattern');
    return {
      ...sizes,
      rope: config.layerRope('full_attention', 'rope_theta', true),
      localRope: config.layerRope('sliding_attention', 'rope_local_base_freq', false),
      windows: readWindows(
        config,
        sizes.layers,
        config.count('sliding_window'),
        (layer) => (layer + 1) % pattern !== 0,
        'sliding_window_pattern',
      ),
      scale: config.positive('query_pre_attn_scalar') ** -0.5,
    };
  },

  ...ends,

  embed: (g, w, c, ids) => g.mul(ends.embed(g, w, c, ids), g.scalar(Math.sqrt(c.hidden))),

  layer(g, weights, c, x, { index, rope, attend }) {
    const w = weights.in(`model.layers.${index}`);
    const window = c.windows[index];
    const norm = (name: string, value: Value, size = c.hidden) =>
      offsetNorm(g, w, name, value, size, c.normEpsilon);
    const options = {
      ...c,
      window,
      rope: rope(window === undefined ? c.rope : c.localRope, c.headDim),
      headNorm: (name: string, head: Value) => norm(`self_attn.${name}`, head, c.headDim),
    };
    const h = g.recomputed('layer', () => {
      const inner = attention(g, w.in('self_attn'), norm('input_layernorm', x), options, attend);
      return g.add(x, norm('post_attention_layernorm', inner));
    });
    const inner = g.recomputed('layer', () => {
      const normed = norm('pre_feedforward_layernorm', h);
      return norm('post_feedforward_layernorm', gatedMlp(g, w.in('mlp'), normed, c, geluTanh));
    });
    return g.add(h, inner);
  },

  norm: (g, w, c, x) => offsetNorm(g, w, 'model.norm', x, c.hidden, c.normEpsilon),
};

/** A norm whose weight is stored as its distance from 1. */
function offsetNorm(g: Graph, w: Weights, name: string, x: Value, size: number, epsilon: number): Value {
  return rmsNorm(g, x, w.tensor(`${name}.weight`, [size]), epsilon, 1);
}
