/**
 * The gated delta rule, chunk by chunk: within a chunk products of matrices, from chunk to chunk a linear recurrence.
 * Yang et al. 2024, "Parallelizing linear transformers with the delta rule" and "Gated delta networks".
 * Legend: t tokens, c chunks, l tokens of a chunk, n key heads, r value heads of each, d features of a key, e of a value.
 */

import type { Graph } from '../onnx/graph.ts';
import type { Dim, Value } from '../onnx/types.ts';
import { causalMask } from './attention.ts';

export interface DeltaHeads {
  readonly keyHeads: number;
  /** A multiple of `keyHeads`. */
  readonly valueHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
}

/** What the rule is given of each token. */
export interface DeltaInputs {
  /** Queries and keys, each normalised, [t, n·d]. */
  readonly q: Value;
  readonly k: Value;
  /** [t, n·r·e]. */
  readonly v: Value;
  /** Logarithm of what stays of the state, at most 0, [t, n·r]. */
  readonly logDecay: Value;
  /** How far the state is moved towards the value, from 0 to 1, [t, n·r]. */
  readonly beta: Value;
}

/**
 * How tokens find the state that those before them left: packed examples in training, a cache in generation.
 * Of one layer; returns [t, n·r·e].
 */
export type Recall = (inputs: DeltaInputs, heads: DeltaHeads) => Value;

/** The same, laid out as chunks: q and k [c, l, n·d], v [c, l, n·r·e], logDecay and beta [c, l, n·r]. */
export type DeltaChunks = DeltaInputs;

/** What chunks do with the state S [c, n, r, d, e] before each. */
export interface ChunkTerms {
  /** Their results are `own + reads·S`, [c, n, r, l, e] and [c, n, r, l, d]. */
  readonly own: Value;
  readonly reads: Value;
  /** S afterwards is `factor·S + term`, [c, n, r, d, d] and [c, n, r, d, e]. */
  readonly factor: Value;
  readonly term: Value;
}

/** What depends on the places within a chunk alone. */
export interface ChunkMasks {
  /** [l, l], 0 where the column's token is the row's or before it, else -1e9. */
  readonly causal: Value;
  /** [l, l], 1 there, else 0. */
  readonly upTo: Value;
  /** [l, l], 1 where the column's token is before the row's, else 0. */
  readonly before: Value;
  /** [l, l], the identity. */
  readonly same: Value;
  /** [l, l] each: 1 in the lower left quarter of every block of 2, 4, 8, ... tokens along the diagonal, else 0. */
  readonly quarters: readonly Value[];
  /** [d, d], the identity. */
  readonly identity: Value;
}

/**
 * @param places 0, 1, 2, ... [l], float32
 * @param most the longest chunk there may be, 2 or more
 * @param keyDim d
 */
export function chunkMasks(g: Graph, places: Value, most: number, keyDim: number): ChunkMasks {
  const mask = (condition: Value) => g.where(condition, g.scalar(1), g.scalar(0));
  const triangles = (x: Value) => {
    const [row, column] = [g.reshape(x, [...x.shape, 1]), g.reshape(x, [1, ...x.shape])];
    return { row, column, upTo: mask(g.lessOrEqual(column, row)), before: mask(g.less(column, row)) };
  };
  const { row, column, upTo, before } = triangles(places);
  const quarters: Value[] = [];
  for (let half = 1; half < most; half *= 2) {
    const part = (x: Value, size: number) => g.floor(g.mul(x, g.scalar(1 / size)));
    const oneBlock = g.lessOrEqual(part(row, 2 * half), part(column, 2 * half));
    quarters.push(mask(g.and(oneBlock, g.less(part(column, half), part(row, half)))));
  }
  const features = triangles(
    g.constant(
      'delta/features',
      Float32Array.from({ length: keyDim }, (_, i) => i),
      [keyDim],
    ),
  );
  return {
    causal: causalMask(g, places, places, undefined),
    upTo,
    before,
    same: g.sub(upTo, before),
    quarters,
    identity: g.sub(features.upTo, features.before),
  };
}

