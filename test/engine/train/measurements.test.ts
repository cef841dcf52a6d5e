/** How often a run is measured and what it tells then: losses, answers, and that it has had enough. */

import { describe, expect, test, vi } from 'vitest';
import { resume, train } from '../../../src/main/engine/run/train.ts';
import { countMeasurements } from '../../../src/main/engine/train/measurements.ts';
import type { TrainEvent } from '../../../src/shared/events.ts';
import type { RunConfigInput } from '../../../src/shared/runConfig.ts';
import { plant } from '../run/faults.ts';
import { dataFile, eventsOf, expectError, failureOf, newPath, runOf, settings, sums } from './support.ts';

describe('the number of measurements', () => {
  test('is what a fifth of the training pays for, with the one before it', () => {
    expect(countMeasurements(10_000, 100, 1000)).toBe(10);
    expect(countMeasurements(10_000, 500, 1000)).toBe(3);
    expect(countMeasurements(10_000, 670, 1000)).toBe(1);
    expect(countMeasurements(10_000, 50_000, 1000)).toBe(1);
    expect(countMeasurements(10_000, 100, 4)).toBe(4);
    expect(countMeasurements(10_000, 0, 1000)).toBe(10);
    // Every two of twelve steps.
    expect(countMeasurements(10_000, 0, 12)).toBe(6);
  });

  test('is one, at the end, where a fifth of few rows is held out for one epoch', async () => {
    const { events } = await runOf({ holdout: 0.2, batchTokens: 128 });
    const steps = eventsOf(events, 'step').length;
    expect(steps).toBeGreaterThan(3);
    expect(eventsOf(events, 'eval').map(({ step }) => step)).toEqual([0, steps]);
  });

  test('counts in the estimate', async () => {
    const estimate = async (changes: Partial<RunConfigInput>) =>
      eventsOf((await runOf({ steps: 2, ...changes })).events, 'plan')[0]!.estimate;
    const few = await estimate({ checkpointBudgetBytes: 0 });
    // Two checkpoints of three vectors each, one of them written when the other is there, and two steps' lines.
    expect(few.diskBytes).toBe(4 * 8960 * (1 + 2 * 3) + 2 * 500);
    expect(few.seconds).toBeGreaterThan(0);
    const ten = await estimate({ steps: 40 });
    expect(ten.diskBytes).toBeGreaterThanOrEqual(4 * 8960 * (1 + 10 * 3));
  });
});

/** Makes the held-out losses, from the first measurement after training has begun, what the list says. */
function plantHeldOut(losses: readonly number[]): void {
  // One pass before training comes first; labels divide the sum.
  plant({
    loss: (pass, { loss }) => {
      const wanted = losses[pass - 2];
      if (wanted !== undefined) loss!.data[0] = wanted;
    },
  });
}

describe('patience', () => {
  const changes: Partial<RunConfigInput> = { steps: 10, schedule: 'constant' };

  test('ends a run that gets no better, keeps the best, and says so', async () => {
    plantHeldOut([50, 40, 41, 42, 40, 1, 1]);
    const { events, result } = await runOf({ ...changes, patience: 3 });
    vi.restoreAllMocks();
    expect(eventsOf(events, 'step')).toHaveLength(5);
    expect(eventsOf(events, 'eval').map(({ best }) => best)).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(eventsOf(events, 'log')).toMatchObject([
      {
        ...{ type: 'log', level: 'info', step: 5 },
        message: 'no better in the last 3 measurements: training ends here',
      },
    ]);
    expect(result).toMatchObject({ state: 'done', steps: 5, heldOutLoss: result.bestLoss });
    expect(eventsOf(events, 'checkpoint').map(({ best }) => best)).toEqual([true, true, false, false, false]);
  });

  test('begins anew with every better measurement; 0 has no end', async () => {
    plantHeldOut([50, 51, 52, 49, 50, 51, 48, 50, 51, 52]);
    const patient = await runOf({ ...changes, patience: 3 });
    vi.restoreAllMocks();
    expect(patient.result.steps).toBe(10);
    plantHeldOut([50, 51, 52, 53, 54, 55, 56, 57, 58, 59]);
    const endless = await runOf({ ...changes, patience: 0 });
    vi.restoreAllMocks();
    expect(endless.result.steps).toBe(10);
    expect(eventsOf(endless.events, 'log')).toEqual([]);
  });
});

