/** One table: the gradient of every operator. Rules know nothing of broadcasting or accumulation; the walker does both. */

import { type OpAttributes, type OpType, toEnd } from '../onnx/attributes.ts';
import type { Graph } from '../onnx/graph.ts';
import { axisOf, product, ShapeError } from '../onnx/shapes.ts';
import type { Dim, Value } from '../onnx/types.ts';

/** What a rule may use: the builder, the node's operands and result, and dy, the gradient of its result. */
export interface Frame<K extends OpType> {
  readonly g: Graph;
  readonly attributes: OpAttributes[K];
  /** Number of operands. */
  readonly operands: number;
  /** Operand `i`; computed again where it was not kept. Ask only inside a gradient that is wanted. */
  x(i: number): Value;
  /** The node's result, or its result `i`; computed again where it was not kept. */
  y(i?: number): Value;
  /** d loss / d y, of y's shape, or broadcastable to it for elementwise operators. */
  readonly dy: Value;
  /** Of every result, where there are several; zeros for one that the loss does not depend on. */
  readonly dys: readonly Value[];
}

/** An operand that has no gradient, and why. */
export interface NoGradient {
  readonly reason: string;
}

/** One entry per operand: how to build its gradient (called only if wanted), or why there is none. */
export type GradientRule<K extends OpType> = (frame: Frame<K>) => readonly ((() => Value) | NoGradient)[];

const noGradient = (reason: string): NoGradient => ({ reason });
const never =
  (operands: number, reason: string): GradientRule<OpType> =>
  () =>
    Array.from({ length: operands }, () => noGradient(reason));

