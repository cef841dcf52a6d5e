/** What is learned from examples, in one object: their sequences, their loss, what it is a mean over, and its figures. */

import type { OutputLayer } from '../nn/crossEntropy.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { Feeds } from '../runtime/session.ts';
import type { TokenSequence } from './packedFeeds.ts';

/** What the model has computed for a pass. */
export interface ModelStates extends States {
  /** What the model computes as it was before training, for the same pass; asked for at most once. */
  reference(): States;
}

/** What a model has computed, and what makes logits of it. */
export interface States extends OutputLayer {
  /** After the last norm, [tokens, hidden]. */
  readonly hidden: Value;
}

/** Scalars summed over the examples of a pass. */
export interface LossSums {
  /** What is to become small; its mean over the units of a step is the step's loss. */
  readonly loss: Value;
  /** Shown and recorded beside it, as means over the units too. */
  readonly figures: Readonly<Record<string, Value>>;
}

/** @typeParam E an example: what one index of an example set stands for */
export interface Objective<E = TokenSequence> {
  /** The sequences of an example, which always share a pass; each sees itself only. */
  sequences(example: E): readonly TokenSequence[];
  /** How much of what the loss is a mean over is in an example. */
  units(example: E): number;
  /** The example with its sequences cut to `most` tokens. */
  cut(example: E, most: number | null): E;
  /** Declares the inputs of {@link feeds} and computes the sums. @param chunks parts the labels are cut into */
  loss(g: Graph, states: ModelStates, chunks: number): LossSums;
  /** The loss's own inputs for a pass over `examples`, besides those of the packed sequences. */
  feeds(examples: readonly E[], chunks: number): Feeds;
  /** Names of the figures. */
  readonly figures: readonly string[];
}
