/** Convolution over a token and the few before it, every feature on its own. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { Earlier } from './context.ts';
import type { Weights } from './weights.ts';

/**
 * Σ_j w_j ∘ x_{t-j} with `name.weight` [width, 1, size], whose last entry is the token's own, plus `name.bias`:
 * [tokens, width], as PyTorch's depthwise Conv1d, padded before the text.
 */
export function shortConvolution(
  g: Graph,
  w: Weights,
  name: string,
  x: Value,
  { width, size, bias }: { readonly width: number; readonly size: number; readonly bias: boolean },
  earlier: Earlier,
): Value {
  const weight = w.in(name).tensor('weight', [width, 1, size]);
  const shift = bias ? w.in(name).tensor('bias', [width]) : undefined;
  return g.recomputed('cheap', () => {
    const taps = g.split(g.transpose(g.reshape(weight, [width, size]), [1, 0]), 0, new Array(size).fill(1)); // [1, width]
    const values = [x, ...earlier(x, size - 1)];
    const products = values.map((value, j) => g.mul(value, taps[size - 1 - j] as Value));
    const sum = products.reduce((all, product) => g.add(all, product));
    return shift ? g.add(sum, shift) : sum;
  });
}
