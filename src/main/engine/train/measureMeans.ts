/** Loss over examples that are not trained on. */

import type { ExampleSet } from '../data/exampleSet.ts';
import { type MicroBatch, planSteps } from '../data/pack.ts';
import type { Objective } from '../objectives/objective.ts';
import type { TokenSequence } from '../objectives/packedFeeds.ts';
import { yieldOrAbort } from '../runtime/yieldOrAbort.ts';
import { addSums, meanFigures, noSums, type PassSums } from './passSums.ts';

/** Something that sums losses without learning: a run's train state, or a bare model. */
interface Measurable {
  measure(examples: readonly TokenSequence[]): Promise<PassSums>;
}

/** The forward passes that measure examples of these lengths. */
export function measuringPasses(
  lengths: ArrayLike<number>,
  { microTokens, packing }: { readonly microTokens: number; readonly packing: boolean },
): readonly MicroBatch[] {
  const options = { batchTokens: microTokens, microTokens, packing, seed: 0, epoch: 0 };
  return planSteps(lengths, options).steps.flat();
}

/** The sums of one of the measuring passes, as they were measured before. */
export interface KnownPass {
  readonly index: number;
  readonly sums: PassSums;
}

/**
 * Means over the units of all examples.
 * @param known a pass that need not be taken again
 */
export async function measureMeans(
  model: Measurable,
  objective: Objective,
  examples: ExampleSet,
  options: {
    readonly microTokens: number;
    readonly packing: boolean;
    readonly signal?: AbortSignal | undefined;
    readonly known?: KnownPass | undefined;
  },
): Promise<PassSums> {
  let total = noSums(objective);
  let units = 0;
  for (const [index, batch] of measuringPasses(examples.lengths, options).entries()) {
    await yieldOrAbort(options.signal);
    const pass = batch.map((row) => examples.at(row));
    const sums = index === options.known?.index ? options.known.sums : await model.measure(pass);
    total = addSums(total, sums);
    units += pass.reduce((sum, example) => sum + objective.units(example), 0);
  }
  return { loss: total.loss / units, figures: meanFigures(total, units) };
}