/**
 * S' = e^g·S + β·k·(v - (e^g·S)ᵀk)ᵀ and result S'ᵀq for every token, as a function of S before the chunk. Empty places
 * at the end of a chunk may hold anything: they are in no earlier token's result, and only in the S afterwards.
 */
export function chunkTerms(
  g: Graph,
  { q, k, v, logDecay, beta }: DeltaChunks,
  { keyHeads, valueHeads, keyDim, valueDim }: DeltaHeads,
  masks: ChunkMasks,
): ChunkTerms {
  const [c, l] = q.shape as [Dim, Dim];
  const repeats = valueHeads / keyHeads;
  const byKey = (x: Value) => g.reshape(x, [c, l, keyHeads, 1, keyDim]);
  const rows = (x: Value) => g.transpose(byKey(x), [0, 2, 3, 1, 4]); // [c, n, 1, l, d]
  const [queries, keys] = [rows(q), rows(k)];
  const columns = g.transpose(byKey(k), [0, 2, 3, 4, 1]); // [c, n, 1, d, l]
  const values = g.transpose(g.reshape(v, [c, l, keyHeads, repeats, valueDim]), [0, 2, 3, 1, 4]);
  const perHead = (x: Value) => g.transpose(x, [0, 2, 1]); // [c, n·r, l]
  const asColumn = (x: Value) => g.reshape(perHead(x), [c, keyHeads, repeats, l, 1]);
  const asRow = (x: Value) => g.reshape(perHead(x), [c, keyHeads, repeats, 1, l]);
  const rate = asColumn(beta);

  // Since the chunk's beginning, the token's own included; and over the whole chunk.
  const since = g.matmul(masks.upTo, logDecay); // [c, l, n·r]
  const whole = g.reshape(g.reduceSum(logDecay, [1]), [c, keyHeads, repeats, 1, 1]);
  const decay = asColumn(since);
  const between = g.exp(g.add(g.sub(decay, asRow(since)), masks.causal)); // [c, n, r, l, l]

  const overlaps = g.mul(g.mul(g.matmul(keys, columns), between), g.mul(rate, masks.before));
  const solve = unitLowerInverse(g, overlaps, masks);
  const written = g.matmul(solve, g.mul(values, rate)); // [c, n, r, l, e]
  const erased = g.matmul(solve, g.mul(keys, g.mul(rate, g.exp(decay)))); // [c, n, r, l, d]
  const seen = g.mul(g.matmul(queries, columns), between); // [c, n, r, l, l]
  const left = g.mul(columns, g.exp(g.sub(whole, asRow(since)))); // [c, n, r, d, l]
  return {
    own: g.matmul(seen, written),
    reads: g.sub(g.mul(queries, g.exp(decay)), g.matmul(seen, erased)),
    factor: g.sub(g.mul(masks.identity, g.exp(whole)), g.matmul(left, erased)),
    term: g.matmul(left, written),
  };
}

/** Results of all chunks, [c, n, r, l, e], in the chunks' layout, [c, l, n·r·e]. */
export function fromChunks(g: Graph, results: Value): Value {
  const [c, n, r, l, e] = results.shape as [Dim, number, number, Dim, number];
  return g.reshape(g.transpose(results, [0, 3, 1, 2, 4]), [c, l, n * r * e]);
}

/**
 * (I + A)⁻¹ of strictly lower A [..., l, l]. The inverses X of diagonal blocks make up those of blocks twice the size:
 * their lower left quarters are -X·A·X. Powers of A would be fewer products, but overflow where keys repeat.
 */
function unitLowerInverse(g: Graph, lower: Value, { same, quarters }: ChunkMasks): Value {
  const known = g.stopGradient(lower);
  const [pairs, ...larger] = quarters as [Value, ...Value[]];
  let inverse = g.sub(same, g.mul(known, pairs));
  for (const quarter of larger)
    inverse = g.sub(inverse, g.matmul(g.matmul(inverse, g.mul(known, quarter)), inverse));
  // Adds nothing but the gradient, -Xᵀ·dX·Xᵀ.
  return g.sub(inverse, g.matmul(g.matmul(inverse, g.sub(lower, known)), inverse));
}
