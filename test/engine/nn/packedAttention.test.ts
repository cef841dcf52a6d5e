/** Examples packed into one row attend as if each stood alone, and so do their gradients. */

import { expect, test } from 'vitest';
import { backward } from '../../../src/main/engine/autodiff/backward.ts';
import { packedAttend, packedContext, packedLayout } from '../../../src/main/engine/nn/packedAttention.ts';
import { packedFeeds } from '../../../src/main/engine/objectives/packedFeeds.ts';
import { Graph } from '../../../src/main/engine/onnx/graph.ts';
import type { Value } from '../../../src/main/engine/onnx/types.ts';
import { type Feeds, float32, floats } from '../../../src/main/engine/runtime/session.ts';
import { expectClose } from '../../support/close.ts';
import { withGraph } from '../../support/evaluate.ts';

const heads = { heads: 4, kvHeads: 2, headDim: 4 };
const widths = { q: 16, k: 8, v: 8, dy: 16 };
const names = Object.keys(widths) as (keyof typeof widths)[];

/** q, k, v, dy [tokens, ...] in, the result and the gradients of q, k, v out. */
function graphOf(window: number | undefined, recompute: 'none' | 'cheap'): Graph {
  const g = new Graph();
  const [q, k, v, dy] = names.map((name) => g.input(name, 'float32', ['tokens', widths[name]])) as [
    Value,
    Value,
    Value,
    Value,
  ];
  const attend = packedAttend(g, packedLayout(g, 'tokens'));
  const y = attend(q, k, v, { ...heads, window });
  g.output(y, 'y');
  const gradients = backward(g, g.reduceSum(g.mul(y, dy), [0, 1], false), [q, k, v], recompute);
  for (const [x, gradient] of gradients) g.output(gradient, `d${x.name}`);
  return g;
}

/** Feeds of the tokens from `start` on, in examples of these lengths. */
function feedsOf(start: number, lengths: readonly number[]): Feeds {
  const tokens = lengths.reduce((a, b) => a + b, 0);
  const vectors = names.map((name, which) => {
    const width = widths[name];
    const value = (_: unknown, i: number) => 2 * Math.sin(1 + which + 1.7 * (start * width + i));
    return [name, float32(Float32Array.from({ length: tokens * width }, value), [tokens, width])];
  });
  const examples = lengths.map((length) => ({
    ids: new Int32Array(length),
    supervised: new Uint8Array(length),
  }));
  const { slotTokens, slotTokensOrNone, tokenSlots, slotPositions } = packedFeeds(examples);
  return { ...Object.fromEntries(vectors), slotTokens, slotTokensOrNone, tokenSlots, slotPositions } as Feeds;
}

test.each([
  { window: undefined, recompute: 'none' },
  { window: undefined, recompute: 'cheap' },
  { window: 2, recompute: 'none' },
  { window: 2, recompute: 'cheap' },
] as const)('window $window, recompute $recompute', async ({ window, recompute }) => {
  await withGraph(graphOf(window, recompute), async (run) => {
    const packed = await run(feedsOf(0, [5, 1, 3]));
    const alone = [await run(feedsOf(0, [5])), await run(feedsOf(5, [1])), await run(feedsOf(6, [3]))];
    for (const [name, found] of Object.entries(packed)) {
      const expected = alone.flatMap((part) => [...(part[name] ?? [])]);
      expectClose(found, expected, 1e-6, name);
      expect(expected.some((value) => Math.abs(value) > 0.1)).toBe(true);
    }
  });
});

test('an example sees nothing of its neighbour', async () => {
  await withGraph(graphOf(undefined, 'none'), async (run) => {
    const whole = await run(feedsOf(0, [4, 4]));
    const first = await run(feedsOf(0, [4]));
    expectClose((whole.y as Float32Array).subarray(0, 4 * 16), first.y as Float32Array, 1e-6);
    // were the second example to see the first, its first token would not be its own value
    const own = floats(feedsOf(0, [4, 4]).v).subarray(4 * 8, 4 * 8 + 4);
    expectClose((whole.y as Float32Array).subarray(4 * 16, 4 * 16 + 4), own, 1e-6);
  });
});

test.each(['none', 'cheap'] as const)(
  'what stood one and two tokens earlier is of the same example, and zero before its first, recompute %s',
  async (recompute) => {
    const g = new Graph();
    const [x, dy] = ['x', 'dy'].map((name) => g.input(name, 'float32', ['tokens', 1])) as [Value, Value];
    const { earlier } = packedContext(
      g,
      packedLayout(g, 'tokens'),
      g.input('positions', 'float32', ['tokens']),
    );
    const [once, twice] = g.recomputed('cheap', () => earlier(x, 2)) as [Value, Value];
    g.output(once, 'once');
    g.output(twice, 'twice');
    const sum = g.reduceSum(g.mul(g.mul(g.add(once, twice), x), dy), [0, 1], false);
    g.output(backward(g, sum, [x], recompute).get(x) as Value, 'dx');
    await withGraph(g, async (run) => {
      const lengths = [3, 1, 2].map((length) => ({
        ids: new Int32Array(length),
        supervised: new Uint8Array(length),
      }));
      const { positions, ...layout } = packedFeeds(lengths) as Feeds & { positions: Feeds[string] };
      const column = (...values: number[]) => float32(Float32Array.from(values), [6, 1]);
      const found = await run({
        ...layout,
        positions,
        x: column(2, 3, 5, 7, 11, 13),
        dy: column(1, 1, 1, 1, 1, 2),
      });
      expect([...(found.once ?? [])]).toEqual([0, 2, 3, 0, 0, 11]);
      expect([...(found.twice ?? [])]).toEqual([0, 0, 2, 0, 0, 0]);
      // dx_t = dy_t (x_{t-1} + x_{t-2}) + dy_{t+1} x_{t+1} + dy_{t+2} x_{t+2}
      expect([...(found.dx ?? [])]).toEqual([3 + 5, 2 + 5, 3 + 2, 0, 2 * 13, 2 * 11]);
    });
  },
);
