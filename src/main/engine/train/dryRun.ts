/** Takes the largest pass of a run once before the run begins: what it costs is measured, and what does not fit shows now. */

import { AppError } from '../../../shared/errors.ts';
import type { ExampleSet } from '../data/exampleSet.ts';
import { type MicroBatch, planSteps } from '../data/pack.ts';
import { findNonFinite } from '../formats/readTensor.ts';
import type { Objective } from '../objectives/objective.ts';
import { type TokenSequence, tokensOf } from '../objectives/packedFeeds.ts';
import { activeMs } from '../runtime/clock.ts';
import { PeakMemory } from '../runtime/peakMemory.ts';
import { yieldOrAbort } from '../runtime/yieldOrAbort.ts';
import { type KnownPass, measuringPasses } from './measureMeans.ts';
import { laterBytes, type MemoryQuestion, memoryParts } from './memory.ts';
import type { PassSums } from './passSums.ts';
import type { Prepared } from './prepare.ts';
import { damagedWeights, type Recovery, remedyFor } from './recovery.ts';
import type { TrainState } from './trainState.ts';

/** What the run's largest passes took. */
export interface DryRun {
  /** Seconds a token that is trained on takes, and one that is only measured. */
  readonly perTrained: number;
  readonly perMeasured: number;
  /** Seconds an update of the parameters takes. */
  readonly perUpdate: number;
  /** The most memory held, and what the run will need besides. */
  readonly memoryBytes: number;
  /** What had to be changed for the passes to fit; undefined: nothing. */
  readonly relief: Relief | undefined;
  /** The measuring pass with the untouched parameters, among passes of this many tokens; undefined: nothing is held out. */
  readonly measured: (KnownPass & { readonly microTokens: number }) | undefined;
}

export type Relief = Pick<Recovery, 'microTokens' | 'recompute' | 'rowTokens'>;

interface DryRunOptions {
  /** What the run begins with. */
  readonly recovery: Recovery;
  readonly signal: AbortSignal | undefined;
  /** Hears in words what is changed about the run. */
  readonly onRelief: (message: string) => void;
}

/**
 * The first pass of its kind also pays for what is done once. Where it multiplies less than this, which takes two cores
 * half a second, that would show, and it is taken a second time.
 */
const tooLittleToTell = 1e10;

type Pass = readonly TokenSequence[];

/**
 * A measurement's forward pass, a step's gradients and the update they lead to, which are thrown away. Parameters stay as
 * they are. Where memory runs out, less is tried until it suffices.
 * @throws AppError `bad-model` where the untouched model's loss is not a number; `memory` where nothing helps
 */
export async function dryRun(
  prepared: Prepared,
  trainState: TrainState,
  options: DryRunOptions,
): Promise<DryRun> {
  const { config, dataset } = prepared;
  for (let { recovery } = options, relieved = false; ; relieved = true)
    try {
      const found = await largestPasses(prepared, trainState, recovery, options.signal);
      const { microTokens, recompute, rowTokens } = recovery;
      return { ...found, relief: relieved ? { microTokens, recompute, rowTokens } : undefined };
    } catch (error) {
      const short = error instanceof AppError && error.code === 'memory';
      const remedy = short ? remedyFor(error, recovery, { ...config, longest: dataset.longest }) : undefined;
      if (!remedy) throw error;
      options.onRelief(`${(error as AppError).message}: ${remedy.words}`);
      await trainState.rebuild(remedy.recovery.recompute);
      recovery = remedy.recovery;
    }
}

async function largestPasses(
  prepared: Prepared,
  trainState: TrainState,
  recovery: Recovery,
  signal: AbortSignal | undefined,
): Promise<Omit<DryRun, 'relief'>> {
  const { config, dataset, memoryQuestion, model, plan, trainable } = prepared;
  const peak = new PeakMemory();
  const { microTokens } = recovery;
  const { train, heldOut } = dataset;
  const question = { ...memoryQuestion, recompute: recovery.recompute };
  const steps = planSteps(train.lengths, { ...config, microTokens, epoch: 0 }).steps.flat();
  const step = largest(train, steps, question, plan.objective.cut, recovery.rowTokens);
  const held = largest(
    heldOut,
    measuringPasses(heldOut.lengths, { ...config, microTokens }),
    question,
    plan.objective.cut,
    null,
  );
  const measurement = held.pass.length > 0 ? held : step;

  /** @param size how much is multiplied */
  const quickest = async (size: number, work: () => Promise<void>): Promise<number> => {
    let seconds = Infinity;
    for (let rounds = size < tooLittleToTell ? 2 : 1; rounds > 0; rounds--) {
      await yieldOrAbort(signal);
      const start = activeMs();
      await work();
      seconds = Math.min(seconds, (activeMs() - start) / 1000);
      peak.sample();
    }
    return seconds;
  };
  const perToken = async (pass: Pass, work: () => Promise<void>): Promise<number> =>
    (await quickest(tokensOf(pass) * model.parameters, work)) / tokensOf(pass);

  const { objective } = plan;
  let sums: PassSums | undefined;
  const perMeasured = await perToken(measurement.pass, async () => {
    sums = await trainState.measure(measurement.pass);
    requireFinite(sums.loss);
  });
  const perTrained = await perToken(step.pass, async () => {
    const noise = plan.dropoutFeatures && new Float32Array(tokensOf(step.pass)).fill(1);
    const units = step.pass.reduce((sum, example) => sum + objective.units(example), 0);
    try {
      requireFinite((await trainState.accumulate(step.pass, Math.max(1, units), noise)).loss);
    } finally {
      trainState.discard();
    }
  });
  const perUpdate = await quickest(trainable, () => trainState.rehearseUpdate());
  const measured = measurement === held && sums ? { index: held.index, sums, microTokens } : undefined;
  return { perTrained, perMeasured, perUpdate, memoryBytes: peak.bytes + laterBytes, measured };

  function requireFinite(loss: number): void {
    if (!Number.isFinite(loss)) throw damagedWeights(findNonFinite(model.tensors), model.folder.path);
  }
}

/** That of `passes` over `set` which should take the most memory. @param rowTokens rows are cut to it */
function largest(
  set: ExampleSet,
  passes: readonly MicroBatch[],
  question: Omit<MemoryQuestion, 'microTokens' | 'longest'>,
  cut: Objective['cut'],
  rowTokens: number | null,
): { readonly index: number; readonly pass: Pass; readonly bytes: number } {
  let found = { index: 0, bytes: 0, tokens: 0, longest: 0 };
  passes.forEach((at, index) => {
    const lengths = at.map((row) => Math.min(set.lengths[row]!, rowTokens ?? Infinity));
    const [tokens, longest] = [lengths.reduce((sum, length) => sum + length, 0), Math.max(...lengths)];
    if (tokens <= found.tokens && longest <= found.longest) return;
    const bytes = memoryParts({ ...question, microTokens: tokens, longest }).activations;
    if (bytes > found.bytes) found = { index, bytes, tokens, longest };
  });
  const pass = (passes[found.index] ?? []).map((row) => cut(set.at(row), rowTokens));
  return { ...found, pass };
}
