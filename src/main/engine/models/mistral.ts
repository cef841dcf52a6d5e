/** Mistral 7B and its kin: Llama's layers without biases, under a sliding window. Jiang et al. 2023, "Mistral 7B". */

import { attention } from '../nn/attention.ts';
import { gatedMlp, silu } from '../nn/mlp.ts';
import type { ModelFamily } from './family.ts';
import {
  ends,
  interleavedGguf,
  type LlamaLike,
  llamaKeys,
  preNormLayer,
  readLlamaLike,
  readWindows,
} from './llamaLike.ts';

interface MistralConfig extends LlamaLike {
  readonly windows: readonly (number | undefined)[];
}

export const mistral: ModelFamily<MistralConfig> = {
  modelType: 'mistral',
  architecture: 'MistralForCausalLM',
  gguf: interleavedGguf,
  ggufKeys: (c) => llamaKeys('llama', c, c.windows),

  read(config) {
    const common = readLlamaLike(config, 131_072);
    return { ...common, windows: readWindows(config, common.layers, config.optionalCount('sliding_window')) };
  },

  ...ends,

  layer: (g, w, c, x, { index, rope, attend }) =>
    preNormLayer(g, w.in(`model.layers.${index}`), c, x, {
      attention: (w, x) => {
        const window = c.windows[index];
        return attention(g, w, x, { ...c, window, rope: rope(c.rope, c.headDim) }, attend);
      },
      mlp: (w, x) => gatedMlp(g, w, x, c, silu),
    }),
};
