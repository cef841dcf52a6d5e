/** What a run will do and take, told before it starts: from its trial on this machine with these rows. */

import type { TrainEvent } from '../../../shared/events.ts';
import type { RunConfig } from '../../../shared/runConfig.ts';
import type { Prepared } from './prepare.ts';
import { deviceName } from './session.ts';
import type { Trial } from './trial.ts';

/** @param startSeconds what loading and the trial took */
export function announcement(
  { dataset, steps, trainable, total, choice, config, work }: Prepared,
  { perTrained, perMeasured, memoryBytes }: Trial,
  startSeconds: number,
): TrainEvent {
  const { train, heldOut } = dataset;
  const { trained, measuring, measurements } = work;
  const seconds = startSeconds + perTrained * trained + perMeasured * (measurements + 1) * measuring;
  return {
    type: 'plan',
    ...{ steps, trainable, total, rows: train.lengths.length, heldOutRows: heldOut.lengths.length },
    tokens: train.lengths.reduce((sum, length) => sum + length, 0),
    device: deviceName(choice.device),
    deviceReason: choice.reason,
    estimate: { seconds, memoryBytes, diskBytes: diskBytes(trainable, config, measurements, seconds) },
  };
}

/** The result; the best and the last checkpoint of θ, m and v; and of the others as many as there will be and as fit. */
export function diskBytes(
  trainable: number,
  config: RunConfig,
  measurements: number,
  seconds: number,
): number {
  const [result, checkpoint] = [4 * trainable, 3 * 4 * trainable];
  const made = measurements + Math.floor(seconds / (60 * config.checkpointMinutes));
  return (
    result +
    Math.min(made, 2) * checkpoint +
    Math.min(Math.max(0, made - 2) * checkpoint, config.checkpointBudgetBytes)
  );
}
