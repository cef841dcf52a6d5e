/** Everything a golden case can be held against, each as a number with the most it may be. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import {
  type Adapter,
  peftTensorName,
  readAdapter,
  writeAdapter,
} from '../../../src/main/engine/formats/peft.ts';
import { readTensor } from '../../../src/main/engine/formats/readTensor.ts';
import { storedSource } from '../../../src/main/engine/formats/safetensors.ts';
import type { TensorInfo } from '../../../src/main/engine/formats/tensor.ts';
import { generationFigures, logitFigure, withGenerator } from './generationFigures.ts';
import type { GoldenCase } from './goldenCase.ts';
import { ourName, trainingFigures } from './trainingFigures.ts';

/** How far `value`, a distance from the reference, may go; tolerances are those of the golden README. */
export interface Figure {
  readonly kind: 'logit diff' | 'loss' | 'gradient' | 'norm' | 'final' | 'merge' | 'text';
  readonly what: string;
  readonly value: number;
  readonly tolerance: number;
}

export const tolerance = {
  logit: 1e-4,
  loss: 5e-4,
  gradient: 1e-4,
  norm: 5e-3,
  final: 5e-3,
  merge: 1e-6,
  text: 1e-3,
} as const;

/** Every figure of a case. @throws AppError `unsupported` */
export async function figuresOf(golden: GoldenCase): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lowrank-'));
  try {
    return [
      ...(await generationFigures(golden, initialAdapter(golden, join(folder, 'initial')))),
      ...(await trainingFigures(golden)),
      ...(await mergeFigures(golden, join(folder, 'merged'))),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Largest |a - b|. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}

/** Largest |expected - found| over the largest |expected|. */
export function relativeDifference(expected: TensorInfo, found: Float32Array | undefined): number {
  const values = readTensor(expected);
  if (!found) return Number.POSITIVE_INFINITY;
  return largestDifference(values, found) / largestDifference(values, new Float32Array(values.length));
}

/** The reference's start in PEFT's form, in the new folder `folder`. */
function initialAdapter(golden: GoldenCase, folder: string): Adapter {
  const matrices = [...golden.startingWith('init.')].map(([name, info]) =>
    storedSource(info, peftTensorName(ourName(name))),
  );
  mkdirSync(folder);
  writeAdapter(folder, golden.lora, matrices);
  return readAdapter(folder);
}

/** Merges the reference's adapter, which also holds the merged model against base and adapter, and re-opens the result. */
async function mergeFigures(golden: GoldenCase, folder: string): Promise<readonly Figure[]> {
  const { model, trained, batch } = golden;
  const { largestDifference: drift } = await exportAdapter('merged', { model, adapter: trained }, folder, {
    prompts: batch.map(({ ids }) => ids),
    dtype: 'float32',
  });
  const merged = openBaseModel(folder);
  const weights = [...golden.startingWith('merged.')].map(([name, expected]): Figure => {
    const found = merged.tensors.get(name);
    const value = relativeDifference(expected, found && readTensor(found));
    return { kind: 'merge', what: `merged.${name}`, value, tolerance: tolerance.merge };
  });
  const logits = await withGenerator(merged, (generator) => logitFigure(golden, generator, 'final.logits'));
  return [
    ...weights,
    { ...logits, what: 'merged model, final.logits' },
    { kind: 'logit diff', what: 'merged model, base + adapter', value: drift, tolerance: tolerance.logit },
  ];
}
