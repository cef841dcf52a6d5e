/** How often a run is measured, so that measuring costs a fraction of training however few rows there are. */

import type { RunConfig } from '../../../shared/runConfig.ts';

/** Forward and backward pass with recomputation over the forward pass alone, as measured on two cores. */
export const stepOverForward = 2.6;
/** A generated token over one of a forward pass: SmolLM2 takes 17 ms for the one and 2 for the other on two cores. */
const generatedOverForward = 9;
/** Longest answer to a fixed prompt, in tokens. */
export const answerTokens = 64;

const mostMeasurements = 10;
/** Of the time spent training. */
const shareForMeasuring = 0.2;

/** Work in tokens that pass forward through the model once. */
export interface Work {
  /** Tokens of all steps together. */
  readonly trained: number;
  readonly training: number;
  /** Of one measurement, with answers to all prompts at their longest. */
  readonly measuring: number;
  /** Measurements, besides the one before training. */
  readonly measurements: number;
}

/** How much a run reads, counted or reckoned. */
export interface RunLengths {
  /** Tokens of one pass over the training rows, and of the held-out ones. */
  readonly trainTokens: number;
  readonly heldOutTokens: number;
  /** Optimizer steps that so many epochs make; counted no further than to `most`. */
  stepsIn(epochs: number, most: number): number;
}

export interface WorkPlan {
  /** Optimizer steps of the whole run. */
  readonly steps: number;
  readonly work: Work;
}

/**
 * Steps of the run, those of its epochs or fewer where `steps` says so; what they and the measurements come to, and how
 * many measurements that affords.
 * @param prompts answered at each measurement
 */
export function planWork(
  { epochs, steps: wanted = Number.MAX_SAFE_INTEGER }: Pick<RunConfig, 'epochs' | 'steps'>,
  { trainTokens, heldOutTokens, stepsIn }: RunLengths,
  prompts: number,
): WorkPlan {
  // An epoch is a step at least.
  const steps = wanted <= epochs ? wanted : Math.min(wanted, stepsIn(epochs, wanted));
  const trained = trainTokens * (steps / stepsIn(1, Number.MAX_SAFE_INTEGER));
  const training = stepOverForward * trained;
  const measuring = heldOutTokens + generatedOverForward * answerTokens * prompts;
  const measurements = countMeasurements(training, measuring, steps);
  return { steps, work: { trained, training, measuring, measurements } };
}

/**
 * As many as a fifth of the training's work pays for, with the one before training; one at least, ten at most, one a step,
 * and no more than fit with as many steps between any two.
 */
export function countMeasurements(training: number, measuring: number, steps: number): number {
  const paid = Math.floor((shareForMeasuring * training) / Math.max(1, measuring)) - 1;
  const most = Math.max(1, Math.min(paid, mostMeasurements, steps));
  return Math.ceil(steps / Math.ceil(steps / most));
}
