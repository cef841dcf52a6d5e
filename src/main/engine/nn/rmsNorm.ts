/** Root-mean-square normalisation, from plain operators every provider has. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';

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
