/** Ctrl-C: once asks the command to save and end, twice ends it at once. */
import { AppError } from '../../shared/errors.ts';

/** The exit code of a program that the user stopped. */
export const interruptedCode = 130;

/** Milliseconds within which two signals are one: npx, npm and our own bin pass on what the terminal has sent to all. */
const together = 200;

export class Interrupts {
  readonly #controller = new AbortController();
  readonly #say: (text: string) => void;
  #announcement = 'Stopping; Ctrl-C again ends at once.';
  #last: (() => void) | undefined;
  #signalledAt = Number.NEGATIVE_INFINITY;

  /** Listens from now on. @param say tells the user what the first Ctrl-C does */
  constructor(say: (text: string) => void) {
    this.#say = say;
    for (const name of signals) process.on(name, this.#listen);
  }

  /** Aborted by the first Ctrl-C, or by SIGTERM. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** @throws AppError `interrupted` after the first Ctrl-C */
  throwIfAsked(): void {
    if (this.signal.aborted) throw new AppError('interrupted', 'nothing was left behind');
  }

  /** @param announcement what the first Ctrl-C does. @param last done before the second ends the program */
  expect(announcement: string, last?: () => void): void {
    this.#announcement = announcement;
    this.#last = last;
  }

  /** Ctrl-C ends the program again as it always does. */
  release(): void {
    for (const name of signals) process.off(name, this.#listen);
  }

  readonly #listen = (): void => {
    const now = performance.now();
    const echo = now - this.#signalledAt < together;
    this.#signalledAt = now;
    if (echo) return;
    if (this.signal.aborted) {
      this.#last?.();
      process.exit(interruptedCode);
    }
    this.#controller.abort();
    this.#say(this.#announcement);
  };
}

const signals = ['SIGINT', 'SIGTERM'] as const;
