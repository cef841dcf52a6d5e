/** What becomes of event files: half lines, steps taken twice, endings of every kind, and runs without a word. */
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importEvents } from '../../../src/main/services/runs/importEvents.ts';
import {
  clearEnd,
  lastWordsIn,
  noteProcessEnd,
  processEndIn,
} from '../../../src/main/services/runs/processFiles.ts';
import { markProcessGone } from '../../../src/main/services/runs/watch.ts';
import { checkpointsOf } from '../../../src/main/store/checkpoints.ts';
import { readMetrics } from '../../../src/main/store/metrics.ts';
import { logOf } from '../../../src/main/store/runLog.ts';
import { findRun, insertRun, moveRun } from '../../../src/main/store/runs.ts';
import { samplesOf } from '../../../src/main/store/samples.ts';
import type { RunRow } from '../../../src/main/store/tables.ts';
import type { TrainResult } from '../../../src/shared/events.ts';
import { completeRunConfig } from '../../../src/shared/runConfig.ts';
import type { RunMessage } from '../../../src/shared/runJob.ts';
import { openTestHome, scratch } from '../support.ts';

const { context } = openTestHome();
const { store } = context;
const began = 1_700_000_000_000;
const config = completeRunConfig({ model: '/m', data: '/d' });
const curve = { from: 0, to: null, points: 4000 };

interface TestRun {
  readonly id: string;
  readonly out: string;
  /** Appends to the event file, a second between two lines. */
  tell(...lines: (RunMessage | string)[]): void;
  /** Sets the clock of what is told from here on. */
  setClock(milliseconds: number): void;
  /** Imports until nothing is new. */
  read(): RunRow;
}

let runs = 0;
function newRun(change: Partial<RunRow> = {}): TestRun {
  const id = `run${runs++}`;
  const out = mkdtempSync(join(scratch, 'run-'));
  const file = join(out, 'events.jsonl');
  insertRun(store, {
    ...{ id, name: id, state: 'running', model: 'tiny', modelId: null, data: 'faq', dataVersionId: null },
    ...{ method: 'full', rank: null, config, out, createdAt: began, estimate: null },
    ...{ expectedSeconds: null, predictedMemoryBytes: null, prompts: [], parentId: null },
  });
  moveRun(store, id, { state: 'running', startedAt: began, partStartedAt: began, ...change });
  let [at, elapsed] = [began, 0];
  return {
    ...{ id, out },
    tell(...lines) {
      for (const line of lines) {
        at += 1000;
        elapsed = typeof line !== 'string' && line.type === 'process' ? 1 : elapsed + 1;
        const text = typeof line === 'string' ? line : `${JSON.stringify({ at, elapsed, ...line })}\n`;
        appendFileSync(file, text);
      }
    },
    setClock(milliseconds) {
      at += milliseconds;
    },
    read() {
      while (importEvents(context, id)?.changed);
      return findRun(store, id)!;
    },
  };
}

const step = (number: number, loss = 5 - number / 10): RunMessage => ({
  ...{ type: 'step', step: number, steps: 20, loss, learningRate: 1e-4, gradNorm: 1, tokens: 200 },
  ...{ supervised: 100, seconds: 2, etaSeconds: 20 - number, memoryBytes: 1e9 },
});
const evaluation = (number: number, heldOutLoss: number, best = true): RunMessage => ({
  ...{ type: 'eval', step: number, heldOutLoss, best },
});
const checkpoint = (number: number, best = true): RunMessage => ({
  ...{ type: 'checkpoint', step: number, path: `/c/${number}`, bytes: 10, heldOutLoss: null, best },
});
const plan: RunMessage = {
  ...{ type: 'plan', steps: 20, rows: 38, heldOutRows: 2, tokens: 4000, trainable: 10, total: 100 },
  ...{
    device: 'cpu',
    deviceReason: 'cpu: as asked',
    estimate: { seconds: 9, memoryBytes: 2e9, diskBytes: 5 },
  },
};
const result = (change: Partial<TrainResult> = {}): RunMessage => ({
  ...{ type: 'result', runId: 'x', adapter: '/x', bestLoss: 3, heldOutLoss: 3, heldOutLossBefore: 5 },
  ...{
    seconds: 1,
    tokensPerSecond: 90,
    peakMemoryBytes: 3e9,
    peakDiskBytes: 7e6,
    device: 'cpu',
    steps: 20,
    state: 'done',
  },
  ...change,
});

