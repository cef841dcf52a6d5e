/** The training loop: steps, measurements, checkpoints, what is done about mishaps, and what is left at the end. */

import { join } from 'node:path';
import { AppError, errorRecord } from '../../../shared/errors.ts';
import type { StepMetrics, TrainResult } from '../../../shared/events.ts';
import { planSteps } from '../data/pack.ts';
import { Random } from '../data/random.ts';
import { learningRateAt, warmupSteps } from '../optim/schedule.ts';
import { cutSequence, supervisedTokens, type TokenSequence } from './batchFeeds.ts';
import { awake } from './clock.ts';
import { evaluate } from './evaluate.ts';
import { keptLosses, remedyFor, troubleWith } from './healing.ts';
import { initialParameters } from './initialParameters.ts';
import { interrupted } from './interrupted.ts';
import { Keeper } from './keeper.ts';
import type { Learner } from './learner.ts';
import * as metrics from './metrics.ts';
import { notFinite } from './notFinite.ts';
import { dropoutFactor, type Prepared } from './prepare.ts';
import { isFlat, measured, type Progress, startOf } from './progress.ts';
import { writeRunFile } from './runFile.ts';
import { Samples } from './samples.ts';
import { saveResult } from './saveResult.ts';
import { deviceName } from './session.ts';
import { Tally } from './tally.ts';
import type { TrainOptions } from './trainOptions.ts';
import type { Trial } from './trial.ts';

type Batch = readonly TokenSequence[];
type RunOptions = TrainOptions & {
  readonly runId: string;
  readonly trial: Pick<Trial, 'relief' | 'measured'>;
};

/** One run in progress; its whole state between two steps is `#progress` and the learner's. */
export class Run {
  readonly #prepared: Prepared;
  readonly #learner: Learner;
  readonly #options: RunOptions;
  /** Steps between two measurements. */
  readonly #interval: number;
  readonly #keeper: Keeper;
  readonly #samples: Samples;
  readonly #metrics: string;
  readonly #tally = new Tally();
  #progress: Progress;
  /** Why the run pauses itself. */
  #reason: AppError | undefined;

  constructor(prepared: Prepared, learner: Learner, options: RunOptions) {
    this.#prepared = prepared;
    this.#learner = learner;
    this.#options = options;
    this.#interval = Math.ceil(prepared.steps / prepared.work.measurements);
    this.#keeper = new Keeper(learner, { ...options, budget: prepared.config.checkpointBudgetBytes });
    this.#samples = new Samples(prepared, options);
    this.#metrics = join(options.out, 'metrics.jsonl');
    this.#progress = startOf(prepared);
  }

