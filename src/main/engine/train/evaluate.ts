/** Loss over examples that are not trained on. */

import type { ExampleSet } from '../data/exampleSet.ts';
import { type MicroBatch, planSteps } from '../data/pack.ts';
import type { TokenSequence } from './batchFeeds.ts';
import { interrupted } from './interrupted.ts';

/** Something that sums losses without learning: a learner, or a bare model. */
interface LossSum {
  lossSum(examples: readonly TokenSequence[]): Promise<number>;
}

/** The forward passes that measure examples of these lengths. */
export function measuringPasses(
  lengths: ArrayLike<number>,
  { microTokens, packing }: { readonly microTokens: number; readonly packing: boolean },
): readonly MicroBatch[] {
  const options = { batchTokens: microTokens, microTokens, packing, seed: 0, epoch: 0 };
  return planSteps(lengths, options).steps.flat();
}

/** Mean loss over supervised tokens, in nats. */
export async function evaluate(
  model: LossSum,
  examples: ExampleSet,
  options: {
    readonly microTokens: number;
    readonly packing: boolean;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<number> {
  let sum = 0;
  for (const batch of measuringPasses(examples.lengths, options)) {
    await interrupted(options.signal);
    sum += await model.lossSum(batch.map((index) => examples.at(index)));
  }
  return sum / examples.labels.reduce((total, count) => total + count, 0);
}
