/** The training loop: steps, measurements, checkpoints, and what is done where something goes wrong. */

import { AppError, errorRecord, messageOf } from '../../../shared/errors.ts';
import type { StepMetrics, TrainResult } from '../../../shared/events.ts';
import { type Sentence, say, told } from '../../../shared/sentence.ts';
import { planSteps } from '../data/pack.ts';
import type { Objective } from '../objectives/objective.ts';
import { supervisedTokens, type TokenSequence, tokensOf } from '../objectives/packedFeeds.ts';
import { learningRateAt, warmupSteps } from '../optim/schedule.ts';
import { activeMs } from '../runtime/clock.ts';
import { Random } from '../runtime/random.ts';
import { deviceName } from '../runtime/session.ts';
import { yieldOrAbort } from '../runtime/yieldOrAbort.ts';
import type { CheckpointStore } from './checkpointStore.ts';
import type { DryRun } from './dryRun.ts';
import { measureMeans } from './measureMeans.ts';
import { addSums, meanFigures, noSums, type PassSums } from './passSums.ts';
import type { TrainOptions } from './prepare.ts';
import { dropoutFactor, initialParameters, type Prepared } from './prepare.ts';
import { isFlat, measured, type Progress, startOf } from './progress.ts';
import { keptLosses, notFinite, remedyFor, troubleWith } from './recovery.ts';
import { Samples } from './samples.ts';
import { Throughput } from './throughput.ts';
import type { TrainState } from './trainState.ts';

type Batch = readonly TokenSequence[];
type RunOptions = TrainOptions & {
  readonly runId: string;
  readonly dryRun: Pick<DryRun, 'relief' | 'measured'>;
};

/** How training went; what its folder took is known once the result is written. */
export type TrainingResult = Omit<TrainResult, 'peakDiskBytes'>;

/** Training under way; its whole state between two steps is `progress` and the train state. */
export class TrainingLoop {
  readonly #prepared: Prepared;
  readonly #trainState: TrainState;
  readonly #options: RunOptions;
  /** Steps between two measurements. */
  readonly #interval: number;
  readonly #checkpoints: CheckpointStore;
  readonly #samples: Samples;
  readonly #throughput = new Throughput();
  #progress: Progress;
  /** Why the run pauses itself. */
  #reason: AppError | undefined;

  constructor(prepared: Prepared, trainState: TrainState, checkpoints: CheckpointStore, options: RunOptions) {
    this.#prepared = prepared;
    this.#trainState = trainState;
    this.#options = options;
    this.#interval = Math.ceil(prepared.steps / prepared.work.measurements);
    this.#checkpoints = checkpoints;
    this.#samples = new Samples(prepared, options);
    this.#progress = startOf(prepared);
  }

