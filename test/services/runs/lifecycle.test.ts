/** Runs with the real training process: done, paused and continued, stopped, cancelled, killed, refused, undone. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Payload } from '../../../src/shared/api.ts';
import type { RunDetail } from '../../../src/shared/records/runs.ts';
import { failureOf } from '../support.ts';
import {
  endlessRun,
  inState,
  longRun,
  openStudio,
  type Studio,
  shortRun,
  start,
  sumsFile,
  until,
} from './support.ts';

const weights = ({ out }: RunDetail) => readFileSync(join(out, 'adapter_model.safetensors'));

/** The number of the process that trains it, as its event file tells. */
function processOf({ out }: RunDetail): number {
  const lines = readFileSync(join(out, 'events.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line)).findLast(({ type }) => type === 'process').pid;
}

const steps = async ({ methods }: Studio, id: string) =>
  (await methods['runs.metrics']({ id, from: 0, to: null, points: 4000 })).step;

/** 1, 2, ... count */
const all = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

test('a run goes from start to done, is told as it goes, and becomes an adapter version', async () => {
  const studio = openStudio();
  const { methods, told } = studio;
  const started = await start(studio, shortRun, { name: 'Sums', prompts: ['What is 1 and 2?'] });
  expect(started).toMatchObject({ name: 'Sums', state: 'running', model: 'tiny', data: 'sums', rank: 4 });
  const run = await inState(studio, started.id, 'done');

  expect(run).toMatchObject({
    step: 4,
    steps: 4,
    device: 'cpu',
    error: null,
    etaSeconds: null,
    parentId: null,
  });
  expect(run.plan).toMatchObject({
    rows: 38,
    heldOutRows: 2,
    trainable: 8960,
    deviceReason: 'cpu: as asked',
  });
  expect(run.heldOutLoss).toBeLessThan(run.heldOutLossBefore!);
  expect(run.verdict?.kind).toBe('stillFalling');
  expect(run.checkpoints.filter(({ best }) => best)).toHaveLength(1);
  expect(run.config).toMatchObject({ rank: 4, alpha: 8, model: shortRun.model });
  // The estimate from the dry run, and what it took.
  expect(run.estimate?.memoryBytes).toBeGreaterThan(1e8);
  expect(run.actual?.seconds).toBeCloseTo(run.seconds, 6);
  expect(run.actual?.memoryBytes).toBeGreaterThan(5e7);
  expect(await steps(studio, run.id)).toEqual(all(4));
  const [base] = await methods['models.list'](undefined);
  expect(base).toMatchObject({ id: run.modelId, name: 'tiny', source: 'folder', owned: false, runs: 1 });
  expect(base?.hash).toMatch(/^[0-9a-f]{64}$/);

  const samples = await methods['runs.samples']({ id: run.id });
  expect(samples.map(({ step, prompt }) => [step, prompt])).toContainEqual([0, 'What is 1 and 2?']);
  const log = (await methods['runs.log']({ id: run.id })).map(({ message }) => message);
  expect(log[0]).toContain('4 steps over 38 rows, 2 more held out.');
  expect(log.at(-1)).toMatch(/^Done after/);
  const payloads = <E extends 'runs.changed' | 'runs.logged' | 'runs.sampled'>(event: E) =>
    told.filter((each) => each.event === event).map(({ payload }) => payload as Payload<E>);
  expect(payloads('runs.logged').map(({ entry }) => entry.message)).toEqual(log);
  expect(payloads('runs.sampled').map(({ sample }) => sample)).toEqual(samples);
  expect(payloads('runs.changed').at(-1)).toMatchObject({ id: run.id, state: 'done', step: 4 });

  const { adapters } = await methods['adapters.list'](undefined);
  expect(adapters[0]?.versions[0]).toMatchObject({ id: run.adapterVersionId, runId: run.id, path: run.out });
});

test('paused and continued, killed and continued: the same adapter as without', async () => {
  const studio = openStudio();
  const { methods } = studio;
  const config = { ...longRun, steps: 120 };
  const whole = await start(studio, config);
  const expected = await inState(studio, whole.id, 'done');

  const { id } = await start(studio, config);
  await until(studio, id, ({ step }) => step >= 5);
  await methods['runs.pause']({ id });
  const paused = await inState(studio, id, 'paused');
  expect(paused.step).toBeLessThan(120);
  expect([paused.error, paused.verdict, paused.adapterVersionId]).toEqual([null, null, null]);

  await methods['runs.resume']({ id });
  const going = await until(
    studio,
    id,
    ({ step, checkpoints }) => step > paused.step + 5 && checkpoints.length > 0,
  );
  process.kill(processOf(going), 'SIGKILL');
  const killed = await inState(studio, id, 'interrupted');
  expect(killed.error?.message).toContain('ended from outside');
  expect(killed.error?.hint).toContain('last checkpoint');

  await methods['runs.resume']({ id });
  const done = await inState(studio, id, 'done');
  expect(weights(done).equals(weights(expected))).toBe(true);
  expect([done.heldOutLoss, done.heldOutLossBefore]).toEqual([
    expected.heldOutLoss,
    expected.heldOutLossBefore,
  ]);
  expect([done.error, done.verdict]).toEqual([null, expected.verdict]);
  expect(await steps(studio, id)).toEqual(all(120));
  const curve = { from: 0, to: null, points: 4000 };
  const { loss, heldOut } = await methods['runs.metrics']({ id, ...curve });
  const uninterrupted = await methods['runs.metrics']({ id: whole.id, ...curve });
  expect(loss).toEqual(uninterrupted.loss);
  expect(heldOut).toEqual(uninterrupted.heldOut);
  expect(done.seconds).toBeGreaterThan(killed.seconds);
  const log = (await methods['runs.log']({ id })).map(({ message }) => message);
  expect(log).toContain(`Paused after step ${paused.step}.`);
  expect(log).toContain(`Goes on after step ${paused.step}.`);
});

test('stop keeps the best so far as an adapter version; cancel keeps the history alone', async () => {
  const studio = openStudio();
  const { methods } = studio;
  const kept = await start(studio, endlessRun, { name: 'Stopped' });
  await until(studio, kept.id, ({ step }) => step >= 8);
  await methods['runs.stop']({ id: kept.id });
  const stopped = await inState(studio, kept.id, 'done');
  expect(stopped.step).toBeGreaterThanOrEqual(8);
  expect(stopped.adapterVersionId).not.toBeNull();
  expect(weights(stopped).length).toBeGreaterThan(8960 * 4);
  expect((await methods['runs.log']({ id: kept.id })).at(-1)?.message).toMatch(
    /^Ended after step \d+ of 100000/,
  );

  const lost = await start(studio, endlessRun, { name: 'Cancelled' });
  await until(studio, lost.id, ({ checkpoints }) => checkpoints.length > 0);
  await methods['runs.cancel']({ id: lost.id });
  const cancelled = await inState(studio, lost.id, 'cancelled');
  expect([cancelled.error, cancelled.adapterVersionId]).toEqual([null, null]);
  expect(readdirSync(cancelled.out).sort()).toEqual(
    expect.not.arrayContaining(['checkpoints', 'adapter_model.safetensors']),
  );
  expect((await steps(studio, lost.id)).length).toBeGreaterThan(0);
  for (const method of ['runs.pause', 'runs.stop', 'runs.cancel', 'runs.resume'] as const)
    expect((await failureOf(() => methods[method]({ id: lost.id }))).message).toContain('cancelled');
});

test('what a run fails with is kept with it; what cannot start names every problem and leaves nothing', async () => {
  const studio = openStudio();
  const { methods, home } = studio;
  const before = readdirSync(join(home, 'runs'));
  const bad = await failureOf(() => start(studio, { ...shortRun, rank: 0, lr: -1 }));
  expect(bad.code).toBe('bad-config');
  expect(bad.message).toMatch(/2 settings will not do.*rank: got 0.*lr: got -1/);
  const missing = await failureOf(() => start(studio, { ...shortRun, model: 'no such model' }));
  expect(missing.code).toBe('not-found');
  expect(readdirSync(join(home, 'runs'))).toEqual(before);
  expect((await methods['runs.active'](undefined)).length).toBe(0);

  const { id } = await start(studio, { ...shortRun, targets: 'no_such_layer' });
  const failed = await inState(studio, id, 'failed');
  expect(failed.error).toMatchObject({ code: 'bad-config' });
  expect(failed.error?.message).toContain('no_such_layer');
  expect((await methods['runs.log']({ id })).at(-1)).toMatchObject({ level: 'error' });
});

test('runs wait for each other in the order they are given', async () => {
  const studio = openStudio();
  const { methods } = studio;
  const first = await start(studio, endlessRun, { name: 'first' });
  const names = ['second', 'third', 'fourth'];
  const ids: Record<string, string> = {};
  for (const name of names) ids[name] = (await start(studio, shortRun, { name, queue: true })).id;
  const active = async () =>
    (await methods['runs.active'](undefined)).map(({ name, state, queuePosition }) => [
      name,
      state,
      queuePosition,
    ]);
  expect(await active()).toEqual([
    ['first', 'running', null],
    ['second', 'queued', 1],
    ['third', 'queued', 2],
    ['fourth', 'queued', 3],
  ]);
  await methods['runs.move']({ id: ids.fourth!, position: 1 });
  await methods['runs.cancel']({ id: ids.third! });
  await methods['runs.pause']({ id: ids.second! });
  expect(await active()).toEqual([
    ['first', 'running', null],
    ['fourth', 'queued', 1],
  ]);
  await methods['runs.resume']({ id: ids.second! });
  expect((await active()).slice(1)).toEqual([
    ['second', 'queued', 1],
    ['fourth', 'queued', 2],
  ]);
  await methods['runs.stop']({ id: first.id });
  const last = await inState(studio, ids.fourth!, 'done');
  const second = await methods['runs.get']({ id: ids.second! });
  const stopped = await methods['runs.get']({ id: first.id });
  expect(second.state).toBe('done');
  // Never two at once.
  expect(second.startedAt).toBeGreaterThanOrEqual(stopped.endedAt!);
  expect(last.startedAt).toBeGreaterThanOrEqual(second.endedAt!);
  expect((await methods['runs.get']({ id: ids.third! })).state).toBe('cancelled');
});

test('names, notes and tags; removed, restored, and not while it runs', async () => {
  const studio = openStudio();
  const { methods } = studio;
  const { id } = await start(studio, endlessRun, { name: 'Before' });
  const query = {
    ...{ page: 0, pageSize: 10, search: '', states: [], sort: 'createdAt' as const, descending: true },
  };
  expect((await failureOf(() => methods['runs.remove']({ ids: [id] }))).message).toContain('runs');
  await methods['runs.update']({ id, name: ' After ', notes: 'Mind\nthe gap', tags: ['x', ' x', '', 'y'] });
  expect(await methods['runs.get']({ id })).toMatchObject({
    name: 'After',
    notes: 'Mind\nthe gap',
    tags: ['x', 'y'],
  });
  await methods['runs.update']({ id, tags: [] });
  expect(await methods['runs.get']({ id })).toMatchObject({
    name: 'After',
    notes: 'Mind\nthe gap',
    tags: [],
  });
  expect((await failureOf(() => methods['runs.update']({ id, name: ' ' }))).code).toBe('bad-config');
  await methods['runs.cancel']({ id });
  const { out } = await inState(studio, id, 'cancelled');
  await methods['runs.remove']({ ids: [id] });
  expect((await methods['runs.list'](query)).total).toBe(0);
  await methods['runs.restore']({ ids: [id] });
  expect((await methods['runs.list'](query)).runs.map(({ name }) => name)).toEqual(['After']);
  expect(existsSync(out)).toBe(true);
});

test('the data of a run is noted as the version it had', async () => {
  const studio = openStudio();
  const { id } = await start(studio, shortRun);
  const { dataVersionId, state } = await inState(studio, id, 'done');
  const [dataset] = await studio.methods['datasets.list'](undefined);
  expect(state).toBe('done');
  expect(dataset?.path).toBe(sumsFile);
  expect(dataset?.versions.map((version) => version.id)).toEqual([dataVersionId]);
});
