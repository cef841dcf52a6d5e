/** Llama 2 and 3, SmolLM, TinyLlama and others that transformers loads as LlamaForCausalLM. */

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
} from './llamaLike.ts';

interface LlamaConfig extends LlamaLike {
  readonly attentionBias: boolean;
  readonly mlpBias: boolean;
}

export const llama: ModelFamily<LlamaConfig> = {
  modelType: 'llama',
  architecture: 'LlamaForCausalLM',
  gguf: interleavedGguf,
  ggufKeys: (c) => llamaKeys('llama', c),

  read(config) {
    const common = readLlamaLike(config, 2048);
    config.layerTypes(common.layers, false);
    return {
      ...common,
      attentionBias: config.flag('attention_bias', false),
      mlpBias: config.flag('mlp_bias', false),
    };
  },

  ...ends,

  layer: (g, w, c, x, { index, rope, attend }) =>
    preNormLayer(g, w.in(`model.layers.${index}`), c, x, {
      attention: (w, x) => {
        const bias = { qkv: c.attentionBias, o: c.attentionBias };
        return attention(g, w, x, { ...c, bias, rope: rope(c.rope, c.headDim) }, attend);
      },
      mlp: (w, x) => gatedMlp(g, w, x, { ...c, bias: c.mlpBias }, silu),
    }),
};
