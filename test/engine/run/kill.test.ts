/** Killed at fifty moments, also in the middle of writing a checkpoint, runs continue to the very bytes of one left alone. */

import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Random } from '../../../src/main/engine/runtime/random.ts';
import { verify } from '../../../src/main/engine/train/checkpoint.ts';
import type { RunConfigInput } from '../../../src/shared/runConfig.ts';
import { dataFile, metricsOf, newPath, runOf, settings, sums } from '../train/support.ts';
import { ended, linesOf, start, writeJob } from './runProcess.ts';

const kills = 50;

/** Twenty steps of several passes each with dropout, a best step that is not the last, and a checkpoint after every step. */
const changes: Partial<RunConfigInput> = {
  ...{ steps: 20, dropout: 0.1, microTokens: 64, lr: 0.05, schedule: 'constant', holdout: 0.2, patience: 0 },
  ...{ checkpointMinutes: 1e-9, checkpointBudgetBytes: 200_000 },
  data: dataFile(sums(20).map((row, i) => ({ ...row, answer: i % 2 ? 'yes' : 'no, never in my life' }))),
};

/** Kills `child` once the events file has `lines` more lines than now, and a moment later. */
async function killAfterLines(child: ChildProcess, out: string, lines: number, milliseconds: number) {
  const wanted = linesOf(out).length + lines;
  while (child.exitCode === null && linesOf(out).length < wanted) await setTimeout(3);
  await setTimeout(milliseconds);
  child.kill('SIGKILL');
}

/** Kills `child` while it writes its `count`th checkpoint from now, `milliseconds` into it. */
async function killInCheckpoint(child: ChildProcess, out: string, count: number, milliseconds: number) {
  const folder = join(out, 'checkpoints');
  while (child.exitCode === null && !existsSync(folder)) await setTimeout(1);
  if (child.exitCode !== null) return;
  const temporaries = new Set<string>();
  const watcher = watch(folder, (_, name) => {
    if (!name?.startsWith('.step-') || temporaries.has(name) || temporaries.add(name).size < count) return;
    if (milliseconds === 0) child.kill('SIGKILL');
    else void setTimeout(milliseconds).then(() => child.kill('SIGKILL'));
    watcher.close();
  });
  await ended(child);
  watcher.close();
}

test('killed at fifty moments, every run ends as if it had not been', async () => {
  const whole = await runOf(changes);
  const random = new Random(50);
  const seen = { kills: 0, inCheckpoint: 0, beforeFirstCheckpoint: 0, finished: 0 };
  let out = newPath();
  writeJob(out, settings(changes));
  for (let resume = false; seen.kills < kills || resume; ) {
    const child = start(out, resume);
    if (seen.kills < kills) {
      // A run just started is killed early, or there would be few without any checkpoint.
      if (!resume) await killAfterLines(child, out, random.integer(4), random.integer(4));
      else if (random.uniform() < 0.4)
        await killInCheckpoint(child, out, 1 + random.integer(6), random.integer(4));
      else await killAfterLines(child, out, 1 + random.integer(24), random.integer(8));
    }
    resume = true;
    const code = await ended(child);
    if (code === null) {
      seen.kills++;
      expectWholeFiles();
      continue;
    }
    expect([code, linesOf(out).at(-1)]).toMatchObject([0, { type: 'result' }]);
    expectSame();
    seen.finished++;
    [out, resume] = [newPath(), false];
    writeJob(out, settings(changes));
  }
  expect(seen.kills).toBe(kills);
  expect(seen.finished).toBeGreaterThan(2);
  // The moments asked for were met: without these, the test would prove little.
  expect(seen.inCheckpoint).toBeGreaterThan(5);
  expect(seen.beforeFirstCheckpoint).toBeGreaterThan(2);

  /** After a kill: every checkpoint that has its name is whole. */
  function expectWholeFiles(): void {
    const folder = join(out, 'checkpoints');
    const names = existsSync(folder) ? readdirSync(folder) : [];
    const checkpoints = names.filter((name) => name.startsWith('step-'));
    for (const name of checkpoints) verify(join(folder, name));
    if (names.some((name) => name.startsWith('.step-'))) seen.inCheckpoint++;
    if (checkpoints.length === 0) seen.beforeFirstCheckpoint++;
  }

  function expectSame(): void {
    expect(readFileSync(join(out, 'adapter_model.safetensors')).equals(whole.weights)).toBe(true);
    const facts = (folder: string) =>
      metricsOf(folder).map(({ seconds: _, memoryBytes: __, ...line }) => line);
    expect(facts(out)).toEqual(facts(whole.out));
    const { bestLoss, heldOutLoss, heldOutLossBefore, steps } = whole.result;
    const result = { type: 'result', state: 'done', bestLoss, heldOutLoss, heldOutLossBefore, steps };
    expect(linesOf(out).at(-1)).toMatchObject(result);
    expect(linesOf(out).filter(({ type }) => type === 'log')).toEqual([]);
    expect(readdirSync(join(out, 'checkpoints'))).toEqual(readdirSync(join(whole.out, 'checkpoints')));
  }
}, 900_000);
