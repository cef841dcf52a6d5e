/** A computer that sleeps and a clock that is set, in the middle of a real run: both are said, and change nothing it counts. */

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { suspendedNs } from '../../../src/main/engine/runtime/clock.ts';
import type { RunLine } from '../../../src/shared/runJob.ts';
import { ended, entry, linesOf, start, until, writeJob } from '../run/runProcess.ts';
import { type Finished, newFolder, newPath, runOf, settings } from '../train/support.ts';

/** Some seconds of training, with a checkpoint now and then by the clock. */
const changes = { steps: 120, patience: 0, checkpointMinutes: 0.01 };
let whole: Finished;
beforeAll(async () => {
  whole = await runOf(changes);
});

function newRun(): string {
  const out = newPath();
  writeJob(out, settings(changes));
  return out;
}

const isStep = (step: number) => (line: RunLine) => line.type === 'step' && line.step === step;
const all = <T extends RunLine['type']>(out: string, type: T) =>
  linesOf(out).filter((line): line is Extract<RunLine, { type: T }> => line.type === type);

/** That the run came to what it comes to undisturbed, and that no figure is negative or holds more than its own time. */
function expectUndisturbed(out: string, mostSeconds: number): void {
  const [result] = all(out, 'result');
  expect(result).toMatchObject({ state: 'done', steps: 120, heldOutLoss: whole.result.heldOutLoss });
  expect(readFileSync(join(out, 'adapter_model.safetensors')).equals(whole.weights)).toBe(true);
  const within = (seconds: number, least = 0) => {
    expect(seconds).toBeGreaterThanOrEqual(least);
    expect(seconds).toBeLessThan(mostSeconds);
  };
  let elapsed = 0;
  for (const line of linesOf(out)) {
    within(line.elapsed, elapsed);
    elapsed = line.elapsed;
    if (line.type !== 'step') continue;
    within(line.seconds);
    within(line.etaSeconds);
  }
  within(result!.seconds);
  expect(result!.tokensPerSecond).toBeGreaterThan(0.2 * whole.result.tokensPerSecond);
}

test('frozen for a while, a run goes on as if nothing had been, and says so', async () => {
  const out = newRun();
  const child = start(out);
  await until(out, isStep(20));
  child.kill('SIGSTOP');
  const before = linesOf(out).at(-1)!.elapsed;
  const frozen = 13;
  await setTimeout(1000 * frozen);
  child.kill('SIGCONT');
  expect(await ended(child)).toBe(0);
  const [log] = all(out, 'log');
  expect(log).toMatchObject({
    level: 'info',
    message: expect.stringMatching(
      /^The (training process stood still|computer slept) for 1[234] s, which counts as no time of the run; training goes on/,
    ),
  });
  expect(all(out, 'log')).toHaveLength(1);
  expect(log!.step).toBeGreaterThanOrEqual(20);
  expect(log!.elapsed - before).toBeLessThan(frozen / 2);
  // What it took without the freeze, its start included, on a machine that may be busy: less than the freeze alone.
  const [first, last] = [linesOf(out)[0]!, linesOf(out).at(-1)!];
  expectUndisturbed(out, first.elapsed + (last.at - first.at) / 1000 - frozen + 3);
}, 180_000);

test.each([
  ['back', -7_200_000],
  ['ahead', 7_200_000],
])(
  'a clock that is set %s by two hours is noted and moves nothing',
  async (way, milliseconds) => {
    const [out, folder] = [newRun(), newFolder()];
    const [preload, now] = [join(folder, 'preload.mjs'), join(folder, 'now')];
    writeFileSync(
      preload,
      `import { existsSync } from 'node:fs';
     const real = Date.now;
     Date.now = () => real() + (existsSync(${JSON.stringify(now)}) ? ${milliseconds} : 0);`,
    );
    const child = spawn(process.execPath, ['--import', preload, entry, out], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await until(out, isStep(20));
    const before = linesOf(out).at(-1)!.at;
    writeFileSync(now, '');
    expect(await ended(child)).toBe(0);
    expect(existsSync(preload)).toBe(true);
    // The clock was really moved.
    expect(Math.abs(linesOf(out).at(-1)!.at - before)).toBeGreaterThan(7_000_000);
    expect(all(out, 'log').map(({ message }) => message)).toEqual([
      `The computer's clock was set ${way} by 2 h: the time this run counts does not follow it`,
    ]);
    expectUndisturbed(out, 120);
  },
  180_000,
);

test('sleep is told from a step that takes long by a thread no step blocks, whichever clock stands still', () => {
  const seconds = (steady: number, real: number) => {
    const found = suspendedNs({ steady: BigInt(steady * 1e9), real: BigInt(real * 1e9) }, [
      1_000_000_000n,
      9_000_000_000n,
    ]);
    return [Number(found.counted) / 1e9, Number(found.slept) / 1e9];
  };
  // On time, and late on a busy machine.
  expect(seconds(1, 1)).toEqual([0, 0]);
  expect(seconds(7, 7)).toEqual([0, 0]);
  // Suspended Linux: the steady clock has not counted it.
  expect(seconds(1, 22_321)).toEqual([0, 22_320]);
  // macOS, Windows, and a process that was stopped: it has.
  expect(seconds(22_321, 22_321)).toEqual([22_320, 22_320]);
});
