/** What a run will do and take, told before it starts and measured on this machine with these rows. */

import type { TrainEvent } from '../../../shared/events.ts';
import type { RunConfig } from '../../../shared/runConfig.ts';
import { planSteps } from '../data/pack.ts';
import { findNonFinite } from '../formats/readTensor.ts';
import { interrupted } from './interrupted.ts';
import type { Learner } from './learner.ts';
import { damagedWeights } from './notFinite.ts';
import type { Prepared } from './prepare.ts';
import { deviceName } from './session.ts';

/**
 * Runs the first micro-batch forward twice, the first time to warm up, and plans from that.
 * @throws AppError `bad-model` when the untouched model's loss is not a number, naming the tensor to blame
 */
export async function announce(
  { dataset, steps, trainable, total, choice, memoryBytes, config, microTokens, model, work }: Prepared,
  learner: Learner,
  signal: AbortSignal | undefined,
): Promise<TrainEvent> {
  const { train, heldOut } = dataset;
  const epoch = planSteps(train.lengths, { ...config, microTokens, epoch: 0 }).steps;
  const examples = (epoch[0]?.[0] ?? []).map((index) => train.at(index));
  let forward = 0;
  for (let i = 0; i < 2; i++) {
    await interrupted(signal);
    const start = performance.now();
    const loss = await learner.lossSum(examples);
    forward = (performance.now() - start) / 1000;
    if (!Number.isFinite(loss)) throw damagedWeights(findNonFinite(model.tensors), model.folder.path);
  }
  const tokens = sum(train.lengths);
  const perToken = forward / sum(examples.map(({ ids }) => ids.length));
  const { training, measuring, measurements } = work;
  const seconds = perToken * (training + (measurements + 1) * measuring);
  return {
    type: 'plan',
    ...{ steps, trainable, total, tokens, rows: train.lengths.length, heldOutRows: heldOut.lengths.length },
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

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
