/** Attributes of every operator the engine uses, as the graph is given them. */

import type { ScanAttributes } from './scan.ts';
import type { Dim, ElementType, Shape, TensorType, Value } from './types.ts';

type None = Readonly<Record<never, never>>;
export type Reduction = { readonly axes: readonly number[]; readonly keepdims: boolean };

/** Attributes by operator; how each is written to the file is in the operator's row. */
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
  Erf: None;
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
  /**
   * Along an axis of unknown size an end is counted from the last entry: -1 leaves that one out; or `toEnd`. Second
   * input: the start as int64 [1], in place of the attribute; the hint `size` is then what is left of the axis.
   */
  Slice: {
    readonly size?: Dim;
    readonly starts: readonly number[];
    readonly ends: readonly number[];
    readonly axes: readonly number[];
  };
  /** As many results as sizes, side by side along the axis. */
  Split: { readonly axis: number; readonly sizes: readonly number[] };
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
  Scan: ScanAttributes;
  /** Sums of all entries along the axis up to each, or in `reverse` from each on. */
  CumSum: { readonly axis: number; readonly reverse: boolean };
  /**
   * x [rows, K], weight uint8 [N, blocks, bytes of a block], scale of each block [N·blocks] -> x·Wᵀ [rows, N]. A weight is
   * (q - 2^(bits-1))·scale of its block; of 4 bits, the first of two lies in the lower half of its byte. K is filled up to
   * whole blocks. At accuracy level 4 x is rounded to 8 bits by blocks too.
   */
  MatMulNBits: {
    readonly K: number;
    readonly N: number;
    readonly bits: 4 | 8;
    readonly blockSize: number;
    readonly accuracyLevel: 0 | 4;
  };
}

export type OpType = keyof OpAttributes;

/** The end of a slice that goes to the end of an axis of unknown size; ONNX takes any number beyond it. */
export const toEnd: number = Number.MAX_SAFE_INTEGER;

/** How an attribute is written: as ONNX's type of that name, as a further input of int64 numbers, or not at all. */
export type AttributeForm = 'int' | 'float' | 'ints' | 'string' | 'elementType' | 'input' | 'hint';

/** A row of the operator table. */
export type OpDefinition<K extends OpType> = {
  readonly inputs: readonly [least: number, most: number];
  /** Of the result, or of each where there may be several. */
  readonly infer: (
    inputs: readonly TensorType[],
    attributes: OpAttributes[K],
  ) => TensorType | readonly TensorType[];
  /** Every output element depends on one element of each operand only: a gradient may stay broadcast. */
  readonly elementwise?: true;
  /** ONNX's operator set it belongs to; undefined: the default one. */
  readonly domain?: string;
} & (keyof OpAttributes[K] extends never
  ? { readonly attributes?: undefined }
  : { readonly attributes: { readonly [A in keyof OpAttributes[K]]-?: AttributeForm } });
