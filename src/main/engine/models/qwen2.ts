/** Qwen2 and Qwen2.5: biases on q, k and v; a sliding window on the upper layers where switched on. */

import { attention } from '../nn/attention.ts';
import { gatedMlp, silu } from '../nn/mlp.ts';
import type { ConfigReader } from './configReader.ts';
import type { ModelFamily } from './family.ts';
import { llamaKeys, requireWholeHeads } from './ggufKeys.ts';
import { ends, gguf, type LlamaLike, preNormLayer, readLlamaLike, readWindows } from './llamaLike.ts';

export interface QwenConfig extends LlamaLike {
  readonly windows: readonly (number | undefined)[];
}

export const qwen2: ModelFamily<QwenConfig> = {
  modelType: 'qwen2',
  architecture: 'Qwen2ForCausalLM',
  gguf,
  ggufKeys(c) {
    requireWholeHeads('Qwen2', c);
    return llamaKeys('qwen2', c, c.windows);
  },
  defaults: {
    vocab_size: 151_936,
    hidden_size: 4096,
    intermediate_size: 22_016,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 32,
    head_dim: null,
    hidden_act: 'silu',
    max_position_embeddings: 32_768,
    rope_theta: 10_000,
    rms_norm_eps: 1e-6,
    use_sliding_window: false,
    sliding_window: 4096,
    max_window_layers: 28,
    tie_word_embeddings: false,
  },

  read: readQwen,

  ...ends,

  layer: (g, w, c, x, { index, rope, attend }) =>
    preNormLayer(g, w.in(`model.layers.${index}`), c, x, {
      attention: (w, x) => {
        const [bias, window] = [{ qkv: true, o: false }, c.windows[index]];
        return attention(g, w, x, { ...c, bias, window, rope: rope(c.rope, c.headDim) }, attend);
      },
      mlp: (w, x) => gatedMlp(g, w, x, c, silu),
    }),
};

/** Layers from `max_window_layers` on use the window, if `use_sliding_window` is true. */
export function readQwen(config: ConfigReader): QwenConfig {
  const common = readLlamaLike(config);
  const used = config.flag('use_sliding_window');
  const size = config.optionalCount('sliding_window');
  const first = config.index('max_window_layers');
  const window = used ? size : undefined;
  const slides = (layer: number) => layer >= first;
  return { ...common, windows: readWindows(config, common.layers, window, slides, 'max_window_layers') };
}