export const gradientRules: { readonly [K in OpType]: GradientRule<K> } = {
  // y = a + b   da = dy   db = dy
  Add: ({ dy }) => [() => dy, () => dy],

  // y = a - b   da = dy   db = -dy
  Sub: ({ g, dy }) => [() => dy, () => g.neg(dy)],

  // y = a·b   da = dy·b   db = dy·a
  Mul: ({ g, x, dy }) => [() => g.mul(dy, x(1)), () => g.mul(dy, x(0))],

  // y = a/b   da = dy/b   db = -dy·y/b
  Div: ({ g, x, y, dy }) => [() => g.div(dy, x(1)), () => g.neg(g.div(g.mul(dy, y()), x(1)))],

  // y = min(a, b)   the smaller operand takes the gradient, b where they are equal
  Min: ({ g, x, dy }) => {
    const zero = () => g.scalar(0);
    return [() => g.where(g.less(x(0), x(1)), dy, zero()), () => g.where(g.less(x(0), x(1)), zero(), dy)];
  },

  // y = -x   dx = -dy
  Neg: ({ g, dy }) => [() => g.neg(dy)],

  // y = e^x   dx = dy·y
  Exp: ({ g, y, dy }) => [() => g.mul(dy, y())],

  // y = ln x   dx = dy/x
  Log: ({ g, x, dy }) => [() => g.div(dy, x(0))],

  // y = √x   dx = (dy/2)/y; 2y would be computed, and y recomputed for it, before dy is there
  Sqrt: ({ g, y, dy }) => [() => g.div(g.mul(dy, g.scalar(0.5)), y())],

  // y = 1/(1+e^-x)   dx = dy·y·(1-y)
  Sigmoid: ({ g, y, dy }) => [() => g.mul(g.mul(dy, y()), g.sub(g.scalar(1), y()))],

  // y = tanh x   dx = dy·(1-y²)
  Tanh: ({ g, y, dy }) => [() => g.mul(dy, g.sub(g.scalar(1), g.mul(y(), y())))],

  // y = 2/√π·∫₀ˣ e^(-t²) dt   dx = dy·2/√π·e^(-x²)
  Erf: ({ g, x, dy }) => [
    () => g.mul(dy, g.mul(g.exp(g.neg(g.mul(x(0), x(0)))), g.scalar(2 / Math.sqrt(Math.PI)))),
  ],

  // y = cos x   dx = -dy·sin x
  Cos: ({ g, x, dy }) => [() => g.neg(g.mul(dy, g.sin(x(0))))],

  // y = sin x   dx = dy·cos x
  Sin: ({ g, x, dy }) => [() => g.mul(dy, g.cos(x(0)))],

  Floor: never(1, 'flat almost everywhere'),
  Less: never(2, 'a comparison'),
  LessOrEqual: never(2, 'a comparison'),
  And: never(2, 'a truth value'),
  Shape: never(1, 'a shape, not a number'),

  // y = c ? a : b   da = c ? dy : 0   db = c ? 0 : dy
  Where: ({ g, x, dy }) => [
    noGradient('a truth value'),
    () => g.where(x(0), dy, g.scalar(0)),
    () => g.where(x(0), g.scalar(0), dy),
  ],

  // y = x in another type   dx = dy in x's type
  Cast: ({ g, x, dy }) => [() => g.cast(dy, x(0).type)],

  // y = a·b   da = dy·bᵀ   db = aᵀ·dy
  MatMul: ({ g, x, dy }) => [() => g.matmul(dy, swapLast(g, x(1))), () => g.matmul(swapLast(g, x(0)), dy)],

  // y = α·A·B + β·C   dA = α·dy·Bᵀ   dB = α·Aᵀ·dy   dC = β·dy      (A, B as they stand after transposition)
  Gemm: ({ g, x, dy, attributes: { alpha, beta, transA, transB } }) => [
    () =>
      transA
        ? g.gemm(x(1), dy, { alpha, transA: transB, transB: true })
        : g.gemm(dy, x(1), { alpha, transB: !transB }),
    () =>
      transB
        ? g.gemm(dy, x(0), { alpha, transA: true, transB: transA })
        : g.gemm(x(0), dy, { alpha, transA: !transA }),
    () => (beta === 1 ? dy : g.mul(dy, g.scalar(beta))),
  ],

  // y = x with axes permuted   dx = dy with axes permuted back
  Transpose: ({ g, dy, attributes: { perm } }) => [() => g.transpose(dy, inverse(perm))],

  // y = x in another shape   dx = dy in x's shape
  Reshape: ({ g, x, dy }) => [() => g.reshape(dy, x(0).shape), noGradient('a shape, not a number')],

  // y = x repeated along broadcast axes   dx = dy summed over them, which the walker does
  Expand: ({ dy }) => [() => dy, noGradient('a shape, not a number')],

  // y = [a; b; ...]   each operand's gradient is its part of dy
  Concat: ({ g, x, dy, operands, attributes: { axis } }) => {
    const sizes = (upTo: number) => Array.from({ length: upTo }, (_, i) => sizeOf(x(i), axis));
    const start = (i: number) => sizes(i).reduce((total, size) => total + size, 0);
    return Array.from(
      { length: operands },
      (_, i) => () => g.slice(dy, axis, start(i), start(i) + sizeOf(x(i), axis)),
    );
  },

  // [y, z, ...] = x   dx = [dy, dz, ...]
  Split: ({ g, dys, attributes: { axis } }) => [() => g.concat(dys, axis)],

  // y = x[start:end]   dx = dy with zeros around it
  Slice: ({ g, x, dy, operands, attributes: { starts, ends, axes } }) => [
    () => {
      if (operands > 1) throw new ShapeError('no gradient of Slice from a start that is computed');
      const rank = x(0).shape.length;
      const pads = new Array<number>(2 * rank).fill(0);
      axes.forEach((axis, i) => {
        const [along, end] = [axisOf(axis, rank), ends[i]!];
        pads[along] = starts[i]!;
        pads[along + rank] = end === toEnd ? 0 : end < 0 ? -end : sizeOf(x(0), along) - end;
      });
      return g.pad(dy, pads);
    },
    noGradient('a place, not a number'),
  ],

  // y = x with zeros around it   dx = the middle of dy
  Pad: ({ g, x, dy, attributes: { pads } }) => [
    () => {
      const { shape } = x(0);
      const axes = shape.flatMap((_, i) => (pads[i] || pads[i + shape.length] ? [i] : []));
      const starts = axes.map((axis) => pads[axis]!);
      const ends = axes.map((axis, i) => {
        const size = shape[axis] as Dim;
        return typeof size === 'number' ? starts[i]! + size : -pads[axis + shape.length]! || toEnd;
      });
      return g.sliceAxes(dy, { axes, starts, ends });
    },
  ],

  // y[i] = x[index[i]]   dx[index[i]] += dy[i]; with the inverse at hand, dx[j] = dy[inverse[j]], or 0 if no i took j
  Gather: ({ g, x, dy, attributes: { axis, inverse: taker } }) => [
    () => {
      if (axis !== 0) throw new ShapeError(`no gradient of Gather along axis ${axis}`);
      const row = x(0).shape.slice(1);
      const indices = x(1);
      if (taker) return g.gather(withZeroRow(g, g.reshape(dy, [rows(indices), ...row])), taker);
      if (x(0).shape.length !== 2)
        throw new ShapeError('Gather without an inverse: the data must have two dimensions');
      const updates = g.reshape(dy, [rows(indices), ...row]);
      const column = g.reshape(indices, [rows(indices), 1]);
      return g.scatterElements(zerosLike(g, x(0)), g.expandLike(column, updates), updates, 0, 'add');
    },
    noGradient('integer indices'),
  ],

  // y[i] = x[i, index[i]]   dx[i, index[i]] += dy[i]
  GatherElements: ({ g, x, dy, attributes: { axis } }) => [
    () => g.scatterElements(zerosLike(g, x(0)), x(1), dy, axis, 'add'),
    noGradient('integer indices'),
  ],

  // y = x; y[index] = u (or += u)   dx = dy, 0 where overwritten   du = dy[index]
  ScatterElements: ({ g, x, dy, attributes: { axis, reduction } }) => [
    () => (reduction === 'add' ? dy : g.scatterElements(dy, x(1), zerosLike(g, x(2)), axis, 'none')),
    noGradient('integer indices'),
    () => g.gatherElements(dy, x(1), axis),
  ],

  // y = Σ x   dx = dy, repeated, which the walker does
  ReduceSum: ({ g, x, dy, attributes }) => [() => restoreAxes(g, dy, x(0), attributes)],

  // y = Σ x / n   dx = dy/n
  ReduceMean: ({ g, x, dy, attributes }) => [
    () => {
      const count = attributes.axes.reduce((n, axis) => n * sizeOf(x(0), axisOf(axis, x(0).shape.length)), 1);
      return g.mul(restoreAxes(g, dy, x(0), attributes), g.scalar(1 / count));
    },
  ],

  // y = max x   dx = dy where x is the largest, shared evenly where several are
  ReduceMax: ({ g, x, y, dy, attributes }) => [
    () => {
      const largest = g.lessOrEqual(restoreAxes(g, y(), x(0), attributes), x(0));
      const mask = g.where(largest, g.scalar(1), g.scalar(0));
      return g.mul(restoreAxes(g, dy, x(0), attributes), g.div(mask, g.reduceSum(mask, attributes.axes)));
    },
  ],

  Identity: never(1, 'its purpose is to stop the gradient'),

  // y = softmax(x)   dx = y·(dy - Σ dy·y)
  Softmax: ({ g, y, dy, attributes: { axis } }) => [
    () => g.mul(y(), g.sub(dy, g.reduceSum(g.mul(dy, y()), [axis]))),
  ],

  // y = R(θ)·x   dx = R(-θ)·dy
  RotaryEmbedding: ({ g, x, dy, attributes: { numHeads } }) => [
    () => g.rotaryEmbedding(dy, x(1), g.neg(x(2)), numHeads),
    noGradient('a table of positions'),
    noGradient('a table of positions'),
  ],

  // s' = M·s + N, y the last s, z all s before their steps   from g' = dy on the other way round: g = Mᵀ·g' + dz
  // dN = g'   dM = g'·sᵀ   ds₀ = the last g
  Scan: ({ g, x, y, dys, attributes: { reverse } }) => {
    const [dy, dz] = dys as readonly [Value, Value];
    let made: readonly [Value, Value] | undefined;
    const back = () => {
      made ??= g.scan(dy, swapLast(g, x(1)), dz, !reverse);
      return made;
    };
    return [() => back()[0], () => g.matmul(back()[1], swapLast(g, y(1))), () => back()[1]];
  },

  // y = Σ x up to each   dx = Σ dy from each on
  CumSum: ({ g, dy, attributes: { axis, reverse } }) => [() => g.cumSum(dy, axis, !reverse)],

  MatMulNBits: never(3, 'quantised weights are for answers alone'),
};

