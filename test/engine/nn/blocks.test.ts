/** Norm, adapted linear layer, gated feed-forward block and attention, against PyTorch in float64. */

import { describe, expect, test } from 'vitest';
import { lora } from '../../../src/main/engine/adapters/lora.ts';
import { backward } from '../../../src/main/engine/autodiff/backward.ts';
import { attendToContext, causalMask } from '../../../src/main/engine/nn/attention.ts';
import { linear } from '../../../src/main/engine/nn/linear.ts';
import { gatedMlp, silu } from '../../../src/main/engine/nn/mlp.ts';
import { rmsNorm } from '../../../src/main/engine/nn/rmsNorm.ts';
import { weightsFrom } from '../../../src/main/engine/nn/weights.ts';
import { Graph } from '../../../src/main/engine/onnx/graph.ts';
import type { Value } from '../../../src/main/engine/onnx/types.ts';
import { type Feeds, float32, scalar } from '../../../src/main/engine/runtime/session.ts';
import { type BlockNumbers, blocks } from '../../support/blocks.ts';
import { expectClose } from '../../support/close.ts';
import { evaluate, output } from '../../support/evaluate.ts';

type Shapes = Readonly<Record<string, readonly number[]>>;

/** Builds a block on inputs of these shapes and compares its result and all gradients. */
async function expectBlock<S extends Shapes>(
  reference: BlockNumbers,
  shapes: S,
  build: (g: Graph, inputs: Readonly<Record<keyof S, Value>>) => Value,
  others: Feeds = {},
): Promise<void> {
  const g = new Graph();
  const entries = Object.entries(shapes).map(
    ([name, shape]) => [name, g.input(name, 'float32', shape)] as const,
  );
  const inputs = Object.fromEntries(entries) as Record<keyof S, Value>;
  const y = build(g, inputs);
  const dy = g.input('dy', 'float32', y.shape);
  const loss = g.reduceSum(
    g.mul(y, dy),
    y.shape.map((_, i) => i),
    false,
  );
  g.output(y, 'y');
  for (const [x, gradient] of backward(g, loss, Object.values(inputs))) output(g, gradient, `d ${x.name}`);

  const numbersOf = (name: string) => Float32Array.from((reference as never)[name]);
  const feeds = Object.entries(shapes).map(([name, shape]) => [name, float32(numbersOf(name), shape)]);
  const upstream = float32(numbersOf('dy'), y.shape as readonly number[]);
  const found = await evaluate(g, { ...Object.fromEntries(feeds), dy: upstream, ...others });
  expectClose(found.y as Float32Array, reference.y, 2e-6, 'y');
  for (const [name, gradient] of Object.entries(reference.gradients))
    expectClose(found[`d ${name}`] as Float32Array, gradient, 4e-6, `gradient of ${name}`);
}

test('RMSNorm', () =>
  expectBlock(blocks.rmsNorm, { x: [3, 2, 8], weight: [8] }, (g, { x, weight }) =>
    rmsNorm(g, x, weight, 1e-5),
  ));

describe('a linear layer with bias and adapter', () => {
  const shapes = { x: [5, 6], weight: [4, 6], bias: [4], a: [2, 6], b: [4, 2] };

  test('of fixed strength', () =>
    expectBlock(blocks.loraLinear, shapes, (g, { x, weight, bias, a, b }) =>
      lora.apply(g, { x, weight, bias, drop: (input) => input }, { lora_A: a, lora_B: b }, 1.5),
    ));

  test('of a strength given with every run', () =>
    expectBlock(
      blocks.loraLinear,
      shapes,
      (g, { x, weight, bias, a, b }) =>
        lora.frozen.apply(
          g,
          { x, weight, bias, drop: (input) => input },
          { lora_A: a, lora_B: b },
          g.input('strength', 'float32', []),
        ),
      { strength: scalar(1.5) },
    ));
});

test('the gated feed-forward block', () =>
  expectBlock(blocks.mlp, { x: [5, 4], gate: [6, 4], up: [6, 4], down: [4, 6] }, (g, { x, ...matrices }) => {
    const w = weightsFrom({
      tensor: (name) => matrices[name.replace('_proj.weight', '') as keyof typeof matrices],
      embedding: (name, _, ids) => g.gather(matrices[name as keyof typeof matrices], ids),
      linear: (_, weight) => (input) => linear(g, input, weight),
    });
    return gatedMlp(g, w, x, { hidden: 4, intermediate: 6 }, silu);
  }));

test.each(blocks.attention)('attention with grouped heads, window $window', (reference) =>
  expectBlock(reference, { q: [2, 5, 16], k: [2, 5, 8], v: [2, 5, 8] }, (g, { q, k, v }) => {
    const positions = g.constant('positions', Float32Array.of(0, 1, 2, 3, 4), [5]);
    const mask = causalMask(g, positions, positions, reference.window ?? undefined);
    return attendToContext(g, q, k, v, mask, { heads: 4, kvHeads: 2, headDim: 4 });
  }),
);

test('a mask looks backwards from any place, and no further than its window', async () => {
  const g = new Graph();
  const position = (name: string, places: number) => g.input(name, 'float32', [places]);
  const [queries, keys] = [position('queries', 2), position('keys', 5)];
  g.output(causalMask(g, queries, keys, undefined), 'full');
  g.output(causalMask(g, queries, keys, 2), 'near');
  const { full, near } = await evaluate(g, {
    queries: float32(Float32Array.of(2, 3), [2]),
    keys: float32(Float32Array.of(0, 1, 2, 3, 4), [5]),
  });
  const seen = (mask: Float32Array | undefined) =>
    [...(mask ?? [])].map((value) => (value === 0 ? 'x' : '-')).join('');
  expect([seen(full), seen(near)]).toEqual(['xxx--xxxx-', '-xx----xx-']);
  expect(new Set([...(full ?? []), ...(near ?? [])])).toEqual(new Set([0, -1e9]));
});
