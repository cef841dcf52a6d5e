/** StableLM 3B and 2: layer norms, part of each head turned; the 12B's halves stand side by side. Bellagente et al. 2024. */

import { say } from '../../../shared/sentence.ts';
import { attention } from '../nn/attention.ts';
import { layerNorm, namedLayerNorm } from '../nn/layerNorm.ts';
import { gatedMlp, silu } from '../nn/mlp.ts';
import { residualHalves } from '../nn/residual.ts';
import type { Weights } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { ModelFamily } from './family.ts';
import { llamaKeys, notInGguf, requireWholeHeads } from './ggufKeys.ts';
import { ends, gguf, type LlamaLike, readSizes } from './llamaLike.ts';

interface StableLmConfig extends LlamaLike {
  readonly qkvBias: boolean;
  readonly headNorms: boolean;
  readonly parallel: boolean;
}

export const stablelm: ModelFamily<StableLmConfig> = {
  modelType: 'stablelm',
  architecture: 'StableLmForCausalLM',
  gguf,
  ggufKeys(c) {
    if (c.headNorms) throw notInGguf(say`a StableLM model whose heads have norms of their own yet`);
    requireWholeHeads('StableLM', c);
    const keys = llamaKeys('stablelm', c, [], { layerNorms: true });
    return { ...keys, flags: { use_parallel_residual: c.parallel }, ownHead: true };
  },
  defaults: {
    vocab_size: 50_304,
    hidden_size: 2560,
    intermediate_size: 6912,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 32,
    head_dim: null,
    hidden_act: 'silu',
    max_position_embeddings: 4096,
    rope_theta: 10_000,
    partial_rotary_factor: 0.25,
    layer_norm_eps: 1e-5,
    use_qkv_bias: false,
    qk_layernorm: false,
    use_parallel_residual: false,
    tie_word_embeddings: false,
  },

  read(config) {
    config.oneOf('hidden_act', ['silu', 'swish']);
    return {
      ...readSizes(config, { epsilon: 'layer_norm_eps' }),
      qkvBias: config.flag('use_qkv_bias'),
      headNorms: config.flag('qk_layernorm'),
      parallel: config.flag('use_parallel_residual'),
    };
  },

  ...ends,

  layer(g, weights, c, x, { index, rope, attend }) {
    const w = weights.in(`model.layers.${index}`);
    const norm = (name: string, value: Value) => namedLayerNorm(g, w, name, value, c.normEpsilon);
    const options = {
      ...c,
      bias: { qkv: c.qkvBias, o: false },
      rope: rope(c.rope, c.headDim),
      ...(c.headNorms && { headNorm: headNorms(g, w.in('self_attn'), c.normEpsilon) }),
    };
    return residualHalves(g, x, {
      parallel: c.parallel,
      attention: (x) => attention(g, w.in('self_attn'), norm('input_layernorm', x), options, attend),
      mlp(h) {
        const normed = norm(c.parallel ? 'input_layernorm' : 'post_attention_layernorm', h);
        return gatedMlp(g, w.in('mlp'), normed, c, silu);
      },
    });
  },

  norm: (g, w, c, x) => namedLayerNorm(g, w, 'model.norm', x, c.normEpsilon),
};

/** Every head has a norm of its own, without bias: x [t, n, d]. */
function headNorms(g: Graph, w: Weights, epsilon: number) {
  return (name: 'q_norm' | 'k_norm', x: Value): Value => {
    const [, heads, headDim] = x.shape as readonly number[] as [unknown, number, number];
    const norms = w.in(name === 'q_norm' ? 'q_layernorm.norms' : 'k_layernorm.norms');
    const rows = Array.from({ length: heads }, (_, head) =>
      g.reshape(norms.tensor(`${head}.weight`, [headDim]), [1, headDim]),
    );
    return layerNorm(g, x, epsilon, g.concat(rows, 0));
  };
}
