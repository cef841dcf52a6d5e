/** One table: every operator the engine uses, how its attributes are written, what it demands of its operands and what it returns. */

import { type AttributeForm, type OpDefinition, type OpType, type Reduction, toEnd } from './attributes.ts';
import { scan } from './scan.ts';
import { alike, axisOf, broadcast, product, ShapeError, sameShape, sum } from './shapes.ts';
import { type Dim, describe, type ElementType, type Shape, type TensorType } from './types.ts';

/** How each attribute of an operator is written. */
export function attributeForms(op: OpType): Readonly<Record<string, AttributeForm>> {
  return operators[op].attributes ?? {};
}

function fail(op: string, inputs: readonly TensorType[], expected: string): never {
  throw new ShapeError(`${op}(${inputs.map(describe).join(', ')}): ${expected}`);
}

/** The tensor type at `index`; arity has been checked before. */
function at(inputs: readonly TensorType[], index: number): TensorType {
  return inputs[index] as TensorType;
}

const unary = {
  inputs: [1, 1],
  elementwise: true,
  infer: (inputs: readonly TensorType[]) => ({ type: at(inputs, 0).type, shape: at(inputs, 0).shape }),
} as const;

function binary(op: OpType, result?: ElementType, operand?: ElementType) {
  return {
    inputs: [2, 2],
    elementwise: true,
    infer: (inputs: readonly TensorType[]): TensorType => {
      const [a, b] = [at(inputs, 0), at(inputs, 1)];
      if (a.type !== b.type) fail(op, inputs, 'both operands must have one element type');
      if (operand && a.type !== operand) fail(op, inputs, `operands must be ${operand}`);
      const shape = broadcast(a.shape, b.shape);
      if (!shape) fail(op, inputs, 'shapes do not broadcast');
      return { type: result ?? a.type, shape };
    },
  } as const;
}

const reduction = {
  inputs: [1, 1],
  attributes: { axes: 'input', keepdims: 'int' },
  infer: (inputs: readonly TensorType[], { axes, keepdims }: Reduction): TensorType => {
    const x = at(inputs, 0);
    const reduced = new Set(axes.map((axis) => axisOf(axis, x.shape.length)));
    const shape = x.shape.flatMap((dim, i) => (!reduced.has(i) ? [dim] : keepdims ? [1] : []));
    return { type: x.type, shape };
  },
} as const;

function matrix(shape: Shape, transposed: boolean): readonly [Dim, Dim] {
  const [rows, columns] = shape.slice(-2) as [Dim, Dim];
  return transposed ? [columns, rows] : [rows, columns];
}

