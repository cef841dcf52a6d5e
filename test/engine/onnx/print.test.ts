/** What the blocks of a model are made of, as a reviewer reads it. */

import { expect, test } from 'vitest';
import { backward } from '../../../src/main/engine/autodiff/backward.ts';
import { attendToContext, causalMask } from '../../../src/main/engine/nn/attention.ts';
import { rmsNorm } from '../../../src/main/engine/nn/rmsNorm.ts';
import { Graph } from '../../../src/main/engine/onnx/graph.ts';
import type { Value } from '../../../src/main/engine/onnx/types.ts';
import { print } from '../../support/printGraph.ts';

test('RMSNorm and its gradient', () => {
  const g = new Graph();
  const x = g.input('x', 'float32', ['tokens', 8]);
  const weight = g.constant('weight', new Float32Array(8).fill(1), [8]);
  const loss = g.reduceSum(g.sin(rmsNorm(g, x, weight, 1e-5)), [0, 1], false);
  g.output(backward(g, loss, [x]).get(x) as Value, 'dx');
  expect(print(g)).toMatchInlineSnapshot(`
    "input x: float32[tokens, 8]
    %0: float32[tokens, 8] = Mul(x, x)
    %1: float32[tokens, 1] = ReduceMean(%0) {axes: [-1], keepdims}
    %2: float32[tokens, 1] = Add(%1, scalar/0.00001)
    %3: float32[tokens, 1] = Sqrt(%2)
    %4: float32[tokens, 8] = Div(x, %3)
    %5: float32[tokens, 8] = Mul(%4, weight)
    %6: float32[1, 1] = Reshape(scalar/1)
    %7: float32[tokens, 8] = Cos(%5)
    %8: float32[tokens, 8] = Mul(%6, %7)
    %9: float32[tokens, 8] = Mul(%8, weight)
    %10: float32[tokens, 8] = Div(%9, %3)
    %11: float32[tokens, 8] = Mul(%9, %4)
    %12: float32[tokens, 8] = Div(%11, %3)
    %13: float32[tokens, 8] = Neg(%12)
    %14: float32[tokens, 1] = ReduceSum(%13) {axes: [1], keepdims}
    %15: float32[tokens, 1] = Mul(%14, scalar/0.5)
    %16: float32[tokens, 1] = Div(%15, %3)
    %17: float32[tokens, 1] = Mul(%16, scalar/0.125)
    %18: float32[tokens, 8] = Mul(%17, x)
    %19: float32[tokens, 8] = Add(%10, %18)
    %20: float32[tokens, 8] = Mul(%17, x)
    %21: float32[tokens, 8] = Add(%19, %20)
    return dx=%21"
  `);
});

test('attention with grouped heads and a window', () => {
  const g = new Graph();
  const input = (name: string, width: number) => g.input(name, 'float32', ['segments', 'slots', width]);
  const positions = g.input('positions', 'float32', ['slots']);
  const mask = causalMask(g, positions, positions, 3);
  const sizes = { heads: 4, kvHeads: 2, headDim: 16 };
  g.output(attendToContext(g, input('q', 64), input('k', 32), input('v', 32), mask, sizes), 'out');
  expect(print(g)).toMatchInlineSnapshot(`
    "input positions: float32[slots]
    input q: float32[segments, slots, 64]
    input k: float32[segments, slots, 32]
    input v: float32[segments, slots, 32]
    %0: float32[slots, 1] = Reshape(positions)
    %1: float32[1, slots] = Reshape(positions)
    %2: bool[slots, slots] = LessOrEqual(%1, %0)
    %3: float32[slots, slots] = Sub(%0, %1)
    %4: bool[slots, slots] = Less(%3, scalar/3)
    %5: bool[slots, slots] = And(%2, %4)
    %6: float32[slots, slots] = Where(%5, scalar/0, scalar/-1000000000)
    %7: float32[segments, slots, 64] = Mul(q, scalar/0.25)
    %8: float32[segments, slots, 4, 16] = Reshape(%7)
    %9: float32[segments, 4, slots, 16] = Transpose(%8) {perm: [0,2,1,3]}
    %10: float32[segments, 2, 2*slots, 16] = Reshape(%9)
    %11: float32[segments, slots, 2, 16] = Reshape(k)
    %12: float32[segments, 2, 16, slots] = Transpose(%11) {perm: [0,2,3,1]}
    %13: float32[segments, slots, 2, 16] = Reshape(v)
    %14: float32[segments, 2, slots, 16] = Transpose(%13) {perm: [0,2,1,3]}
    %15: float32[segments, 2, 2*slots, slots] = MatMul(%10, %12)
    %16: float32[segments, 4, slots, slots] = Reshape(%15)
    %17: float32[segments, 4, slots, slots] = Add(%16, %6)
    %18: float32[segments, 4, slots, slots] = Softmax(%17) {axis: -1}
    %19: float32[segments, 2, 2*slots, slots] = Reshape(%18)
    %20: float32[segments, 2, 2*slots, 16] = MatMul(%19, %14)
    %21: float32[segments, 4, slots, 16] = Reshape(%20)
    %22: float32[segments, slots, 4, 16] = Transpose(%21) {perm: [0,2,1,3]}
    %23: float32[segments*slots, 64] = Reshape(%22)
    return out=%23"
  `);
});
