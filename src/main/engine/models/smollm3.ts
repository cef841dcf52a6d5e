/** SmolLM3: Llama's layers, every fourth of which turns no queries and keys. Yang et al. 2025, "RoPE to NoPE". */

import { say } from '../../../shared/sentence.ts';
import { attention } from '../nn/attention.ts';
import { gatedMlp, silu } from '../nn/mlp.ts';
import type { ModelFamily } from './family.ts';
import { llamaKeys, notInGguf } from './ggufKeys.ts';
import {
  ends,
  interleavedGguf,
  type LlamaLike,
  preNormLayer,
  readLlamaLike,
  readWindows,
} from './llamaLike.ts';

/** In llama.cpp the layers without RoPE are no setting. */
const ggmlInterval = 4;

interface SmolLM3Config extends LlamaLike {
  readonly attentionBias: boolean;
  readonly mlpBias: boolean;
  /** By layer. */
  readonly turns: readonly boolean[];
  readonly windows: readonly (number | undefined)[];
}

export const smollm3: ModelFamily<SmolLM3Config> = {
  modelType: 'smollm3',
  architecture: 'SmolLM3ForCausalLM',
  gguf: interleavedGguf,
  ggufKeys(c) {
    if (c.turns.some((turns, layer) => turns !== ((layer + 1) % ggmlInterval !== 0)))
      throw notInGguf(say`a SmolLM3 model in which other layers than every fourth turn no queries and keys`);
    if (c.windows.some((window) => window !== undefined))
      throw notInGguf(say`a SmolLM3 model with a sliding window`);
    if (c.attentionBias || c.mlpBias) throw notInGguf(say`a SmolLM3 model with biases`);
    return llamaKeys('smollm3', c);
  },
  defaults: {
    vocab_size: 128_256,
    hidden_size: 2048,
    intermediate_size: 11_008,
    num_hidden_layers: 36,
    num_attention_heads: 16,
    num_key_value_heads: 4,
    head_dim: null,
    hidden_act: 'silu',
    max_position_embeddings: 32_768,
    rope_theta: 2_000_000,
    rms_norm_eps: 1e-6,
    no_rope_layers: null,
    no_rope_layer_interval: 4,
    use_sliding_window: false,
    sliding_window: null,
    attention_bias: false,
    mlp_bias: false,
    tie_word_embeddings: true,
  },

  read(config) {
    const common = readLlamaLike(config);
    const interval = config.count('no_rope_layer_interval');
    const turns =
      config.switches('no_rope_layers', common.layers) ??
      Array.from({ length: common.layers }, (_, layer) => (layer + 1) % interval !== 0);
    const size = config.optionalCount('sliding_window');
    const window = config.flag('use_sliding_window') ? size : undefined;
    return {
      ...common,
      turns,
      attentionBias: config.flag('attention_bias'),
      mlpBias: config.flag('mlp_bias'),
      windows: readWindows(config, common.layers, window, (layer) => !turns[layer], 'layer_types'),
    };
  },

  ...ends,

  layer: (g, w, c, x, { index, rope, attend }) =>
    preNormLayer(g, w.in(`model.layers.${index}`), c, x, {
      attention: (w, x) => {
        const options = {
          ...c,
          bias: { qkv: c.attentionBias, o: c.attentionBias },
          window: c.windows[index],
          rope: c.turns[index] ? rope(c.rope, c.headDim) : undefined,
        };
        return attention(g, w, x, options, attend);
      },
      mlp: (w, x) => gatedMlp(g, w, x, { ...c, bias: c.mlpBias }, silu),
    }),
};
