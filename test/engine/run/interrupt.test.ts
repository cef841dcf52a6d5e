/** A run that is stopped, at any moment and by any means, continues to the very bytes it would have reached. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { resume, train } from '../../../src/main/engine/run/train.ts';
import { Random } from '../../../src/main/engine/runtime/random.ts';
import type { StepMetrics, TrainEvent, TrainResult } from '../../../src/shared/events.ts';
import type { RunConfigInput } from '../../../src/shared/runConfig.ts';
import {
  dataFile,
  editJson,
  expectError,
  type Finished,
  failureOf,
  metricsOf,
  modelFolder,
  newFolder,
  newPath,
  runOf,
  settings,
  sums,
} from '../train/support.ts';
import type { ChildTask } from './child.ts';

// Dozens of runs, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

/** Twenty steps of several passes each, dropout on, and a best step that is not the last. */
const changes: Partial<RunConfigInput> = {
  ...{ steps: 20, dropout: 0.1, microTokens: 64, lr: 0.05, schedule: 'constant', holdout: 0.2 },
  ...{ patience: 0, checkpointBudgetBytes: 0 },
  data: dataFile(sums(20).map((row, i) => ({ ...row, answer: i % 2 ? 'yes' : 'no, never in my life' }))),
};
let whole: Finished;
beforeAll(async () => {
  whole = await runOf(changes);
});

/** A signal that is found aborted when it is looked at for the `count`th time: any place the loop can stop at. */
function abortedAtLook(count: number): AbortSignal {
  const controller = new AbortController();
  let looks = 0;
  return new Proxy(controller.signal, {
    get(signal, key) {
      if (key === 'aborted' && ++looks === count) controller.abort();
      return Reflect.get(signal, key, signal);
    },
  });
}

const withoutSeconds = (lines: readonly StepMetrics[]) =>
  lines.map(({ seconds: _, memoryBytes: __, ...rest }) => rest);

/** Asserts that `out` holds what the uninterrupted run left. */
function expectWhole(out: string, result: TrainResult): void {
  expect(readFileSync(join(out, 'adapter_model.safetensors')).equals(whole.weights)).toBe(true);
  expect(withoutSeconds(metricsOf(out))).toEqual(withoutSeconds(metricsOf(whole.out)));
  const { bestLoss, heldOutLoss, heldOutLossBefore, steps, state } = whole.result;
  expect(result).toMatchObject({ bestLoss, heldOutLoss, heldOutLossBefore, steps, state });
  expect(readdirSync(out)).toEqual(readdirSync(whole.out));
  expect(readdirSync(join(out, 'checkpoints'))).toEqual(readdirSync(join(whole.out, 'checkpoints')));
}

/** The result; undefined where it was stopped before the first step. */
async function attempt(out: string, signal: AbortSignal): Promise<TrainResult | undefined> {
  let result: TrainResult | undefined;
  const run = async () => {
    result = await train(settings(changes), { out, onEvent: () => {}, signal });
  };
  await run().catch((error) => expectError(error, 'interrupted', 'stopped on request'));
  return result;
}

test.each([
  ['step', 4], // a measurement is due, and is cut off
  ['eval', 4],
  ['checkpoint', 5],
  ['step', 20],
] as const)('stopped after %s %i, a run goes on where it was', async (type, count) => {
  const out = newPath();
  const controller = new AbortController();
  let seen = 0;
  const onEvent = (event: TrainEvent) => {
    if (event.type === type && ++seen === count) controller.abort();
  };
  const { state } = await train(settings(changes), { out, onEvent, signal: controller.signal });
  expect(state).toBe('interrupted');
  expect(metricsOf(out).length).toBeLessThanOrEqual(20);
  expect(readdirSync(out)).toEqual(readdirSync(whole.out));
  expectWhole(out, await resume({ out, onEvent: () => {} }));
});

test('stopped wherever the loop looks, and resumed, a run ends as if it had not been', async () => {
  const random = new Random(11);
  const states: string[] = [];
  for (const look of [1, 2, 6, ...Array.from({ length: 8 }, () => 7 + random.integer(100))]) {
    const out = newPath();
    const first = await attempt(out, abortedAtLook(look));
    states.push(first?.state ?? 'nothing');
    if (first) expectWhole(out, first.state === 'done' ? first : await resume({ out, onEvent: () => {} }));
    else expect(existsSync(out)).toBe(false);
  }
  expect(states.slice(0, 3)).toEqual(['nothing', 'nothing', 'nothing']);
  expect(states.filter((state) => state === 'interrupted').length).toBeGreaterThan(5);
});

