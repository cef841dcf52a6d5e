/** The training loop: steps, measurements, checkpoints, and what is left at the end. */

import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { StepMetrics, TrainEvent, TrainResult } from '../../../shared/events.ts';
import { type MicroBatch, planSteps } from '../data/pack.ts';
import { Random } from '../data/random.ts';
import { findNonFinite } from '../formats/readTensor.ts';
import { learningRateAt, warmupSteps } from '../optim/schedule.ts';
import { damagedWeights } from './announce.ts';
import * as checkpoints from './checkpoint.ts';
import { evaluate } from './evaluate.ts';
import { interrupted } from './interrupted.ts';
import type { Learner } from './learner.ts';
import * as metrics from './metrics.ts';
import { PeakMemory } from './peakMemory.ts';
import { dropoutFactor, type Prepared } from './prepare.ts';
import { writeRunFile } from './runFile.ts';
import { checkpointsIn } from './runFolder.ts';
import { saveResult } from './saveResult.ts';
import { deviceName } from './session.ts';

export interface TrainOptions {
  /** Folder of the results; new or empty for a new run. */
  readonly out: string;
  readonly onEvent: (event: TrainEvent) => void;
  readonly signal?: AbortSignal;
  /** The run's id, where it has one already. */
  readonly runId?: string;
  /** Answered by the model before training and at each measurement. */
  readonly prompts?: readonly string[];
}

/** Times the held-out rows are measured in a run, besides before it. */
export const measurements = 10;

/** One run in progress; its whole state between two steps is `#progress` and the learner's. */
export class Run {
  readonly #prepared: Prepared;
  readonly #learner: Learner;
  readonly #options: TrainOptions;
  readonly #runId: string;
  readonly #checkpoints: string;
  readonly #metrics: string;
  readonly #started = performance.now();
  #progress: checkpoints.Progress = { step: 0, heldOutLoss: null, best: null, heldOutLossBefore: null };
  readonly #peak = new PeakMemory();
  #tokens = 0;
  #trainingSeconds = 0;
  #lastCheckpoint = performance.now();

  constructor(prepared: Prepared, learner: Learner, options: TrainOptions, runId: string) {
    this.#prepared = prepared;
    this.#learner = learner;
    this.#options = options;
    this.#runId = runId;
    this.#checkpoints = checkpointsIn(options.out);
    this.#metrics = join(options.out, 'metrics.jsonl');
  }

