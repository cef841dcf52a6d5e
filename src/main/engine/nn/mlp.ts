/** The gated feed-forward block. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { Weights } from './weights.ts';

export interface MlpOptions {
  readonly hidden: number;
  readonly intermediate: number;
  readonly bias?: boolean;
}

/** An activation. */
export type Activation = (g: Graph, x: Value) => Value;

/** x·σ(x). Elfwing et al. 2017, "Sigmoid-weighted linear units". */
export const silu: Activation = (g, x) => g.mul(x, g.sigmoid(x));

/** x [tokens, hidden] -> down(activation(gate(x))·up(x)), [tokens, hidden]. Shazeer 2020, "GLU variants". */
export function gatedMlp(
  g: Graph,
  w: Weights,
  x: Value,
  { hidden, intermediate, bias = false }: MlpOptions,
  activation: Activation,
): Value {
  const gate = w.linear('gate_proj', [intermediate, hidden], { bias });
  const up = w.linear('up_proj', [intermediate, hidden], { bias });
  const down = w.linear('down_proj', [hidden, intermediate], { bias });
  const [gated, upper] = [gate(x), up(x)];
  return down(g.recomputed('cheap', () => g.mul(activation(g, gated), upper)));
}
