/** The table of a run's life: every event in every state, and what each resets. */
import { expect, test } from 'vitest';
import { can, newRunState, type RunEvent, transition } from '../../../src/main/services/runs/transitions.ts';
import { findRun, insertRun, moveRun } from '../../../src/main/store/runs.ts';
import type { RunRow } from '../../../src/main/store/tables.ts';
import { type RunState, runStateSchema } from '../../../src/shared/records/runs.ts';
import { completeRunConfig } from '../../../src/shared/runConfig.ts';
import { openTestHome } from '../support.ts';

const { store } = openTestHome().context;
const error = { code: 'disk', message: 'It is full.', hint: '' } as const;

const events: { readonly [E in RunEvent['type']]: RunEvent & { type: E } } = {
  enqueue: { type: 'enqueue' },
  dequeue: { type: 'dequeue' },
  start: { type: 'start', at: 70, partFrom: 5 },
  processBegan: { type: 'processBegan', at: 70 },
  requestEnd: { type: 'requestEnd', as: 'done' },
  finish: { type: 'finish', at: 70, error: null },
  pause: { type: 'pause', at: 70, error },
  interrupt: { type: 'interrupt', at: 70, error },
  fail: { type: 'fail', at: 70, error },
  cancel: { type: 'cancel', at: 70 },
};

let runs = 0;
/** A run in whose row everything that could be reset is set. */
function runIn(state: RunState, change: Partial<RunRow> = {}): RunRow {
  const id = `run${runs++}`;
  const config = completeRunConfig({ model: '/m', data: '/d' });
  insertRun(store, {
    ...{
      id,
      name: id,
      state: newRunState,
      model: 'm',
      modelId: null,
      data: 'd',
      dataVersionId: null,
      config,
    },
    ...{ method: 'lora', rank: 16, out: `/runs/${id}`, createdAt: 1, estimate: null, expectedSeconds: null },
    ...{ predictedMemoryBytes: null, prompts: [], parentId: null },
  });
  moveRun(store, id, {
    ...{ state, startedAt: 2, partStartedAt: 3, endedAt: 4, etaSeconds: 5, tokensPerSecond: 6, pid: 7 },
    ...{ pidStartedAt: 'x', queuePosition: 8, requestedState: 'paused', removedAt: 9, partFrom: 10, error },
    verdict: { kind: 'improved', sentence: 'It did.' },
    ...change,
  });
  return findRun(store, id)!;
}

/** What the event changes of the run, in the row as in the object. */
function changeBy(run: RunRow, event: RunEvent): Partial<RunRow> {
  const before = { ...run };
  const state = transition(store, run, event);
  expect(run).toEqual(findRun(store, run.id));
  expect(state).toBe(run.state);
  const changed = Object.entries(run).filter(([field, value]) => value !== before[field as keyof RunRow]);
  return Object.fromEntries(changed);
}

test('every event leads from every state to the one it should, and from no other', () => {
  const table = runStateSchema.options.map((from) => [
    from,
    Object.fromEntries(
      Object.entries(events).flatMap(([type, event]) => {
        const run = runIn(from);
        if (can(run, event.type)) return [[type, transition(store, run, event)]];
        expect(() => transition(store, run, event)).toThrow(`${type} cannot happen to the run ${run.id}`);
        expect(findRun(store, run.id)!.state).toBe(from);
        return [];
      }),
    ),
  ]);
  const waiting = { enqueue: 'queued', start: 'running', processBegan: 'running', cancel: 'cancelled' };
  expect(Object.fromEntries(table)).toEqual({
    queued: { ...waiting, dequeue: 'paused' },
    running: {
      ...{ requestEnd: 'running', finish: 'done', pause: 'paused', interrupt: 'interrupted' },
      ...{ fail: 'failed', cancel: 'cancelled' },
    },
    paused: waiting,
    interrupted: waiting,
    failed: waiting,
    cancelled: { processBegan: 'running' },
    done: { processBegan: 'running' },
  });
});

const withoutProcess = { etaSeconds: null, pid: null, pidStartedAt: null, requestedState: null };
const begun = {
  ...{ state: 'running', partStartedAt: 70, endedAt: null, error: null, verdict: null },
  ...{ queuePosition: null, tokensPerSecond: null, ...withoutProcess },
};

test.each<[string, RunState, RunEvent, Partial<RunRow>]>([
  ['queued', 'failed', events.enqueue, { endedAt: null, requestedState: null, removedAt: null }],
  ['taken out of the queue', 'queued', events.dequeue, { state: 'paused', queuePosition: null }],
  ['started', 'queued', events.start, { ...begun, removedAt: null, partFrom: 5 } as Partial<RunRow>],
  ['found to have begun', 'interrupted', events.processBegan, begun as Partial<RunRow>],
  ['asked to end', 'running', events.requestEnd, { requestedState: 'done' }],
  ['done', 'running', events.finish, { ...withoutProcess, state: 'done', endedAt: 70, error: null }],
  [
    'cancelled',
    'paused',
    events.cancel,
    { ...withoutProcess, queuePosition: null, endedAt: 70, error: null },
  ],
])('a run that is %s has these fields reset and no other', (_, from, event, expected) => {
  const change = changeBy(runIn(from), event);
  expect({ ...change, state: undefined }).toEqual({ ...expected, state: undefined });
});

test('a run that failed, or stopped by itself, says why', () => {
  for (const event of [events.fail, events.pause, events.interrupt])
    expect(changeBy(runIn('running', { error: null }), event)).toMatchObject({
      ...{ endedAt: 70, error, requestedState: null, pid: null },
    });
});

test('a run that goes on keeps when it first began', () => {
  expect(changeBy(runIn('paused'), events.start)).not.toHaveProperty('startedAt');
  expect(changeBy(runIn('paused', { startedAt: null }), events.start)).toMatchObject({ startedAt: 70 });
});
