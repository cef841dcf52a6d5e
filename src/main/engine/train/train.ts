/** The training loop: steps, measurements, checkpoints, and what is left at the end. */

import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { StepMetrics, TrainEvent, TrainResult } from '../../../shared/events.ts';
import type { RunConfig } from '../../../shared/runConfig.ts';
import { type MicroBatch, planSteps } from '../data/pack.ts';
import { Random } from '../data/random.ts';
import { writeFileAtomic } from '../formats/atomic.ts';
import { learningRateAt, warmupSteps } from '../optim/schedule.ts';
import { announce } from './announce.ts';
import * as checkpoints from './checkpoint.ts';
import { evaluate } from './evaluate.ts';
import { initialParameters } from './initialParameters.ts';
import { interrupted } from './interrupted.ts';
import { Learner } from './learner.ts';
import { dropoutFactor, type Prepared, prepare } from './prepare.ts';
import { readRunFile, writeRunFile } from './runFile.ts';
import { saveParameters, writeModelCard } from './saveResult.ts';
import { deviceName } from './session.ts';

export interface TrainOptions {
  /** Folder of the results; new or empty for a new run. */
  readonly out: string;
  readonly onEvent: (event: TrainEvent) => void;
  readonly signal?: AbortSignal;
}

/** Times the held-out rows are measured in a run, besides before it. */
const measurements = 10;

/**
 * Trains as `config` says and leaves the best adapter (or model) in `out`.
 * Stopped through `signal`, it saves what was learned and returns with state `interrupted`.
 * @throws AppError; before the first step nothing is left behind
 */
export async function train(config: RunConfig, options: TrainOptions): Promise<TrainResult> {
  const { out } = options;
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new AppError(
      'exists',
      `the output folder ${out} is not empty`,
      'Choose another folder, or empty this one.',
    );
  const existed = existsSync(out);
  try {
    return await run(config, randomUUID(), options, undefined);
  } catch (error) {
    if (!existsSync(join(out, 'checkpoints')))
      for (const name of existed ? ['run.json', 'metrics.jsonl'] : [''])
        rmSync(join(out, name), { recursive: true, force: true });
    throw error;
  }
}

/** Continues the run in `options.out` after its last checkpoint, with the settings it was started with. */
export async function resume(options: TrainOptions): Promise<TrainResult> {
  const { runId, config } = readRunFile(options.out);
  const latest = checkpoints.latest(join(options.out, 'checkpoints'));
  return run(config, runId, options, latest);
}

async function run(
  config: RunConfig,
  runId: string,
  options: TrainOptions,
  from: string | undefined,
): Promise<TrainResult> {
  const prepared = await prepare(config);
  for (const message of prepared.warnings) options.onEvent({ type: 'warning', message });
  const { plan, choice, model } = prepared;
  const session = {
    device: choice.device,
    folder: model.weightsFolder,
    ...(config.threads && { threads: config.threads }),
  };
  const learner = await Learner.create(plan, session, config.recompute);
  try {
    learner.setParameters(initialParameters(prepared));
    options.onEvent(
      await announce(prepared, learner, Math.min(prepared.steps, measurements) + 1, options.signal),
    );
    mkdirSync(options.out, { recursive: true });
    writeRunFile(options.out, runId, prepared);
    return await new Run(prepared, learner, options, runId).finish(from);
  } finally {
    await learner.release();
  }
}

/** One run in progress; its whole state between two steps is `#progress` and the learner's. */
class Run {
  readonly #prepared: Prepared;
  readonly #learner: Learner;
  readonly #options: TrainOptions;
  readonly #runId: string;
  readonly #checkpoints: string;
  readonly #metrics: string;
  readonly #started = performance.now();
  #progress: checkpoints.Progress = { step: 0, heldOutLoss: null, best: null, heldOutLossBefore: null };
  #tokens = 0;
  #trainingSeconds = 0;
  #lastCheckpoint = performance.now();

  constructor(prepared: Prepared, learner: Learner, options: TrainOptions, runId: string) {
    this.#prepared = prepared;
    this.#learner = learner;
    this.#options = options;
    this.#runId = runId;
    this.#checkpoints = join(options.out, 'checkpoints');
    this.#metrics = join(options.out, 'metrics.jsonl');
  }

