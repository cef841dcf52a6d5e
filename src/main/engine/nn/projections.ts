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

/** Queries [t, h·d], keys and values [t, k·d]. */
export type Projected = readonly [q: Value, k: Value, v: Value];

/** Asks for its weights; what it returns takes x [t, hidden]. */
export type Projections = (g: Graph, w: Weights, sizes: ProjectionSizes) => (x: Value) => Projected;

/** `q_proj`, `k_proj` and `v_proj`. */
export const threeProjections: Projections = (_, w, { hidden, heads, kvHeads, headDim, bias }) => {
  const input = (name: string, count: number) => w.linear(name, [count * headDim, hidden], { bias });
  const [q, k, v] = [input('q_proj', heads), input('k_proj', kvHeads), input('v_proj', kvHeads)];
  return (x) => [q(x), k(x), v(x)];
};

/** One layer: the rows of all queries, then those of all keys, then those of all values. */
export const oneProjection =
  (name: string): Projections =>
  (g, w, { hidden, heads, kvHeads, headDim, bias }) => {
    const [keys, values, end] = [heads, heads + kvHeads, heads + 2 * kvHeads].map((n) => n * headDim) as [
      number,
      number,
      number,
    ];
    const fused = w.linear(name, [end, hidden], { bias });
    return (x) => {
      const all = fused(x); // [t, (h + 2k)·d]
      return g.recomputed('cheap', () => [
        g.slice(all, 1, 0, keys),
        g.slice(all, 1, keys, values),
        g.slice(all, 1, values, end),
      ]);
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
        const part = (i: number) =>
          g.reshape(g.slice(byHead, 2, i * headDim, (i + 1) * headDim), [tokens, heads * headDim]);
        return [part(0), part(1), part(2)];
      });
    };
  };
