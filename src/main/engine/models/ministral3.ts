/** Ministral 3 (text): Mistral's layers without window, queries growing with their place beyond the original context. */

import { say } from '../../../shared/sentence.ts';
import { attention } from '../nn/attention.ts';
import { gatedMlp, silu } from '../nn/mlp.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
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

interface Ministral3Config extends LlamaLike {
  readonly windows: readonly (number | undefined)[];
}

export const ministral3: ModelFamily<Ministral3Config> = {
  modelType: 'ministral3',
  architecture: 'Ministral3ForCausalLM',
  gguf: interleavedGguf,
  ggufKeys(c) {
    const { temperature, scaling } = c.rope;
    const keys = llamaKeys('mistral3', c, c.windows);
    if (!temperature) return keys;
    if (scaling.type !== 'yarn' || temperature.length !== scaling.originalMaxPositions)
      throw notInGguf(
        say`a Ministral 3 model whose queries grow by other steps than the length YaRN stretches from`,
      );
    return { ...keys, numbers: { ...keys.numbers, 'attention.temperature_scale': temperature.beta } };
  },
  defaults: {
    vocab_size: 131_072,
    hidden_size: 4096,
    intermediate_size: 14_336,
    num_hidden_layers: 34,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    head_dim: 128,
    hidden_act: 'silu',
    max_position_embeddings: 262_144,
    rms_norm_eps: 1e-5,
    sliding_window: null,
    rope_theta: 10_000,
    llama_4_scaling_beta: null,
    tie_word_embeddings: false,
    rope_parameters: {
      rope_type: 'yarn',
      rope_theta: 1_000_000,
      factor: 16,
      original_max_position_embeddings: 16_384,
      beta_fast: 32,
      beta_slow: 1,
      mscale: 1,
      mscale_all_dim: 1,
      llama_4_scaling_beta: 0.1,
    },
  },

  read(config) {
    const common = readLlamaLike(config);
    return { ...common, windows: readWindows(config, common.layers, config.optionalCount('sliding_window')) };
  },

  ...ends,

  layer: (g, w, c, x, { index, rope, positions, attend }) =>
    preNormLayer(g, w.in(`model.layers.${index}`), c, x, {
      attention: (w, x) => {
        const queryScale = temperature(g, c, positions);
        const options = { ...c, window: c.windows[index], rope: rope(c.rope, c.headDim), queryScale };
        return attention(g, w, x, options, attend);
      },
      mlp: (w, x) => gatedMlp(g, w, x, c, silu),
    }),
};

/** 1 + β·ln(1 + ⌊position/original length⌋), [t, 1]. Meta 2025, "Llama 4". */
function temperature(g: Graph, { rope }: Ministral3Config, positions: Value): Value | undefined {
  const { temperature: settings } = rope;
  if (!settings) return undefined;
  return g.recomputed('cheap', () => {
    const contexts = g.floor(g.div(g.reshape(positions, [...positions.shape, 1]), g.scalar(settings.length)));
    const growth = g.mul(g.log(g.add(contexts, g.scalar(1))), g.scalar(settings.beta));
    return g.add(growth, g.scalar(1));
  });
}