  /** Takes the steps that are left: all of them, or those after the last checkpoint there is. */
  async finish(resumed: boolean): Promise<TrainResult> {
    let state: TrainResult['state'] = 'done';
    try {
      const from = checkpoints.latest(this.#checkpoints);
      if (from) this.#progress = checkpoints.load(from, this.#learner);
      metrics.keep(this.#metrics, this.#progress.step);
      if (resumed) this.#options.onEvent({ type: 'resumed', step: this.#progress.step });
      if (from) await this.#afterStep();
      else await this.#measure();
      await this.#steps();
    } catch (error) {
      const stopped = error instanceof AppError && error.code === 'interrupted';
      if (!stopped || this.#progress.step === 0) throw error;
      state = 'interrupted';
      await this.#checkpoint();
    }
    return this.#save(state);
  }

  async #steps(): Promise<void> {
    const { config, dataset, microTokens, steps } = this.#prepared;
    let first = 0; // step the epoch begins with
    for (let epoch = 0; first < steps; epoch++) {
      const planned = planSteps(dataset.train.lengths, { ...config, microTokens, epoch }).steps.slice(
        0,
        steps - first,
      );
      for (const batches of planned.slice(Math.max(0, this.#progress.step - first)))
        await this.#step(batches);
      first += planned.length;
    }
  }

  /** One optimizer step. */
  async #step(batches: readonly MicroBatch[]): Promise<void> {
    const { config, dataset, steps } = this.#prepared;
    const start = performance.now();
    const step = this.#progress.step + 1;
    const count = (counts: Int32Array) =>
      batches.flat().reduce((sum, index) => sum + (counts[index] as number), 0);
    const [tokens, supervised] = [count(dataset.train.lengths), count(dataset.train.labels)];
    const loss = await this.#accumulate(batches, supervised);
    const norm = this.#learner.gradientNorm();
    if (!Number.isFinite(loss)) throw this.#notFinite(step, `the loss became ${loss}`);
    if (!Number.isFinite(norm)) throw this.#notFinite(step, `the gradient's norm became ${norm}`);
    const { lr: peak, schedule, weightDecay, clip } = config;
    const warmup = warmupSteps(config.warmup, steps);
    const learningRate = learningRateAt(step - 1, { peak, schedule, steps, warmup });
    await this.#learner.update({
      learningRate,
      weightDecay,
      norm,
      maxNorm: clip || Number.POSITIVE_INFINITY,
    });

    this.#progress = { ...this.#progress, step, heldOutLoss: null };
    const seconds = (performance.now() - start) / 1000;
    this.#tokens += tokens;
    this.#trainingSeconds += seconds;
    const memoryBytes = this.#peak.sample();
    const line: StepMetrics = {
      step,
      loss,
      learningRate,
      gradNorm: norm,
      tokens,
      supervised,
      seconds,
      memoryBytes,
    };
    const etaSeconds = (this.#trainingSeconds / this.#tokens) * tokens * (steps - step);
    this.#options.onEvent({ type: 'step', steps, etaSeconds, ...line });
    metrics.append(this.#metrics, line);
    await this.#afterStep();
  }

  /** A measurement and a checkpoint where they are due; also where a stop fell into the measurement. */
  async #afterStep(): Promise<void> {
    const { steps, config } = this.#prepared;
    const { step } = this.#progress;
    const due = step % Math.ceil(steps / measurements) === 0 || step === steps;
    if (due && this.#progress.heldOutLoss === null) {
      const heldOutLoss = await this.#measure();
      if (heldOutLoss !== undefined) metrics.amend(this.#metrics, { heldOutLoss });
    }
    const late = performance.now() - this.#lastCheckpoint > 60_000 * config.checkpointMinutes;
    if (due || late) await this.#checkpoint();
  }

  /** Gradients of the whole step; its mean loss. */
  async #accumulate(batches: readonly MicroBatch[], supervised: number): Promise<number> {
    const { config, dataset, plan } = this.#prepared;
    const random = new Random(config.seed, 2, this.#progress.step);
    let loss = 0;
    try {
      for (const batch of batches) {
        await interrupted(this.#options.signal);
        const examples = batch.map((index) => dataset.train.at(index));
        const length = examples.reduce((sum, { ids }) => sum + ids.length, 0);
        const noise = plan.dropoutFeatures
          ? Float32Array.from({ length }, () => dropoutFactor(random))
          : undefined;
        loss += await this.#learner.accumulate(examples, supervised, noise);
      }
    } catch (error) {
      this.#learner.discard();
      throw error;
    }
    return loss;
  }

  /** Held-out loss now; undefined where nothing is held out. */
  async #measure(): Promise<number | undefined> {
    const { dataset, microTokens, config } = this.#prepared;
    if (dataset.heldOut.lengths.length === 0) return undefined;
    const { step, best, heldOutLossBefore } = this.#progress;
    const { signal, onEvent } = this.#options;
    const heldOutLoss = await evaluate(this.#learner, dataset.heldOut, {
      microTokens,
      packing: config.packing,
      signal,
    });
    if (!Number.isFinite(heldOutLoss)) throw this.#notFinite(step, `the held-out loss became ${heldOutLoss}`);
    // The untouched model is what the result is compared with, not a result.
    const better = step > 0 && (best === null || heldOutLoss < best.heldOutLoss);
    this.#progress = {
      step,
      heldOutLoss,
      best: better ? { step, heldOutLoss } : best,
      heldOutLossBefore: step === 0 ? heldOutLoss : heldOutLossBefore,
    };
    onEvent({ type: 'eval', step, heldOutLoss, best: better });
    return heldOutLoss;
  }

  async #checkpoint(): Promise<void> {
    if (!this.#learner.state.every(({ theta }) => theta.every(Number.isFinite)))
      throw this.#notFinite(this.#progress.step, 'a parameter became infinite or not a number');
    const { path, bytes } = await checkpoints.save(this.#checkpoints, this.#learner, this.#progress);
    const { step, best, heldOutLoss } = this.#progress;
    this.#lastCheckpoint = performance.now();
    this.#options.onEvent({ type: 'checkpoint', step, path, bytes, heldOutLoss, best: step === best?.step });
    for (const pruned of checkpoints.prune(this.#checkpoints, [step, best?.step ?? step]))
      this.#options.onEvent({ type: 'pruned', step: pruned });
  }

  /** The best step's parameters, or the last one's where nothing was measured, and the account of the run. */
  #save(state: TrainResult['state']): TrainResult {
    const { best, step, heldOutLoss, heldOutLossBefore } = this.#progress;
    const { out } = this.#options;
    const saved = best ?? { step, heldOutLoss };
    if (saved.step !== step)
      checkpoints.load(checkpoints.pathOf(this.#checkpoints, saved.step), this.#learner);
    const result: TrainResult = {
      runId: this.#runId,
      adapter: out,
      bestLoss: best?.heldOutLoss ?? null,
      ...{ heldOutLoss: saved.heldOutLoss, heldOutLossBefore, steps: step, state },
      seconds: (performance.now() - this.#started) / 1000,
      tokensPerSecond: this.#trainingSeconds > 0 ? this.#tokens / this.#trainingSeconds : 0,
      peakMemoryBytes: this.#peak.bytes,
      device: deviceName(this.#prepared.choice.device),
    };
    saveResult(this.#prepared, this.#learner, result, out);
    writeRunFile(out, this.#runId, this.#prepared, { state, result });
    return result;
  }

  /** Damaged weights can also show late, when a token comes up whose embedding is damaged. */
  #notFinite(step: number, what: string): AppError {
    const { model } = this.#prepared;
    const tensor = findNonFinite(model.tensors);
    if (tensor) return damagedWeights(tensor, model.folder.path);
    const hint = 'Use a lower learning rate, such as half of it.';
    return new AppError('not-finite', `step ${step}: ${what}`, hint);
  }
}
