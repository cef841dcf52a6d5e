/** OLMo 2: each half of a layer is normalised after it, queries and keys across all heads. OLMo Team 2025. */

import { say } from '../../../shared/sentence.ts';
import { attention } from '../nn/attention.ts';
import { gatedMlp, silu } from '../nn/mlp.ts';
import { residualHalves } from '../nn/residual.ts';
import { rmsNorm } from '../nn/rmsNorm.ts';
import type { Rope } from '../nn/rope.ts';
import type { Weights } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { GgufKeys, GgufSpelling, LayerContext, ModelFamily } from './family.ts';
import { llamaKeys, notInGguf, requireWholeHeads } from './ggufKeys.ts';
import { ends, gguf, headNormNames, type LlamaLike, readLlamaLike } from './llamaLike.ts';

export interface Olmo2Config extends LlamaLike {
  readonly attentionBias: boolean;
}

/** ggml's names of OLMo 2 and 3. */
export const olmoGguf: GgufSpelling = {
  names: {
    ...gguf.names,
    ...headNormNames,
    ...{ post_attention_layernorm: 'post_attention_norm', post_feedforward_layernorm: 'post_ffw_norm' },
  },
  interleaved: [],
};

/** What llama.cpp has to know of both. @throws AppError `unsupported` */
export function olmoKeys(what: string, c: Olmo2Config): GgufKeys {
  if (c.attentionBias) throw notInGguf(say`${what} with biases in its attention`);
  requireWholeHeads(what, c);
  return { ...llamaKeys('olmo2', c), ownHead: true };
}

export const olmo2: ModelFamily<Olmo2Config> = {
  modelType: 'olmo2',
  architecture: 'Olmo2ForCausalLM',
  gguf: olmoGguf,
  ggufKeys: (c) => olmoKeys('OLMo 2', c),
  defaults: {
    vocab_size: 50_304,
    hidden_size: 4096,
    intermediate_size: 11_008,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: null,
    head_dim: null,
    hidden_act: 'silu',
    max_position_embeddings: 2048,
    rope_theta: 10_000,
    rms_norm_eps: 1e-5,
    attention_bias: false,
    tie_word_embeddings: false,
  },

  read: (config) => ({ ...readLlamaLike(config), attentionBias: config.flag('attention_bias') }),

  ...ends,

  layer: (g, w, c, x, at) => postNormLayer(g, w, c, x, at, { rope: c.rope }),
};

/** h = x + norm(attention(x)), then h + norm(mlp(h)). */
export function postNormLayer(
  g: Graph,
  weights: Weights,
  c: Olmo2Config,
  x: Value,
  { index, rope, attend }: LayerContext,
  looking: { readonly rope: Rope; readonly window?: number | undefined },
): Value {
  const w = weights.in(`model.layers.${index}`);
  const norm = (from: Weights, name: string, value: Value, size = c.hidden) =>
    rmsNorm(g, value, from.tensor(`${name}.weight`, [size]), c.normEpsilon);
  const options = {
    ...c,
    window: looking.window,
    rope: rope(looking.rope, c.headDim),
    bias: { qkv: c.attentionBias, o: c.attentionBias },
    allHeadsNorm: (name: string, heads: Value) =>
      norm(w.in('self_attn'), name, heads, heads.shape[1] as number),
  };
  return residualHalves(g, x, {
    attention: (x) =>
      norm(w, 'post_attention_layernorm', attention(g, w.in('self_attn'), x, options, attend)),
    mlp: (h) => norm(w, 'post_feedforward_layernorm', gatedMlp(g, w.in('mlp'), h, c, silu)),
  });
}
