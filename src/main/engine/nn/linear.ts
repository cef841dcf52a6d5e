/** A linear layer as it stands in a model: weight and optional bias. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';

/** x [tokens, in], weight [out, in], bias [out] -> [tokens, out]: x·Wᵀ + bias. */
export function linear(g: Graph, x: Value, weight: Value, bias?: Value): Value {
  return g.gemm(x, weight, { transB: true, ...(bias && { c: bias }) });
}
