/** Gated DeltaNet, a layer's half that keeps a state of fixed size in place of all keys and values. */

import type { Graph } from '../onnx/graph.ts';
import type { Dim, Value } from '../onnx/types.ts';
import type { Context } from './context.ts';
import type { DeltaHeads } from './deltaRule.ts';
import { silu } from './mlp.ts';
import { rmsNorm } from './rmsNorm.ts';
import { shortConvolution } from './shortConvolution.ts';
import type { Weights } from './weights.ts';

export interface DeltaNetOptions {
  readonly hidden: number;
  readonly delta: DeltaHeads;
  /** Tokens that the convolution sees, its own included. */
  readonly kernel: number;
  readonly normEpsilon: number;
}

/** As in every published kernel, whatever the config says of other norms. */
const unitEpsilon = 1e-6;

/**
 * x [tokens, hidden] -> [tokens, hidden]. Yang et al. 2024, "Gated delta networks"; what is kept of the state in a
 * step, e^(-e^A_log·softplus(a + dt_bias)): Gu & Dao 2023, "Mamba".
 */
export function gatedDeltaNet(
  g: Graph,
  w: Weights,
  x: Value,
  { hidden, delta, kernel, normEpsilon }: DeltaNetOptions,
  { earlier, recall }: Pick<Context, 'earlier' | 'recall'>,
): Value {
  const { keyHeads, valueHeads, keyDim, valueDim } = delta;
  const [keys, values] = [keyHeads * keyDim, valueHeads * valueDim];
  const input = (name: string, size: number) => w.linear(name, [size, hidden])(x);
  const width = 2 * keys + values;
  const [mixed, gate] = [input('in_proj_qkv', width), input('in_proj_z', values)];
  const [rate, step] = [input('in_proj_b', valueHeads), input('in_proj_a', valueHeads)];
  const output = w.linear('out_proj', [hidden, values]);
  const [scale, bias] = [w.tensor('A_log', [valueHeads]), w.tensor('dt_bias', [valueHeads])];
  const weight = w.tensor('norm.weight', [valueDim]);

  const near = shortConvolution(g, w, 'conv1d', mixed, { width, size: kernel, bias: false }, earlier);
  const inputs = g.recomputed('cheap', () => {
    const [q, k, v] = g.split(silu(g, near), 1, [keys, keys, values]) as [Value, Value, Value];
    return {
      q: unitHeads(g, q, keyHeads, Math.sqrt(keyDim)),
      k: unitHeads(g, k, keyHeads),
      v,
      logDecay: g.neg(g.mul(g.exp(scale), softplus(g, g.add(step, bias)))),
      beta: g.sigmoid(rate),
    };
  });
  const recalled = recall(inputs, delta);
  return output(
    g.recomputed('cheap', () => {
      const [tokens] = recalled.shape as [Dim];
      const normed = rmsNorm(g, g.reshape(recalled, [tokens, valueHeads, valueDim]), weight, normEpsilon);
      return g.mul(g.reshape(normed, [tokens, values]), silu(g, gate));
    }),
  );
}

/** Every head of x [tokens, heads·d] divided by its length, and by `divisor`. */
function unitHeads(g: Graph, x: Value, heads: number, divisor = 1): Value {
  const [tokens, width] = x.shape as [Dim, number];
  const byHead = g.reshape(x, [tokens, heads, width / heads]);
  const length = g.sqrt(g.add(g.reduceSum(g.mul(byHead, byHead), [-1]), g.scalar(unitEpsilon)));
  const scaled = divisor === 1 ? length : g.mul(length, g.scalar(divisor));
  return g.reshape(g.div(byHead, scaled), [tokens, width]);
}

/** ln(1 + eˣ), as max(x, 0) + ln(1 + e^-|x|), which does not overflow. */
function softplus(g: Graph, x: Value): Value {
  const negative = g.min(x, g.neg(x)); // -|x|
  const ramp = g.mul(g.sub(x, negative), g.scalar(0.5));
  return g.add(ramp, g.log(g.add(g.exp(negative), g.scalar(1))));
}