/** What every operator demands and returns. */
export const operators: { readonly [K in OpType]: OpDefinition<K> } = {
  Add: binary('Add'),
  Sub: binary('Sub'),
  Mul: binary('Mul'),
  Div: binary('Div'),
  Min: binary('Min'),
  Neg: unary,
  Exp: unary,
  Log: unary,
  Sqrt: unary,
  Sigmoid: unary,
  Tanh: unary,
  Erf: unary,
  Cos: unary,
  Sin: unary,
  Floor: unary,
  Less: binary('Less', 'bool'),
  LessOrEqual: binary('LessOrEqual', 'bool'),
  And: binary('And', 'bool', 'bool'),

  Where: {
    inputs: [3, 3],
    elementwise: true,
    infer: (inputs) => {
      const [condition, a, b] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
      if (condition.type !== 'bool' || a.type !== b.type) fail('Where', inputs, 'expected (bool, T, T)');
      const inner = broadcast(a.shape, b.shape);
      const shape = inner && broadcast(condition.shape, inner);
      if (!shape) fail('Where', inputs, 'shapes do not broadcast');
      return { type: a.type, shape };
    },
  },

  Cast: {
    inputs: [1, 1],
    elementwise: true,
    attributes: { to: 'elementType' },
    infer: (inputs, { to }) => ({ type: to, shape: at(inputs, 0).shape }),
  },

  MatMul: {
    inputs: [2, 2],
    infer: (inputs) => {
      const [a, b] = [at(inputs, 0), at(inputs, 1)];
      if (a.type !== b.type) fail('MatMul', inputs, 'both operands must have one element type');
      if (a.shape.length < 2 || b.shape.length < 2)
        fail('MatMul', inputs, 'operands need two dimensions or more');
      const [m, k] = matrix(a.shape, false);
      const [k2, n] = matrix(b.shape, false);
      if (k !== k2) fail('MatMul', inputs, `inner dimensions ${k} and ${k2} differ`);
      const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
      if (!batch) fail('MatMul', inputs, 'batch dimensions do not broadcast');
      return { type: a.type, shape: [...batch, m, n] };
    },
  },

  Gemm: {
    inputs: [2, 3],
    attributes: { alpha: 'float', beta: 'float', transA: 'int', transB: 'int' },
    infer: (inputs, { transA, transB }) => {
      const [a, b, c] = [at(inputs, 0), at(inputs, 1), inputs[2]];
      if (inputs.some(({ type }) => type !== a.type))
        fail('Gemm', inputs, 'operands must have one element type');
      if (a.shape.length !== 2 || b.shape.length !== 2) fail('Gemm', inputs, 'operands need two dimensions');
      const [m, k] = matrix(a.shape, transA);
      const [k2, n] = matrix(b.shape, transB);
      if (k !== k2) fail('Gemm', inputs, `inner dimensions ${k} and ${k2} differ`);
      if (c && !sameShape(broadcast(c.shape, [m, n]) ?? [], [m, n]))
        fail('Gemm', inputs, 'C does not broadcast');
      return { type: a.type, shape: [m, n] };
    },
  },

  Transpose: {
    inputs: [1, 1],
    attributes: { perm: 'ints' },
    infer: (inputs, { perm }) => {
      const x = at(inputs, 0);
      const axes = [...perm].sort((p, q) => p - q);
      if (perm.length !== x.shape.length || axes.some((axis, i) => axis !== i))
        fail('Transpose', inputs, `permutation ${perm} does not fit`);
      return { type: x.type, shape: perm.map((axis) => x.shape[axis] as Dim) };
    },
  },

  Reshape: {
    inputs: [1, 2],
    attributes: { shape: 'input' },
    infer: (inputs, { shape }) => {
      const x = at(inputs, 0);
      if (product(x.shape) !== product(shape)) fail('Reshape', inputs, `cannot become [${shape.join(', ')}]`);
      return { type: x.type, shape };
    },
  },

  Expand: {
    inputs: [2, 2],
    attributes: { shape: 'hint' },
    infer: (inputs, { shape }) => {
      const x = at(inputs, 0);
      if (!sameShape(broadcast(x.shape, shape) ?? [], shape))
        fail('Expand', inputs, `not to [${shape.join(', ')}]`);
      return { type: x.type, shape };
    },
  },

  Shape: { inputs: [1, 1], infer: (inputs) => ({ type: 'int64', shape: [at(inputs, 0).shape.length] }) },

  Concat: {
    inputs: [1, Number.POSITIVE_INFINITY],
    attributes: { axis: 'int' },
    infer: (inputs, { axis }) => {
      const first = at(inputs, 0);
      const along = axisOf(axis, first.shape.length);
      const fits = (t: TensorType) =>
        t.type === first.type &&
        t.shape.length === first.shape.length &&
        t.shape.every((d, i) => i === along || d === first.shape[i]);
      if (!inputs.every(fits)) fail('Concat', inputs, `operands may differ along axis ${along} only`);
      return {
        type: first.type,
        shape: first.shape.with(along, sum(inputs.map((t) => t.shape[along] as Dim))),
      };
    },
  },

  Slice: {
    inputs: [1, 2],
    attributes: { starts: 'input', ends: 'input', axes: 'input', size: 'hint' },
    infer: (inputs, { starts, ends, axes, size: left }) => {
      const x = at(inputs, 0);
      const shape = [...x.shape];
      if (left !== undefined) return { type: x.type, shape: shape.with(axes[0]!, left) };
      axes.forEach((axis, i) => {
        const along = axisOf(axis, shape.length);
        const [start, end, size] = [starts[i]!, ends[i]!, shape[along] as Dim];
        const fromLast = typeof size === 'string' && (end < 0 || end === toEnd);
        if (start < 0 || (!fromLast && (end < start || (typeof size === 'number' && end > size))))
          fail('Slice', inputs, `[${start}, ${end}) lies outside axis ${axis}`);
        shape[along] = fromLast ? sum([size, (end === toEnd ? 0 : end) - start]) : end - start;
      });
      return { type: x.type, shape };
    },
  },

  Split: {
    inputs: [1, 1],
    attributes: { axis: 'int', sizes: 'input' },
    infer: (inputs, { axis, sizes }) => {
      const { type, shape } = at(inputs, 0);
      const along = axisOf(axis, shape.length);
      if (sizes.length === 0 || sum(sizes) !== shape[along])
        fail('Split', inputs, `[${sizes.join(', ')}] do not make up axis ${axis}`);
      return sizes.map((size) => ({ type, shape: shape.with(along, size) }));
    },
  },

  Pad: {
    inputs: [1, 1],
    attributes: { pads: 'input' },
    infer: (inputs, { pads }) => {
      const x = at(inputs, 0);
      const rank = x.shape.length;
      if (pads.length !== 2 * rank || pads.some((size) => size < 0))
        fail('Pad', inputs, `pads [${pads}], expected ${2 * rank}, none negative`);
      const added = (i: number) => pads[i]! + pads[i + rank]!;
      return { type: x.type, shape: x.shape.map((dim, i) => (added(i) === 0 ? dim : sum([dim, added(i)]))) };
    },
  },

  Gather: {
    inputs: [2, 2],
    attributes: { axis: 'int', inverse: 'hint' },
    infer: (inputs, { axis, inverse }) => {
      const [data, indices] = [at(inputs, 0), at(inputs, 1)];
      const along = axisOf(axis, data.shape.length);
      if (indices.type !== 'int32') fail('Gather', inputs, 'indices must be int32');
      if (
        inverse &&
        (along !== 0 || inverse.type !== 'int32' || !sameShape(inverse.shape, data.shape.slice(0, 1)))
      )
        fail('Gather', [...inputs, inverse], 'the inverse must be int32 with one entry per row of the data');
      return {
        type: data.type,
        shape: [...data.shape.slice(0, along), ...indices.shape, ...data.shape.slice(along + 1)],
      };
    },
  },

  GatherElements: {
    inputs: [2, 2],
    attributes: { axis: 'int' },
    infer: (inputs, { axis }) => {
      const [data, indices] = [at(inputs, 0), at(inputs, 1)];
      const along = axisOf(axis, data.shape.length);
      if (indices.type !== 'int32' || !alike(data.shape, indices.shape, along))
        fail('GatherElements', inputs, `int32 indices that differ along axis ${along} only`);
      return { type: data.type, shape: indices.shape };
    },
  },

  ScatterElements: {
    inputs: [3, 3],
    attributes: { axis: 'int', reduction: 'string' },
    infer: (inputs, { axis }) => {
      const [data, indices, updates] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
      const along = axisOf(axis, data.shape.length);
      const fits =
        indices.type === 'int32' && updates.type === data.type && alike(data.shape, indices.shape, along);
      if (!fits || !sameShape(indices.shape, updates.shape))
        fail(
          'ScatterElements',
          inputs,
          `expected (T, int32, T), indices and updates alike along axis ${along}`,
        );
      return { type: data.type, shape: data.shape };
    },
  },

  ReduceSum: reduction,
  ReduceMean: reduction,
  ReduceMax: reduction,

  Identity: unary,

  Softmax: {
    inputs: [1, 1],
    attributes: { axis: 'int' },
    infer: (inputs, { axis }) => {
      axisOf(axis, at(inputs, 0).shape.length);
      return { type: at(inputs, 0).type, shape: at(inputs, 0).shape };
    },
  },

  RotaryEmbedding: {
    inputs: [3, 3],
    attributes: { numHeads: 'int' },
    infer: (inputs, { numHeads }) => {
      const [x, cos, sin] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
      const width = x.shape[2];
      const half = typeof width === 'number' ? width / numHeads / 2 : undefined;
      const expected = [x.shape[0], x.shape[1], half] as Shape;
      if (x.shape.length !== 3 || !sameShape(cos.shape, expected) || !sameShape(sin.shape, expected))
        fail(
          'RotaryEmbedding',
          inputs,
          `expected [1, tokens, heads·d] with cos and sin [${expected.join(', ')}]`,
        );
      return { type: x.type, shape: x.shape };
    },
  },

  Scan: scan,

  CumSum: { inputs: [1, 1], infer: unary.infer, attributes: { axis: 'input', reverse: 'int' } },

  MatMulNBits: {
    inputs: [3, 3],
    domain: 'com.microsoft',
    attributes: { K: 'int', N: 'int', bits: 'int', blockSize: 'int', accuracyLevel: 'int' },
    infer: (inputs, { K, N, bits, blockSize }) => {
      const [x, weight, scales] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
      const blocks = Math.ceil(K / blockSize);
      const stored = [N, blocks, (blockSize * bits) / 8];
      const fits =
        x.shape.at(-1) === K &&
        weight.type === 'uint8' &&
        sameShape(weight.shape, stored) &&
        scales.type === x.type &&
        sameShape(scales.shape, [N * blocks]);
      if (!fits)
        fail(
          'MatMulNBits',
          inputs,
          `expected x [.., ${K}], uint8 [${stored.join(', ')}], scales [${N * blocks}]`,
        );
      return { type: x.type, shape: [...x.shape.slice(0, -1), N] };
    },
  },
};
