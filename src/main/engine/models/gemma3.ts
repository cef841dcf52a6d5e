/** Gemma 3 (text): local and global layers, queries and keys normalised per head. Gemma Team 2025. */

import { say } from '../../../shared/sentence.ts';
import { attention } from '../nn/attention.ts';
import { offsetNorm } from '../nn/rmsNorm.ts';
import type { Rope } from '../nn/rope.ts';
import type { ModelFamily } from './family.ts';
import { gemmaEnds, gemmaGguf, ggmlScale, sandwichLayer } from './gemmaLike.ts';
import { llamaKeys, notInGguf } from './ggufKeys.ts';
import { type LlamaLike, readSizes, readWindows } from './llamaLike.ts';

/** Layers of the 27B model, whose scores are scaled otherwise. */
const oddLayers = 62;

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
  gguf: gemmaGguf,
  ggufKeys(c) {
    const { windows, localRope } = c;
    const window = windows.find((each) => each !== undefined);
    const firstFull = windows.indexOf(undefined);
    const period = firstFull < 0 ? c.layers + 1 : firstFull + 1;
    if (window === undefined || localRope.scaling.type !== 'default')
      throw notInGguf(say`a Gemma 3 model without a window, or whose windowed layers stretch RoPE`);
    if (windows.some((each, layer) => each !== (layer % period === period - 1 ? undefined : window)))
      throw notInGguf(say`a Gemma 3 model whose layers with full attention do not come at even distances`);
    const keys = llamaKeys('gemma3', c);
    const counts = { 'attention.sliding_window': window, 'attention.sliding_window_pattern': period };
    return {
      ...keys,
      counts: { ...keys.counts, ...counts },
      numbers: { ...keys.numbers, 'rope.freq_base_swa': localRope.theta },
    };
  },
  // As in Gemma 2; the norm comes after the queries.
  ggufTimes: (c, module) => (module === 'self_attn.q_norm' ? c.scale / ggmlScale(c, oddLayers) : 1),
  defaults: {
    vocab_size: 262_208,
    hidden_size: 2304,
    intermediate_size: 9216,
    num_hidden_layers: 26,
    num_attention_heads: 8,
    num_key_value_heads: 4,
    head_dim: 256,
    hidden_activation: 'gelu_pytorch_tanh',
    rms_norm_eps: 1e-6,
    query_pre_attn_scalar: 256,
    max_position_embeddings: 131_072,
    rope_theta: 1_000_000,
    rope_local_base_freq: 10_000,
    sliding_window: 4096,
    sliding_window_pattern: 6,
    tie_word_embeddings: true,
  },

  read(config) {
    config.oneOf('hidden_activation', ['gelu_pytorch_tanh']);
    const sizes = readSizes(config, { rope: config.layerRope('full_attention', 'rope_theta', true) });
    const pattern = config.count('sliding_window_pattern');
    return {
      ...sizes,
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

  ...gemmaEnds,

  layer: (g, w, c, x, { index, rope, attend }) =>
    sandwichLayer(g, w.in(`model.layers.${index}`), c, x, (w, x) => {
      const window = c.windows[index];
      const options = {
        ...c,
        window,
        rope: rope(window === undefined ? c.rope : c.localRope, c.headDim),
        headNorm: (name: string, head: typeof x) => offsetNorm(g, w, name, head, c.headDim, c.normEpsilon),
      };
      return attention(g, w, x, options, attend);
    }),
};
