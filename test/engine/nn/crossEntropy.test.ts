/** The loss does not depend on how the labels are cut into chunks; against PyTorch in float64. */

import { describe, expect, test } from 'vitest';
import { backward } from '../../../src/main/engine/autodiff/backward.ts';
import { sft } from '../../../src/main/engine/objectives/sft.ts';
import { Graph } from '../../../src/main/engine/onnx/graph.ts';
import type { Value } from '../../../src/main/engine/onnx/types.ts';
import { float32 } from '../../../src/main/engine/runtime/session.ts';
import { blocks } from '../../support/blocks.ts';
import { expectClose } from '../../support/close.ts';
import { evaluate } from '../../support/evaluate.ts';

const { hidden, head, rows, labels, loss, gradients } = blocks.crossEntropy;

/** Eight tokens of which the ones after `rows` are labels. */
function example(): { ids: Int32Array; supervised: Uint8Array } {
  const [ids, supervised] = [new Int32Array(8), new Uint8Array(8)];
  rows.forEach((row, i) => {
    ids[row + 1] = labels[i] as number;
    supervised[row + 1] = 1;
  });
  return { ids, supervised };
}

/** Of token `word` at position `row`. */
function logit(row: number, word: number): number {
  return [0, 1, 2, 3].reduce((sum, i) => sum + (hidden[4 * row + i] ?? 0) * (head[4 * word + i] ?? 0), 0);
}

function lossGraph(chunks: number): Graph {
  const g = new Graph();
  const [x, weight] = [g.input('hidden', 'float32', ['tokens', 4]), g.input('head', 'float32', [9, 4])];
  const states = { hidden: x, head: weight };
  const { loss: sum, figures } = sft.loss(g, { ...states, reference: () => states }, chunks);
  g.output(figures.tokenAccuracy as Value, 'tokenAccuracy');
  g.output(sum, 'loss');
  const found = backward(g, sum, [x, weight]);
  g.output(found.get(x) as Value, 'dHidden');
  g.output(found.get(weight) as Value, 'dHead');
  return g;
}

test.each([1, 2, 3, 5, 8])('%i chunks of five labels', async (chunks) => {
  const found = await evaluate(lossGraph(chunks), {
    hidden: float32(Float32Array.from(hidden), [8, 4]),
    head: float32(Float32Array.from(head), [9, 4]),
    ...sft.feeds([example()], chunks),
  });
  expectClose(found.loss as Float32Array, [loss], 1e-6, 'loss');
  const best = rows.filter((row, i) => {
    const logits = Array.from({ length: 9 }, (_, word) => logit(row, word));
    return logits[labels[i] as number] === Math.max(...logits);
  });
  expect(found.tokenAccuracy?.[0], 'labels that are the most probable token').toBe(best.length);
  expectClose(found.dHidden as Float32Array, gradients.hidden, 2e-6, 'gradient of hidden');
  expectClose(found.dHead as Float32Array, gradients.head, 2e-6, 'gradient of the head');
});

test('huge logits neither overflow nor lose the loss', async () => {
  const { loss: sum, dHidden } = await evaluate(lossGraph(1), {
    hidden: float32(
      Float32Array.from(hidden, (x) => 1000 * x),
      [8, 4],
    ),
    head: float32(Float32Array.from(head), [9, 4]),
    ...sft.feeds([example()], 1),
  });
  // at these logits the softmax is one-hot: the loss is the distance from each label's logit to the largest
  const distance = (row: number, word: number) =>
    1000 * (Math.max(...Array.from({ length: 9 }, (_, other) => logit(row, other))) - logit(row, word));
  const expected = rows.reduce((total, row, i) => total + distance(row, labels[i] as number), 0);
  expect(Math.abs((sum?.[0] as number) / expected - 1)).toBeLessThan(1e-6);
  expect((dHidden as Float32Array).every(Number.isFinite)).toBe(true);
});

describe('a frozen head cut by the vocabulary', () => {
  const capped = (g: Graph) => (products: Value) =>
    g.mul(g.tanh(g.mul(products, g.scalar(0.5))), g.scalar(2));

  /** Rows are those of the head; the gradient of the hidden states comes with the loss. */
  function cutLoss(parts: number, { bounded = false, learned = true } = {}): Graph {
    const g = new Graph();
    const x = g.input('hidden', 'float32', ['tokens', 4]);
    const weight = g.constant('head', Float32Array.from(head), [9, 4]);
    const bound = bounded ? capped(g) : undefined;
    const slope = (products: Value, logits: Value) =>
      backward(g, g.reduceSum(logits, [0, 1], false), [products]).get(products) as Value;
    const cut = { parts, learned, slope: bound && slope };
    const states = { hidden: x, head: weight, bound, cut };
    const { loss: sum, figures } = sft.loss(g, { ...states, reference: () => states }, 1);
    g.output(figures.tokenAccuracy as Value, 'tokenAccuracy');
    g.output(sum, 'loss');
    if (learned) g.output(backward(g, sum, [x]).get(x) as Value, 'dHidden');
    return g;
  }

  const feeds = (scale = 1) => ({
    hidden: float32(
      Float32Array.from(hidden, (value) => scale * value),
      [8, 4],
    ),
    ...sft.feeds([example()], 1),
  });

  test.each([2, 3, 4, 9])('into %i parts: loss, accuracy and gradient', async (parts) => {
    const whole = await evaluate(cutLoss(1), feeds());
    const found = await evaluate(cutLoss(parts), feeds());
    expectClose(found.loss as Float32Array, [loss], 1e-6, 'loss');
    expect(found.tokenAccuracy?.[0]).toBe(whole.tokenAccuracy?.[0]);
    expectClose(found.dHidden as Float32Array, gradients.hidden, 2e-6, 'gradient of hidden');
  });

  test('with bounded logits', async () => {
    const whole = await evaluate(cutLoss(1, { bounded: true }), feeds());
    const found = await evaluate(cutLoss(4, { bounded: true }), feeds());
    expectClose(found.loss as Float32Array, [...(whole.loss as Float32Array)], 1e-6, 'loss');
    expectClose(found.dHidden as Float32Array, [...(whole.dHidden as Float32Array)], 2e-6, 'gradient');
  });

  test('the loss alone is the same number', async () => {
    const [learned, measured] = [
      await evaluate(cutLoss(3), feeds()),
      await evaluate(cutLoss(3, { learned: false }), feeds()),
    ];
    expect(measured.loss).toEqual(learned.loss);
    expect(measured.tokenAccuracy).toEqual(learned.tokenAccuracy);
  });

  test('huge logits neither overflow nor lose the gradient', async () => {
    const whole = await evaluate(cutLoss(1), feeds(1000));
    const found = await evaluate(cutLoss(3), feeds(1000));
    expect(Math.abs((found.loss?.[0] as number) / (whole.loss?.[0] as number) - 1)).toBeLessThan(1e-6);
    expectClose(found.dHidden as Float32Array, [...(whole.dHidden as Float32Array)], 1e-4, 'gradient');
  });
});
