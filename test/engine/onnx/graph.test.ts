/** The builder refuses what does not fit when it is made, naming what it was given. */

import { describe, expect, test } from 'vitest';
import { Graph } from '../../../src/main/engine/onnx/graph.ts';
import type { ElementType, Shape, Value } from '../../../src/main/engine/onnx/types.ts';

type Refusal = readonly [what: string, build: (x: typeof operand, g: Graph) => Value, message: string];

let g = new Graph();
const operand = (shape: Shape, type: ElementType = 'float32'): Value =>
  g.input(`x${g.inputs.length}`, type, shape);

const elementwise = ['add', 'sub', 'mul', 'div', 'min', 'less', 'lessOrEqual'] as const;

const refusals: readonly Refusal[] = [
  ...elementwise.map(
    (op): Refusal => [
      op,
      (x, g) => g[op](x([2, 3]), x([2, 4])),
      '(float32[2, 3], float32[2, 4]): shapes do not broadcast',
    ],
  ),
  [
    'add of two types',
    (x, g) => g.add(x([2]), x([2], 'int32')),
    'Add(float32[2], int32[2]): both operands must have',
  ],
  [
    'add of two unknown sizes',
    (x, g) => g.add(x(['n']), x(['m'])),
    'Add(float32[n], float32[m]): shapes do not',
  ],
  ['and of numbers', (x, g) => g.and(x([2]), x([2])), 'And(float32[2], float32[2]): operands must be bool'],
  ['where by numbers', (x, g) => g.where(x([2]), x([2]), x([2])), 'expected (bool, T, T)'],
  [
    'where of two types',
    (x, g) => g.where(x([2], 'bool'), x([2]), x([2], 'int32')),
    'Where(bool[2], float32[2], int32[2]): expected (bool, T, T)',
  ],
  [
    'where',
    (x, g) => g.where(x([4], 'bool'), x([2, 3]), x([3])),
    'Where(bool[4], float32[2, 3], float32[3]): shapes do not broadcast',
  ],
  [
    'matmul of a vector',
    (x, g) => g.matmul(x([3]), x([3, 2])),
    'MatMul(float32[3], float32[3, 2]): operands need two',
  ],
  [
    'matmul',
    (x, g) => g.matmul(x([2, 3]), x([4, 5])),
    'MatMul(float32[2, 3], float32[4, 5]): inner dimensions 3 and 4 differ',
  ],
  [
    'matmul of unknown sizes',
    (x, g) => g.matmul(x(['n', 'k']), x(['n', 'k'])),
    'MatMul(float32[n, k], float32[n, k]): inner dimensions k and n differ',
  ],
  [
    'matmul of batches',
    (x, g) => g.matmul(x([2, 2, 3]), x([3, 3, 2])),
    'MatMul(float32[2, 2, 3], float32[3, 3, 2]): batch dimensions do not broadcast',
  ],
  ['matmul of two types', (x, g) => g.matmul(x([2, 2]), x([2, 2], 'float16')), 'must have one element type'],
  [
    'gemm',
    (x, g) => g.gemm(x([2, 3]), x([3, 4]), { transB: true }),
    'Gemm(float32[2, 3], float32[3, 4]): inner dimensions 3 and 4 differ',
  ],
  [
    'gemm of a cube',
    (x, g) => g.gemm(x([2, 2, 3]), x([3, 4])),
    'Gemm(float32[2, 2, 3], float32[3, 4]): operands need',
  ],
  [
    "gemm's C",
    (x, g) => g.gemm(x([2, 3]), x([3, 4]), { c: x([2]) }),
    'Gemm(float32[2, 3], float32[3, 4], float32[2]): C does not broadcast',
  ],
  [
    "gemm's C wider than the product",
    (x, g) => g.gemm(x([1, 3]), x([3, 4]), { c: x([2, 4]) }),
    'Gemm(float32[1, 3], float32[3, 4], float32[2, 4]): C does not broadcast',
  ],
  [
    "the type of gemm's C",
    (x, g) => g.gemm(x([2, 3]), x([3, 4]), { c: x([4], 'int32') }),
    'Gemm(float32[2, 3], float32[3, 4], int32[4]): operands must have one element type',
  ],
  [
    'transpose',
    (x, g) => g.transpose(x([2, 3]), [0, 0]),
    'Transpose(float32[2, 3]): permutation 0,0 does not fit',
  ],
  ['transpose of a cube', (x, g) => g.transpose(x([2, 3, 4]), [1, 0]), 'permutation 1,0 does not fit'],
  ['reshape', (x, g) => g.reshape(x([2, 3]), [7]), 'Reshape(float32[2, 3]): cannot become [7]'],
  [
    'reshape to another size',
    (x, g) => g.reshape(x(['n', 3]), ['m', 3]),
    'Reshape(float32[n, 3]): cannot become [m, 3]',
  ],
  ['expand', (x, g) => g.expandLike(x([3]), x([2, 4])), 'Expand(float32[3], int64[2]): not to [2, 4]'],
  [
    'concat',
    (x, g) => g.concat([x([2, 3]), x([2, 4])], 0),
    'Concat(float32[2, 3], float32[2, 4]): operands may differ along axis 0 only',
  ],
  ['concat of nothing', (_, g) => g.concat([], 0), 'Concat takes 1 to Infinity operands, got 0'],
  [
    'concat of ranks',
    (x, g) => g.concat([x([2, 3]), x([2])], 0),
    'Concat(float32[2, 3], float32[2]): operands may',
  ],
  ['slice', (x, g) => g.slice(x([2, 3]), 1, 2, 4), 'Slice(float32[2, 3]): [2, 4) lies outside axis 1'],
  ['slice backwards', (x, g) => g.slice(x(['n']), 0, 2, 1), 'Slice(float32[n]): [2, 1) lies outside axis 0'],
  ['pad', (x, g) => g.pad(x([2, 3]), [0, 1]), 'Pad(float32[2, 3]): pads [0,1], expected 4, none negative'],
  ['pad by less than nothing', (x, g) => g.pad(x([2]), [-1, 1]), 'Pad(float32[2]): pads [-1,1], expected 2'],
  [
    'gather',
    (x, g) => g.gather(x([4, 2]), x([3])),
    'Gather(float32[4, 2], float32[3]): indices must be int32',
  ],
  [
    "gather's inverse",
    (x, g) => g.gather(x([4, 2]), x([3], 'int32'), 0, x([3], 'int32')),
    'Gather(float32[4, 2], int32[3], int32[3]): the inverse must be int32 with one entry per row',
  ],
  [
    'gatherElements',
    (x, g) => g.gatherElements(x([2, 3]), x([3, 1], 'int32'), 1),
    'GatherElements(float32[2, 3], int32[3, 1]): int32 indices that differ along axis 1 only',
  ],
  [
    'scatterElements',
    (x, g) => g.scatterElements(x([2, 3]), x([2, 1], 'int32'), x([2, 2]), 1, 'add'),
    'ScatterElements(float32[2, 3], int32[2, 1], float32[2, 2]): expected (T, int32, T)',
  ],
  ['reduceSum', (x, g) => g.reduceSum(x([2, 3]), [2]), 'axis 2 of a tensor of rank 2'],
  ['reduceMean', (x, g) => g.reduceMean(x([2, 3]), [-3]), 'axis -3 of a tensor of rank 2'],
  ['reduceMax', (x, g) => g.reduceMax(x([2]), [1]), 'axis 1 of a tensor of rank 1'],
  ['softmax', (x, g) => g.softmax(x([2, 3]), 2), 'axis 2 of a tensor of rank 2'],
  [
    'rotaryEmbedding',
    (x, g) => g.rotaryEmbedding(x([1, 't', 8]), x([1, 't', 4]), x([1, 't', 4]), 2),
    'RotaryEmbedding(float32[1, t, 8], float32[1, t, 4], float32[1, t, 4]): expected',
  ],
];

