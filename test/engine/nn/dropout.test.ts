/** Dropout from factors fed at every run: the right share, another mask in every layer and step, and the same again. */

import { describe, expect, test } from 'vitest';
import { backward } from '../../../src/main/engine/autodiff/backward.ts';
import { dropout } from '../../../src/main/engine/nn/dropout.ts';
import { Graph } from '../../../src/main/engine/onnx/graph.ts';
import type { Value } from '../../../src/main/engine/onnx/types.ts';
import { Random } from '../../../src/main/engine/runtime/random.ts';
import { type Feeds, float32 } from '../../../src/main/engine/runtime/session.ts';
import { withGraph } from '../../support/evaluate.ts';

const [tokens, features] = [400, 300];

const factors = (count: number, seed: number): Float32Array => {
  const random = new Random(seed);
  return Float32Array.from({ length: count }, () => 1 + 63 * random.uniform());
};

/** Two layers' dropout of x, and the gradient of x through the first (for dy = 1). */
function graphOf(probability: number): Graph {
  const g = new Graph();
  const x = g.input('x', 'float32', ['tokens', features]);
  const token = g.input('token', 'float32', ['tokens', 1]);
  const all = g.constant('features', factors(2 * features, 1), [1, 2 * features]);
  const layer = (i: number) =>
    dropout(g, x, { probability, token, feature: g.slice(all, 1, i * features, (i + 1) * features) });
  const [first, second] = [layer(0), layer(1)];
  g.output(first, 'first');
  g.output(second, 'second');
  g.output(backward(g, g.reduceSum(first, [0, 1], false), [x], 'cheap').get(x) as Value, 'dx');
  return g;
}

/** x of ones, so that the result is the mask over 1 - p; token factors of this step. */
const feedsOf = (step: number): Feeds => ({
  x: float32(new Float32Array(tokens * features).fill(1), [tokens, features]),
  token: float32(factors(tokens, 100 + step), [tokens, 1]),
});

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const kept = (mask: ArrayLike<number>) => Array.from(mask, (value) => Number(value !== 0));
const both = (a: Float32Array, b: Float32Array) =>
  mean(kept(a).map((value, i) => value * Number(b[i] !== 0)));

describe.each([0.05, 0.1, 0.5])('probability %d', (p) => {
  const run = (step: number) =>
    withGraph(graphOf(p), (run) => run(feedsOf(step))) as Promise<
      Record<'first' | 'second' | 'dx', Float32Array>
    >;

  test('drops that share and keeps the mean', async () => {
    const { first } = await run(0);
    // 120,000 entries: four standard deviations are below 0.006
    expect(Math.abs(mean(kept(first)) - (1 - p))).toBeLessThan(0.006);
    expect(Math.abs(mean(first) - 1)).toBeLessThan(0.012);
    expect(new Set(first)).toEqual(new Set([0, Math.fround(1 / (1 - p))]));
  });

  test('drops it in every token and every feature', async () => {
    const { first } = await run(0);
    const mask = kept(first);
    const rows = Array.from({ length: tokens }, (_, t) => mean(mask.slice(t * features, (t + 1) * features)));
    const columns = Array.from({ length: features }, (_, f) =>
      mean(mask.filter((_, i) => i % features === f)),
    );
    for (const share of [...rows, ...columns]) expect(Math.abs(share - (1 - p))).toBeLessThan(0.15);
  });

  test('is the same again for the same factors, in the gradient too', async () => {
    const [once, again] = [await run(0), await run(0)];
    expect(again.first).toEqual(once.first);
    expect(once.dx).toEqual(once.first);
  });

  test('is another mask in another layer and another step', async () => {
    const [now, later] = [await run(0), await run(1)];
    // independent masks keep (1 - p)² of the entries in both
    expect(Math.abs(both(now.first, now.second) - (1 - p) ** 2)).toBeLessThan(0.01);
    expect(Math.abs(both(now.first, later.first) - (1 - p) ** 2)).toBeLessThan(0.01);
  });
});
