/**
 * Causal self-attention with grouped heads.
 * Legend: t tokens, n segments, s slots (longest segment), c context (keys), h heads, k key-value heads, d headDim.
 */

import type { Graph } from '../onnx/graph.ts';
import { product } from '../onnx/shapes.ts';
import type { Dim, Value } from '../onnx/types.ts';
import { type Projections, threeProjections } from './projections.ts';
import { type RopeTables, rotate } from './rope.ts';
import type { Weights } from './weights.ts';

/** Head counts and sizes. */
export interface Heads {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** How queries look at keys. */
export interface Looking extends Heads {
  /** A query sees this many keys, itself included; undefined: all before it. */
  readonly window?: number | undefined;
  /** Factor of q·kᵀ; undefined: 1/√headDim. */
  readonly scale?: number;
  /** Bound of the scores; undefined: none. */
  readonly softcap?: number | undefined;
}

/**
 * How tokens find their context: packed examples in training, a cache of keys and values in generation.
 * Takes rotated q [t, h·d], k and v [t, k·d] of one layer; returns [t, h·d].
 */
export type Attend = (q: Value, k: Value, v: Value, looking: Looking) => Value;

export interface AttentionOptions extends Looking {
  readonly hidden: number;
  /** Whether q, k and v, and the output, carry a bias. */
  readonly bias?: { readonly qkv: boolean; readonly o: boolean };
  /** Undefined: three linear layers. */
  readonly projections?: Projections;
  /** Name of the last linear layer; undefined: `o_proj`. */
  readonly output?: string;
  /** Undefined: the tokens are not rotated. */
  readonly rope: RopeTables | undefined;
  /** Factor of each token's queries, [t, 1]. */
  readonly queryScale?: Value | undefined;
  /** Normalises every head of queries and keys, [t, n, d], before they are rotated. */
  readonly headNorm?: (name: 'q_norm' | 'k_norm', x: Value) => Value;
  /** Normalises all heads of queries, or of keys, together, [t, n·d], before they are rotated. */
  readonly allHeadsNorm?: (name: 'q_norm' | 'k_norm', x: Value) => Value;
}

/** x [tokens, hidden] -> [tokens, hidden]. Vaswani et al. 2017; grouped heads: Ainslie et al. 2023. */
export function attention(g: Graph, w: Weights, x: Value, options: AttentionOptions, attend: Attend): Value {
  const { hidden, heads, kvHeads, headDim, rope, headNorm, bias = { qkv: false, o: false } } = options;
  const {
    projections = threeProjections,
    output: name = 'o_proj',
    queryScale,
    allHeadsNorm = (_, x) => x,
  } = options;
  const project = projections(g, w, { hidden, heads, kvHeads, headDim, bias: bias.qkv });
  const output = w.linear(name, [hidden, heads * headDim], { bias: bias.o });
  const [q, k, v, gate] = project(x);
  const prepare = (value: Value, count: number, name: 'q_norm' | 'k_norm'): Value =>
    g.recomputed('cheap', () => {
      const tokens = value.shape[0] as Dim;
      const whole = allHeadsNorm(name, value);
      const normed =
        headNorm &&
        g.reshape(headNorm(name, g.reshape(whole, [tokens, count, headDim])), [tokens, count * headDim]);
      return rope ? rotate(g, normed ?? whole, rope, count) : (normed ?? whole);
    });
  const queries = prepare(q, heads, 'q_norm');
  const scaled = queryScale ? g.recomputed('cheap', () => g.mul(queries, queryScale)) : queries;
  const mixed = attend(scaled, prepare(k, kvHeads, 'k_norm'), v, options);
  return output(gate ? g.recomputed('cheap', () => g.mul(mixed, g.sigmoid(gate))) : mixed);
}

/** cap·tanh(x/cap), elementwise: x where it is small, never beyond ±cap. Gemma Team 2024, "Gemma 2". */
export function capped(g: Graph, x: Value, cap: number): Value {
  return g.mul(g.tanh(g.mul(x, g.scalar(1 / cap))), g.scalar(cap));
}

/**
 * softmax(scale·q·kᵀ + mask)·v. The heads that share a key-value head are laid one after another along the rows, so
 * that each key-value head is one product.
 * @param q [n, s, h·d]  @param k [n, c, k·d]  @param v [n, c, k·d]
 * @param mask [s, c], 0 where a query sees a key and very negative elsewhere.
 * @returns [n·s, h·d]
 */
export function attendToContext(
  g: Graph,
  q: Value,
  k: Value,
  v: Value,
  mask: Value,
  looking: Looking,
): Value {
  const [n, c, { kvHeads, headDim }] = [q.shape[0] as Dim, k.shape[1] as Dim, looking];
  const queries = groupedQueries(g, q, looking);
  const split = (x: Value) => g.reshape(x, [n, c, kvHeads, headDim]);
  const keys = g.transpose(split(k), [0, 2, 3, 1]); // [n, k, d, c]
  const values = g.transpose(split(v), [0, 2, 1, 3]); // [n, k, c, d]
  return mixValues(g, queries, keys, values, mask, looking);
}

/** The same with keys and values laid out by head, [n, k, c, d], and a mask that may differ, [n, 1, s, c]. */
export function attendToHeads(
  g: Graph,
  q: Value,
  keys: Value,
  values: Value,
  mask: Value,
  looking: Looking,
): Value {
  const queries = groupedQueries(g, q, looking);
  return mixValues(g, queries, g.transpose(keys, [0, 1, 3, 2]), values, mask, looking);
}

/** q [n, s, h·d], scaled -> [n, k, h/k·s, d]. */
function groupedQueries(
  g: Graph,
  q: Value,
  { heads, kvHeads, headDim, scale = 1 / Math.sqrt(headDim) }: Looking,
): Value {
  const [n, s] = q.shape as [Dim, Dim];
  const scaled = g.mul(q, g.scalar(scale));
  return g.reshape(
    g.transpose(g.reshape(scaled, [n, s, heads, headDim]), [0, 2, 1, 3]), // [n, h, s, d]
    [n, kvHeads, product([heads / kvHeads, s]), headDim],
  );
}

/** @param keys [n, k, d, c]  @param values [n, k, c, d]  @returns [n·s, h·d] */
function mixValues(
  g: Graph,
  queries: Value,
  keys: Value,
  values: Value,
  mask: Value,
  { heads, kvHeads, headDim, softcap }: Looking,
): Value {
  const [n, c] = [keys.shape[0] as Dim, keys.shape[3] as Dim];
  const [groupRows, s] = [queries.shape[2] as Dim, mask.shape.at(-2) as Dim];
  const scores = g.reshape(g.matmul(queries, keys), [n, heads, s, c]);
  const bounded = softcap === undefined ? scores : capped(g, scores, softcap);
  const weights = g.softmax(g.add(bounded, mask), -1);
  const mixed = g.matmul(g.reshape(weights, [n, kvHeads, groupRows, c]), values); // [n, k, h/k·s, d]
  const merged = g.transpose(g.reshape(mixed, [n, heads, s, headDim]), [0, 2, 1, 3]); // [n, s, h, d]
  return g.reshape(merged, [product([n, s]), heads * headDim]);
}

/**
 * [s, c]: 0 where the key's position lies at or before the query's and within the window, else -1e9.
 * @param queries positions [s], float32  @param keys positions [c], float32
 */
export function causalMask(g: Graph, queries: Value, keys: Value, window: number | undefined): Value {
  const query = g.reshape(queries, [queries.shape[0] as Dim, 1]);
  const key = g.reshape(keys, [1, keys.shape[0] as Dim]);
  return asMask(g, sees(g, query, key, window));
}

/** Whether the key's position lies at or before the query's and within the window, for positions that broadcast. */
export function sees(g: Graph, query: Value, key: Value, window: number | undefined): Value {
  const past = g.lessOrEqual(key, query);
  return window === undefined ? past : g.and(past, g.less(g.sub(query, key), g.scalar(window)));
}

/** 0 where a query sees a key, else -1e9. */
export function asMask(g: Graph, seen: Value): Value {
  return g.where(seen, g.scalar(0), g.scalar(-1e9));
}
