/** The operators the engine uses and their attributes; shapes.ts and gradient rules are exhaustive over this list. */

import type { ElementType, Shape, Value } from './types.ts';

type None = Readonly<Record<never, never>>;
type Reduction = { readonly axes: readonly number[]; readonly keepdims: boolean };

/** Attributes by operator. Those listed in a table row's `hints` guide us and are not written to the file. */
export interface OpAttributes {
  Add: None;
  Sub: None;
  Mul: None;
  Div: None;
  Min: None;
  Neg: None;
  Exp: None;
  Log: None;
  Sqrt: None;
  Sigmoid: None;
  Tanh: None;
  Cos: None;
  Sin: None;
  Floor: None;
  Less: None;
  LessOrEqual: None;
  And: None;
  Where: None;
  Cast: { readonly to: ElementType };
  MatMul: None;
  /** y = alpha·A'B' + beta·C with A' and B' transposed where asked. */
  Gemm: { readonly alpha: number; readonly beta: number; readonly transA: boolean; readonly transB: boolean };
  Transpose: { readonly perm: readonly number[] };
  /** Second input, where more than one size is unknown: the shape as int64, in place of the attribute. */
  Reshape: { readonly shape: Shape };
  /** Second input: the shape as int64; the hint `shape` is that shape as we know it. */
  Expand: { readonly shape: Shape };
  Shape: None;
  Concat: { readonly axis: number };
  Slice: {
    readonly starts: readonly number[];
    readonly ends: readonly number[];
    readonly axes: readonly number[];
  };
  /** `pads`: begin of each axis, then end of each axis. */
  Pad: { readonly pads: readonly number[] };
  /**
   * Hint `inverse` (axis 0 only): for each row of the data, the flat position in `indices` that took it, or the
   * number of indices where none did. With it the gradient is a gather too, not a scatter.
   */
  Gather: { readonly axis: number; readonly inverse?: Value };
  GatherElements: { readonly axis: number };
  ScatterElements: { readonly axis: number; readonly reduction: 'none' | 'add' };
  ReduceSum: Reduction;
  ReduceMean: Reduction;
  ReduceMax: Reduction;
  /** Passes its operand on; no gradient goes back through it. */
  Identity: None;
  Softmax: { readonly axis: number };
  /** Input [1, tokens, heads·headDim], cos and sin [1, tokens, headDim/2]; halves rotated, not interleaved. */
  RotaryEmbedding: { readonly numHeads: number };
}

export type OpType = keyof OpAttributes;
