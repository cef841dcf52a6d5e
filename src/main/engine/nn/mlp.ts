/** The feed-forward blocks. */

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

/** x·Φ(x), Φ by tanh: x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))). Hendrycks & Gimpel 2016, "Gaussian error linear units". */
export const geluTanh: Activation = (g, x) => {
  const cubic = g.mul(g.mul(g.mul(x, x), x), g.scalar(0.044715));
  const inner = g.tanh(g.mul(g.add(x, cubic), g.scalar(Math.sqrt(2 / Math.PI))));
  return g.mul(g.mul(x, g.scalar(0.5)), g.add(inner, g.scalar(1)));
};

/** x·Φ(x), Φ(x) = (1 + erf(x/√2))/2. Hendrycks & Gimpel 2016. */
export const gelu: Activation = (g, x) =>
  g.mul(g.mul(x, g.scalar(0.5)), g.add(g.erf(g.mul(x, g.scalar(Math.SQRT1_2))), g.scalar(1)));

/** x [tokens, hidden] -> down(activation(up(x))), [tokens, hidden], both with a bias. Vaswani et al. 2017. */
export function plainMlp(
  g: Graph,
  w: Weights,
  x: Value,
  { hidden, intermediate, up, down }: MlpOptions & { readonly up: string; readonly down: string },
  activation: Activation,
): Value {
  const upper = w.linear(up, [intermediate, hidden], { bias: true });
  const lower = w.linear(down, [hidden, intermediate], { bias: true });
  const inner = upper(x);
  return lower(g.recomputed('cheap', () => activation(g, inner)));
}

const gatedNames = { gate: 'gate_proj', up: 'up_proj', down: 'down_proj' };
const fusedNames = { gateUp: 'gate_up_proj', down: 'down_proj' };

/** x [tokens, hidden] -> down(activation(gate(x))·up(x)), [tokens, hidden]. Shazeer 2020, "GLU variants". */
export function gatedMlp(
  g: Graph,
  w: Weights,
  x: Value,
  {
    hidden,
    intermediate,
    bias = false,
    names = gatedNames,
  }: MlpOptions & { readonly names?: typeof gatedNames },
  activation: Activation,
): Value {
  const gate = w.linear(names.gate, [intermediate, hidden], { bias });
  const up = w.linear(names.up, [intermediate, hidden], { bias });
  const down = w.linear(names.down, [hidden, intermediate], { bias });
  const [gated, upper] = [gate(x), up(x)];
  return down(g.recomputed('cheap', () => g.mul(activation(g, gated), upper)));
}

/** The same with one layer that has the gate's rows before those of up. */
export function fusedGatedMlp(
  g: Graph,
  w: Weights,
  x: Value,
  {
    hidden,
    intermediate,
    bias = false,
    names = fusedNames,
  }: MlpOptions & { readonly names?: typeof fusedNames },
  activation: Activation,
): Value {
  const gateUp = w.linear(names.gateUp, [2 * intermediate, hidden], { bias });
  const down = w.linear(names.down, [hidden, intermediate], { bias });
  const both = gateUp(x); // [tokens, 2·intermediate]
  return down(
    g.recomputed('cheap', () => {
      const [gate, up] = g.split(both, 1, [intermediate, intermediate]) as [Value, Value];
      return g.mul(activation(g, gate), up);
    }),
  );
}
