/** OLMo 3: OLMo 2's layers, three of four under a sliding window, whose angles are never stretched. OLMo Team 2025. */

import { say } from '../../../shared/sentence.ts';
import type { Rope } from '../nn/rope.ts';
import type { ModelFamily } from './family.ts';
import { notInGguf } from './ggufKeys.ts';
import { ends, readSizes, readWindows } from './llamaLike.ts';
import { type Olmo2Config, olmo2, olmoGguf, olmoKeys, postNormLayer } from './olmo2.ts';

/** Of the layers with full attention. */
const period = 4;

interface Olmo3Config extends Olmo2Config {
  readonly windows: readonly (number | undefined)[];
  /** Of the layers that look through a window; the others turn by `rope`. */
  readonly localRope: Rope;
}

export const olmo3: ModelFamily<Olmo3Config> = {
  modelType: 'olmo3',
  architecture: 'Olmo3ForCausalLM',
  gguf: olmoGguf,
  ggufKeys(c) {
    const keys = olmoKeys('OLMo 3', c);
    const [window] = c.windows;
    if (window === undefined || c.localRope.scaling.type !== 'default')
      throw notInGguf(say`an OLMo 3 model without a window, or whose windowed layers stretch RoPE`);
    if (c.windows.some((each, layer) => each !== (layer % period === period - 1 ? undefined : window)))
      throw notInGguf(say`an OLMo 3 model in which other layers than every fourth have full attention`);
    const counts = { 'attention.sliding_window': window, 'attention.sliding_window_pattern': period };
    return { ...keys, counts: { ...keys.counts, ...counts } };
  },
  defaults: { ...olmo2.defaults, rope_theta: 500_000, sliding_window: 4096 },

  read(config) {
    config.oneOf('hidden_act', ['silu', 'swish']);
    const sizes = readSizes(config, { rope: config.layerRope('full_attention', 'rope_theta', true) });
    const window = config.optionalCount('sliding_window');
    return {
      ...sizes,
      attentionBias: config.flag('attention_bias'),
      localRope: config.layerRope('sliding_attention', 'rope_theta', false),
      windows: readWindows(
        config,
        sizes.layers,
        window,
        (layer) => layer % period !== period - 1,
        'layer_types',
      ),
    };
  },

  ...ends,

  layer(g, w, c, x, at) {
    const window = c.windows[at.index];
    return postNormLayer(g, w, c, x, at, { window, rope: window === undefined ? c.rope : c.localRope });
  },
};
