/** What this process has done for a run so far, and how long that took. */

import { activeMs } from '../runtime/clock.ts';
import { PeakMemory } from '../runtime/peakMemory.ts';

export class Throughput {
  readonly #started = activeMs();
  readonly #peak = new PeakMemory();
  #tokens = 0;
  #trainingSeconds = 0;
  #measuringSeconds = 0;

  /** Counts a step. @returns memory held after it */
  step(tokens: number, seconds: number): number {
    this.#tokens += tokens;
    this.#trainingSeconds += seconds;
    return this.#peak.sample();
  }

  /** Notes how long the last measurement took, with all that goes with one. */
  measurement(seconds: number): void {
    this.#measuringSeconds = seconds;
  }

  /** @param tokens still to be trained on @param measurements still to come */
  secondsLeft(tokens: number, measurements: number): number {
    return (this.#trainingSeconds / this.#tokens) * tokens + this.#measuringSeconds * measurements;
  }

  /** The result's figures. */
  get figures(): {
    readonly seconds: number;
    readonly tokensPerSecond: number;
    readonly peakMemoryBytes: number;
  } {
    return {
      seconds: (activeMs() - this.#started) / 1000,
      tokensPerSecond: this.#trainingSeconds > 0 ? this.#tokens / this.#trainingSeconds : 0,
      peakMemoryBytes: this.#peak.bytes,
    };
  }
}
