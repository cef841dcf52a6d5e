/** Gemma 2: bounded scores and logits, every second layer under a sliding window. Gemma Team 2024. */

import { say } from '../../../shared/sentence.ts';
import { attention, capped } from '../nn/attention.ts';
import type { ModelFamily } from './family.ts';
import { gemmaEnds, gemmaGguf, ggmlScale, sandwichLayer } from './gemmaLike.ts';
import { llamaKeys, notInGguf } from './ggufKeys.ts';
import { type LlamaLike, readSizes, readWindows } from './llamaLike.ts';

/** Layers of the 27B model, whose scores are scaled otherwise. */
const oddLayers = 46;

interface Gemma2Config extends LlamaLike {
  readonly windows: readonly (number | undefined)[];
  /** Of q·kᵀ. */
  readonly scale: number;
  /** Bound of the scores, and of the logits. */
  readonly softcap: number | undefined;
  readonly logitCap: number | undefined;
}

export const gemma2: ModelFamily<Gemma2Config> = {
  modelType: 'gemma2',
  architecture: 'Gemma2ForCausalLM',
  gguf: gemmaGguf,
  ggufKeys(c) {
    const { softcap, logitCap, windows } = c;
    const [window] = windows;
    if (softcap === undefined || logitCap === undefined || window === undefined)
      throw notInGguf(say`a Gemma 2 model without bounds of scores and logits, or without a window`);
    if (windows.some((each, layer) => each !== (layer % 2 === 0 ? window : undefined)))
      throw notInGguf(say`a Gemma 2 model in which other layers than every second look through a window`);
    const keys = llamaKeys('gemma2', c);
    return {
      ...keys,
      counts: { ...keys.counts, 'attention.sliding_window': window },
      numbers: { ...keys.numbers, attn_logit_softcapping: softcap, final_logit_softcapping: logitCap },
    };
  },
  // No key says query_pre_attn_scalar: queries that are larger by the difference do the same.
  ggufTimes: (c, module) => (module === 'self_attn.q_proj' ? c.scale / ggmlScale(c, oddLayers) : 1),
  defaults: {
    vocab_size: 256_000,
    hidden_size: 2304,
    intermediate_size: 9216,
    num_hidden_layers: 26,
    num_attention_heads: 8,
    num_key_value_heads: 4,
    head_dim: 256,
    hidden_activation: 'gelu_pytorch_tanh',
    rms_norm_eps: 1e-6,
    query_pre_attn_scalar: 256,
    max_position_embeddings: 8192,
    rope_theta: 10_000,
    sliding_window: 4096,
    attn_logit_softcapping: 50,
    final_logit_softcapping: 30,
    tie_word_embeddings: true,
  },

  read(config) {
    config.oneOf('hidden_activation', ['gelu_pytorch_tanh']);
    const sizes = readSizes(config);
    const window = config.optionalCount('sliding_window');
    return {
      ...sizes,
      windows: readWindows(config, sizes.layers, window, (layer) => layer % 2 === 0, 'layer_types'),
      scale: config.positive('query_pre_attn_scalar') ** -0.5,
      softcap: config.optionalPositive('attn_logit_softcapping'),
      logitCap: config.optionalPositive('final_logit_softcapping'),
    };
  },

  ...gemmaEnds,

  layer: (g, w, c, x, { index, rope, attend }) =>
    sandwichLayer(g, w.in(`model.layers.${index}`), c, x, (w, x) => {
      const options = { ...c, window: c.windows[index], rope: rope(c.rope, c.headDim) };
      return attention(g, w, x, options, attend);
    }),

  bound: (g, { logitCap }, products) => (logitCap === undefined ? products : capped(g, products, logitCap)),
};
