/** Llama 2 and 3, SmolLM, TinyLlama and others that transformers loads as LlamaForCausalLM. */

import { type ModelFamily, readDecoder } from './family.ts';

export const llama: ModelFamily = {
  modelType: 'llama',
  architecture: 'LlamaForCausalLM',
  read: (config) => {
    const attention = config.flag('attention_bias', false);
    return readDecoder(config, {
      bias: { qkv: attention, o: attention, mlp: config.flag('mlp_bias', false) },
      headNorms: false,
      theta: 10_000,
      tied: false,
      maxPositions: 2048,
    });
  },
};
