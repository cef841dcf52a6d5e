/** The gated feed-forward block. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import { type Linear, linear } from './linear.ts';

export interface MlpLayer {
  readonly gate: Linear;
  readonly up: Linear;
  readonly down: Linear;
}

/** x [tokens, hidden] -> down(silu(gate(x))·up(x)), [tokens, hidden]. Shazeer 2020, "GLU variants" (SwiGLU). */
export function mlp(g: Graph, x: Value, { gate, up, down }: MlpLayer): Value {
  const [gated, upper] = [linear(g, x, gate), linear(g, x, up)];
  const inner = g.recomputed('cheap', () => g.mul(g.mul(gated, g.sigmoid(gated)), upper));
  return linear(g, inner, down);
}
