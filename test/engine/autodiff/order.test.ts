/**
 * The order in which onnxruntime runs a training graph decides how much memory it needs. It walks from the results to
 * what they need, the highest-numbered first; sections and the order in which gradients are named make use of that.
 */

import { beforeAll, describe, expect, test } from 'vitest';
import type { Recompute } from '../../../src/main/engine/autodiff/backward.ts';
import {
  executionOrder as predictedOrder,
  peakBytes as predictedPeak,
} from '../../../src/main/engine/onnx/schedule.ts';
import { llama, llamaFeeds, llamaGraph } from '../../support/goldenLlama.ts';
import { executionOrder, peakBytes, type Ran } from '../../support/profile.ts';

const levels = ['none', 'cheap', 'layer'] as const;
const orders = new Map<Recompute, readonly Ran[]>();
const peaks = new Map<Recompute, number>();

beforeAll(async () => {
  for (const level of levels) {
    const graph = llamaGraph(level);
    const order = await executionOrder(graph, llamaFeeds(), llama.weightsFolder);
    orders.set(level, order);
    peaks.set(level, peakBytes(graph, order));
  }
});

/** Places, counted from the first node run, of the nodes that `choose` accepts. */
function places(order: readonly Ran[], choose: (ran: Ran['node']) => boolean): readonly number[] {
  return order.flatMap(({ node }, i) => (choose(node) ? [i] : []));
}

describe.each(levels)('recompute %s', (level) => {
  const order = () => orders.get(level) as readonly Ran[];

  test('the order and the peak are those predicted from the graph alone', () => {
    const graph = llamaGraph(level);
    const names = order().map(({ node }) => node.name);
    expect(predictedOrder(graph).map(({ name }) => name)).toEqual(names);
    // 24, 17 and 20 tokens, 58 labels in three parts
    const sizes = { tokens: 61, segments: 3, slots: 24, labels: 20 };
    expect(predictedPeak(graph)(sizes)).toBe(peaks.get(level));
  });

  test('a layer is finished before the gradients of the one below begin', () => {
    const upper = places(order(), ({ name }) => name.startsWith('d/layers.1/'));
    const lower = places(order(), ({ name }) => name.startsWith('d/layers.0/'));
    expect(upper.length).toBeGreaterThan(100);
    expect(Math.max(...upper)).toBeLessThan(Math.min(...lower));
  });

  test('a chunk of logits has its gradient before the next chunk is computed', () => {
    const logits = places(order(), ({ op, inputs }) => op === 'Gemm' && inputs[1]?.name === 'lm_head.weight');
    const rows = logits.map((i) => order()[i]?.node);
    expect(rows.map((node) => node?.section)).toEqual([
      ...['forward', 'gradient'],
      ...['forward', 'gradient'],
      ...['forward', 'gradient'],
    ]);
    for (const i of [0, 2, 4]) expect(rows[i + 1]?.name).toContain(`d/${rows[i]?.name}/`);
  });
});

test('logits are needed no more once their gradient is there', () => {
  const order = orders.get('cheap') as readonly Ran[];
  const logits = order.filter(
    ({ node }) => node.section === 'forward' && node.outputs[0].shape.join() === 'labels,512',
  );
  expect(logits.length).toBeGreaterThanOrEqual(3);
  const first = places(order, ({ name }) => name.startsWith('d/layers.1/'))[0] as number;
  const late = order.slice(first).flatMap(({ node }) => node.inputs);
  expect(late.filter((input) => logits.some(({ node }) => node.outputs[0] === input))).toEqual([]);
});

describe.each(['cheap', 'layer'] as const)('recompute %s', (level) => {
  const order = () => orders.get(level) as readonly Ran[];

  test('nothing is computed again before the loss has a gradient', () => {
    const again = places(order(), ({ section }) => section === 'recompute');
    const gradient = places(order(), ({ section }) => section === 'gradient');
    expect(again.length).toBeGreaterThan(50);
    expect(Math.min(...gradient)).toBeLessThan(Math.min(...again));
  });

  test('a layer is computed again when the gradients above it are there', () => {
    const again = places(order(), ({ name }) => name.startsWith('layers.0/') && name.endsWith('/again'));
    const above = places(order(), ({ name }) => name.startsWith('d/layers.1/'));
    expect(Math.min(...again)).toBeGreaterThan(Math.max(...above));
  });
});

test('computing again saves memory', () => {
  const peak = (level: Recompute) => peaks.get(level) as number;
  expect(peak('cheap')).toBeLessThan(0.75 * peak('none'));
  expect(peak('layer')).toBeLessThan(peak('cheap'));
});
