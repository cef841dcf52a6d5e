/** Loss over examples that are not trained on. */

import type { ExampleSet } from '../data/exampleSet.ts';
import { planSteps } from '../data/pack.ts';
import type { TokenSequence } from './batchFeeds.ts';
import { interrupted } from './interrupted.ts';

/** Something that sums losses without learning: a learner, or a bare model. */
interface LossSum {
  lossSum(examples: readonly TokenSequence[]): Promise<number>;
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
  const { microTokens, packing, signal } = options;
  const plan = planSteps(examples.lengths, {
    batchTokens: microTokens,
    microTokens,
    packing,
    seed: 0,
    epoch: 0,
  });
  let sum = 0;
  for (const batch of plan.steps.flat()) {
    await interrupted(signal);
    sum += await model.lossSum(batch.map((index) => examples.at(index)));
  }
  return sum / examples.labels.reduce((total, count) => total + count, 0);
}
