/** How each way of stretching RoPE for long contexts is spelled in config.json. */

import type { RopeScaling } from '../nn/rope.ts';
import type { ConfigReader } from './configReader.ts';

/** What a scaling depends on besides its own settings. */
interface Surroundings {
  /** Features of a head that are turned. */
  readonly turned: number;
  readonly maxPositions: number;
}

const originalLength = 'original_max_position_embeddings';

export const ropeScalings: Readonly<
  Record<string, (rope: ConfigReader, around: Surroundings) => RopeScaling>
> = {
  default: () => ({ type: 'default' }),

  linear: (rope) => ({ type: 'linear', factor: rope.positive('factor') }),

  dynamic: (rope, { maxPositions }) => ({
    type: 'dynamic',
    factor: rope.positive('factor'),
    originalMaxPositions: maxPositions,
  }),

  llama3: (rope) => ({
    type: 'llama3',
    factor: rope.positive('factor'),
    lowFreqFactor: rope.positive('low_freq_factor'),
    highFreqFactor: rope.positive('high_freq_factor'),
    originalMaxPositions: rope.count(originalLength),
  }),

  yarn(rope) {
    const factor = rope.positive('factor');
    const [mscale, all] = [rope.optionalPositive('mscale'), rope.optionalPositive('mscale_all_dim')];
    const magnitude = (by: number) => (factor <= 1 ? 1 : 0.1 * by * Math.log(factor) + 1);
    const usual = mscale && all ? magnitude(mscale) / magnitude(all) : magnitude(1);
    return {
      type: 'yarn',
      factor,
      betaFast: rope.optionalPositive('beta_fast') ?? 32,
      betaSlow: rope.optionalPositive('beta_slow') ?? 1,
      truncate: rope.optionalFlag('truncate') ?? true,
      originalMaxPositions: rope.count(originalLength),
      attentionFactor: rope.optionalPositive('attention_factor') ?? usual,
    };
  },

  longrope(rope, { turned, maxPositions }) {
    const originalMaxPositions = rope.count(originalLength);
    const factor = rope.optionalPositive('factor') ?? maxPositions / originalMaxPositions;
    const usual = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalMaxPositions));
    return {
      type: 'longrope',
      longFactors: rope.numbers('long_factor', turned / 2),
      shortFactors: rope.numbers('short_factor', turned / 2),
      attentionFactor: rope.optionalPositive('attention_factor') ?? usual,
      originalMaxPositions,
    };
  },
};
