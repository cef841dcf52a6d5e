/**
 * Every operator in all its forms, as graphs; test/reference/make_operators.py writes the same cases in PyTorch, under
 * the same names.
 */

import { type OpType, toEnd } from '../../../src/main/engine/onnx/attributes.ts';
import type { Graph } from '../../../src/main/engine/onnx/graph.ts';
import type { Dim, Shape, Value } from '../../../src/main/engine/onnx/types.ts';

/** Builds the value under test on the case's operands. */
export type Build = (g: Graph, ...operands: [Value, Value, Value]) => Value;

/** One entry for all forms that differ only in their operands' shapes. */
function each(forms: string, build: Build): Readonly<Record<string, Build>> {
  return Object.fromEntries(forms.split(', ').map((form) => [form, build]));
}

const broadcasts = 'same, row, column, outer, scalar, leading, middle';
const shapes = 'vector, matrix, scalar, cube';
const turned = (g: Graph, parts: readonly Value[], axis: number) => g.concat(parts.toReversed(), axis);
const truth = (g: Graph, x: Value) => g.less(g.scalar(0.5), x);

function reductions(op: 'reduceSum' | 'reduceMean' | 'reduceMax'): Readonly<Record<string, Build>> {
  const axes = { '(1,)': [1], '(0, 1)': [0, 1], '(-1,)': [-1], '(0, 2)': [0, 2] };
  return Object.fromEntries(
    Object.entries(axes).flatMap(([name, list]) => [
      [`${name} keep`, (g: Graph, x: Value) => g[op](x, list)],
      [`${name} drop`, (g: Graph, x: Value) => g[op](x, list, false)],
    ]),
  );
}

function gemmForms(): Readonly<Record<string, Build>> {
  const forms: Record<string, Build> = {};
  for (const transA of [false, true])
    for (const transB of [false, true]) {
      const name = `${transA ? 'T' : 'N'}${transB ? 'T' : 'N'}`;
      forms[name] = (g, a, b) => g.gemm(a, b, { transA, transB });
      forms[`${name} alpha`] = (g, a, b) => g.gemm(a, b, { transA, transB, alpha: 0.5 });
    }
  for (const c of ['row', 'column', 'whole', 'one', 'scalar']) {
    forms[`C ${c}`] = (g, a, b, bias) => g.gemm(a, b, { transB: true, alpha: 1.5, c: bias });
    forms[`C ${c} beta`] = (g, a, b, bias) => g.gemm(a, b, { beta: -0.25, c: bias });
  }
  return forms;
}

