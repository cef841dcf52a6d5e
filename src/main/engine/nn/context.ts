/** What a layer is told of the tokens before its own: by packed examples in training, by a cache in generation. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { Attend } from './attention.ts';
import type { Recall } from './deltaRule.ts';

/**
 * What x [tokens, width] was 1, 2, ..., `count` tokens earlier in the same text, each of x's shape; zeros before the
 * text's first token. A layer asks once.
 */
export type Earlier = (x: Value, count: number) => readonly Value[];

/** All ways in which a token's result may depend on tokens before it. */
export interface Context {
  readonly attend: Attend;
  readonly earlier: Earlier;
  readonly recall: Recall;
}

/** x moved by 1, 2, ..., `count` rows, from `extended` [count + tokens, width], x with the rows that precede it. */
export function movedRows(g: Graph, extended: Value, count: number): readonly Value[] {
  return Array.from({ length: count }, (_, i) => g.slice(extended, 0, count - 1 - i, -1 - i));
}