test('stopped again and again, once in the very step it was resumed at, a run still ends the same', async () => {
  const out = newPath();
  expect((await attempt(out, abortedAtLook(60)))?.state).toBe('interrupted');
  // The dry run looks six times.
  for (const look of [7, 8, 30])
    expect((await resume({ out, onEvent: () => {}, signal: abortedAtLook(look) })).state).toBe('interrupted');
  expectWhole(out, await resume({ out, onEvent: () => {} }));
});

/** Trains in a child and kills it as soon as it has told `events` of its events, and a moment later. */
async function killedAfter(events: number, milliseconds: number): Promise<string> {
  const out = newPath();
  const task: ChildTask = { config: settings(changes), out };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let told = 0;
  for await (const _ of createInterface(child.stdout)) {
    if (++told < events) continue;
    await setTimeout(milliseconds);
    child.kill('SIGKILL');
    break;
  }
  await ended;
  return out;
}

test('killed at ten moments, a run resumed ends as if it had not been', async () => {
  const random = new Random(12);
  const moments = [3, 4, ...Array.from({ length: 8 }, () => 5 + random.integer(34))];
  for (const moment of moments) {
    const out = await killedAfter(moment, random.integer(6));
    const { state, result } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
    expectWhole(out, state === 'done' ? result : await resume({ out, onEvent: () => {} }));
  }
});

test('what a killed process was writing is cleared away', async () => {
  const out = newPath();
  await attempt(out, abortedAtLook(60));
  const left = ['.adapter_model.safetensors.0123456789ab.tmp', 'checkpoints/.step-00000099.0123456789ab.tmp'];
  writeFileSync(join(out, left[0]!), 'half a file');
  mkdirSync(join(out, left[1]!));
  expectWhole(out, await resume({ out, onEvent: () => {} }));
  for (const name of left) expect(existsSync(join(out, name))).toBe(false);
});

test('only the last checkpoint and the best one are kept on the way', async () => {
  const kept: string[][] = [];
  const out = newPath();
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'checkpoint') kept.push(readdirSync(join(out, 'checkpoints')));
  };
  await train(settings(changes), { out, onEvent });
  expect(kept).toHaveLength(10);
  expect(kept.map((names) => names.at(-1))).toEqual(
    Array.from({ length: 10 }, (_, i) => `step-${String(2 * i + 2).padStart(8, '0')}`),
  );
  expect(Math.max(...kept.map((names) => names.length))).toBe(2);
});

describe('a run that cannot be resumed says why', () => {
  const resumed = (out: string) => failureOf(() => resume({ out, onEvent: () => {} }));
  async function stopped(): Promise<string> {
    const out = newPath();
    await attempt(out, abortedAtLook(60));
    return out;
  }

  test('there is none, or it is done', async () => {
    const folder = newFolder();
    expectError(await resumed(folder), 'not-found', folder, 'holds no run: there is no run.json');
    expectError(await resumed(whole.out), 'exists', `the run in ${whole.out} is done`);
  });

  test('its run.json is damaged', async () => {
    const out = await stopped();
    const file = join(out, 'run.json');
    editJson(file, { hashes: {} });
    expectError(await resumed(out), 'bad-config', file, 'hashes.data');
    editJson(file, { config: { ...settings(changes), rank: 0 } });
    expectError(await resumed(out), 'bad-config', file, 'rank: got 0');
    editJson(file, { config: { ...settings(changes), colour: 'red' } });
    expectError(await resumed(out), 'bad-config', file, 'unknown setting colour');
    writeFileSync(file, '{"runId": "');
    expectError(await resumed(out), 'bad-config', `${file} is not valid JSON`);
  });

  test('its data or its tokenizer is another one now', async () => {
    const [data, model] = [dataFile(sums(24)), modelFolder()];
    const out = newPath();
    const signal = abortedAtLook(20);
    await train(settings({ ...changes, data, model }), { out, onEvent: () => {}, signal });
    const kept = readFileSync(data);
    writeFileSync(data, `${kept}{"question":"One more?","answer":"One more."}\n`);
    expectError(await resumed(out), 'bad-data', `${data} has changed since the run was started`);
    writeFileSync(data, kept);
    const tokenizer = join(model, 'tokenizer.json');
    writeFileSync(tokenizer, `${readFileSync(tokenizer, 'utf8')}\n`);
    expectError(await resumed(out), 'bad-model', `${tokenizer} has changed since the run was started`);
  });

  test("its checkpoint is another run's", async () => {
    const out = await stopped();
    const checkpoint = join(out, 'checkpoints', readdirSync(join(out, 'checkpoints')).at(-1)!);
    editJson(join(out, 'run.json'), { config: settings({ ...changes, rank: 3 }) });
    expectError(
      await resumed(out),
      'bad-adapter',
      checkpoint,
      'theta.0 has 8960 numbers where this run has 6720',
    );
  });
});
