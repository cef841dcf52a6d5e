/** Mistral 7B and its kin: Llama with a sliding window on every layer. */

import { type ModelFamily, readDecoder } from './family.ts';

export const mistral: ModelFamily = {
  modelType: 'mistral',
  architecture: 'MistralForCausalLM',
  read: (config) =>
    readDecoder(config, {
      bias: { qkv: false, o: false, mlp: false },
      headNorms: false,
      theta: 10_000,
      tied: false,
      maxPositions: 131_072,
      window: config.optionalCount('sliding_window'),
    }),
};
