/** What the tests of generation share. */

import { onTestFinished } from 'vitest';
import type { BaseModel } from '../../../src/main/engine/baseModel.ts';
import { type GenerateOptions, Generator } from '../../../src/main/engine/infer/generate.ts';

/** A generator on one thread that lives as long as the test. */
export async function loadGenerator(model: BaseModel): Promise<Generator> {
  const generator = await Generator.load(model, { device: { kind: 'cpu' }, threads: 1 });
  onTestFinished(() => generator.release());
  return generator;
}

/** The likeliest tokens, whatever they are. */
export const greedy = (maxTokens: number): GenerateOptions => ({ maxTokens, temperature: 0, stopIds: [] });

/** Largest |a - b|. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}
