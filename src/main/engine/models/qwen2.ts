/** Qwen2 and Qwen2.5: biases on q, k and v; a sliding window on the upper layers where switched on. */

import type { ConfigReader } from './configReader.ts';
import { type ModelFamily, readDecoder } from './family.ts';

export const qwen2: ModelFamily = {
  modelType: 'qwen2',
  architecture: 'Qwen2ForCausalLM',
  read: (config) =>
    readDecoder(config, {
      bias: { qkv: true, o: false, mlp: false },
      headNorms: false,
      theta: 10_000,
      tied: false,
      maxPositions: 32_768,
      ...upperLayersWindow(config),
    }),
};

/** Layers from `max_window_layers` on use the window, if `use_sliding_window` is true. */
export function upperLayersWindow(config: ConfigReader): {
  readonly window: number | undefined;
  readonly usesWindow: (layer: number) => boolean;
} {
  const used = config.flag('use_sliding_window', false);
  const size = config.optionalCount('sliding_window');
  const first = used ? config.count('max_window_layers', 28) : 0;
  return { window: used ? size : undefined, usesWindow: (layer) => layer >= first };
}
