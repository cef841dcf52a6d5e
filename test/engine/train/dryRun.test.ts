/** The dry run meets a run's largest passes before its first step, changes nothing, and makes room where there is too little. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { sft } from '../../../src/main/engine/objectives/sft.ts';
import { resume, train } from '../../../src/main/engine/run/train.ts';
import { dryRun } from '../../../src/main/engine/train/dryRun.ts';
import { measureMeans } from '../../../src/main/engine/train/measureMeans.ts';
import { initialParameters, type Prepared, prepare } from '../../../src/main/engine/train/prepare.ts';
import { startOf } from '../../../src/main/engine/train/progress.ts';
import { TrainState } from '../../../src/main/engine/train/trainState.ts';
import type { TrainEvent } from '../../../src/shared/events.ts';
import type { RunConfigInput } from '../../../src/shared/runConfig.ts';
import { type Fault, plant } from '../run/faults.ts';
import { dataFile, eventsOf, expectError, failureOf, newPath, runOf, settings, sums } from './support.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const options = { prompts: 0, measurements: undefined, cache: undefined };

async function trainStateOf(prepared: Prepared): Promise<TrainState> {
  const { plan, choice, model, config } = prepared;
  const session = { device: choice.device, folder: model.weightsFolder, threads: 1 };
  const trainState = await TrainState.create(plan, session, config.recompute);
  trainState.setParameters(await initialParameters(prepared));
  return trainState;
}

/** What onnxruntime says, in the passes named. */
const shortage =
  (...passes: readonly number[]): Fault =>
  (pass) => {
    if (passes.includes(pass)) throw new Error('std::bad_alloc');
  };

test('it takes the largest passes there are, and leaves the train state as it was', async () => {
  const long = (length: number) => ({ question: 'Why?', answer: 'because '.repeat(length) });
  const data = dataFile([...sums(20), long(20), ...sums(20)]);
  const holdoutFile = dataFile([...sums(3), long(30)]);
  const changes = { data, holdoutFile, dropout: 0.1, microTokens: 128, batchTokens: 512 };
  const prepared = await prepare(settings(changes), options);
  const trainState = await trainStateOf(prepared);
  const taken = { accumulate: [] as number[], measure: [] as number[] };
  for (const name of ['accumulate', 'measure'] as const) {
    const pass = trainState[name].bind(trainState) as TrainState['accumulate'];
    vi.spyOn(trainState, name).mockImplementation((...given: Parameters<TrainState['accumulate']>) => {
      taken[name].push(Math.max(...given[0].map(({ ids }) => ids.length)));
      return pass(...given);
    });
  }
  const rehearse = vi.spyOn(trainState, 'rehearseUpdate');
  const before = structuredClone(trainState.state.map(({ theta, m, v }) => [theta, m, v]));
  const { recovery } = startOf(prepared);
  const probe = await dryRun(prepared, trainState, {
    recovery,
    signal: undefined,
    onRelief: expect.unreachable,
  });

  // The first measurement need not take the pass again, and comes to the same.
  const evaluateWith = (known: typeof probe.measured) =>
    measureMeans(trainState, sft, prepared.dataset.heldOut, { microTokens: 128, packing: true, known });
  const tried = taken.measure.splice(0);
  const whole = await evaluateWith(undefined);
  const passes = taken.measure.splice(0);
  expect(await evaluateWith(probe.measured)).toEqual(whole);
  expect(taken.measure).toEqual(passes.filter((_, index) => index !== probe.measured?.index));
  expect(taken.measure).toHaveLength(passes.length - 1);
  await trainState.release();

  // Warm once, measured once.
  const longest = (lengths: Int32Array) => Math.max(...lengths);
  const { train: rows, heldOut } = prepared.dataset;
  expect(longest(heldOut.lengths)).toBeGreaterThan(longest(rows.lengths));
  expect(taken.accumulate).toEqual([longest(rows.lengths), longest(rows.lengths)]);
  expect(tried).toEqual([longest(heldOut.lengths), longest(heldOut.lengths)]);
  expect(trainState.state.map(({ theta, m, v }) => [theta, m, v])).toEqual(before);
  expect(trainState.updates).toBe(0);
  expect(rehearse).toHaveBeenCalledTimes(2);
  expect(probe.perUpdate).toBeGreaterThan(0);
  expect(probe).toMatchObject({ relief: undefined });
  expect(probe.perTrained).toBeGreaterThan(0);
  expect(probe.perMeasured).toBeGreaterThan(0);
  expect(probe.memoryBytes).toBeGreaterThan(5e7);
});

test('what it finds too large is made smaller before anything is written', async () => {
  const [out, events]: [string, TrainEvent[]] = [newPath(), []];
  plant({ gradient: shortage(-1) });
  const onEvent = (event: TrainEvent) => {
    events.push(event);
    if (events.length < 3) expect(existsSync(out)).toBe(false);
  };
  await train(settings({ steps: 3 }), { out, onEvent });
  expect(events.slice(0, 2)).toMatchObject([
    {
      ...{ type: 'log', level: 'warning', step: 0 },
      message: 'out of memory: a pass holds 128 tokens from here on, not 256; steps stay as large',
    },
    { type: 'plan' },
  ]);
  // As if it had been asked for.
  vi.restoreAllMocks();
  const asked = await runOf({ steps: 3, microTokens: 128 });
  expect(readFileSync(join(out, 'adapter_model.safetensors')).equals(asked.weights)).toBe(true);
});

test('in the forward pass too; and where nothing helps, nothing is left', async () => {
  plant({ loss: shortage(0) });
  const { events } = await runOf({ steps: 3, packing: false });
  expect(eventsOf(events, 'log').map(({ message }) => message)).toEqual([
    expect.stringContaining('out of memory: each layer is computed again in the backward pass'),
  ]);
  vi.restoreAllMocks();
  plant({ gradient: shortage(-1, 0, 1, 2, 3, 4) });
  const out = newPath();
  const error = await failureOf(() => train(settings({ steps: 3 }), { out, onEvent: () => {} }));
  expectError(error, 'memory', 'out of memory');
  expect(existsSync(out)).toBe(false);
});

test('what it has changed stays so when the run is resumed, and a resumed run can be given more room as well', async () => {
  const changes: Partial<RunConfigInput> = { steps: 6, checkpointMinutes: 1e-9 };
  plant({ gradient: shortage(-1) });
  const whole = await runOf(changes);
  const stopped = async (fault: Fault) => {
    const [out, controller] = [newPath(), new AbortController()];
    const onEvent = (event: TrainEvent) => {
      if (event.type === 'step' && event.step === 3) controller.abort();
    };
    plant({ gradient: fault });
    await train(settings(changes), { out, onEvent, signal: controller.signal });
    vi.restoreAllMocks();
    return out;
  };
  vi.restoreAllMocks();
  const out = await stopped(shortage(-1));
  await resume({ out, onEvent: () => {} });
  expect(readFileSync(join(out, 'adapter_model.safetensors')).equals(whole.weights)).toBe(true);

  const other = await stopped(() => {});
  const events: TrainEvent[] = [];
  plant({ gradient: shortage(-1) });
  const result = await resume({ out: other, onEvent: (event) => events.push(event) });
  expect(eventsOf(events, 'log')).toMatchObject([
    { step: 3, message: expect.stringContaining('a pass holds 128 tokens from here on, not 256') },
  ]);
  expect(result).toMatchObject({ state: 'done', steps: 6 });
});