  async finish(from: string | undefined): Promise<TrainResult> {
    let state: TrainResult['state'] = 'done';
    try {
      if (from) this.#restore(from);
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

  /** One optimizer step; afterwards a measurement or a checkpoint where one is due. */
  async #step(batches: readonly MicroBatch[]): Promise<void> {
    const { config, dataset, steps } = this.#prepared;
    const start = performance.now();
    const step = this.#progress.step + 1;
    const count = (counts: Int32Array) =>
      batches.flat().reduce((sum, index) => sum + (counts[index] as number), 0);
    const [tokens, supervised] = [count(dataset.train.lengths), count(dataset.train.labels)];
    const loss = await this.#accumulate(batches, supervised);
    const norm = this.#learner.gradientNorm();
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) throw notFinite(step, loss, norm);
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
    const metrics: StepMetrics = { step, loss, learningRate, gradNorm: norm, tokens, supervised, seconds };
    const etaSeconds = (this.#trainingSeconds / this.#tokens) * tokens * (steps - step);
    this.#options.onEvent({ type: 'step', steps, etaSeconds, ...metrics });
    const due = step % Math.ceil(steps / measurements) === 0 || step === steps;
    const heldOutLoss = due ? await this.#measure() : undefined;
    appendFileSync(this.#metrics, `${JSON.stringify({ ...metrics, heldOutLoss })}\n`);
    const late = performance.now() - this.#lastCheckpoint > 60_000 * config.checkpointMinutes;
    if (due || late) await this.#checkpoint();
  }

  /** Gradients of the whole step; its mean loss. */
  async #accumulate(batches: readonly MicroBatch[], supervised: number): Promise<number> {
    const { config, dataset } = this.#prepared;
    const random = new Random(config.seed, 2, this.#progress.step);
    let loss = 0;
    try {
      for (const batch of batches) {
        await interrupted(this.#options.signal);
        const examples = batch.map((index) => dataset.train.at(index));
        const length = examples.reduce((sum, { ids }) => sum + ids.length, 0);
        const noise =
          config.dropout > 0 ? Float32Array.from({ length }, () => dropoutFactor(random)) : undefined;
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
    const better = best === null || heldOutLoss < best.heldOutLoss;
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
    const path = await checkpoints.save(this.#checkpoints, this.#learner, this.#progress);
    const { step, best } = this.#progress;
    checkpoints.prune(this.#checkpoints, [step, best?.step ?? step]);
    this.#lastCheckpoint = performance.now();
    this.#options.onEvent({ type: 'checkpoint', step, path });
  }

  /** Back to a checkpoint; lines of steps after it are dropped from metrics.jsonl. */
  #restore(path: string): void {
    this.#progress = checkpoints.load(path, this.#learner);
    if (!existsSync(this.#metrics)) return;
    const lines = readFileSync(this.#metrics, 'utf8').split('\n').slice(0, this.#progress.step);
    writeFileAtomic(this.#metrics, lines.map((line) => `${line}\n`).join(''));
  }

  /** The best step's parameters, or the last one's where nothing was measured, and the account of the run. */
  #save(state: TrainResult['state']): TrainResult {
    const { best, step, heldOutLoss, heldOutLossBefore } = this.#progress;
    const { out } = this.#options;
    const saved = best && best.step > 0 ? best : { step, heldOutLoss };
    if (saved.step !== step)
      checkpoints.load(checkpoints.pathOf(this.#checkpoints, saved.step), this.#learner);
    saveParameters(this.#prepared, this.#learner, out);
    const result: TrainResult = {
      runId: this.#runId,
      adapter: out,
      bestLoss: best?.heldOutLoss ?? null,
      ...{ heldOutLoss: saved.heldOutLoss, heldOutLossBefore, steps: step, state },
      seconds: (performance.now() - this.#started) / 1000,
      tokensPerSecond: this.#trainingSeconds > 0 ? this.#tokens / this.#trainingSeconds : 0,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      device: deviceName(this.#prepared.choice.device),
    };
    writeModelCard(this.#prepared, result, out);
    writeRunFile(out, this.#runId, this.#prepared, result);
    return result;
  }
}

function notFinite(step: number, loss: number, norm: number): AppError {
  const what = Number.isFinite(loss) ? `the gradient's norm became ${norm}` : `the loss became ${loss}`;
  return new AppError(
    'not-finite',
    `step ${step}: ${what}`,
    'Use a lower learning rate, such as half of it.',
  );
}
