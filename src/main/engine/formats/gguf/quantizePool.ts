/** Quantises on every core: pieces go to threads and come back in their order, a few at a time. */

import { Worker } from 'node:worker_threads';
import { threadFile } from '../threadFile.ts';
import { quantize, type WrittenType } from './quantize.ts';

/** What a thread is sent; it answers with the bytes. */
export interface QuantizeJob {
  readonly type: WrittenType;
  /** Whole blocks. */
  readonly values: Float32Array;
}

interface Pending extends QuantizeJob {
  readonly resolve: (bytes: Uint8Array) => void;
}

/** Types whose search takes longer than the way to another thread and back. */
const slow: ReadonlySet<WrittenType> = new Set(['Q4_K', 'Q5_K', 'Q6_K']);

export class QuantizePool {
  readonly #threads = new Set<Worker>();
  readonly #idle: Worker[] = [];
  readonly #waiting: Pending[] = [];
  readonly #file: string;
  /** Threads there may be; they start as they are needed. */
  #most: number;

  /** @param threads 0: everything is done in this one */
  constructor(threads: number, file = threads > 0 ? threadFile('quantizeThread', import.meta.dirname) : '') {
    this.#most = threads;
    this.#file = file;
  }

  /**
   * The bytes of each piece, in order, while the next ones are being worked on: one more than there are threads. A piece may
   * reuse the memory of the one before.
   */
  async *quantize(type: WrittenType, pieces: Iterable<Float32Array>): AsyncGenerator<Uint8Array> {
    if (this.#most === 0 || !slow.has(type)) {
      for (const values of pieces) yield quantize(type, values);
      return;
    }
    const ahead: Promise<Uint8Array>[] = [];
    for (const values of pieces) {
      ahead.push(this.#run(type, values.slice()));
      if (ahead.length > this.#most) yield (await ahead.shift()) as Uint8Array;
    }
    for (const bytes of ahead) yield await bytes;
  }

  /** Ends the threads; what they were doing is lost. */
  close(): void {
    this.#most = 0;
    for (const thread of this.#threads) void thread.terminate();
  }

  #run(type: WrittenType, values: Float32Array): Promise<Uint8Array> {
    if (this.#most === 0) return Promise.resolve(quantize(type, values));
    return new Promise((resolve) => {
      this.#waiting.push({ type, values, resolve });
      this.#next();
    });
  }

  #next(): void {
    const thread = this.#idle.pop() ?? (this.#threads.size < this.#most ? this.#start() : undefined);
    const job = thread && this.#waiting.shift();
    if (!job) {
      if (thread) this.#idle.push(thread);
      return;
    }
    const { type, values, resolve } = job;
    const lost = () => {
      // A thread that cannot run here must not cost the export: this one does what is left.
      this.#threads.delete(thread);
      this.#most = 0;
      for (const { resolve, ...left } of [job, ...this.#waiting.splice(0)])
        resolve(quantize(left.type, left.values));
    };
    thread.once('error', lost);
    thread.once('message', (bytes: Uint8Array) => {
      thread.off('error', lost);
      this.#idle.push(thread);
      resolve(bytes);
      this.#next();
    });
    thread.postMessage({ type, values } satisfies QuantizeJob);
  }

  #start(): Worker {
    const thread = new Worker(this.#file, { execArgv: [] });
    // Nobody waits for a thread whose work nobody wants any more.
    thread.unref();
    this.#threads.add(thread);
    return thread;
  }
}
