/** Root-mean-square normalisation, from plain operators every provider has. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { Weights } from './weights.ts';

/**
 * x/√(mean(x²)+ε)·(offset + stored) over the last axis. Zhang & Sennrich 2019, "Root mean square layer normalization".
 * Shapes: x [..., d], stored [d].
 */
export function rmsNorm(g: Graph, x: Value, stored: Value, epsilon: number, offset = 0): Value {
  return g.recomputed('cheap', () => {
    const meanSquare = g.reduceMean(g.mul(x, x), [-1]); // [..., 1]
    const root = g.sqrt(g.add(meanSquare, g.scalar(epsilon)));
    const weight = offset === 0 ? stored : g.add(stored, g.scalar(offset));
    return g.mul(g.div(x, root), weight);
  });
}

/** A norm whose weight is stored as its distance from 1. */
export function offsetNorm(
  g: Graph,
  w: Weights,
  name: string,
  x: Value,
  size: number,
  epsilon: number,
): Value {
  return rmsNorm(g, x, w.tensor(`${name}.weight`, [size]), epsilon, 1);
}
