/** What Gemma 2 and 3 have in common: scaled embeddings, norms before and after each half of a layer, GELU. */

import { gatedMlp, geluTanh } from '../nn/mlp.ts';
import { residualHalves } from '../nn/residual.ts';
import { rmsNorm } from '../nn/rmsNorm.ts';
import type { Weights } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { GgufSpelling, ModelFamily } from './family.ts';
import { ends, gguf, type LlamaLike } from './llamaLike.ts';

/** Embedding, last norm and head. */
export const gemmaEnds: Pick<ModelFamily<LlamaLike>, 'embed' | 'norm' | 'head'> = {
  ...ends,
  embed: (g, w, c, ids) => g.mul(ends.embed(g, w, c, ids), g.scalar(Math.sqrt(c.hidden))),
  norm: (g, w, c, x) => offsetNorm(g, w, 'model.norm', x, c.hidden, c.normEpsilon),
};

/** ggml's names; every norm is stored as what it multiplies by. */
export const gemmaGguf = {
  names: {
    ...gguf.names,
    post_attention_layernorm: 'post_attention_norm',
    pre_feedforward_layernorm: 'ffn_norm',
    post_feedforward_layernorm: 'post_ffw_norm',
    'self_attn.q_norm': 'attn_q_norm',
    'self_attn.k_norm': 'attn_k_norm',
  },
  interleaved: [],
  raised: [
    'input_layernorm',
    'post_attention_layernorm',
    'pre_feedforward_layernorm',
    'post_feedforward_layernorm',
    'self_attn.q_norm',
    'self_attn.k_norm',
    'model.norm',
  ],
} satisfies GgufSpelling;

/** What llama.cpp scales scores by: by a head's size, but in the one size of model where Gemma itself does not. */
export const ggmlScale = (
  { layers, hidden, heads, headDim }: Pick<LlamaLike, 'layers' | 'hidden' | 'heads' | 'headDim'>,
  odd: number,
): number => (layers === odd ? hidden / heads : headDim) ** -0.5;

/** h = x + norm(attention(norm(x))), then h + norm(mlp(norm(h))). Gemma Team 2024, "Gemma 2". */
export function sandwichLayer(
  g: Graph,
  w: Weights,
  c: LlamaLike,
  x: Value,
  attention: (w: Weights, normed: Value) => Value,
): Value {
  const norm = (name: string, value: Value) => offsetNorm(g, w, name, value, c.hidden, c.normEpsilon);
  return residualHalves(g, x, {
    attention: (x) =>
      norm('post_attention_layernorm', attention(w.in('self_attn'), norm('input_layernorm', x))),
    mlp(h) {
      const normed = norm('pre_feedforward_layernorm', h);
      return norm('post_feedforward_layernorm', gatedMlp(g, w.in('mlp'), normed, c, geluTanh));
    },
  });
}

/** A norm whose weight is stored as its distance from 1. */
export function offsetNorm(
  g: Graph,
  w: Weights,
  name: string,
  x: Value,
  size: number,
  epsilon: number,
): Value {
  return rmsNorm(g, x, w.tensor(`${name}.weight`, [size]), epsilon, 1);
}
