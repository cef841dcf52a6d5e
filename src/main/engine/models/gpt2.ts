/** GPT-2: learned positions, layer norms, weights that lie transposed, one projection for all three. Radford et al. 2019. */

import { say } from '../../../shared/sentence.ts';
import { attention } from '../nn/attention.ts';
import { namedLayerNorm } from '../nn/layerNorm.ts';
import { gelu, geluTanh, plainMlp } from '../nn/mlp.ts';
import { oneProjection } from '../nn/projections.ts';
import { residualHalves } from '../nn/residual.ts';
import { transposedLayers } from '../nn/weights.ts';
import type { Value } from '../onnx/types.ts';
import type { ModelFamily, Sizes } from './family.ts';
import { notInGguf, sizeKeys } from './ggufKeys.ts';
import { mostLayers } from './llamaLike.ts';

interface Gpt2Config extends Sizes {
  readonly heads: number;
  readonly intermediate: number;
  readonly normEpsilon: number;
  readonly activation: typeof gelu;
  /** Factor of q·kᵀ in each layer. */
  readonly scales: readonly number[];
  readonly tiedEmbeddings: boolean;
}

const activations = { gelu, gelu_new: geluTanh, gelu_fast: geluTanh, gelu_pytorch_tanh: geluTanh };

export const gpt2: ModelFamily<Gpt2Config> = {
  modelType: 'gpt2',
  architecture: 'GPT2LMHeadModel',
  gguf: {
    names: {
      'transformer.wte': 'token_embd',
      'transformer.wpe': 'position_embd',
      ln_1: 'attn_norm',
      'attn.c_attn': 'attn_qkv',
      'attn.c_proj': 'attn_output',
      ln_2: 'ffn_norm',
      'mlp.c_fc': 'ffn_up',
      'mlp.c_proj': 'ffn_down',
      'transformer.ln_f': 'output_norm',
      lm_head: 'output',
    },
    interleaved: [],
  },
  ggufKeys(c) {
    const usual = 1 / Math.sqrt(c.headDim);
    if (c.scales.some((scale) => scale !== usual))
      throw notInGguf(say`a GPT-2 model that scales its scores by layer, or not at all`);
    return {
      architecture: 'gpt2',
      counts: sizeKeys(c, c.maxPositions),
      numbers: { 'attention.layer_norm_epsilon': c.normEpsilon },
      texts: {},
    };
  },
  defaults: {
    vocab_size: 50_257,
    n_positions: 1024,
    n_embd: 768,
    n_layer: 12,
    n_head: 12,
    n_inner: null,
    activation_function: 'gelu_new',
    layer_norm_epsilon: 1e-5,
    scale_attn_weights: true,
    scale_attn_by_inverse_layer_idx: false,
    tie_word_embeddings: true,
  },

  read(config) {
    const [hidden, layers] = [config.count('n_embd'), config.count('n_layer', mostLayers)];
    const heads = config.dividing('n_head', hidden);
    const maxPositions = config.count('n_positions');
    config.same('n_ctx', maxPositions);
    const headDim = hidden / heads;
    const scale = config.flag('scale_attn_weights') ? 1 / Math.sqrt(headDim) : 1;
    const falls = config.flag('scale_attn_by_inverse_layer_idx');
    const activation = config.oneOf('activation_function', Object.keys(activations));
    return {
      vocabulary: config.count('vocab_size'),
      hidden,
      layers,
      heads,
      kvHeads: heads,
      headDim,
      maxPositions,
      intermediate: config.optionalCount('n_inner') ?? 4 * hidden,
      normEpsilon: config.positive('layer_norm_epsilon'),
      activation: activations[activation as keyof typeof activations],
      scales: Array.from({ length: layers }, (_, layer) => scale / (falls ? layer + 1 : 1)),
      tiedEmbeddings: config.flag('tie_word_embeddings'),
    };
  },

  embed(g, w, c, ids, positions) {
    const tokens = w.embedding('transformer.wte', [c.vocabulary, c.hidden], ids);
    const places = g.cast(positions, 'int32');
    return g.add(tokens, w.embedding('transformer.wpe', [c.maxPositions, c.hidden], places));
  },

  layer(g, weights, c, x, { index, attend }) {
    const w = transposedLayers(weights.in(`transformer.h.${index}`));
    const norm = (name: string, value: Value) => namedLayerNorm(g, w, name, value, c.normEpsilon);
    const options = {
      ...c,
      scale: c.scales[index]!,
      bias: { qkv: true, o: true },
      projections: oneProjection('c_attn'),
      output: 'c_proj',
      rope: undefined,
    };
    const names = { up: 'c_fc', down: 'c_proj' };
    return residualHalves(g, x, {
      attention: (x) => attention(g, w.in('attn'), norm('ln_1', x), options, attend),
      mlp: (h) => plainMlp(g, w.in('mlp'), norm('ln_2', h), { ...c, ...names }, c.activation),
    });
  },

  norm: (g, w, c, x) => namedLayerNorm(g, w, 'transformer.ln_f', x, c.normEpsilon),

  head: (w, c) =>
    w.tensor(c.tiedEmbeddings ? 'transformer.wte.weight' : 'lm_head.weight', [c.vocabulary, c.hidden]),
};