test('a row follows what is told: plan, steps, measurements, answers, decisions', () => {
  const run = newRun();
  run.tell({ type: 'process', pid: 12345678 }, { type: 'warning', message: 'Two rows were cut.' }, plan);
  run.tell(evaluation(0, 5, false), step(1), step(2), evaluation(2, 4.5), checkpoint(2));
  run.tell({ type: 'sample', step: 2, prompt: 'Why?', text: 'Because.' });
  run.tell({ type: 'log', level: 'warning', step: 2, message: 'Smaller portions.' });
  expect(run.read()).toMatchObject({
    ...{ state: 'running', pid: 12345678, device: 'cpu', step: 2, steps: 20, loss: 4.8, etaSeconds: 18 },
    ...{ heldOutLossBefore: 5, heldOutLoss: 4.5, tokensPerSecond: 100, seconds: 10 },
  });
  expect(findRun(store, run.id)!.estimate!).toEqual({
    seconds: 9,
    memoryBytes: 2e9,
    diskBytes: 5,
  });
  expect(logOf(store, run.id).map(({ level, step: at, message }) => [level, at, message])).toEqual([
    ['warning', 0, 'Two rows were cut.'],
    ['info', 0, '20 steps over 38 rows, 2 more held out. cpu: as asked.'],
    ['info', 0, 'Before training the held-out loss is 5.000.'],
    ['info', 2, 'After step 2 the held-out loss is 4.500, the best so far.'],
    ['warning', 2, 'Smaller portions.'],
  ]);
  expect(samplesOf(store, run.id)).toEqual([{ step: 2, prompt: 'Why?', text: 'Because.' }]);
  expect(readMetrics(store, run.id, curve).heldOut).toEqual([{ step: 2, loss: 4.5, best: true }]);
});

test('a line is taken when it is whole, once, and what is no line of ours is passed over', () => {
  const run = newRun();
  run.tell(step(1), '{"at":1,"type":"st');
  expect(run.read().step).toBe(1);
  run.tell('ep","step":2}\n', 'not json\n', '{"type":"step"}\n', '{"at":5,"type":"unheard-of"}\n', step(3));
  expect(run.read().step).toBe(3);
  expect(readMetrics(store, run.id, curve).step).toEqual([1, 3]);
  expect(importEvents(context, run.id)?.changed).toBe(false);
});

test('a step that holds no number keeps nothing else from being read', () => {
  const run = newRun();
  run.tell(step(1), step(2, Number.NaN), evaluation(2, Number.NaN), step(3));
  expect(run.read().step).toBe(3);
  expect(readMetrics(store, run.id, curve).step).toEqual([1, 3]);
});

test('many megabytes are imported in several transactions and to the end', () => {
  const run = newRun();
  const long = 'x'.repeat(1_000_000);
  for (let i = 1; i <= 9; i++) run.tell(step(i), { type: 'log', level: 'info', step: i, message: long });
  let portions = 0;
  while (importEvents(context, run.id)?.changed) portions++;
  expect(portions).toBeGreaterThan(1);
  expect(logOf(store, run.id)).toHaveLength(9);
  expect(findRun(store, run.id)!.step).toBe(9);
});

test('steps after the checkpoint a run goes back to are forgotten, and taken again count once', () => {
  const run = newRun();
  run.tell(
    step(1),
    step(2),
    evaluation(2, 4),
    checkpoint(2),
    step(3),
    step(4),
    evaluation(4, 3),
    checkpoint(4),
    step(5),
  );
  run.tell({ type: 'sample', step: 4, prompt: 'p', text: 't' });
  run.tell(
    { type: 'resumed', step: 2 },
    { type: 'warning', message: 'w' },
    { type: 'warning', message: 'w' },
    step(3, 9),
  );
  expect(run.read()).toMatchObject({ step: 3, loss: 9, heldOutLoss: 4 });
  const { step: steps, loss, heldOut } = readMetrics(store, run.id, curve);
  expect([steps, loss.at(-1), heldOut]).toEqual([[1, 2, 3], 9, [{ step: 2, loss: 4, best: true }]]);
  expect(checkpointsOf(store, run.id).map((each) => each.step)).toEqual([2]);
  expect(samplesOf(store, run.id)).toEqual([]);
  expect(logOf(store, run.id).filter(({ message }) => message === 'w')).toHaveLength(1);
});

