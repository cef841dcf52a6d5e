/** Ten steps of AdamW with clipping, against torch.optim.AdamW and clip_grad_norm_ in float64. */

import { expect, test } from 'vitest';
import { adamWDefaults, adamWGraph, adamWScalars } from '../../../src/main/engine/optim/adamw.ts';
import { type Feeds, float32, scalar } from '../../../src/main/engine/runtime/session.ts';
import { blocks } from '../../support/blocks.ts';
import { expectClose } from '../../support/close.ts';
import { withGraph } from '../../support/evaluate.ts';

const feedsOf = (values: Readonly<Record<string, Float32Array | number>>): Feeds =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? scalar(value) : float32(value, [value.length]),
    ]),
  );

/** Relative to the largest entry, which an absurd learning rate makes astronomical. */
function expectAlike(found: Float32Array, expected: readonly number[], what: string): void {
  const largest = Math.max(...expected.map(Math.abs));
  const scaled = (values: ArrayLike<number>) => Array.from(values, (value) => value / largest);
  expectClose(scaled(found), scaled(expected), 4e-6, what);
}

const cases = Object.entries(blocks.adamW).map(([name, numbers]) => ({ name, ...numbers }));

test.each(cases)('$name', async ({ decay, maxNorm, theta: start, steps }) => {
  await withGraph(adamWGraph(adamWDefaults), async (run) => {
    let theta: Float32Array = Float32Array.from(start);
    let [m, v]: readonly [Float32Array, Float32Array] = [new Float32Array(12), new Float32Array(12)];
    expect(steps).toHaveLength(10);
    for (const [i, step] of steps.entries()) {
      const scalars = adamWScalars(adamWDefaults, i + 1, step.rate, decay);
      const gradient = Float32Array.from(step.gradient);
      const clipping = { norm: step.norm, maxNorm: maxNorm ?? 3e38 };
      const found = await run(feedsOf({ theta, m, v, gradient, ...scalars, ...clipping }));
      [theta, m, v] = [found["theta'"], found["m'"], found["v'"]] as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      expectAlike(theta, step.theta, `theta after step ${i + 1}`);
      expectAlike(m, step.m, `m after step ${i + 1}`);
      expectAlike(v, step.v, `v after step ${i + 1}`);
    }
  });
});

test('a gradient of nothing changes nothing but the decay', async () => {
  await withGraph(adamWGraph(adamWDefaults), async (run) => {
    const nothing = new Float32Array(2);
    const found = await run(
      feedsOf({
        ...{ theta: Float32Array.of(1, -2), m: nothing, v: nothing, gradient: nothing, norm: 0, maxNorm: 1 },
        ...adamWScalars(adamWDefaults, 1, 0.5, 0.5),
      }),
    );
    expect([...(found["theta'"] ?? [])]).toEqual([0.75, -1.5]);
    expect([...(found["m'"] ?? []), ...(found["v'"] ?? [])]).toEqual([0, 0, 0, 0]);
  });
});
