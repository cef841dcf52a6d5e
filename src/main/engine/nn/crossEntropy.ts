/** Cross-entropy over the rows that have a label, a chunk at a time, so that all logits never exist at once. */

import type { Graph } from '../onnx/graph.ts';
import type { Dim, Value } from '../onnx/types.ts';

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

/**
 * Σ weights·(-ln p(label)), a scalar, over all chunks.
 * @param hidden [tokens, hidden]  @param head [vocabulary, hidden]
 */
export function crossEntropySum(g: Graph, hidden: Value, chunks: readonly LabelChunk[], head: Value): Value {
  const sums = chunks.map(({ rows, inverse, labels, weights }) => {
    const k = rows.shape[0] as Dim;
    const states = g.gather(hidden, rows, 0, inverse); // [k, hidden]
    const logits = g.gemm(states, head, { transB: true }); // [k, vocabulary]
    // Computed from the label's own row of the head: were it picked out of the logits, these would be held until the
    // loss is asked for, which onnxruntime does after all gradients.
    const target = g.reduceSum(g.mul(states, g.gather(head, labels)), [1]); // [k, 1]
    const losses = g.sub(logSumExp(g, logits), target); // [k, 1]
    return g.reduceSum(g.mul(losses, g.reshape(weights, [k, 1])), [0, 1], false);
  });
  return sums.reduce((total, part) => g.add(total, part));
}

/**
 * ln Σ e^x of each row, [k, n] -> [k, 1]. Shifted by the largest entry, which some providers' own operator leaves out,
 * and whose gradient cancels.
 */
function logSumExp(g: Graph, x: Value): Value {
  const largest = g.stopGradient(g.reduceMax(x, [1]));
  return g.add(largest, g.log(g.reduceSum(g.exp(g.sub(x, largest)), [1])));
}
