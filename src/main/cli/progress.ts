/** Shows that work goes on: one line that moves on a terminal, elsewhere a line now and then, also while nothing is heard. */
import { english } from '../../shared/numbers.ts';
import type { Output } from './output.ts';

/** Milliseconds without news after which the line says so. */
const stillWorkingMs = 10_000;
/** Milliseconds between two lines of a log, unless there is a reason to speak. */
const lineIntervalMs = 30_000;

export class Progress {
  readonly #output: Output;
  readonly #timer: NodeJS.Timeout;
  #text: string;
  #updatedAt = performance.now();
  #saidAt = performance.now();

  /** @param text what is being done, until there is news of it */
  constructor(output: Output, text: string) {
    this.#output = output;
    this.#text = text;
    output.status(text);
    this.#timer = setInterval(() => this.#beat(), 1000).unref();
  }

  /**
   * The state of the work in a line.
   * @param worthALine also said where there is no moving line, however short the last one was ago
   */
  update(text: string, worthALine = false): void {
    this.#text = text;
    this.#updatedAt = performance.now();
    if (this.#output.live) this.#output.status(text);
    else if (worthALine || this.#updatedAt - this.#saidAt >= lineIntervalMs) this.#say(text);
  }

  /** Takes the line away. */
  end(): void {
    clearInterval(this.#timer);
    this.#output.status('');
  }

  #beat(): void {
    const now = performance.now();
    const silent = now - this.#updatedAt;
    const text = `${this.#text} (still working, ${english.duration(silent / 1000)} since the last news)`;
    if (this.#output.live) this.#output.status(silent >= stillWorkingMs ? text : this.#text);
    else if (now - this.#saidAt >= lineIntervalMs) this.#say(text);
  }

  #say(text: string): void {
    this.#output.say(text);
    this.#saidAt = performance.now();
  }
}
