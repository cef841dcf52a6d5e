/** The examples of a run as a trainer reads them: lengths for planning, sequences by index, wherever they are kept. */

import type { Example } from './encodeExamples.ts';

/** The arrays have one entry an example. */
export interface ExampleSet {
  /** Tokens. */
  readonly lengths: Int32Array;
  /** Tokens that are labels. */
  readonly labels: Int32Array;
  /** The number of the row. */
  readonly rows: Int32Array;
  /** The example at `index`, 0 to `lengths.length - 1`. */
  at(index: number): Example;
}

/** Examples held in memory. */
export function exampleSet(examples: readonly Example[]): ExampleSet {
  return {
    lengths: Int32Array.from(examples, ({ ids }) => ids.length),
    labels: Int32Array.from(examples, ({ supervised }) => countLabels(supervised)),
    rows: Int32Array.from(examples, ({ row }) => row),
    at: (index) => examples[index]!,
  };
}

/** Some examples of a set, in the order of `indices`. */
export function select(set: ExampleSet, indices: ArrayLike<number> & Iterable<number>): ExampleSet {
  const some = (values: Int32Array): Int32Array => Int32Array.from(indices, (index) => values[index]!);
  return {
    lengths: some(set.lengths),
    labels: some(set.labels),
    rows: some(set.rows),
    at: (index) => set.at(indices[index]!),
  };
}

export function countLabels(supervised: Uint8Array): number {
  return supervised.reduce((sum, one) => sum + one, 0);
}
