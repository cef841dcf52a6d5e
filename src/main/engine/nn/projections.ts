/**
 * Where queries, keys and values come from: three linear layers, or one whose rows hold all three.
 * Legend: t tokens, h heads, k key-value heads, d headDim.
 */

import type { Graph } from '../onnx/graph.ts';
import type { Dim, Value } from '../onnx/types.ts';
import type { Heads } from './attention.ts';
import type { Weights } from './weights.ts';

export interface ProjectionSizes extends Heads {
  readonly hidden: number;
  readonly bias: boolean;
}

/** Queries [t, h·d], keys and values [t, k·d]; gates of what attention gives, before σ, [t, h·d]. */
export type Projected = readonly [q: Value, k: Value, v: Value, gate?: Value];

/** Asks for its weights; what it returns takes x [t, hidden]. */
export type Projections = (g: Graph, w: Weights, sizes: ProjectionSizes) => (x: Value) => Projected;

/** `q_proj`, `k_proj` and `v_proj`. */
export const threeProjections: Projections = (_, w, { hidden, heads, kvHeads, headDim, bias }) => {
  const input = (name: string, count: number) => w.linear(name, [count * headDim, hidden], { bias });
  const [q, k, v] = [input('q_proj', heads), input('k_proj', kvHeads), input('v_proj', kvHeads)];
  return (x) => [q(x), k(x), v(x)];
};

/** Three layers, the first of which has for each head its queries, then the gates of its results. */
export const gatedQueries: Projections = (g, w, { hidden, heads, kvHeads, headDim, bias }) => {
  const input = (name: string, width: number) => w.linear(name, [width, hidden], { bias });
  const both = input('q_proj', 2 * heads * headDim);
  const [k, v] = [input('k_proj', kvHeads * headDim), input('v_proj', kvHeads * headDim)];
  return (x) => {
    const all = both(x);
    const [tokens] = all.shape as [Dim, Dim];
    const [q, gate] = g.recomputed('cheap', () =>
      g
        .split(g.reshape(all, [tokens, heads, 2 * headDim]), 2, [headDim, headDim])
        .map((part) => g.reshape(part, [tokens, heads * headDim])),
    ) as [Value, Value];
    return [q, k(x), v(x), gate];
  };
};

/** One layer: the rows of all queries, then those of all keys, then those of all values. */
export const oneProjection =
  (name: string): Projections =>
  (g, w, { hidden, heads, kvHeads, headDim, bias }) => {
    const sizes = [heads, kvHeads, kvHeads].map((count) => count * headDim);
    const fused = w.linear(name, [(heads + 2 * kvHeads) * headDim, hidden], { bias });
    return (x) => {
      const all = fused(x); // [t, (h + 2k)·d]
      return g.recomputed('cheap', () => g.split(all, 1, sizes)) as unknown as Projected;
    };
  };

/** One layer: for each head its queries, then its keys, then its values; as many key-value heads as heads. */
export const projectionByHead =
  (name: string): Projections =>
  (g, w, { hidden, heads, headDim, bias }) => {
    const fused = w.linear(name, [3 * heads * headDim, hidden], { bias });
    return (x) => {
      const all = fused(x);
      return g.recomputed('cheap', () => {
        const [tokens] = all.shape as [Dim, Dim];
        const byHead = g.reshape(all, [tokens, heads, 3 * headDim]);
        const parts = g.split(byHead, 2, [headDim, headDim, headDim]);
        return parts.map((part) => g.reshape(part, [tokens, heads * headDim]));
      }) as unknown as Projected;
    };
  };