test.each(refusals)('%s', (_, build, message) => {
  g = new Graph();
  const made = () => build(operand, g);
  expect(made).toThrow(message);
  expect(made).toThrow(/^internal: /);
  expect(g.nodes.every(({ op }) => op === 'Shape')).toBe(true);
});

test('a refusal happens on the line that made it', () => {
  const graph = new Graph();
  const [a, b] = [graph.input('a', 'float32', [2]), graph.input('b', 'float32', [3])];
  let stack = '';
  try {
    graph.add(a, b);
  } catch (error) {
    stack = (error as Error).stack ?? '';
  }
  expect(stack).toMatch(/graph\.test\.ts:\d+/);
});

describe('sizes known only to the run', () => {
  const shapeOf = (build: (g: Graph) => Value) => build(new Graph()).shape;
  const x = (g: Graph, ...shape: Shape) => g.input(`x${g.inputs.length}`, 'float32', shape);

  test('are equal where their names are', () => {
    expect(shapeOf((g) => g.add(x(g, 'n', 1), x(g, 'n', 3)))).toEqual(['n', 3]);
    expect(shapeOf((g) => g.matmul(x(g, 'b', 'n', 2), x(g, 2, 'm')))).toEqual(['b', 'n', 'm']);
    expect(shapeOf((g) => g.mul(x(g, 'd'), x(g, 2, 1)))).toEqual([2, 'd']);
  });

  test('multiply, in any order, and give their factors back', () => {
    expect(shapeOf((g) => g.reshape(x(g, 'n', 'm', 4), ['4*m*n']))).toEqual(['4*m*n']);
    expect(shapeOf((g) => g.reshape(x(g, 'm', 2, 'n', 2), ['n', 4, 'm']))).toEqual(['n', 4, 'm']);
    expect(shapeOf((g) => g.reshape(x(g, '6*n'), [3, 'n', 2]))).toEqual([3, 'n', 2]);
    expect(() => shapeOf((g) => g.reshape(x(g, '6*n'), [3, 'n', 3]))).toThrow('cannot become [3, n, 3]');
  });

  test('add', () => {
    expect(shapeOf((g) => g.concat([x(g, 'n', 2), x(g, 'm', 2), x(g, 1, 2)], 0))).toEqual(['n+m+1', 2]);
    expect(shapeOf((g) => g.pad(x(g, 'n', 2), [1, 0, 2, 0]))).toEqual(['n+3', 2]);
    expect(shapeOf((g) => g.reshape(g.pad(x(g, 'n', 2), [0, 0, 1, 0]), ['2*n+1']))).toEqual(['2*n+1']);
    // 2(n + 1) is not 2n + 1
    expect(shapeOf((g) => g.pad(x(g, '2*n'), [0, 1]))).toEqual(['2·n+1']);
    expect(() => shapeOf((g) => g.add(g.pad(x(g, '2*n'), [0, 1]), x(g, '2*n+1')))).toThrow(
      'do not broadcast',
    );
  });

  test('must be found among the inputs where a shape has several', () => {
    expect(() => shapeOf((g) => g.reshape(x(g, 'n*m'), ['n', 'm']))).toThrow('nothing has a size named n');
  });
});

