/** Layer normalisation, from plain operators every provider has. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { Weights } from './weights.ts';

/** (x - mean)/√(variance + ε) over the last axis, times weight, plus bias. Ba et al. 2016, "Layer normalization". */
export function layerNorm(g: Graph, x: Value, epsilon: number, weight: Value, bias?: Value): Value {
  return g.recomputed('cheap', () => {
    const centred = g.sub(x, g.reduceMean(x, [-1]));
    const variance = g.reduceMean(g.mul(centred, centred), [-1]); // [..., 1]
    const root = g.sqrt(g.add(variance, g.scalar(epsilon)));
    const scaled = g.mul(g.div(centred, root), weight);
    return bias ? g.add(scaled, bias) : scaled;
  });
}

/** The same with `name.weight` and `name.bias`, x [..., d]. */
export function namedLayerNorm(g: Graph, w: Weights, name: string, x: Value, epsilon: number): Value {
  const [norm, size] = [w.in(name), [x.shape.at(-1) as number]];
  return layerNorm(g, x, epsilon, norm.tensor('weight', size), norm.tensor('bias', size));
}
