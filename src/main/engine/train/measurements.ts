/** How often a run is measured, so that measuring costs a fraction of training however few rows there are. */

import type { RunConfig } from '../../../shared/runConfig.ts';
import type { Dataset } from '../data/loadDataset.ts';
import { planSteps } from '../data/pack.ts';

/** Forward and backward pass with recomputation over the forward pass alone, as measured on two cores. */
const stepOverForward = 2.6;
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

interface Extent {
  readonly config: RunConfig;
  readonly microTokens: number;
  readonly steps: number;
  /** Answered at each measurement. */
  readonly prompts: number;
}

/** What a run and its measurements come to, and how many measurements it affords. */
export function planWork({ train, heldOut }: Dataset, { config, microTokens, steps, prompts }: Extent): Work {
  const epoch = planSteps(train.lengths, { ...config, microTokens, epoch: 0 }).steps.length;
  const trained = sum(train.lengths) * (steps / epoch);
  return workOf(trained, { heldOut: sum(heldOut.lengths), steps, prompts });
}

/** @param trained tokens of all steps together */
export function workOf(
  trained: number,
  { heldOut, steps, prompts }: { readonly heldOut: number; readonly steps: number; readonly prompts: number },
): Work {
  const training = stepOverForward * trained;
  const measuring = heldOut + generatedOverForward * answerTokens * prompts;
  return { trained, training, measuring, measurements: countMeasurements(training, measuring, steps) };
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

function sum(numbers: Int32Array): number {
  return numbers.reduce((total, number) => total + number, 0);
}