export const operatorCases: { readonly [K in OpType]: Readonly<Record<string, Build>> } = {
  Add: { ...each(broadcasts, (g, a, b) => g.add(a, b)), shared: (g, x) => g.add(x, x) },
  Sub: { ...each(broadcasts, (g, a, b) => g.sub(a, b)), shared: (g, x) => g.sub(x, g.add(x, x)) },
  Mul: { ...each(broadcasts, (g, a, b) => g.mul(a, b)), shared: (g, x) => g.mul(x, x) },
  Div: { ...each(broadcasts, (g, a, b) => g.div(a, b)), shared: (g, x) => g.div(x, g.mul(x, x)) },
  Min: each('same, row, outer, scalar, ties', (g, a, b) => g.min(a, b)),
  Neg: each(shapes, (g, x) => g.neg(x)),
  Exp: each(shapes, (g, x) => g.exp(x)),
  Log: each(shapes, (g, x) => g.log(x)),
  Sqrt: each(shapes, (g, x) => g.sqrt(x)),
  Sigmoid: each(shapes, (g, x) => g.sigmoid(x)),
  Tanh: each(shapes, (g, x) => g.tanh(x)),
  Erf: each(shapes, (g, x) => g.erf(x)),
  Cos: each(shapes, (g, x) => g.cos(x)),
  Sin: each(shapes, (g, x) => g.sin(x)),
  Floor: { vector: (g, x) => g.floor(x) },
  Less: each('same, row', (g, a, b) => g.less(a, b)),
  LessOrEqual: each('same, row', (g, a, b) => g.lessOrEqual(a, b)),
  And: each('truth, row', (g, a, b) => g.and(truth(g, a), truth(g, b))),
  Where: each('same, condition column, branches outer, scalar branch, condition widens', (g, c, a, b) =>
    g.where(truth(g, c), a, b),
  ),
  Cast: {
    half: (g, x) => g.cast(x, 'float16'),
    bfloat16: (g, x) => g.cast(x, 'bfloat16'),
    integer: (g, x) => g.cast(x, 'int32'),
  },
  MatMul: {
    ...each('matrix, batch, right shared, left shared, left one, inner one, two batches', (g, a, b) =>
      g.matmul(a, b),
    ),
    'inner and rows one': (g, a, b) => g.matmul(a, b),
    shared: (g, x) => g.matmul(x, x),
  },
  Gemm: gemmForms(),
  Transpose: {
    '(1, 0)': (g, x) => g.transpose(x, [1, 0]),
    '(2, 0, 1)': (g, x) => g.transpose(x, [2, 0, 1]),
    '(0, 2, 1, 3)': (g, x) => g.transpose(x, [0, 2, 1, 3]),
  },
  Reshape: {
    flat: (g, x) => g.reshape(x, [6]),
    'one unknown': (g, x) => g.reshape(x, ['2*n', 3]),
    copied: (g, x) => g.reshape(x, ['n', 2, 2]),
    'several unknown': (g, x) => g.reshape(x, ['n', 'm', 2]),
  },
  Expand: each('row, scalar, middle', (g, x, like) => g.expandLike(x, like)),
  Shape: { unknown: (g, x, like) => g.expandLike(x, like) },
  Concat: {
    rows: (g, ...x) => g.concat(x, 0),
    columns: (g, ...x) => g.concat(x, 1),
    last: (g, a, b) => g.concat([a, b], -1),
    shared: (g, a, b) => g.concat([a, b, a], 0),
  },
  Slice: {
    rows: (g, x) => g.slice(x, 0, 1, 3),
    columns: (g, x) => g.slice(x, 1, 0, 2),
    last: (g, x) => g.slice(x, -1, 1, 3),
    several: (g, x) => g.sliceAxes(x, { axes: [0, 2], starts: [1, 2], ends: [2, 4] }),
    whole: (g, x) => g.slice(x, 0, 0, 3),
    'unknown, from the end': (g, x) => g.slice(x, 0, 1, -2),
    'unknown, to the end': (g, x) => g.slice(x, 0, 2, toEnd),
    'computed start': (g, x, count) => g.last(x, 0, g.cast(count, 'int64'), 'left'),
    'computed start, all': (g, x, count) => g.last(x, 1, g.cast(count, 'int64'), 'left'),
  },
  Split: {
    rows: (g, x) => turned(g, g.split(x, 0, [1, 2, 1]), 0),
    last: (g, x) => turned(g, g.split(x, -1, [1, 3]), -1),
    'one unused': (g, x) => g.split(x, 1, [1, 2, 1])[1] as Value,
    'one twice': (g, x) => {
      const [a, b] = g.split(x, 1, [2, 2]) as [Value, Value];
      return g.mul(a, g.mul(b, b));
    },
    unknown: (g, x) => turned(g, g.split(x, 1, [3, 1]), 1),
  },
  Pad: {
    end: (g, x) => g.pad(x, [0, 0, 1, 0]),
    columns: (g, x) => g.pad(x, [0, 1, 0, 0]),
    several: (g, x) => g.pad(x, [1, 0, 2, 0, 0, 1]),
    'unknown, before': (g, x) => g.pad(x, [2, 0, 0, 0]),
    'unknown, around': (g, x) => g.pad(x, [2, 0, 1, 0]),
  },
  Gather: {
    ...each('rows, matrix of rows, cubes', (g, x, indices) => g.gather(x, indices)),
    ...each('inverse, inverse of slots', (g, x, indices, inverse) => g.gather(x, indices, 0, inverse)),
    columns: (g, x, indices) => g.gather(x, indices, 1),
  },
  GatherElements: {
    '1': (g, x, indices) => g.gatherElements(x, indices, 1),
    '0': (g, x, indices) => g.gatherElements(x, indices, 0),
    '-1': (g, x, indices) => g.gatherElements(x, indices, -1),
  },
  ScatterElements: {
    none: (g, x, indices, updates) => g.scatterElements(x, indices, updates, 1, 'none'),
    'none 0': (g, x, indices, updates) => g.scatterElements(x, indices, updates, 0, 'none'),
    add: (g, x, indices, updates) => g.scatterElements(x, indices, updates, 0, 'add'),
    'add -1': (g, x, indices, updates) => g.scatterElements(x, indices, updates, -1, 'add'),
  },
  ReduceSum: reductions('reduceSum'),
  ReduceMean: reductions('reduceMean'),
  ReduceMax: { ...reductions('reduceMax'), ties: (g, x) => g.reduceMax(x, [1]) },
  Identity: each(shapes, (g, x) => g.stopGradient(x)),
  Softmax: {
    '-1': (g, x) => g.softmax(x, -1),
    '0': (g, x) => g.softmax(x, 0),
    '1': (g, x) => g.softmax(x, 1),
    vector: (g, x) => g.softmax(x, 0),
  },
  RotaryEmbedding: {
    '1 heads': (g, x, cos, sin) => g.rotaryEmbedding(x, cos, sin, 1),
    '2 heads': (g, x, cos, sin) => g.rotaryEmbedding(x, cos, sin, 2),
    '3 heads': (g, x, cos, sin) => g.rotaryEmbedding(x, cos, sin, 3),
  },
  Scan: {
    last: (g, s, factors, terms) => g.scan(s, factors, terms)[0],
    before: (g, s, factors, terms) => g.scan(s, factors, terms)[1],
    both: (g, s, factors, terms) => {
      const [last, before] = g.scan(s, factors, terms);
      return g.add(before, last);
    },
    reverse: (g, s, factors, terms) => {
      const [last, before] = g.scan(s, factors, terms, true);
      return g.add(before, last);
    },
    'one step': (g, s, factors, terms) => g.scan(s, factors, terms)[0],
    heads: (g, s, factors, terms) => g.scan(s, factors, terms)[1],
    unknown: (g, s, factors, terms) => g.scan(s, factors, terms)[1],
  },
  CumSum: {
    rows: (g, x) => g.cumSum(x, 0),
    last: (g, x) => g.cumSum(x, -1),
    reverse: (g, x) => g.cumSum(x, 1, true),
  },
  MatMulNBits: {
    '8 bits': quantisedProduct(8, 32),
    '4 bits': quantisedProduct(4, 32),
    'a block that is not whole': quantisedProduct(8, 20),
  },
};