  get #objective(): Objective {
    return this.#prepared.plan.objective;
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Takes the steps that are left: all of them, or those after the last checkpoint there is. */
  async finish(resumed: boolean): Promise<TrainingResult> {
    let state: TrainResult['state'] = 'done';
    try {
      const from = this.#checkpoints.restore() ?? this.#progress;
      const recovery = { ...from.recovery, ...this.#options.dryRun.relief };
      await this.#continueAt({ ...from, recovery }, resumed);
      for (let ended = false; !ended; ) ended = await this.#goOn().catch((error) => this.#heal(error));
    } catch (error) {
      const paused = error === this.#reason || (error instanceof AppError && error.code === 'interrupted');
      if (!paused || this.#progress.step === 0) throw error;
      state = 'interrupted';
      await this.#keep();
    } finally {
      await this.#samples.release();
    }
    return this.#result(state);
  }

  /** All steps from here to the end, or until nothing is gained any more. */
  async #goOn(): Promise<true> {
    const { config, dataset, steps } = this.#prepared;
    const { microTokens } = this.#progress.recovery;
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
    const { recovery, recentLosses } = this.#progress;
    const start = activeMs();
    const step = this.#progress.step + 1;
    const batches = examples.map((batch) =>
      batch.map((example) => this.#objective.cut(example, recovery.rowTokens)),
    );
    const count = (of: (example: TokenSequence) => number) =>
      batches.flat().reduce((sum, example) => sum + of(example), 0);
    const sequences = (of: (sequence: TokenSequence) => number) =>
      count((example) => this.#objective.sequences(example).reduce((sum, each) => sum + of(each), 0));
    const [tokens, supervised] = [sequences(({ ids }) => ids.length), sequences(supervisedTokens)];
    // A step whose labels were all cut off teaches nothing, but must not divide by zero.
    const units = Math.max(1, count(this.#objective.units));
    const { loss, ...sums } = await this.#accumulate(batches, units);
    const norm = this.#trainState.gradientNorm();
    const losses = [...recentLosses, loss].slice(-keptLosses);
    const trouble = troubleWith(losses, norm);
    if (trouble) throw this.#notFinite(step, trouble);
    const { lr, schedule, weightDecay, clip } = config;
    const [peak, warmup] = [lr * recovery.rateFactor, warmupSteps(config.warmup, steps)];
    const learningRate = learningRateAt(step - 1, { peak, schedule, steps, warmup });
    const maxNorm = clip || Number.POSITIVE_INFINITY;
    await this.#trainState.update({ learningRate, weightDecay, norm, maxNorm });

    this.#progress = { ...this.#progress, step, heldOutLoss: null, recentLosses: losses };
    const seconds = (activeMs() - start) / 1000;
    const memoryBytes = this.#throughput.step(tokens, seconds);
    const line: StepMetrics = {
      step,
      loss,
      learningRate,
      gradNorm: norm,
      tokens,
      supervised,
      seconds,
      memoryBytes,
      figures: meanFigures({ loss, ...sums }, units),
    };
    const measurements = Math.ceil((steps - step) / this.#interval);
    const etaSeconds = this.#throughput.secondsLeft(tokens * (steps - step), measurements);
    this.#options.onEvent({ type: 'step', steps, etaSeconds, ...line });
  }

  /** Gradients of the whole step; its mean loss, and the sums of its figures. */
  async #accumulate(batches: readonly Batch[], units: number): Promise<PassSums> {
    const { config, plan } = this.#prepared;
    const random = new Random(config.seed, 2, this.#progress.step);
    let sums = noSums(this.#objective);
    try {
      for (const examples of batches) {
        await yieldOrAbort(this.#options.signal);
        const length = tokensOf(examples.flatMap((example) => this.#objective.sequences(example)));
        const noise = plan.dropoutFeatures
          ? Float32Array.from({ length }, () => dropoutFactor(random))
          : undefined;
        sums = addSums(sums, await this.#trainState.accumulate(examples, units, noise));
      }
    } catch (error) {
      this.#trainState.discard();
      throw error;
    }
    return sums;
  }

  /** A measurement, a checkpoint and answers where they are due; also where a stop fell between them. */
  async #afterStep(): Promise<void> {
    const { steps, config } = this.#prepared;
    const { step, heldOutLoss } = this.#progress;
    const due = step % this.#interval === 0 || step === steps;
    const late = this.#checkpoints.secondsSinceSave > 60 * config.checkpointMinutes;
    const start = activeMs();
    if (due && heldOutLoss === null) await this.#measure();
    if (due) this.#progress = { ...this.#progress, goodStep: step };
    if (step > 0 && (due || late)) await this.#keep();
    if (!due) return;
    await this.#samples.answer(step, this.#trainState);
    this.#throughput.measurement((activeMs() - start) / 1000);
  }

  /** Held-out loss now, where something is held out. */
  async #measure(): Promise<void> {
    const { dataset, config, steps } = this.#prepared;
    if (dataset.heldOut.lengths.length === 0) return;
    const { step, recovery } = this.#progress;
    const { signal, onEvent, dryRun } = this.#options;
    const { microTokens } = recovery;
    const known = step === 0 && dryRun.measured?.microTokens === microTokens ? dryRun.measured : undefined;
    const options = { ...config, microTokens, signal, known };
    const means = await measureMeans(this.#trainState, this.#objective, dataset.heldOut, options);
    const { loss: heldOutLoss, figures } = means;
    if (!Number.isFinite(heldOutLoss))
      throw this.#notFinite(step, say`the held-out loss became ${heldOutLoss}`);
    this.#progress = measured(this.#progress, heldOutLoss);
    onEvent({ type: 'eval', step, heldOutLoss, figures, best: this.#progress.best?.step === step });
    if (isFlat(this.#progress, config) && step < steps)
      this.#log('info', say`no better in the last ${config.patience} measurements: training ends here`);
  }

  async #keep(): Promise<void> {
    if (!this.#trainState.isFinite())
      throw this.#notFinite(this.#progress.step, say`a parameter became infinite or not a number`);
    await this.#checkpoints.save(this.#progress);
  }

  #watchDisk(): void {
    this.#reason = this.#checkpoints.shortage(this.#progress);
    if (this.#reason) throw this.#reason;
  }

  /** Mends what can be mended, says so, and notes it for a resumed run. @throws `error` where nothing helps */
  async #heal(error: unknown): Promise<false> {
    const { config, dataset } = this.#prepared;
    const { recovery, goodStep, heldOutLossBefore } = this.#progress;
    const remedy = remedyFor(error, recovery, { ...config, longest: dataset.longest });
    if (!remedy) throw error;
    this.#log('warning', say`${messageOf(error)}: ${remedy.words}`);
    if (remedy.back) {
      const from = this.#checkpoints.restore(goodStep);
      if (!from) this.#trainState.reset(await initialParameters(this.#prepared));
      const start = { ...startOf(this.#prepared), heldOutLoss: heldOutLossBefore, heldOutLossBefore };
      await this.#continueAt({ ...(from ?? start), recovery: remedy.recovery }, true);
    } else {
      await this.#trainState.rebuild(remedy.recovery.recompute);
      this.#progress = { ...this.#progress, recovery: remedy.recovery };
    }
    await this.#checkpoints.save(this.#progress);
    return false;
  }

  /** Takes up `progress`, which the train state is at. */
  async #continueAt(progress: Progress, announced: boolean): Promise<void> {
    const { recompute } = progress.recovery;
    this.#progress = progress;
    this.#trainState.discard(); // gradients of a step that is not taken
    if (this.#trainState.recompute !== recompute) await this.#trainState.rebuild(recompute);
    if (announced) this.#options.onEvent({ type: 'resumed', step: progress.step });
  }

  #log(level: 'info' | 'warning', sentence: Sentence): void {
    this.#options.onEvent({ type: 'log', level, step: this.#progress.step, ...told(sentence) });
  }

  /** Takes the best step's parameters, or the last one's where nothing was measured. @returns how it went */
  #result(state: TrainResult['state']): TrainingResult {
    const { best, step, heldOutLoss, heldOutLossBefore } = this.#progress;
    const { out, runId } = this.#options;
    const isBest = this.#checkpoints.restoreBest(this.#progress);
    return {
      runId,
      adapter: out,
      bestLoss: best?.heldOutLoss ?? null,
      heldOutLoss: isBest && best ? best.heldOutLoss : heldOutLoss,
      heldOutLossBefore,
      steps: step,
      state,
      ...this.#throughput.figures,
      device: deviceName(this.#prepared.choice.device),
      ...(this.#reason && { reason: errorRecord(this.#reason) }),
    };
  }

  #notFinite(step: number, what: Sentence): AppError {
    return notFinite(this.#prepared.model, step, what);
  }
}
