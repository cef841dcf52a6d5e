/** Dropout whose mask is a function of numbers fed from outside, so that a step can be replayed exactly. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';

/**
 * A uniform number for token t and feature j is the fraction of token[t]·feature[j]; both factors are drawn from
 * [1, 64) outside, the first anew each step, the second once. Products stay below 4096, which leaves 12 bits of
 * fraction in float32.
 */
export interface Dropout {
  /** Probability of dropping, in (0, 1). */
  readonly probability: number;
  /** [tokens, 1], float32. */
  readonly token: Value;
  /** [1, features], float32. */
  readonly feature: Value;
}

/** x [tokens, features] with entries dropped and the rest scaled by 1/(1-p). */
export function dropout(g: Graph, x: Value, { probability, token, feature }: Dropout): Value {
  return g.recomputed('cheap', () => {
    const noise = g.mul(token, feature);
    const uniform = g.sub(noise, g.floor(noise)); // [tokens, features], in [0, 1)
    const kept = g.less(uniform, g.scalar(1 - probability));
    return g.where(kept, g.mul(x, g.scalar(1 / (1 - probability))), g.scalar(0));
  });
}
