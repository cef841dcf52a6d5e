/** What layers keep of the tokens read so far, on our side: onnxruntime reads it where it lies. */

import { type Feeds, float32, floats, type HostTensor } from '../runtime/session.ts';

/** One thing that a layer keeps. */
export interface CacheEntry {
  /** "Key.0": the graph's input is `pastKey.0`, what a run adds its output `freshKey.0`. */
  readonly name: string;
  /** Numbers of a row. */
  readonly width: number;
  /** The last rows of what a run gives take the place of those there were; undefined: a row for every token, all kept. */
  readonly rows: number | undefined;
}

interface Filling extends CacheEntry {
  readonly data: Float32Array;
}

/**
 * One row per token, so that new ones are appended in place and only they are copied out of a run; inputs are not
 * copied at all.
 */
export class Cache {
  readonly #entries: readonly Filling[];
  #length = 0;

  /** Room for `capacity` tokens; the system gives memory as it fills. What has a fixed number of rows begins as zeros. */
  constructor(entries: readonly CacheEntry[], capacity: number) {
    this.#entries = entries.map((entry) => ({
      ...entry,
      data: new Float32Array((entry.rows ?? capacity) * entry.width),
    }));
  }

  /** Tokens held. */
  get length(): number {
    return this.#length;
  }

  /** The cache as inputs of the generation graph. */
  feeds(): Feeds {
    const filled = ({ rows = this.#length, width, data }: Filling) =>
      float32(data.subarray(0, rows * width), [rows, width]);
    return Object.fromEntries(this.#entries.map((entry) => [`past${entry.name}`, filled(entry)]));
  }

  /** Forgets every token. */
  clear(): void {
    for (const { rows, data } of this.#entries) if (rows !== undefined) data.fill(0);
    this.#length = 0;
  }

  /** Takes in what the graph has made of `tokens` new tokens. */
  append(outputs: Readonly<Record<string, HostTensor>>, tokens: number): void {
    for (const { name, width, rows, data } of this.#entries) {
      const fresh = floats(outputs[`fresh${name}`]);
      if (rows === undefined) data.set(fresh, this.#length * width);
      else data.set(fresh.subarray(fresh.length - data.length));
    }
    this.#length += tokens;
  }
}