test('checkpoints come and go, and one of them is the best', () => {
  const run = newRun();
  run.tell(checkpoint(2), checkpoint(4), checkpoint(6, false), { type: 'pruned', step: 2 });
  run.read();
  expect(checkpointsOf(store, run.id).map(({ step: at, best }) => [at, best])).toEqual([
    [4, 1],
    [6, 0],
  ]);
});

const stopped = result({ state: 'interrupted', steps: 7 });
const nothing: RunMessage = { type: 'error', code: 'interrupted', message: 'stopped on request', hint: '' };
const failure: RunMessage = { type: 'error', code: 'bad-data', message: 'Row 3 is empty.', hint: 'Fill it.' };
const full: RunMessage = result({
  state: 'interrupted',
  reason: { code: 'disk', message: 'The disk is nearly full.', hint: 'Free some space.' },
});

test.each<[string, RunRow['requestedState'], RunMessage, RunRow['state'], string | null]>([
  ['comes to its end', null, result(), 'done', null],
  ['comes to its end before it notices that it should pause', 'paused', result(), 'done', null],
  ['is stopped from outside', null, stopped, 'interrupted', null],
  ['is paused', 'paused', stopped, 'paused', null],
  ['is stopped for good', 'done', stopped, 'done', null],
  ['is cancelled while it saves', 'cancelled', stopped, 'cancelled', null],
  ['is paused before there is anything', 'paused', nothing, 'paused', null],
  ['is stopped before there is anything', 'done', nothing, 'cancelled', null],
  ['pauses itself', null, full, 'paused', 'The disk is nearly full.'],
  ['fails', null, failure, 'failed', 'Row 3 is empty.'],
  ['fails as it is cancelled', 'cancelled', failure, 'cancelled', null],
])('a run that %s', (_, requestedState, ending, state, error) => {
  const run = newRun({ requestedState, pid: 4, pidStartedAt: 'x' });
  run.tell(plan, evaluation(0, 5, false), step(1), evaluation(1, 3), ending);
  const row = run.read();
  expect(row).toMatchObject({ state, requestedState: null, pid: null, pidStartedAt: null, etaSeconds: null });
  expect(row.error?.message ?? null).toBe(error);
  expect(row.endedAt).toBe(began + 5000);
  expect(row.verdict !== null).toBe(state === 'done');
});

test('the account of a run holds what it really took', () => {
  const run = newRun({ secondsBefore: 100 });
  run.tell(step(1), step(2), result());
  const row = run.read();
  expect(row).toMatchObject({ seconds: 103, tokensPerSecond: 90, heldOutLoss: 3, step: 20 });
  expect(row.actual).toMatchObject({
    seconds: 103,
    memoryBytes: 3e9,
    diskBytes: 7e6,
    tokens: 400,
    stepSeconds: 4,
  });
});

test.each([6 * 3600_000, -6 * 3600_000])('a clock that moves by %i ms moves no figure', (moved) => {
  const run = newRun();
  run.tell({ type: 'process', pid: 12345678 }, step(1));
  run.setClock(moved);
  run.tell(step(2));
  expect(run.read().seconds).toBe(3);
  // Another process of the same run, after the first one was killed.
  run.setClock(moved);
  run.tell({ type: 'process', pid: 12345679 }, { type: 'resumed', step: 1 }, step(2), result());
  expect(run.read()).toMatchObject({ seconds: 3 + 4, tokensPerSecond: 90 });
});

test("an objective's own figures are kept by name, held-out rows apart, and taken again with their steps", () => {
  const run = newRun();
  const figured = (number: number, accuracy: number): RunMessage => ({
    ...(step(number) as RunMessage & { type: 'step' }),
    figures: { accuracy, margin: number === 2 ? Number.NaN : 0.5 },
  });
  const measured: RunMessage = {
    ...{ type: 'eval', step: 2, heldOutLoss: 3, best: true },
    figures: { accuracy: 0.9 },
  };
  run.tell(plan, figured(1, 0.25), figured(2, 0.5), measured, figured(3, 0.75));
  run.read();
  expect(readMetrics(store, run.id, curve).figures).toEqual([
    { name: 'accuracy', step: [1, 2, 3], value: [0.25, 0.5, 0.75] },
    { name: 'heldOut.accuracy', step: [2], value: [0.9] },
    { name: 'margin', step: [1, 3], value: [0.5, 0.5] },
  ]);
  run.tell({ type: 'process', pid: 1 }, { type: 'resumed', step: 1 }, figured(2, 0.625));
  run.read();
  expect(readMetrics(store, run.id, curve).figures).toEqual([
    { name: 'accuracy', step: [1, 2], value: [0.25, 0.625] },
    { name: 'margin', step: [1], value: [0.5] },
  ]);
});

