/** One at a time, and nobody waits behind all that somebody else has asked: those who wait take turns. */

import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';

/** Waiting for its turn. */
interface Waiting {
  start(): void;
}

export class FairQueue {
  readonly #mostWaiting: number;
  /** By who asks; whose turn comes next is first. */
  readonly #waiting = new Map<string, Waiting[]>();
  #busy = false;

  /** @param mostWaiting of one asker, besides the work under way */
  constructor(mostWaiting = 32) {
    this.#mostWaiting = mostWaiting;
  }

  /**
   * Does the work when its turn has come.
   * @throws AppError `busy` where too much of `who` waits; `interrupted` where the signal came before the turn; what the work throws
   */
  async run<T>(who: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#turn(who, signal);
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  async #turn(who: string, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw left();
    if (!this.#busy) {
      this.#busy = true;
      return;
    }
    const own = this.#waiting.get(who) ?? [];
    if (own.length >= this.#mostWaiting)
      throw new AppError(
        'busy',
        say`${own.length} questions wait already`,
        say`Ask again when some are answered.`,
      );
    this.#waiting.set(who, own);
    let leave = () => {};
    try {
      await new Promise<void>((start, refuse) => {
        const waiting = { start };
        own.push(waiting);
        leave = () => {
          own.splice(own.indexOf(waiting), 1);
          if (own.length === 0) this.#waiting.delete(who);
          refuse(left());
        };
        signal?.addEventListener('abort', leave, { once: true });
      });
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  /** Whoever has waited longest since their last turn; they go to the end. */
  #next(): void {
    const [first] = this.#waiting;
    this.#busy = first !== undefined;
    if (!first) return;
    const [who, own] = first;
    const waiting = own.shift();
    this.#waiting.delete(who);
    if (own.length > 0) this.#waiting.set(who, own);
    waiting?.start();
  }
}

function left(): AppError {
  return new AppError('interrupted', say`whoever asked has left before the question had its turn`);
}
