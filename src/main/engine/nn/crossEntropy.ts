/** Log-probabilities of labels, for the rows that have one, a part at a time, so that all logits never exist at once. */

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

/** How hidden states become logits. */
export interface OutputLayer {
  /** The output embedding, [vocabulary, hidden]. */
  readonly head: Value;
  /** What becomes of their products, elementwise; undefined: these are the logits. */
  readonly bound?: ((products: Value) => Value) | undefined;
  /** How the vocabulary is cut; undefined: it is not. */
  readonly cut?: VocabularyCut | undefined;
}

/**
 * A frozen head a few rows at a time: where it is stored in half precision, a cast copy of all of it never exists. Each
 * row is cast once for loss and gradient together.
 */
interface VocabularyCut {
  readonly parts: number;
  /** d bound / d products of each element; undefined: nothing is learned, or nothing bound. */
  readonly slope?: ((products: Value, bounded: Value) => Value) | undefined;
  /** Whether the gradient of the hidden states is asked for. */
  readonly learned: boolean;
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

/** What the model says of the labels of a chunk. @param hidden [tokens, hidden] */
export function labelStatistics(
  g: Graph,
  hidden: Value,
  { rows, inverse, labels }: LabelChunk,
  output: OutputLayer,
): LabelStatistics {
  const { head, bound = (products: Value) => products, cut } = output;
  const states = g.gather(hidden, rows, 0, inverse); // [k, hidden]
  // Computed from the label's own row of the head: were it picked out of the logits, these would be held until the
  // loss is asked for, which onnxruntime does after all gradients.
  const target = () => bound(g.reduceSum(g.mul(states, g.gather(head, labels)), [1])); // [k, 1]
  if (cut && cut.parts > 1) {
    const { largest, logSum } = normaliser(g, states, output, cut);
    const own = target();
    return { logProbabilities: g.sub(own, logSum), chosen: g.cast(isChosen(g, largest, own), 'float32') };
  }
  const logits = bound(g.gemm(states, head, { transB: true })); // [k, vocabulary]
  const own = target();
  const largest = g.stopGradient(g.reduceMax(logits, [1]));
  const chosen = isChosen(g, largest, own);
  return {
    logProbabilities: g.sub(own, logSumExp(g, logits, largest)),
    chosen: g.cast(chosen, 'float32'),
  };
}

function isChosen(g: Graph, largest: Value, target: Value): Value {
  return g.lessOrEqual(g.sub(largest, target), g.scalar(sameLogit));
}

/**
 * ln Σ e^x of each row, [k, n] -> [k, 1]. Shifted by the largest entry, which some providers' own operator leaves out,
 * and whose gradient cancels.
 */
function logSumExp(g: Graph, x: Value, largest: Value): Value {
  return g.add(largest, g.log(g.reduceSum(g.exp(g.sub(x, largest)), [1])));
}

/**
 * The largest logit of each row and ln Σ e^logit, [k, 1], from one walk over the vocabulary's parts. The gradient of the
 * latter, Σ p·slope·(row of the head), is summed in the same walk, by a running softmax: what was summed so far
 * fades as a larger logit appears. Milakov & Gimelshein 2018, "Online normalizer calculation for softmax".
 */
function normaliser(
  g: Graph,
  states: Value,
  { head, bound = (products) => products }: OutputLayer,
  { parts, slope, learned }: VocabularyCut,
): { readonly largest: Value; readonly logSum: Value } {
  const rows = head.shape[0] as number;
  const size = Math.ceil(rows / parts);
  let largest: Value | undefined;
  let sum: Value | undefined;
  let mean: Value | undefined; // Σ p·slope·row, of the softmax over the parts so far, [k, hidden]
  for (let start = 0; start < rows; start += size) {
    const part = g.slice(head, 0, start, Math.min(rows, start + size)); // [size, hidden]
    // Nothing of a part is computed before the parts before it are done with.
    const before = mean ?? sum;
    const from = before ? g.add(states, g.mul(before, g.scalar(0))) : states;
    const products = g.gemm(from, part, { transB: true }); // [k, size]
    const logits = bound(products);
    const top = g.reduceMax(logits, [1]);
    const most: Value = largest ? larger(g, largest, top) : top;
    const powers = g.exp(g.sub(logits, most));
    const faded: Value | undefined = sum && g.mul(sum, g.exp(g.sub(largest as Value, most)));
    const added = g.reduceSum(powers, [1]);
    const total: Value = faded ? g.add(faded, added) : added;
    if (learned) {
      const pull = slope ? g.mul(powers, slope(products, logits)) : powers;
      const share = g.div(g.gemm(pull, part), total);
      mean = mean ? g.add(g.mul(mean, g.div(faded as Value, total)), share) : share;
    }
    [largest, sum] = [most, total];
  }
  const logSum = g.stopGradient(g.add(largest as Value, g.log(sum as Value)));
  if (!mean) return { largest: largest as Value, logSum };
  // Adds nothing, and has the gradient.
  const along = g.reduceSum(g.mul(states, g.stopGradient(mean)), [1]);
  return {
    largest: g.stopGradient(largest as Value),
    logSum: g.add(logSum, g.sub(along, g.stopGradient(along))),
  };
}

function larger(g: Graph, a: Value, b: Value): Value {
  return g.neg(g.min(g.neg(a), g.neg(b)));
}