  /** Takes the steps that are left: all of them, or those after the last checkpoint there is. */
  async finish(resumed: boolean): Promise<TrainResult> {
    let state: TrainResult['state'] = 'done';
    try {
      const from = this.#keeper.restore() ?? this.#progress;
      const healing = { ...from.healing, ...this.#options.trial.relief };
      await this.#continueAt({ ...from, healing }, resumed);
      for (let ended = false; !ended; ) ended = await this.#goOn().catch((error) => this.#heal(error));
    } catch (error) {
      const paused = error === this.#reason || (error instanceof AppError && error.code === 'interrupted');
      if (!paused || this.#progress.step === 0) throw error;
      state = 'interrupted';
      await this.#keep();
    } finally {
      await this.#samples.release();
    }
    return this.#save(state);
  }

  /** All steps from here to the end, or until nothing is gained any more. */
  async #goOn(): Promise<true> {
    const { config, dataset, steps } = this.#prepared;
    const { microTokens } = this.#progress.healing;
    this.#watchDisk();
    await this.#afterStep();
    let first = 0; // step the epoch begins with
    for (let epoch = 0; first < steps; epoch++) {
      const planned = planSteps(dataset.train.lengths, { ...config, microTokens, epoch }).steps;
      const end = Math.min(first + planned.length, steps);
      while (this.#progress.step < end && !isFlat(this.#progress, config)) {
        const batches = planned[this.#progress.step - first] ?? [];
        await this.#step(batches.map((batch) => batch.map((index) => dataset.train.at(index))));
        this.#watchDisk();
        await this.#afterStep();
      }
      first += planned.length;
    }
    return true;
  }

  /** One optimizer step. */
  async #step(examples: readonly Batch[]): Promise<void> {
    const { config, steps } = this.#prepared;
    const { healing, recentLosses } = this.#progress;
    const start = awake();
    const step = this.#progress.step + 1;
    const batches = examples.map((batch) => batch.map((example) => cutSequence(example, healing.rowTokens)));
    const count = (of: (example: TokenSequence) => number) =>
      batches.flat().reduce((sum, example) => sum + of(example), 0);
    const [tokens, supervised] = [count(({ ids }) => ids.length), count(supervisedTokens)];
    const loss = await this.#accumulate(batches, supervised);
    const norm = this.#learner.gradientNorm();
    const losses = [...recentLosses, loss].slice(-keptLosses);
    const trouble = troubleWith(losses, norm);
    if (trouble) throw this.#notFinite(step, trouble);
    const { lr, schedule, weightDecay, clip } = config;
    const [peak, warmup] = [lr * healing.rateFactor, warmupSteps(config.warmup, steps)];
    const learningRate = learningRateAt(step - 1, { peak, schedule, steps, warmup });
    const maxNorm = clip || Number.POSITIVE_INFINITY;
    await this.#learner.update({ learningRate, weightDecay, norm, maxNorm });

    this.#progress = { ...this.#progress, step, heldOutLoss: null, recentLosses: losses };
    const seconds = (awake() - start) / 1000;
    const memoryBytes = this.#tally.step(tokens, seconds);
    const figures = { step, loss, learningRate, gradNorm: norm, tokens, supervised };
    const line: StepMetrics = { ...figures, seconds, memoryBytes };
    const measurements = Math.ceil((steps - step) / this.#interval);
    const etaSeconds = this.#tally.secondsLeft(tokens * (steps - step), measurements);
    this.#options.onEvent({ type: 'step', steps, etaSeconds, ...line });
    metrics.append(this.#metrics, line);
  }

  /** Gradients of the whole step; its mean loss. */
  async #accumulate(batches: readonly Batch[], supervised: number): Promise<number> {
    const { config, plan } = this.#prepared;
    const random = new Random(config.seed, 2, this.#progress.step);
    let loss = 0;
    try {
      for (const examples of batches) {
        await interrupted(this.#options.signal);
        const length = examples.reduce((sum, { ids }) => sum + ids.length, 0);
        const noise = plan.dropoutFeatures
          ? Float32Array.from({ length }, () => dropoutFactor(random))
          : undefined;
        // A step whose labels were all cut off teaches nothing, but must not divide by zero.
        loss += await this.#learner.accumulate(examples, Math.max(1, supervised), noise);
      }
    } catch (error) {
      this.#learner.discard();
      throw error;
    }
    return loss;
  }

  /** A measurement, a checkpoint and answers where they are due; also where a stop fell between them. */
  async #afterStep(): Promise<void> {
    const { steps, config } = this.#prepared;
    const { step, heldOutLoss } = this.#progress;
    const due = step % this.#interval === 0 || step === steps;
    const late = this.#keeper.secondsSinceSave > 60 * config.checkpointMinutes;
    const start = awake();
    if (due && heldOutLoss === null) await this.#measure();
    if (due) this.#progress = { ...this.#progress, goodStep: step };
    if (step > 0 && (due || late)) await this.#keep();
    if (!due) return;
    await this.#samples.tell(step, this.#learner);
    this.#tally.measurement((awake() - start) / 1000);
  }

  /** Held-out loss now, where something is held out. */
  async #measure(): Promise<void> {
    const { dataset, config, steps } = this.#prepared;
    if (dataset.heldOut.lengths.length === 0) return;
    const { step, healing } = this.#progress;
    const { signal, onEvent, trial } = this.#options;
    const { microTokens } = healing;
    const known = step === 0 && trial.measured?.microTokens === microTokens ? trial.measured : undefined;
    const options = { ...config, microTokens, signal, known };
    const heldOutLoss = await evaluate(this.#learner, dataset.heldOut, options);
    if (!Number.isFinite(heldOutLoss)) throw this.#notFinite(step, `the held-out loss became ${heldOutLoss}`);
    this.#progress = measured(this.#progress, heldOutLoss);
    onEvent({ type: 'eval', step, heldOutLoss, best: this.#progress.best?.step === step });
    if (step > 0) metrics.amend(this.#metrics, { heldOutLoss });
    if (isFlat(this.#progress, config) && step < steps)
      this.#log('info', `no better in the last ${config.patience} measurements: training ends here`);
  }

  async #keep(): Promise<void> {
    if (!this.#learner.isFinite())
      throw this.#notFinite(this.#progress.step, 'a parameter became infinite or not a number');
    await this.#keeper.save(this.#progress);
  }

  #watchDisk(): void {
    this.#reason = this.#keeper.shortage(this.#progress);
    if (this.#reason) throw this.#reason;
  }

  /** Mends what can be mended, says so, and notes it for a resumed run. @throws `error` where nothing helps */
  async #heal(error: unknown): Promise<false> {
    const { config, dataset } = this.#prepared;
    const { healing, goodStep, heldOutLossBefore } = this.#progress;
    const remedy = remedyFor(error, healing, { ...config, longest: dataset.longest });
    if (!remedy) throw error;
    this.#log('warning', `${errorRecord(error).message}: ${remedy.words}`);
    if (remedy.back) {
      const from = this.#keeper.restore(goodStep);
      if (!from) this.#learner.reset(initialParameters(this.#prepared));
      const start = { ...startOf(this.#prepared), heldOutLoss: heldOutLossBefore, heldOutLossBefore };
      await this.#continueAt({ ...(from ?? start), healing: remedy.healing }, true);
    } else {
      await this.#learner.rebuild(remedy.healing.recompute);
      this.#progress = { ...this.#progress, healing: remedy.healing };
    }
    await this.#keeper.save(this.#progress);
    return false;
  }

  /** Takes up `progress`, which the learner is at. */
  async #continueAt(progress: Progress, told: boolean): Promise<void> {
    const { recompute } = progress.healing;
    this.#progress = progress;
    this.#learner.discard(); // gradients of a step that is not taken
    if (this.#learner.recompute !== recompute) await this.#learner.rebuild(recompute);
    metrics.keep(this.#metrics, progress.step);
    if (told) this.#options.onEvent({ type: 'resumed', step: progress.step });
  }

  #log(level: 'info' | 'warning', message: string): void {
    this.#options.onEvent({ type: 'log', level, step: this.#progress.step, message });
  }

  /** The best step's parameters, or the last one's where nothing was measured, and the account of the run. */
  #save(state: TrainResult['state']): TrainResult {
    const { best, step, heldOutLoss, heldOutLossBefore } = this.#progress;
    const { out, runId } = this.#options;
    const isBest = this.#keeper.restoreBest(this.#progress);
    const result: Omit<TrainResult, 'peakDiskBytes'> = {
      ...{ runId, adapter: out },
      bestLoss: best?.heldOutLoss ?? null,
      heldOutLoss: isBest && best ? best.heldOutLoss : heldOutLoss,
      ...{ heldOutLossBefore, steps: step, state },
      ...this.#tally.figures,
      device: deviceName(this.#prepared.choice.device),
      ...(this.#reason && { reason: errorRecord(this.#reason) }),
    };
    saveResult(this.#prepared, this.#learner, result, out);
    this.#keeper.noteDisk();
    if (state === 'done') this.#keeper.settle(this.#progress);
    const whole = { ...result, peakDiskBytes: this.#keeper.peakBytes };
    writeRunFile(out, runId, this.#prepared, { state, result: whole });
    return whole;
  }

  #notFinite(step: number, what: string): AppError {
    return notFinite(this.#prepared.model, step, what);
  }
}
