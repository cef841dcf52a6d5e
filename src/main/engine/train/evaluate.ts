/** Loss over examples that are not trained on. */

import type { ExampleSet } from '../data/exampleSet.ts';
import { type MicroBatch, planSteps } from '../data/pack.ts';
import { yieldOrAbort } from '../runtime/yieldOrAbort.ts';
import type { TokenSequence } from './batchFeeds.ts';

/** Something that sums losses without learning: a trainState, or a bare model. */
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

/** Loss of one of the measuring passes, as it was measured before. */
export interface KnownPass {
  readonly index: number;
  readonly lossSum: number;
}

/**
 * Mean loss over supervised tokens, in nats.
 * @param known a pass that need not be taken again
 */
export async function evaluate(
  model: LossSum,
  examples: ExampleSet,
  options: {
    readonly microTokens: number;
    readonly packing: boolean;
    readonly signal?: AbortSignal | undefined;
    readonly known?: KnownPass | undefined;
  },
): Promise<number> {
  let sum = 0;
  for (const [index, batch] of measuringPasses(examples.lengths, options).entries()) {
    await yieldOrAbort(options.signal);
    const known = index === options.known?.index ? options.known.lossSum : undefined;
    sum += known ?? (await model.lossSum(batch.map((row) => examples.at(row))));
  }
  return sum / examples.labels.reduce((total, count) => total + count, 0);
}
