/** A run plans what was foretold of it, and a plan follows from settings, model, lengths and capacity alone. */

import { expect, test } from 'vitest';
import { openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { countSteps, planSteps } from '../../../src/main/engine/data/pack.ts';
import { planWork } from '../../../src/main/engine/train/measurements.ts';
import { sumOf } from '../../../src/main/engine/train/memory.ts';
import { planPasses, planRun } from '../../../src/main/engine/train/plan.ts';
import { prepare } from '../../../src/main/engine/train/prepare.ts';
import type { RunConfigInput } from '../../../src/shared/runConfig.ts';
import { dataFile, modelFolder, settings, sums } from './support.ts';

const model = openBaseModel(modelFolder());
const cpu = { device: { kind: 'cpu' }, freeBytes: 1e12 } as const;
const even = (perEpoch: number) => ({
  ...{ trainTokens: 10_000, heldOutTokens: 500 },
  stepsIn: (epochs: number, most: number) => Math.min(most, perEpoch * epochs),
});

test('what is foretold of a run is what it plans, whatever its settings', async () => {
  const data = dataFile(sums(60));
  for (const changes of [
    {},
    { rank: 8, targets: 'q_proj,v_proj', dropout: 0.1 },
    { method: 'full', recompute: 'layer', targets: 'all-linear' },
    { microTokens: 64, maxLength: 32 },
    { epochs: 2, holdout: 0.2, recompute: 'none' },
  ] satisfies Partial<RunConfigInput>[]) {
    const config = settings({ data, batchTokens: 256, steps: undefined, ...changes });
    const { plan, dataset, ...run } = await prepare(config, {
      ...{ prompts: 2, measurements: undefined, cache: undefined },
    });
    const { train, heldOut, longest } = dataset;
    const sum = (numbers: Int32Array) => numbers.reduce((total, number) => total + number, 0);
    const lengths = {
      ...{ trainTokens: sum(train.lengths), heldOutTokens: sum(heldOut.lengths), longest },
      stepsIn: (epochs: number) =>
        Array.from({ length: epochs }, (_, epoch) => countSteps(train.lengths, { ...config, epoch })).reduce(
          (total, steps) => total + steps,
        ),
    };
    const { memoryQuestion, method, ...predicted } = planRun(run.model, config, lengths, {
      ...cpu,
      prompts: 2,
    });
    expect(run).toMatchObject(predicted);
    expect(plan).toMatchObject({ buckets: predicted.buckets, lossChunks: predicted.lossChunks });
  }
});

test('steps are counted as they are made', () => {
  const lengths = Array.from({ length: 200 }, (_, i) => 5 + ((i * 37) % 90));
  for (const epoch of [0, 1, 2]) {
    const options = { batchTokens: 256, seed: 3, epoch };
    const { steps } = planSteps(lengths, { ...options, microTokens: 64, packing: true });
    expect(countSteps(lengths, options)).toBe(steps.length);
  }
});

test.each([
  [{ epochs: 3 }, 30],
  [{ epochs: 3, steps: 50 }, 30],
  [{ epochs: 3, steps: 12 }, 12],
  [{ epochs: Number.MAX_SAFE_INTEGER, steps: 70 }, 70],
  [{ epochs: 5, steps: 4 }, 4],
])('of ten steps an epoch, %j makes %i', (config, steps) => {
  const planned = planWork(config, even(10), 0);
  expect(planned.steps).toBe(steps);
  expect(planned.work.trained).toBeCloseTo(1000 * steps, 6);
  expect(planned.work.training).toBeCloseTo(2600 * steps, 6);
});

test('a measurement is held-out tokens and answers, and a fifth of the training pays for as many as it can', () => {
  const { work } = planWork({ epochs: 3 }, even(10), 2);
  expect(work.measuring).toBe(500 + 2 * 9 * 64);
  expect(work.measurements).toBe(8); // 0.2 x 78,000 / 1,652, less the one before: 8 in 30 steps are one every 4
  expect(planWork({ epochs: 3 }, even(10), 0).work.measurements).toBe(10);
});

test('passes are halved until a comfortable share of the free memory holds them, on a processor only', () => {
  const config = settings({ batchTokens: 2048 });
  const plan = (freeBytes: number, kind: 'cpu' | 'webgpu' = 'cpu') =>
    planPasses(model, config, 40, { device: { kind }, freeBytes });
  expect(plan(1e12).microTokens).toBe(512);
  expect(plan(0).microTokens).toBe(64);
  expect(plan(0, 'webgpu').microTokens).toBe(2048);
  const enough = sumOf(plan(1e12).memory) / 0.75;
  expect(plan(enough + 1e4).microTokens).toBe(512);
  expect(plan(enough - 1e6).microTokens).toBeLessThan(512);
  expect(planPasses(model, settings({ batchTokens: 2048, microTokens: 100 }), 40, cpu).microTokens).toBe(100);
});
