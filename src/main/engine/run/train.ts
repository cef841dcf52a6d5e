/** Starts a run or goes on with one, and leaves nothing behind where nothing came of it. */

import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { TrainEvent, TrainResult } from '../../../shared/events.ts';
import type { RunConfig } from '../../../shared/runConfig.ts';
import { told } from '../../../shared/sentence.ts';
import { activeMs } from '../runtime/clock.ts';
import * as checkpoints from '../train/checkpoint.ts';
import { CheckpointStore } from '../train/checkpointStore.ts';
import { dryRun } from '../train/dryRun.ts';
import { TrainingLoop } from '../train/loop.ts';
import type { TrainOptions } from '../train/prepare.ts';
import { initialParameters, prepare } from '../train/prepare.ts';
import { startOf } from '../train/progress.ts';
import { TrainState } from '../train/trainState.ts';
import { announcement } from './announce.ts';
import { recordMetrics } from './metricsFile.ts';
import { readRunFile, requireSameInputs, type StartedRun, writeFailure, writeRunFile } from './runFile.ts';
import { makeRunFolder, refuseOccupiedRun, tidyRunFolder } from './runFolder.ts';
import { saveResult } from './saveResult.ts';

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
  const { begun = activeMs() } = options;
  const prepared = await prepare(config, {
    prompts: options.prompts?.length ?? 0,
    measurements: started?.measurements,
    cache: options.cache,
  });
  if (started) requireSameInputs(started, prepared);
  for (const sentence of prepared.warnings) onEvent({ type: 'warning', ...told(sentence) });
  const { plan, choice, model } = prepared;
  const session = {
    device: choice.device,
    folder: model.weightsFolder,
    ...(config.threads && { threads: config.threads }),
  };
  const { recovery, step } =
    (started && checkpoints.lastProgress(checkpoints.checkpointsIn(out))) ?? startOf(prepared);
  const trainState = await TrainState.create(plan, session, recovery.recompute);
  try {
    trainState.setParameters(await initialParameters(prepared));
    const onRelief = (message: string) => onEvent({ type: 'log', level: 'warning', step, message });
    const measured = await dryRun(prepared, trainState, { recovery, signal, onRelief });
    onEvent(announcement(prepared, measured, (activeMs() - begun) / 1000));
    const undo = started ? undefined : makeRunFolder(out);
    try {
      writeRunFile(out, runId, prepared);
      const store = new CheckpointStore(trainState, { out, onEvent, budget: config.checkpointBudgetBytes });
      const record = (event: TrainEvent) => {
        onEvent(event);
        recordMetrics(join(out, 'metrics.jsonl'), event);
      };
      const loop = new TrainingLoop(prepared, trainState, store, {
        ...options,
        onEvent: record,
        runId,
        dryRun: measured,
      });
      const result = await loop.finish(started !== undefined);
      saveResult(prepared, trainState, result, out);
      store.noteDisk();
      if (result.state === 'done') store.keepFinal(loop.progress);
      const whole = { ...result, peakDiskBytes: store.peakBytes };
      writeRunFile(out, runId, prepared, { state: result.state, result: whole });
      return whole;
    } catch (error) {
      if (checkpoints.stepsIn(checkpoints.checkpointsIn(out)).some((step) => step > 0))
        writeFailure(out, runId, prepared, error);
      else undo?.();
      throw error;
    }
  } finally {
    await trainState.release();
  }
}
