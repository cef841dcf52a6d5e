/** Keys and values of the tokens read so far, kept on our side: onnxruntime reads them where they lie. */

import type { Sizes } from '../models/family.ts';
import { type Feeds, float32, floats, type HostTensor } from '../runtime/session.ts';

/**
 * One row per token, so that new ones are appended in place and only they are copied out of a run; inputs are not
 * copied at all.
 */
export class KeyValueCache {
  readonly #width: number;
  /** By the graph's names: `Key.0`, `Value.0`, ...; each [capacity, kvHeads·headDim]. */
  readonly #rows: ReadonlyMap<string, Float32Array>;
  #length = 0;

  /** Room for `capacity` tokens; the system gives memory as it fills. */
  constructor({ layers, kvHeads, headDim }: Sizes, capacity: number) {
    this.#width = kvHeads * headDim;
    const names = Array.from({ length: layers }, (_, i) => [`Key.${i}`, `Value.${i}`]).flat();
    this.#rows = new Map(names.map((name) => [name, new Float32Array(capacity * this.#width)]));
  }

  /** Tokens held. */
  get length(): number {
    return this.#length;
  }

  /** The cache as inputs of the generation graph. */
  feeds(): Feeds {
    const shape = [this.#length, this.#width];
    const filled = this.#length * this.#width;
    return Object.fromEntries(
      [...this.#rows].map(([name, rows]) => [`past${name}`, float32(rows.subarray(0, filled), shape)]),
    );
  }

  /** Takes in the keys and values of `tokens` new tokens from the graph's outputs. */
  append(outputs: Readonly<Record<string, HostTensor>>, tokens: number): void {
    for (const [name, rows] of this.#rows)
      rows.set(floats(outputs[`fresh${name}`]), this.#length * this.#width);
    this.#length += tokens;
  }
}
