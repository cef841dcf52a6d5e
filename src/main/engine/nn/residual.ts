/** The two halves of a transformer's layer, each added to what it was given. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';

/** A half with its norms, [tokens, hidden] -> [tokens, hidden]. */
type Half = (x: Value) => Value;

/**
 * h = x + attention(x), then h + mlp(h); in parallel x + attention(x) + mlp(x). He et al. 2016, "Deep residual
 * learning"; parallel: Wang & Komatsuzaki 2021, "GPT-J". Either half may be computed again in the backward pass.
 */
export function residualHalves(
  g: Graph,
  x: Value,
  {
    attention,
    mlp,
    parallel = false,
  }: { readonly attention: Half; readonly mlp: Half; readonly parallel?: boolean },
): Value {
  const h = g.recomputed('layer', () => g.add(x, attention(x)));
  const inner = g.recomputed('layer', () => mlp(parallel ? x : h));
  return g.add(h, inner);
}
