/** The command line's functions: a run started, followed event by event, stopped, resumed, shown, beside a studio or not. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { followRun, listRuns, resumeRun, showRun, startRun } from '../../../src/main/services/runs/index.ts';
import { readMetrics } from '../../../src/main/store/metrics.ts';
import type { TrainEvent, TrainResult } from '../../../src/shared/events.ts';
import { failureOf, openTestHome, scratch } from '../support.ts';
import { inState, longRun, openStudio, shortRun } from './support.ts';

type Context = ReturnType<typeof openTestHome>['context'];

async function follow(
  context: Context,
  id: string,
  options: { readonly signal?: AbortSignal; readonly onEvent?: (event: TrainEvent) => void } = {},
): Promise<{ readonly events: TrainEvent[]; readonly result: TrainResult }> {
  const events: TrainEvent[] = [];
  const onEvent = (event: TrainEvent) => {
    events.push(event);
    options.onEvent?.(event);
  };
  const result = await followRun(context, id, onEvent, options.signal);
  return { events, result };
}

/** What the run's file tells of its last process, between its first line and its last. */
function told(out: string): TrainEvent[] {
  const lines = readFileSync(join(out, 'events.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { at: _, elapsed: __, ...event } = JSON.parse(line);
      return event;
    });
  return lines.slice(lines.findLastIndex(({ type }) => type === 'process') + 1, -1);
}

const stepsOf = (events: readonly TrainEvent[]) =>
  events.flatMap((event) => (event.type === 'step' ? [event.step] : []));

test('every event is told in order, after it is in the store, and the result at the end', async () => {
  const { context } = openTestHome();
  const out = join(scratch, 'followed');
  const run = await startRun(context, { config: shortRun, out, prompts: ['What is 1 and 2?'] });
  expect(run).toMatchObject({ state: 'running', name: 'tiny on sums, rank 4' });
  const behind: number[] = [];
  const { events, result } = await follow(context, run.id, {
    onEvent: (event) => {
      const stored = readMetrics(context.store, run.id, { from: 0, to: null, points: 4000 }).step.at(-1) ?? 0;
      if (event.type === 'step' && stored < event.step) behind.push(event.step);
    },
  });
  expect(events).toEqual(told(out));
  expect(behind).toEqual([]);
  const types = new Set(events.map(({ type }) => type));
  for (const type of ['plan', 'step', 'eval', 'sample', 'checkpoint'] as const) expect(types).toContain(type);
  expect(result).toMatchObject({ runId: run.id, adapter: out, state: 'done', steps: 4 });
  expect(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'))).toMatchObject({
    runId: run.id,
    state: 'done',
  });
  expect(showRun(context, run.id.slice(0, 6))).toMatchObject({ id: run.id, state: 'done', out });
  // One that is over is told again, without waiting.
  expect((await follow(context, run.id)).events).toEqual(events);
  const query = {
    page: 0,
    pageSize: 5,
    search: 'sums',
    states: [],
    sort: 'createdAt' as const,
    descending: true,
  };
  expect(listRuns(context, query)).toMatchObject({ total: 1, runs: [{ id: run.id }] });
});

test('stopped by its signal it saves and says so; resumed it tells the rest', async () => {
  const { context } = openTestHome();
  const run = await startRun(context, { config: longRun });
  const stop = new AbortController();
  const first = await follow(context, run.id, {
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type === 'step' && event.step === 5) stop.abort();
    },
  });
  expect(first.result.state).toBe('interrupted');
  const { steps } = first.result;
  expect(showRun(context, run.id)).toMatchObject({ state: 'interrupted', step: steps, error: null });

  expect((await resumeRun(context, run.id.slice(0, 8))).state).toBe('running');
  expect((await failureOf(() => resumeRun(context, run.id))).message).toContain('runs already');
  const second = await follow(context, run.id);
  expect(second.events).toContainEqual({ type: 'resumed', step: steps });
  expect(stepsOf(second.events)[0]).toBe(steps + 1);
  expect(second.result).toMatchObject({ state: 'done', steps: 60 });
  expect((await failureOf(() => resumeRun(context, run.id))).code).toBe('exists');
});

test('what it failed with is thrown, and what was asked for wrongly before anything is made', async () => {
  const { context } = openTestHome();
  const { id } = await startRun(context, { config: { ...shortRun, targets: 'no_such_layer' } });
  const failure = await failureOf(() => follow(context, id));
  expect([failure.code, failure.message]).toEqual(['bad-config', expect.stringContaining('no_such_layer')]);
  expect(failure.hint).not.toBe('');

  const occupied = join(scratch, 'occupied');
  mkdirSync(occupied);
  writeFileSync(join(occupied, 'mine.txt'), 'mine');
  const refused = await failureOf(() => startRun(context, { config: shortRun, out: occupied }));
  expect([refused.code, existsSync(join(occupied, 'job.json'))]).toEqual(['exists', false]);
  for (const action of [() => resumeRun(context, 'none'), () => showRun(context, '')])
    expect((await failureOf(action)).code).toBe('not-found');
});

test('a run of the command line shows up in the studio of the same home, which is told what it does', async () => {
  const studio = openStudio();
  const { openContext } = await import('../../../src/main/services/index.ts');
  const context = openContext({ home: studio.home });
  const run = await startRun(context, { config: longRun, name: 'From outside' });
  const [{ events, result }] = await Promise.all([follow(context, run.id), inState(studio, run.id, 'done')]);
  expect(result.state).toBe('done');
  // Two programs have read the same file.
  expect(stepsOf(events)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  const log = (await studio.methods['runs.log']({ id: run.id })).map(({ message }) => message);
  expect(new Set(log).size).toBe(log.length);
  const payloads = (event: string) =>
    studio.told.filter((each) => each.event === event).map(({ payload }) => payload);
  expect(payloads('runs.changed')).toContainEqual(
    expect.objectContaining({ name: 'From outside', state: 'running', step: expect.any(Number) }),
  );
  // Where the other program was first to note the end, the studio tells it a moment later.
  await expect
    .poll(() => payloads('runs.changed').at(-1), { timeout: 5000 })
    .toMatchObject({
      ...{ id: run.id, state: 'done', step: 60 },
    });
  await expect
    .poll(() => payloads('runs.logged').at(-1))
    .toMatchObject({
      ...{ id: run.id, entry: { message: log.at(-1) } },
    });
  await context.close();
});