function swapLast(g: Graph, x: Value): Value {
  const axes = x.shape.map((_, i) => i);
  return g.transpose(x, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
}

function inverse(perm: readonly number[]): readonly number[] {
  return perm.map((_, i) => perm.indexOf(i));
}

function sizeOf(x: Value, axis: number): number {
  const size = x.shape[axisOf(axis, x.shape.length)];
  if (typeof size !== 'number')
    throw new ShapeError(`the size ${size} of ${x.name} must be known to take a gradient`);
  return size;
}

function rows(indices: Value): number | string {
  return product(indices.shape);
}

/** x with a row of zeros after its last one: what an index one past the end picks. */
function withZeroRow(g: Graph, x: Value): Value {
  const zeros = x.shape.map(() => 0);
  return g.pad(x, [...zeros, ...zeros.with(0, 1)]);
}

function zerosLike(g: Graph, x: Value): Value {
  return g.expandLike(g.scalar(0), x);
}

/** dy (or y) with its reduced axes back as axes of size 1. */
function restoreAxes(g: Graph, dy: Value, x: Value, { axes, keepdims }: OpAttributes['ReduceSum']): Value {
  if (keepdims) return dy;
  const reduced = new Set(axes.map((axis) => axisOf(axis, x.shape.length)));
  return g.reshape(
    dy,
    x.shape.map((dim, i) => (reduced.has(i) ? 1 : dim)),
  );
}
