/** Log-probabilities of labels, for the rows that have one, a chunk at a time, so that all logits never exist at once. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';

/** Some of the rows whose next token is supervised. */
export interface LabelChunk {
  /** Row of `hidden` for each label, [k], int32. */
  readonly rows: Value;
  /** For each row of `hidden` its place in `rows`, or k where it has none, [tokens], int32. */
  readonly inverse: Value;
  /** The token to be predicted, [k], int32. */
  readonly labels: Value;
  /** 1 for a real label, 0 for padding, [k], float32. */
  readonly weights: Value;
}

/** Each [k, 1]. */
export interface LabelStatistics {
  /** ln p(label). */
  readonly logProbabilities: Value;
  /** 1 where no token is more probable than the label, else 0; without gradient. */
  readonly chosen: Value;
}

/** Two logits are equal when they differ by less: the label's own is computed by another product than the others. */
const sameLogit = 1e-3;

/**
 * What the model says of the labels of a chunk.
 * @param hidden [tokens, hidden]  @param head [vocabulary, hidden]  @param bound what makes logits of their products
 */
export function labelStatistics(
  g: Graph,
  hidden: Value,
  { rows, inverse, labels }: LabelChunk,
  head: Value,
  bound: (products: Value) => Value = (products) => products,
): LabelStatistics {
  const states = g.gather(hidden, rows, 0, inverse); // [k, hidden]
  const logits = bound(g.gemm(states, head, { transB: true })); // [k, vocabulary]
  // Computed from the label's own row of the head: were it picked out of the logits, these would be held until the
  // loss is asked for, which onnxruntime does after all gradients.
  const target = bound(g.reduceSum(g.mul(states, g.gather(head, labels)), [1])); // [k, 1]
  const largest = g.stopGradient(g.reduceMax(logits, [1]));
  const chosen = g.lessOrEqual(g.sub(largest, target), g.scalar(sameLogit));
  return {
    logProbabilities: g.sub(target, logSumExp(g, logits, largest)),
    chosen: g.cast(chosen, 'float32'),
  };
}

/**
 * ln Σ e^x of each row, [k, n] -> [k, 1]. Shifted by the largest entry, which some providers' own operator leaves out,
 * and whose gradient cancels.
 */
function logSumExp(g: Graph, x: Value, largest: Value): Value {
  return g.add(largest, g.log(g.reduceSum(g.exp(g.sub(x, largest)), [1])));
}
