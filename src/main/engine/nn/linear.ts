/** A linear layer as it stands in a model: frozen weight, optional bias, optional low-rank adapter. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import { type Dropout, dropout } from './dropout.ts';

/**
 * A low-rank update of a linear layer. Hu et al. 2021, "LoRA": h = Wx + scale·B(Ax).
 * Shapes: a [rank, in], b [out, rank].
 */
export interface LoraAdapter {
  readonly a: Value;
  readonly b: Value;
  /** alpha/rank, or alpha/√rank for rsLoRA; a scalar value where it changes between runs (strength). */
  readonly scale: number | Value;
  /** Applied to the adapter's input only, as PEFT does. */
  readonly dropout?: Dropout;
}

/** Shapes: weight [out, in], bias [out]. */
export interface Linear {
  readonly weight: Value;
  readonly bias?: Value;
  readonly adapter?: LoraAdapter;
}

/** x [tokens, in] -> [tokens, out]: x·Wᵀ + bias + scale·(x·Aᵀ)·Bᵀ. */
export function linear(g: Graph, x: Value, { weight, bias, adapter }: Linear): Value {
  const base = g.gemm(x, weight, { transB: true, ...(bias && { c: bias }) });
  if (!adapter) return base;
  const { a, b, scale } = adapter;
  const input = adapter.dropout ? dropout(g, x, adapter.dropout) : x;
  const low = g.gemm(input, a, { transB: true }); // [tokens, rank]
  if (typeof scale === 'number') return g.gemm(low, b, { transB: true, alpha: scale, c: base });
  return g.gemm(g.mul(low, scale), b, { transB: true, c: base });
}