describe('names', () => {
  test('are unique, whatever they are of', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [1]);
    const again = 'two values named x in one graph';
    expect(() => graph.input('x', 'float32', [1])).toThrow(again);
    expect(() => graph.constant('x', Float32Array.of(1), [1])).toThrow(again);
    expect(() => graph.output(graph.exp(x), 'x')).toThrow(again);
  });

  test('carry the scopes they were made in', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [1]);
    const inner = graph.scope('outer', () => graph.scope('inner', () => graph.exp(x)));
    expect(inner.name).toBe('outer/inner/Exp_0');
    expect(() => graph.scope('broken', () => graph.add(x, graph.input('y', 'int32', [1])))).toThrow();
    expect(graph.exp(x).name).toBe('Exp_1');
  });
});

test('equal scalars are stored once', () => {
  const graph = new Graph();
  expect(graph.scalar(0.5)).toBe(graph.scalar(0.5));
  expect(graph.scalar(2)).not.toBe(graph.scalar(3));
  expect(graph.initializers.map(({ value }) => value.name)).toEqual(['scalar/0.5', 'scalar/2', 'scalar/3']);
});

test('a cast to the type a value has is the value', () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [1]);
  expect(graph.cast(x, 'float32')).toBe(x);
});

describe('rows of a weight that is cast', () => {
  const cast = (g: Graph) => {
    const data = { location: 'weights', offset: 0, length: 64 };
    return g.cast(g.weight('w', 'bfloat16', [8, 4], data), 'float32');
  };

  test.each([
    ['picked', (g: Graph, x: Value) => g.gather(x, g.input('rows', 'int32', ['n'])), 'Gather', ['n', 4]],
    ['cut out', (g: Graph, x: Value) => g.slice(x, 0, 2, 5), 'Slice', [3, 4]],
  ] as const)('%s are picked from the weight, and cast alone', (_, pick, op, shape) => {
    const g = new Graph();
    const rows = pick(g, cast(g));
    expect(rows).toMatchObject({ type: 'float32', shape });
    expect(rows.producer?.op).toBe('Cast');
    expect(rows.producer?.inputs[0]).toMatchObject({ type: 'bfloat16', shape });
    expect(rows.producer?.inputs[0]?.producer?.op).toBe(op);
  });

  test('what is cast after it was computed is cast first', () => {
    const g = new Graph();
    const x = g.cast(g.neg(g.input('x', 'float16', [8, 4])), 'float32');
    expect(g.slice(x, 0, 2, 5).producer?.inputs).toEqual([x]);
  });
});