/** x [rows, width] with weights of three rows. */
function quantisedProduct(bits: 4 | 8, K: number): Build {
  const form = { K, N: 3, bits, blockSize: 16, accuracyLevel: 0 } as const;
  return (g, x, weight, scales) => g.node('MatMulNBits', [x, g.cast(weight, 'uint8'), scales], form);
}

/** Operands declared with sizes that only the run knows. */
export const unknownSizes: Readonly<Record<string, readonly (readonly Dim[] | Shape)[]>> = {
  'Add/column': [
    ['n', 1],
    ['n', 3],
  ],
  'Mul/leading': [['d'], [2, 'n', 'd']],
  'MatMul/batch': [
    ['n', 's', 3],
    ['n', 3, 's'],
  ],
  'Reshape/one unknown': [['n', 2, 3]],
  'Reshape/copied': [['n', 4]],
  'Reshape/several unknown': [
    ['n*m', 2],
    ['n', 'm'],
  ],
  'Expand/row': [['m'], ['n', 'm']],
  'Expand/scalar': [[], ['n', 'm']],
  'Shape/unknown': [
    ['n', 1],
    ['n', 'm'],
  ],
  'Gather/inverse of slots': [['n', 2], ['segments', 'slots'], ['n']],
  'ReduceMax/(1,) keep': [['n', 3]],
  'Slice/columns': [['n', 4]],
  'Slice/unknown, from the end': [['n', 2]],
  'Slice/unknown, to the end': [['n', 2]],
  'CumSum/rows': [['n', 2]],
  'Split/unknown': [['n', 4]],
  'Pad/columns': [['n', 3]],
  'Pad/unknown, before': [['n', 2]],
  'Pad/unknown, around': [['n', 2]],
  'Scan/unknown': [
    [2, 1],
    ['n', 2, 2],
    ['n', 2, 1],
  ],
};
