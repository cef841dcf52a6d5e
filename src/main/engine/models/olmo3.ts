/** OLMo 3: OLMo 2's layers, three of four under a sliding window, whose angles are never stretched. OLMo Team 2025. */

import type { Rope } from '../nn/rope.ts';
import type { ModelFamily } from './family.ts';
import { ends, readSizes, readWindows } from './llamaLike.ts';
import { type Olmo2Config, olmo2, olmoGguf, postNormLayer } from './olmo2.ts';

interface Olmo3Config extends Olmo2Config {
  readonly windows: readonly (number | undefined)[];
  /** Of the layers that look through a window; the others turn by `rope`. */
  readonly localRope: Rope;
}

export const olmo3: ModelFamily<Olmo3Config> = {
  modelType: 'olmo3',
  architecture: 'Olmo3ForCausalLM',
  gguf: olmoGguf,
  defaults: { ...olmo2.defaults, rope_theta: 500_000, sliding_window: 4096 },

  read(config) {
    config.oneOf('hidden_act', ['silu', 'swish']);
    const sizes = readSizes(config, { rope: config.layerRope('full_attention', 'rope_theta', true) });
    const window = config.optionalCount('sliding_window');
    return {
      ...sizes,
      attentionBias: config.flag('attention_bias'),
      localRope: config.layerRope('sliding_attention', 'rope_theta', false),
      windows: readWindows(config, sizes.layers, window, (layer) => layer % 4 !== 3, 'layer_types'),
    };
  },

  ...ends,

  layer(g, w, c, x, at) {
    const window = c.windows[at.index];
    return postNormLayer(g, w, c, x, at, { window, rope: window === undefined ? c.rope : c.localRope });
  },
};
