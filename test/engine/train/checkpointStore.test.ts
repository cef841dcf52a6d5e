/** Which checkpoints are kept, and that a damaged one costs the steps since the one before it, and nothing else. */

import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { resume, train } from '../../../src/main/engine/run/train.ts';
import type { TrainEvent } from '../../../src/shared/events.ts';
import type { RunConfigInput } from '../../../src/shared/runConfig.ts';
import { eventsOf, type Finished, newPath, runOf, settings } from './support.ts';

const changes: Partial<RunConfigInput> = { steps: 10, schedule: 'constant', patience: 0 };
let whole: Finished;
beforeAll(async () => {
  whole = await runOf(changes);
});

const folderOf = (out: string) => join(out, 'checkpoints');
const checkpoint = (out: string, step: number, file = '') =>
  join(folderOf(out), `step-${String(step).padStart(8, '0')}`, file);
const stepsIn = (out: string) => readdirSync(folderOf(out)).map((name) => Number(name.slice('step-'.length)));

/** A run that was stopped once it had the checkpoint of step 6, and keeps those before it. */
async function stopped(): Promise<string> {
  const [out, controller] = [newPath(), new AbortController()];
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'checkpoint' && event.step === 6) controller.abort();
  };
  await train(settings(changes), { out, onEvent, signal: controller.signal });
  expect(stepsIn(out)).toEqual([1, 2, 3, 4, 5, 6]);
  return out;
}

async function resumed(out: string) {
  const events: TrainEvent[] = [];
  const result = await resume({ out, onEvent: (event) => void events.push(event) });
  const logs = eventsOf(events, 'log');
  return { result, events, logs, weights: readFileSync(join(out, 'adapter_model.safetensors')) };
}

/** Turns one bit of a file over. */
function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at]! ^= 1;
  writeFileSync(file, bytes);
}

describe('a damaged checkpoint is left out for the one before it', () => {
  test.each([
    ['with one bit turned', (out: string) => flip(checkpoint(out, 6, 'state.safetensors'), 50_000)],
    ['cut off', (out: string) => truncateSync(checkpoint(out, 6, 'state.safetensors'), 10_000)],
    [
      'whose progress is not its own',
      (out: string) => {
        const text = readFileSync(checkpoint(out, 5, 'progress.json'), 'utf8');
        writeFileSync(checkpoint(out, 6, 'progress.json'), text);
      },
    ],
    ['whose progress is no JSON', (out: string) => writeFileSync(checkpoint(out, 6, 'progress.json'), '{')],
  ])('%s', async (_, damage) => {
    const out = await stopped();
    damage(out);
    const { events, logs, weights } = await resumed(out);
    expect(logs).toMatchObject([
      {
        ...{ type: 'log', level: 'warning', step: 6 },
        message: expect.stringMatching(
          /^the checkpoint is damaged and is left out for the one before it: .*step-00000006/,
        ),
      },
    ]);
    expect(eventsOf(events, 'resumed')).toEqual([{ type: 'resumed', step: 5 }]);
    expect(eventsOf(events, 'pruned')[0]).toEqual({ type: 'pruned', step: 6 });
    expect(weights.equals(whole.weights)).toBe(true);
  });

  test('where all are, the run starts anew', async () => {
    const out = await stopped();
    for (const step of stepsIn(out)) flip(checkpoint(out, step, 'state.safetensors'), 50_000);
    const { events, logs, weights } = await resumed(out);
    expect(logs.map(({ step }) => step)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(eventsOf(events, 'resumed')).toEqual([{ type: 'resumed', step: 0 }]);
    expect(weights.equals(whole.weights)).toBe(true);
  });

  test('where the best is when it is wanted, the last step is saved', async () => {
    const out = newPath();
    const events: TrainEvent[] = [];
    const onEvent = (event: TrainEvent) => {
      events.push(event);
      const best = eventsOf(events, 'eval').findLast((one) => one.best)?.step;
      if (event.type === 'checkpoint' && event.step === 10)
        flip(checkpoint(out, best!, 'state.safetensors'), 50_000);
    };
    // So fast that it overshoots and ends worse than it was.
    const config = settings({ ...changes, lr: 0.1, warmup: 0, checkpointBudgetBytes: 0 });
    const result = await train(config, { out, onEvent });
    expect(eventsOf(events, 'log').at(-1)?.message).toMatch(
      /^the best step's checkpoint is damaged, the last step is saved instead: .*step-0000000\d: its files/,
    );
    expect(result.heldOutLoss).toBe(eventsOf(events, 'eval').at(-1)?.heldOutLoss);
    expect(result.heldOutLoss).not.toBe(result.bestLoss);
  });
});

describe('besides the best and the last', () => {
  const kept = async (checkpointBudgetBytes: number) => {
    const [out, most] = [newPath(), { count: 0 }];
    const onEvent = (event: TrainEvent) => {
      if (event.type === 'checkpoint') most.count = Math.max(most.count, stepsIn(out).length);
    };
    await train(settings({ ...changes, checkpointBudgetBytes }), { out, onEvent });
    return { most: most.count, last: stepsIn(out) };
  };
  const size = 3 * 4 * 8960;

  test('as many stay as the budget holds, and none when the run is done', async () => {
    expect(await kept(0)).toEqual({ most: 1, last: [10] });
    expect(await kept(2 * size + 1)).toEqual({ most: 3, last: [10] });
    expect(await kept(2 ** 30)).toEqual({ most: 10, last: [10] });
  });
});

test('a clock that goes backwards harms nothing: times are measured, not read', async () => {
  let clock = Date.UTC(2026, 0, 1);
  vi.spyOn(Date, 'now').mockImplementation(() => {
    clock -= 3_600_000;
    return clock;
  });
  const run = await runOf({ ...changes, steps: 40, checkpointMinutes: 1e-9 });
  vi.restoreAllMocks();
  expect(eventsOf(run.events, 'eval')).toHaveLength(11);
  expect(eventsOf(run.events, 'checkpoint')).toHaveLength(40);
  for (const { seconds, etaSeconds } of eventsOf(run.events, 'step')) {
    expect(seconds).toBeGreaterThan(0);
    expect(etaSeconds).toBeGreaterThanOrEqual(0);
  }
  expect(run.result.seconds).toBeGreaterThan(0);
  expect(run.result.seconds).toBeLessThan(600);
});
