/** What a run will do and take, told before it starts and measured on this machine with these rows. */

import { AppError } from '../../../shared/errors.ts';
import type { TrainEvent } from '../../../shared/events.ts';
import { planSteps } from '../data/pack.ts';
import { findNonFinite } from '../formats/readTensor.ts';
import { interrupted } from './interrupted.ts';
import type { Learner } from './learner.ts';
import type { Prepared } from './prepare.ts';
import { deviceName } from './session.ts';

/** Forward and backward pass with recomputation over the forward pass alone, as measured on two cores. */
const stepOverForward = 2.6;

/**
 * Runs the first micro-batch forward twice, the first time to warm up, and plans from that.
 * @param measurements times the held-out rows will be measured
 * @throws AppError `bad-model` when the untouched model's loss is not a number, naming the tensor to blame
 */
export async function announce(
  { dataset, steps, trainable, total, choice, memoryBytes, config, microTokens, model }: Prepared,
  learner: Learner,
  measurements: number,
  signal: AbortSignal | undefined,
): Promise<TrainEvent> {
  const { train, heldOut } = dataset;
  const epoch = planSteps(train.lengths, { ...config, microTokens, epoch: 0 }).steps;
  const examples = (epoch[0]?.[0] ?? []).map((index) => train.at(index));
  let seconds = 0;
  for (let i = 0; i < 2; i++) {
    await interrupted(signal);
    const start = performance.now();
    const loss = await learner.lossSum(examples);
    seconds = (performance.now() - start) / 1000;
    if (!Number.isFinite(loss)) throw damagedWeights(findNonFinite(model.tensors), model.folder.path);
  }
  const tokens = sum(train.lengths);
  const perToken = seconds / sum(examples.map(({ ids }) => ids.length));
  const trained = stepOverForward * tokens * (steps / epoch.length);
  return {
    type: 'plan',
    ...{ steps, trainable, total, tokens, rows: train.lengths.length, heldOutRows: heldOut.lengths.length },
    device: deviceName(choice.device),
    deviceReason: choice.reason,
    estimate: {
      seconds: perToken * (trained + measurements * sum(heldOut.lengths)),
      memoryBytes,
      // Two checkpoints of θ, m and v, and the result.
      diskBytes: 4 * trainable * 7,
    },
  };
}

/** `tensor` is to blame; undefined: none is. */
export function damagedWeights(tensor: string | undefined, folder: string): AppError {
  return new AppError(
    'bad-model',
    tensor
      ? `${folder}: the tensor ${tensor} holds numbers that are not finite (NaN or infinite)`
      : `${folder}: the loss of the untouched model is not a number, though its weights are`,
    'The weights are damaged: download the model again.',
  );
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
