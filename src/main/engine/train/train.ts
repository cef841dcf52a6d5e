/** Starts a run or goes on with one, and leaves nothing behind where nothing came of it. */

import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { TrainResult } from '../../../shared/events.ts';
import type { RunConfig } from '../../../shared/runConfig.ts';
import { announcement } from './announce.ts';
import * as checkpoints from './checkpoint.ts';
import { awake } from './clock.ts';
import { initialParameters } from './initialParameters.ts';
import { Learner } from './learner.ts';
import { Run } from './loop.ts';
import { prepare } from './prepare.ts';
import { startOf } from './progress.ts';
import { readRunFile, requireSameInputs, type StartedRun, writeFailure, writeRunFile } from './runFile.ts';
import { checkpointsIn, makeRunFolder, refuseOccupiedRun, tidyRunFolder } from './runFolder.ts';
import type { TrainOptions } from './trainOptions.ts';
import { tryOut } from './trial.ts';

/**
 * Trains as `config` says and leaves the best adapter (or model) in `out`.
 * Stopped through `signal`, it saves what was learned and returns with state `interrupted`.
 * @throws AppError; before the first checkpoint nothing is left behind
 */
export async function train(config: RunConfig, options: TrainOptions): Promise<TrainResult> {
  refuseOccupiedRun(options.out);
  const { model, data, init, holdoutFile } = config;
  const paths = {
    model: resolve(model),
    data: resolve(data),
    ...(init !== undefined && { init: resolve(init) }),
    ...(holdoutFile !== undefined && { holdoutFile: resolve(holdoutFile) }),
  };
  return run(options.runId ?? randomUUID(), { ...config, ...paths }, options);
}

/**
 * Continues the run in `options.out` after its last checkpoint, with the settings it was started with.
 * @throws AppError; what the run has left so far stays
 */
export async function resume(options: TrainOptions): Promise<TrainResult> {
  const started = readRunFile(options.out);
  tidyRunFolder(options.out);
  return run(started.runId, started.config, options, started);
}

async function run(
  runId: string,
  config: RunConfig,
  options: TrainOptions,
  started?: StartedRun,
): Promise<TrainResult> {
  const { out, signal, onEvent } = options;
  const { begun = awake() } = options;
  const prepared = await prepare(config, {
    ...{ prompts: options.prompts?.length ?? 0, measurements: started?.measurements, cache: options.cache },
  });
  if (started) requireSameInputs(started, prepared);
  for (const message of prepared.warnings) onEvent({ type: 'warning', message });
  const { plan, choice, model } = prepared;
  const session = {
    device: choice.device,
    folder: model.weightsFolder,
    ...(config.threads && { threads: config.threads }),
  };
  const { healing, step } = (started && checkpoints.lastProgress(checkpointsIn(out))) ?? startOf(prepared);
  const learner = await Learner.create(plan, session, healing.recompute);
  try {
    learner.setParameters(initialParameters(prepared));
    const onRelief = (message: string) => onEvent({ type: 'log', level: 'warning', step, message });
    const trial = await tryOut(prepared, learner, { healing, signal, onRelief });
    onEvent(announcement(prepared, trial, (awake() - begun) / 1000));
    const undo = started ? undefined : makeRunFolder(out);
    try {
      writeRunFile(out, runId, prepared);
      return await new Run(prepared, learner, { ...options, runId, trial }).finish(started !== undefined);
    } catch (error) {
      if (checkpoints.stepsIn(checkpointsIn(out)).some((step) => step > 0))
        writeFailure(out, runId, prepared, error);
      else undo?.();
      throw error;
    }
  } finally {
    await learner.release();
  }
}