describe('fixed prompts', () => {
  const prompts = ['What is 3 and 4?', 'What is 9 and 10?'];

  async function answered(changes: Partial<RunConfigInput>) {
    const [out, events] = [newPath(), [] as TrainEvent[]];
    const onEvent = (event: TrainEvent) => void events.push(event);
    const result = await train(settings(changes), { out, prompts, onEvent });
    return { out, result, events, samples: eventsOf(events, 'sample') };
  }

  test('are answered before training and at each measurement, and change nothing else', async () => {
    const changes = { steps: 60, lr: 0.02, patience: 0 };
    const { events, samples, result } = await answered(changes);
    const plain = await runOf(changes);
    expect(eventsOf(events, 'step').map(({ loss }) => loss)).toEqual(plain.losses);
    expect(result.heldOutLoss).toBe(plain.result.heldOutLoss);
    const measured = eventsOf(events, 'eval').map(({ step }) => step);
    expect(samples.map(({ step }) => step)).toEqual(measured.flatMap((step) => [step, step]));
    expect(samples.map(({ prompt }) => prompt)).toEqual(measured.flatMap(() => prompts));
    // What it has learned shows, and the end token is not part of it.
    expect(samples[0]?.text).not.toContain('It is');
    expect(samples.at(-1)?.text).toMatch(/^It is \d+\.+$/);
  });

  test('are answered with the weights as they are in full fine-tuning', async () => {
    const { samples } = await answered({ method: 'full', steps: 60, lr: 0.005, patience: 0 });
    expect(samples[0]?.text).not.toContain('It is');
    expect(samples.at(-1)?.text).toMatch(/^It is \d+\.+$/);
  });

  test('cost measurements', async () => {
    const changes = { steps: 10, data: dataFile(sums(60)) };
    const { events } = await answered(changes);
    const plain = await runOf(changes);
    expect(eventsOf(events, 'eval').length).toBeLessThan(eventsOf(plain.events, 'eval').length);
  });

  test('a stop while they are answered loses none of them', async () => {
    const [out, controller] = [newPath(), new AbortController()];
    const told: TrainEvent[] = [];
    const onEvent = (event: TrainEvent) => {
      told.push(event);
      if (event.type === 'checkpoint') controller.abort();
    };
    const config = settings({ steps: 8, patience: 0 });
    const result = await train(config, { out, prompts, onEvent, signal: controller.signal });
    const stopped = result.steps;
    expect([result.state, eventsOf(told, 'sample').at(-1)?.step]).toEqual(['interrupted', 0]);
    await resume({ out, prompts, onEvent });
    const steps = eventsOf(told, 'sample').map(({ step }) => step);
    expect(steps.slice(2, 4)).toEqual([stopped, stopped]);
  });

  test('one that is too long for the model is refused before the first step', async () => {
    const run = train(settings(), { out: newPath(), prompts: ['why '.repeat(600)], onEvent: () => {} });
    expectError(await failureOf(() => run), 'bad-config', 'the prompt is', 'reads at most');
  });

  test('are left out where memory does not suffice', async () => {
    const { default: ort } = await import('onnxruntime-node');
    const create = ort.InferenceSession.create as (...given: unknown[]) => Promise<unknown>;
    let sessions = 0;
    vi.spyOn(ort.InferenceSession, 'create').mockImplementation((async (...given: unknown[]) => {
      // Gradient, update, loss, then the one that answers.
      if (++sessions === 4) throw new Error('std::bad_alloc');
      return create(...given);
    }) as never);
    const { events, samples, result } = await answered({ steps: 2 });
    vi.restoreAllMocks();
    expect(samples).toEqual([]);
    expect(eventsOf(events, 'log')).toMatchObject([
      { level: 'warning', step: 0, message: 'out of memory: the prompts are not answered from here on' },
    ]);
    expect(result.state).toBe('done');
  });
});
