/** The training process and its folder: what it reads, what it tells, how it is stopped, and that it needs nobody. */

import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { type RunLine, runFiles } from '../../../src/shared/runJob.ts';
import { type Finished, newFolder, newPath, runOf, settings } from '../train/support.ts';
import { ended, entry, linesOf, start, until, writeJob } from './runProcess.ts';

/** Long enough to be stopped in its middle. */
const changes = { steps: 40, patience: 0 };
let whole: Finished;
beforeAll(async () => {
  whole = await runOf(changes);
});

const types = (out: string) => linesOf(out).map(({ type }) => type);
const last = (out: string) => linesOf(out).at(-1);
const isStep = (step: number) => (line: RunLine) => line.type === 'step' && line.step === step;
const weights = (out: string) => readFileSync(join(out, 'adapter_model.safetensors'));

function newRun(): string {
  const out = newPath();
  writeJob(out, settings(changes));
  return out;
}

async function resumed(out: string): Promise<void> {
  expect(await ended(start(out, true))).toBe(0);
  expect(last(out)).toMatchObject({ type: 'result', state: 'done', steps: 40 });
  expect(weights(out).equals(whole.weights)).toBe(true);
}

test('it trains the job of its folder and tells all of it, from its own number to the result', async () => {
  const out = newRun();
  const before = Date.now();
  const child = start(out);
  expect(await ended(child)).toBe(0);
  const lines = linesOf(out);
  expect(lines[0]).toEqual({
    ...{ at: expect.any(Number), elapsed: expect.any(Number) },
    ...{ type: 'process', pid: child.pid },
  });
  expect(lines.slice(1).map(({ at: _, ...event }) => event.type)).toEqual([
    ...whole.events.map(({ type }) => type),
    'result',
  ]);
  for (const { at } of lines) expect(at - before).toBeLessThan(60_000);
  const {
    seconds: _,
    tokensPerSecond: __,
    peakMemoryBytes: ___,
    peakDiskBytes: ____,
    ...facts
  } = whole.result;
  expect(lines.at(-1)).toMatchObject({ ...facts, type: 'result', runId: 'run-1', adapter: out });
  expect(weights(out).equals(whole.weights)).toBe(true);
  expect(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')).runId).toBe('run-1');
});

test.each([
  ['the stop file', (out: string) => writeFileSync(join(out, runFiles.stop), '')],
  ['SIGTERM', (_: string, pid: number) => process.kill(pid, 'SIGTERM')],
])('%s stops it: what it learned is saved, and it continues to the same bytes', async (_, stop) => {
  const out = newRun();
  const child = start(out);
  await until(out, isStep(9));
  stop(out, child.pid!);
  expect(await ended(child)).toBe(0);
  expect(last(out)).toMatchObject({ type: 'result', state: 'interrupted', bestLoss: expect.any(Number) });
  expect(existsSync(join(out, 'adapter_model.safetensors'))).toBe(true);
  rmSync(join(out, runFiles.stop), { force: true });
  await resumed(out);
  const { step } = linesOf(out).find(({ type }) => type === 'resumed') as { step: number };
  const steps = linesOf(out).flatMap((line) => (line.type === 'step' ? [line.step] : []));
  expect(steps).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  expect(step).toBeGreaterThan(8);
});

test('asked to discard what it has, it ends at once', async () => {
  const out = newRun();
  const child = start(out);
  await until(out, isStep(3));
  writeFileSync(join(out, runFiles.stop), 'discard');
  expect(await ended(child)).toBe(1);
  expect(last(out)).toMatchObject({ type: 'error', code: 'interrupted', message: 'stopped, nothing saved' });
  expect(existsSync(join(out, 'adapter_model.safetensors'))).toBe(false);
});

test('stopped before its first step it is an error, and leaves only the conversation', async () => {
  const out = newRun();
  writeFileSync(join(out, runFiles.stop), '');
  expect(await ended(start(out))).toBe(1);
  expect(last(out)).toMatchObject({ type: 'error', code: 'interrupted' });
  expect(readdirSync(out).sort()).toEqual([runFiles.events, runFiles.job, runFiles.stop]);
  rmSync(join(out, runFiles.stop));
  await resumed(out);
  expect(linesOf(out).filter(({ type }) => type === 'resumed')).toMatchObject([{ step: 0 }]);
});

test('a half line that a killed process left is cut off', async () => {
  const out = newRun();
  const child = start(out);
  await until(out, isStep(6));
  child.kill('SIGKILL');
  expect(await ended(child)).toBeNull();
  const told = linesOf(out).length;
  const long = JSON.stringify({ at: 1, type: 'log', message: 'x'.repeat(200_000) });
  appendFileSync(join(out, runFiles.events), long.slice(0, -9));
  await resumed(out);
  expect(readFileSync(join(out, runFiles.events), 'utf8')).not.toContain('xxx');
  expect(types(out).slice(told, told + 2)).toEqual(['process', 'plan']);
});

test('what a start that was killed has left is no obstacle', async () => {
  const out = newRun();
  writeFileSync(join(out, '.run.json.0123456789ab.tmp'), '{"half');
  writeFileSync(join(out, 'metrics.jsonl'), '');
  await resumed(out);
  expect(readdirSync(out).sort()).toEqual([...readdirSync(whole.out), runFiles.events, runFiles.job].sort());
});

test('killed between its end and the line that tells it, it tells it when asked to continue', async () => {
  const out = newRun();
  expect(await ended(start(out))).toBe(0);
  const file = join(out, runFiles.events);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.slice(0, text.lastIndexOf('{"at"')));
  expect(types(out).at(-1)).not.toBe('result');
  const { at: _, elapsed: __, ...result } = JSON.parse(text.trimEnd().split('\n').at(-1)!);
  expect(await ended(start(out, true))).toBe(0);
  expect(last(out)).toMatchObject(result);
  expect(types(out).at(-2)).toBe('process');
});

