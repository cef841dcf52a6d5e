/** Root-mean-square normalisation, from plain operators every provider has. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';

/**
 * x/√(mean(x²)+ε)·(offset + weight) over the last axis. Zhang & Sennrich 2019, "Root mean square layer normalization".
 * Shapes: x [..., d], weight [d].
 */
export function rmsNorm(g: Graph, x: Value, weight: Value, epsilon: number, offset = 0): Value {
  return g.recomputed('cheap', () => {
    const meanSquare = g.reduceMean(g.mul(x, x), [-1]); // [..., 1]
    const root = g.sqrt(g.add(meanSquare, g.scalar(epsilon)));
    return g.mul(g.div(x, root), offset === 0 ? weight : g.add(weight, g.scalar(offset)));
  });
}
