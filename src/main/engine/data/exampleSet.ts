/** The examples of a run as a trainer reads them: lengths for planning, sequences by index. */

import type { Example } from './encodeExamples.ts';

export interface ExampleSet {
  /** Tokens of every example. */
  readonly lengths: Int32Array;
  /** Labels of every example. */
  readonly labels: Int32Array;
  /** The example at `index`, 0 to `lengths.length - 1`. */
  at(index: number): Example;
}

/** Examples held in memory. */
export function exampleSet(examples: readonly Example[]): ExampleSet {
  return {
    lengths: Int32Array.from(examples, ({ ids }) => ids.length),
    labels: Int32Array.from(examples, ({ supervised }) => countOnes(supervised)),
    at: (index) => examples[index]!,
  };
}

function countOnes(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum + byte, 0);
}
