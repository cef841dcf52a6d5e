/** A linear layer as it stands in a model: weight and optional bias. */

import type { OpAttributes } from '../onnx/attributes.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';

/** A weight [out, in] in few bits, by blocks of a row; see MatMulNBits in `OpAttributes`. */
export interface QuantisedWeight extends Pick<OpAttributes['MatMulNBits'], 'bits' | 'blockSize'> {
  /** uint8 [out, blocks, bytes of a block]. */
  readonly values: Value;
  /** [out·blocks]. */
  readonly scales: Value;
}

const quantised = new WeakMap<Value, QuantisedWeight>();

/** Lets products take `instead` wherever they meet `weight`; whatever else reads the weight finds it as it is. */
export function replaceInProducts(weight: Value, instead: QuantisedWeight): void {
  quantised.set(weight, instead);
}

/** Whether products take another form of this weight. */
export function isRounded(weight: Value): boolean {
  return quantised.has(weight);
}

/** x [tokens, in], weight [out, in], bias [out] -> [tokens, out]: x·Wᵀ + bias. */
export function linear(g: Graph, x: Value, weight: Value, bias?: Value): Value {
  const few = quantised.get(weight);
  if (!few) return g.gemm(x, weight, { transB: true, ...(bias && { c: bias }) });
  const [N, K] = weight.shape as readonly [number, number];
  const { values, scales, bits, blockSize } = few;
  const product = g.node('MatMulNBits', [x, values, scales], { K, N, bits, blockSize, accuracyLevel: 4 });
  return bias ? g.add(product, bias) : product;
}
