/** Qwen2 and Qwen2.5: biases on q, k and v; a sliding window on the upper layers where switched on. */

import { attention } from '../nn/attention.ts';
import { gatedMlp, silu } from '../nn/mlp.ts';
import type { ConfigReader } from './configReader.ts';
import type { ModelFamily } from './family.ts';
import {
  ends,
  gguf,
  type LlamaLike,
  llamaKeys,
  notInGguf,
  preNormLayer,
  readLlamaLike,
  readWindows,
} from './llamaLike.ts';

export interface QwenConfig extends LlamaLike {
  readonly windows: readonly (number | undefined)[];
}

export const qwen2: ModelFamily<QwenConfig> = {
  modelType: 'qwen2',
  architecture: 'Qwen2ForCausalLM',
  gguf,
  ggufKeys(c) {
    if (c.headDim * c.heads === c.hidden) return llamaKeys('qwen2', c, c.windows);
    throw notInGguf(
      `a Qwen2 model whose ${c.heads} heads of ${c.headDim} do not make up its width of ${c.hidden}`,
    );
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
  const common = readLlamaLike(config, 32_768);
  const used = config.flag('use_sliding_window', false);
  const size = config.optionalCount('sliding_window');
  const first = used ? config.count('max_window_layers', 28) : 0;
  const window = used ? size : undefined;
  return { ...common, windows: readWindows(config, common.layers, window, (layer) => layer >= first) };
}
