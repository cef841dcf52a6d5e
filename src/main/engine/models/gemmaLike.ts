/** What Gemma 2 and 3 have in common: scaled embeddings, norms before and after each half of a layer, GELU. */

import { gatedMlp, geluTanh } from '../nn/mlp.ts';
import { residualHalves } from '../nn/residual.ts';
import { offsetNorm } from '../nn/rmsNorm.ts';
import type { Weights } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { GgufSpelling, ModelFamily } from './family.ts';
import { ends, gguf, headNormNames, type LlamaLike } from './llamaLike.ts';

/** Embedding, last norm and head. */
export const gemmaEnds: Pick<ModelFamily<LlamaLike>, 'embed' | 'norm' | 'head'> = {
  ...ends,
  embed: (g, w, c, ids, positions) =>
    g.mul(ends.embed(g, w, c, ids, positions), g.scalar(Math.sqrt(c.hidden))),
  norm: (g, w, c, x) => offsetNorm(g, w, 'model.norm', x, c.hidden, c.normEpsilon),
};

/** ggml's names; norms are stored without the distance from 1. */
export const gemmaGguf: GgufSpelling = {
  names: {
    ...gguf.names,
    ...headNormNames,
    ...{
      post_attention_layernorm: 'post_attention_norm',
      pre_feedforward_layernorm: 'ffn_norm',
      post_feedforward_layernorm: 'post_ffw_norm',
    },
  },
  interleaved: [],
  normsAddOne: true,
};

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