test('numbers that ran away are told in the verdict', () => {
  const run = newRun();
  run.tell(step(1), { type: 'error', code: 'not-finite', message: 'step 2: the loss became NaN', hint: '' });
  expect(run.read().verdict?.kind).toBe('diverged');
});

test('a process that vanished leaves its last words, and the way on where there is a checkpoint', () => {
  const crashed = newRun();
  crashed.tell(step(1));
  mkdirSync(join(crashed.out, 'checkpoints/step-00000001'), { recursive: true });
  writeFileSync(join(crashed.out, 'stderr.log'), 'Segmentation fault in libonnxruntime\n');
  crashed.read();
  markProcessGone(context, crashed.id);
  const error = findRun(store, crashed.id)!.error!;
  expect(findRun(store, crashed.id)!.state).toBe('interrupted');
  expect(error.message).toContain('Segmentation fault in libonnxruntime');
  expect(error.hint).toBe('Continue goes on after the last checkpoint.');

  const failed = newRun();
  writeFileSync(join(failed.out, 'stderr.log'), 'Segmentation fault in libonnxruntime\n');
  markProcessGone(context, failed.id);
  expect(findRun(store, failed.id)!.state).toBe('failed');

  const killed = newRun();
  markProcessGone(context, killed.id);
  expect(findRun(store, killed.id)!.state).toBe('interrupted');
  expect(findRun(store, killed.id)!.error!.message).toContain('killed');
  expect(markProcessGone(context, killed.id)).toBeUndefined();

  const trapped = newRun();
  noteProcessEnd(trapped.out, { code: null, signal: 'SIGTRAP' }, "Warning: Couldn't load Vulkan\n");
  markProcessGone(context, trapped.id);
  expect(findRun(store, trapped.id)!.state).toBe('failed');
  expect(findRun(store, trapped.id)!.error).toMatchObject({
    code: 'memory',
    message: expect.stringMatching(/1 GiB \(SIGTRAP\)$/),
    hint: expect.stringContaining('smaller model'),
  });
  clearEnd(trapped.out);
  expect([processEndIn(trapped.out), lastWordsIn(trapped.out)]).toEqual([undefined, '']);

  const cancelled = newRun({ requestedState: 'cancelled' });
  mkdirSync(join(cancelled.out, 'checkpoints'));
  writeFileSync(join(cancelled.out, 'adapter_model.safetensors'), 'x');
  writeFileSync(join(cancelled.out, 'metrics.jsonl'), 'x');
  markProcessGone(context, cancelled.id);
  expect(findRun(store, cancelled.id)!.state).toBe('cancelled');
  expect(existsSync(join(cancelled.out, 'checkpoints'))).toBe(false);
  expect(existsSync(join(cancelled.out, 'adapter_model.safetensors'))).toBe(false);
  expect(readFileSync(join(cancelled.out, 'metrics.jsonl'), 'utf8')).toBe('x');
});

test('a history read from the beginning comes to the same row as one read as it happened', () => {
  const lines: RunMessage[][] = [
    [{ type: 'process', pid: 1 }, plan, evaluation(0, 5, false), step(1), checkpoint(1), stopped],
    [
      { type: 'process', pid: 2 },
      { type: 'resumed', step: 1 },
      plan,
      step(2),
      step(3),
      evaluation(3, 2),
      result(),
    ],
  ];
  const live = newRun();
  for (const part of lines) {
    for (const line of part) {
      live.tell(line);
      live.read();
    }
  }
  const late = newRun();
  late.tell(...lines.flat());
  const [a, b] = [live.read(), late.read()];
  const different = new Set(['id', 'name', 'out', 'actual']);
  for (const [key, value] of Object.entries(a))
    if (!different.has(key)) expect([key, b[key as keyof RunRow]]).toEqual([key, value]);
  expect(a.state).toBe('done');
  expect(readMetrics(store, late.id, curve)).toEqual(readMetrics(store, live.id, curve));
});
