/** Qwen3 (dense): queries and keys normalised per head, head size independent of the hidden size. */

import { type ModelFamily, readDecoder } from './family.ts';
import { upperLayersWindow } from './qwen2.ts';

export const qwen3: ModelFamily = {
  modelType: 'qwen3',
  architecture: 'Qwen3ForCausalLM',
  read: (config) => {
    const attention = config.flag('attention_bias', false);
    return readDecoder(config, {
      bias: { qkv: attention, o: attention, mlp: false },
      headNorms: true,
      theta: 10_000,
      tied: false,
      maxPositions: 32_768,
      ...upperLayersWindow(config),
    });
  },
};
