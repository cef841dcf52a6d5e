/** AdamW with global-norm clipping as a graph over flat vectors: one graph serves parameters of any number. */

import { Graph } from '../onnx/graph.ts';

/** Decay rates of the two moments and the term that keeps the division finite. */
export interface AdamWConfig {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export const adamWDefaults: AdamWConfig = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Added to the norm before dividing by it, as torch.nn.utils.clip_grad_norm_ does. */
const clipEpsilon = 1e-6;

/**
 * One update. Loshchilov & Hutter 2019, "Decoupled weight decay regularization"; clipping: Pascanu et al. 2013.
 *
 *   g = gradient·min(1, maxNorm/(norm + 1e-6))
 *   m' = β1·m + (1-β1)·g      v' = β2·v + (1-β2)·g²
 *   θ' = θ·(1 - lr·decay) - lr·(m'/(1-β1ᵗ)) / (√(v'/(1-β2ᵗ)) + ε)
 *
 * Inputs `theta`, `m`, `v`, `gradient` [n] and the scalars of {@link adamWScalars}; outputs `theta'`, `m'`, `v'` [n].
 */
export function adamWGraph({ beta1, beta2, epsilon }: AdamWConfig): Graph {
  const g = new Graph();
  const vector = (name: string) => g.input(name, 'float32', ['n']);
  const scalar = (name: keyof AdamWScalars) => g.input(name, 'float32', []);
  const [theta, m, v, gradient] = [vector('theta'), vector('m'), vector('v'), vector('gradient')];
  const [keep, rate, rootCorrection] = [scalar('keep'), scalar('rate'), scalar('rootCorrection')];
  const [norm, maxNorm] = [scalar('norm'), scalar('maxNorm')];

  const clip = g.min(g.scalar(1), g.div(maxNorm, g.add(norm, g.scalar(clipEpsilon))));
  const clipped = g.mul(gradient, clip);
  const m1 = g.add(g.mul(m, g.scalar(beta1)), g.mul(clipped, g.scalar(1 - beta1)));
  const v1 = g.add(g.mul(v, g.scalar(beta2)), g.mul(g.mul(clipped, clipped), g.scalar(1 - beta2)));
  const denominator = g.add(g.mul(g.sqrt(v1), rootCorrection), g.scalar(epsilon));
  const theta1 = g.sub(g.mul(theta, keep), g.mul(g.div(m1, denominator), rate));
  g.output(theta1, "theta'");
  g.output(m1, "m'");
  g.output(v1, "v'");
  return g;
}

/** What changes from step to step. */
export interface AdamWScalars {
  /** 1 - lr·decay. */
  readonly keep: number;
  /** lr/(1-β1ᵗ). */
  readonly rate: number;
  /** 1/√(1-β2ᵗ). */
  readonly rootCorrection: number;
  /** Global norm of the gradient before clipping. */
  readonly norm: number;
  /** Largest global norm let through; Infinity: no clipping. */
  readonly maxNorm: number;
}

/** The scalars of update number `step`, counted from 1. */
export function adamWScalars(
  { beta1, beta2 }: AdamWConfig,
  step: number,
  learningRate: number,
  weightDecay: number,
): Pick<AdamWScalars, 'keep' | 'rate' | 'rootCorrection'> {
  return {
    keep: 1 - learningRate * weightDecay,
    rate: learningRate / (1 - beta1 ** step),
    rootCorrection: 1 / Math.sqrt(1 - beta2 ** step),
  };
}
