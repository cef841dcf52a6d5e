/** The settings of a first fine-tune on the sample data, the same in the window and on the command line. */
import type { RunConfigInput } from './runConfig.ts';

type FirstTry = Pick<RunConfigInput, 'rank' | 'epochs' | 'lr' | 'batchTokens' | 'warmup'>;

/** As few tokens as show the difference, in small steps at a rate that a demo can afford: the manner is learned, the rest kept. */
export const firstTry = {
  large: { rank: 16, epochs: 1, lr: 1e-3, batchTokens: 256, warmup: 0.1 },
  /** For the model that ships with the program. */
  tiny: { rank: 16, epochs: 6, lr: 2e-3, batchTokens: 512, warmup: 0.1 },
} as const satisfies Record<string, FirstTry>;