test('it goes on when the program that started it has ended', async () => {
  const out = newRun();
  const parent = `
    const { spawn } = require('node:child_process');
    spawn(process.execPath, ${JSON.stringify([entry, out])}, { detached: true, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    setInterval(() => {}, 1000);
  `;
  const starter = spawn(process.execPath, ['-e', parent], { stdio: 'ignore' });
  await until(out, isStep(2));
  starter.kill('SIGKILL');
  await ended(starter);
  await until(out, ({ type }) => type === 'result' || type === 'error');
  expect(last(out)).toMatchObject({ type: 'result', state: 'done' });
  expect(weights(out).equals(whole.weights)).toBe(true);
});

test('its heart beats in the time of the events file, also while its own thread is blocked', async () => {
  const out = newPath();
  const beat = join(import.meta.dirname, '../../../src/main/engine/run/heartbeat.ts');
  writeJob(out, settings(changes));
  const file = join(out, runFiles.job);
  const program = `
    import { startHeartbeat } from ${JSON.stringify(beat)};
    startHeartbeat(${JSON.stringify(file)});
    const end = Date.now() + 6500;
    while (Date.now() < end);
  `;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: 'inherit',
  });
  await setTimeout(200);
  const written = statSync(file).mtimeMs;
  expect(await ended(child)).toBe(0);
  expect(statSync(file).mtimeMs - written).toBeGreaterThan(2000);
});

test('a job that cannot be read, or a setting that will not do, is told in the events', async () => {
  const out = newFolder();
  expect(await ended(start(out))).toBe(1);
  expect(last(out)).toMatchObject({
    type: 'error',
    code: 'not-found',
    message: expect.stringContaining('job.json'),
  });
  const job = { runId: 'run-1', config: { ...settings(), rank: 0 } };
  writeFileSync(join(out, runFiles.job), JSON.stringify(job));
  expect(await ended(start(out))).toBe(1);
  expect(last(out)).toMatchObject({
    type: 'error',
    code: 'bad-config',
    message: expect.stringContaining('got 0'),
  });
});

test('where not even its events can be written, it says so on stderr', () => {
  const out = join(newFolder(), 'nowhere');
  const { status, stderr } = spawnSync(process.execPath, [entry, out], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain(`cannot write ${join(out, runFiles.events)}`);
});
