/** The loss does not depend on how the labels are cut into chunks; against PyTorch in float64. */

import { expect, test } from 'vitest';
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
