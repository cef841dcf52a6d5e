/** Keeps a run's checkpoints: which of them stay, in how much space, and what to do where one is damaged or the disk gets full. */

import { AppError } from '../../../shared/errors.ts';
import type { TrainEvent } from '../../../shared/events.ts';
import { english } from '../../../shared/numbers.ts';
import { type Sentence, say, told } from '../../../shared/sentence.ts';
import { bytesIn } from '../formats/atomic.ts';
import { activeMs } from '../runtime/clock.ts';
import { diskFree } from '../runtime/freeResources.ts';
import * as checkpoints from './checkpoint.ts';
import type { Progress } from './progress.ts';
import type { TrainState } from './trainState.ts';

interface CheckpointOptions {
  readonly out: string;
  /** Bytes for checkpoints besides the best, the last and the one to go back to. */
  readonly budget: number;
  readonly onEvent: (event: TrainEvent) => void;
}

/** Room for metrics, events, and whatever else a run writes a little of. */
const smallFiles = 2 ** 20;

export class CheckpointStore {
  readonly #trainState: TrainState;
  readonly #options: CheckpointOptions;
  readonly #folder: string;
  /** Bytes of a checkpoint, and of the result at the end. */
  readonly #size: number;
  readonly #resultSize: number;
  #savedAt = activeMs();
  #peakBytes = 0;

  constructor(trainState: TrainState, options: CheckpointOptions) {
    this.#trainState = trainState;
    this.#options = options;
    this.#folder = checkpoints.checkpointsIn(options.out);
    this.#resultSize = trainState.state.reduce((sum, { theta }) => sum + theta.byteLength, 0);
    this.#size = trainState.state.reduce(
      (sum, { theta, m, v }) => sum + theta.byteLength + m.byteLength + v.byteLength,
      0,
    );
  }

  get secondsSinceSave(): number {
    return (activeMs() - this.#savedAt) / 1000;
  }

  /** Fills the train state from the latest whole checkpoint, of `upTo` at the latest; undefined: there is none. */
  restore(upTo = Number.POSITIVE_INFINITY): Progress | undefined {
    for (const step of checkpoints.stepsIn(this.#folder).toReversed()) {
      if (step > upTo) continue;
      const damage = this.#damageOf(step);
      if (damage === undefined) return checkpoints.load(this.#path(step), this.#trainState);
      this.#log(
        'warning',
        step,
        say`the checkpoint is damaged and is left out for the one before it: ${damage}`,
      );
      this.#remove(step);
    }
    return undefined;
  }

  /** Fills the train state with the best step's parameters; where they are damaged, it keeps what it has. @returns whether it did */
  restoreBest({ step, best }: Progress): boolean {
    if (best === null || best.step === step) return true;
    const damage = this.#damageOf(best.step);
    if (damage === undefined) checkpoints.load(this.#path(best.step), this.#trainState);
    else
      this.#log(
        'warning',
        step,
        say`the best step's checkpoint is damaged, the last step is saved instead: ${damage}`,
      );
    return damage === undefined;
  }

  /** Saves the train state as it is now; checkpoints of later steps, which were not taken after all, go. @throws AppError `disk` */
  async save(progress: Progress): Promise<void> {
    const { step, best, heldOutLoss } = progress;
    const saved = await this.#write(progress);
    this.noteDisk();
    this.#savedAt = activeMs();
    this.#thin(progress, this.#options.budget);
    this.#options.onEvent({ type: 'checkpoint', step, ...saved, heldOutLoss, best: step === best?.step });
  }

  async #write(progress: Progress): Promise<checkpoints.Saved> {
    try {
      return await checkpoints.save(this.#folder, this.#trainState, progress);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'disk' || !this.#thinned(progress)) throw error;
      return checkpoints.save(this.#folder, this.#trainState, progress);
    }
  }

  /** Looks how much the run has on disk now. */
  noteDisk(): void {
    this.#peakBytes = Math.max(this.#peakBytes, bytesIn(this.#options.out));
  }

  /** The most the run has had on disk, as far as it was looked. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** Once nothing will be continued any more, the best and the last are enough. */
  keepFinal(progress: Progress): void {
    this.#thin({ ...progress, goodStep: progress.step }, 0);
  }

  /** While the disk holds another checkpoint and the result: undefined. Later, once thinning does not help: why to stop here. */
  shortage(progress: Progress): AppError | undefined {
    const { out } = this.#options;
    const needed = 2 * this.#size + this.#resultSize + smallFiles;
    if (diskFree(out) >= needed) return undefined;
    if (this.#thinned(progress) && diskFree(out) >= needed) return undefined;
    return new AppError(
      'disk',
      say`only ${english.bytes(diskFree(out), 'down')} are free on the disk of ${out}, and going on safely takes ${english.bytes(needed, 'up')}`,
      say`Free some space on that disk, then continue the run: nothing is lost.`,
    );
  }

  /** Removes what is not needed to go on. @returns whether there was anything */
  #thinned(progress: Progress): boolean {
    const removed = this.#thin(progress, 0);
    if (removed > 0)
      this.#log(
        'warning',
        progress.step,
        say`the disk is nearly full: ${removed} older checkpoints were removed`,
      );
    return removed > 0;
  }

  /** Of the checkpoints that need not stay, the latest ones do that fit into `budget`. @returns how many went */
  #thin({ step, best, goodStep }: Progress, budget: number): number {
    const taken = checkpoints.stepsIn(this.#folder).filter((other) => other <= step);
    const needed = [taken.at(-1), best?.step, goodStep];
    const rest = taken.filter((other) => !needed.includes(other)).toReversed();
    const kept = new Set([...needed, ...rest.slice(0, Math.floor(budget / this.#size))]);
    const removed = checkpoints.stepsIn(this.#folder).filter((other) => !kept.has(other));
    for (const other of removed) this.#remove(other);
    return removed.length;
  }

  #damageOf(step: number): string | undefined {
    try {
      checkpoints.verify(this.#path(step));
      return undefined;
    } catch (error) {
      if (error instanceof AppError) return error.message;
      throw error;
    }
  }

  #path(step: number): string {
    return checkpoints.pathOf(this.#folder, step);
  }

  #remove(step: number): void {
    checkpoints.remove(this.#folder, step);
    this.#options.onEvent({ type: 'pruned', step });
  }

  #log(level: 'info' | 'warning', step: number, sentence: Sentence): void {
    this.#options.onEvent({ type: 'log', level, step, ...told(sentence) });
  }
}
