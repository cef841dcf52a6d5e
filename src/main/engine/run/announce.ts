/** What a run will do and take, told before it starts: from its dryRun on this machine with these rows. */

import type { TrainEvent } from '../../../shared/events.ts';
import type { RunConfig } from '../../../shared/runConfig.ts';
import { deviceName } from '../runtime/session.ts';
import type { DryRun } from '../train/dryRun.ts';
import type { Prepared } from '../train/prepare.ts';

/** @param startSeconds what loading and the dryRun took */
export function announcement(
  { dataset, steps, trainable, resultBytes, total, choice, config, model, work }: Prepared,
  { perTrained, perMeasured, perUpdate, memoryBytes }: DryRun,
  startSeconds: number,
): TrainEvent {
  const { train, heldOut } = dataset;
  const { trained, measuring, measurements } = work;
  const seconds =
    startSeconds + perTrained * trained + perUpdate * steps + perMeasured * (measurements + 1) * measuring;
  return {
    type: 'plan',
    steps,
    trainable,
    total,
    vocabulary: model.config.vocabulary,
    rows: train.lengths.length,
    heldOutRows: heldOut.lengths.length,
    tokens: train.lengths.reduce((sum, length) => sum + length, 0),
    device: deviceName(choice.device),
    deviceReason: choice.reason,
    estimate: {
      seconds,
      memoryBytes,
      diskBytes: diskBytes({ trainable, resultBytes, config, steps, measurements, seconds }),
    },
  };
}

/** What a step leaves in metrics and events. */
const bytesPerStep = 500;

/**
 * Bytes in the run's folder at the peak: with every checkpoint that may stay (the last, the best, the one of the last
 * measurement, what fits the budget) there is the next one, or the result.
 */
export function diskBytes({
  trainable,
  resultBytes: result,
  config,
  steps,
  measurements,
  seconds,
}: Extent): number {
  const checkpoint = result + 2 * 4 * trainable;
  const between = Math.floor(seconds / measurements / (60 * config.checkpointMinutes));
  const made = Math.min(measurements * (1 + between), steps);
  const staying = (between > 0 ? 3 : 2) + Math.floor(config.checkpointBudgetBytes / checkpoint);
  const most = Math.max(
    Math.min(made, staying + 1) * checkpoint,
    Math.min(made, staying) * checkpoint + result,
  );
  return most + bytesPerStep * steps;
}

interface Extent {
  readonly trainable: number;
  /** Of parameters, whether trained or not; both moments come on top in checkpoints. */
  readonly resultBytes: number;
  readonly config: RunConfig;
  readonly steps: number;
  readonly measurements: number;
  readonly seconds: number;
}
