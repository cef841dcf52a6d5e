/** The loss does not depend on how the labels are cut into chunks; against PyTorch in float64. */

import { expect, test } from 'vitest';
import { backward } from '../../../src/main/engine/autodiff/backward.ts';
import { crossEntropySum, type LabelChunk } from '../../../src/main/engine/nn/crossEntropy.ts';
import { Graph } from '../../../src/main/engine/onnx/graph.ts';
import type { Value } from '../../../src/main/engine/onnx/types.ts';
import { float32 } from '../../../src/main/engine/runtime/session.ts';
import { batchFeeds } from '../../../src/main/engine/train/batchFeeds.ts';
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

function lossGraph(chunks: number): Graph {
  const g = new Graph();
  const [x, weight] = [g.input('hidden', 'float32', ['tokens', 4]), g.input('head', 'float32', [9, 4])];
  const parts = Array.from(
    { length: chunks },
    (_, i): LabelChunk => ({
      rows: g.input(`labelRows.${i}`, 'int32', ['labels']),
      inverse: g.input(`labelInverse.${i}`, 'int32', ['tokens']),
      labels: g.input(`labels.${i}`, 'int32', ['labels']),
      weights: g.input(`labelWeights.${i}`, 'float32', ['labels']),
    }),
  );
  const sum = crossEntropySum(g, x, parts, weight);
  g.output(sum, 'loss');
  const found = backward(g, sum, [x, weight]);
  g.output(found.get(x) as Value, 'dHidden');
  g.output(found.get(weight) as Value, 'dHead');
  return g;
}

test.each([1, 2, 3, 5, 8])('%i chunks of five labels', async (chunks) => {
  const feeds = batchFeeds([example()], chunks, 1);
  const found = await evaluate(lossGraph(chunks), {
    hidden: float32(Float32Array.from(hidden), [8, 4]),
    head: float32(Float32Array.from(head), [9, 4]),
    ...Object.fromEntries(Object.entries(feeds).filter(([name]) => /^label\w+\.\d/.test(name))),
  });
  expectClose(found.loss as Float32Array, [loss], 1e-6, 'loss');
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
    ...Object.fromEntries(
      Object.entries(batchFeeds([example()], 1, 1)).filter(([name]) => /^label\w+\.\d/.test(name)),
    ),
  });
  // at these logits the softmax is one-hot: the loss is the distance from each label's logit to the largest
  const dot = (row: number, word: number) =>
    [0, 1, 2, 3].reduce(
      (total, i) => total + 1000 * (hidden[4 * row + i] ?? 0) * (head[4 * word + i] ?? 0),
      0,
    );
  const distance = (row: number, word: number) =>
    Math.max(...Array.from({ length: 9 }, (_, other) => dot(row, other))) - dot(row, word);
  const expected = rows.reduce((total, row, i) => total + distance(row, labels[i] as number), 0);
  expect(Math.abs((sum?.[0] as number) / expected - 1)).toBeLessThan(1e-6);
  expect((dHidden as Float32Array).every(Number.isFinite)).toBe(true);
});
