/** What the next studio finds: runs that go on by themselves, runs whose process died too, queues, lost databases. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Random } from '../../../src/main/engine/runtime/random.ts';
import { purgeRuns } from '../../../src/main/services/runs/recover.ts';
import { findRun, moveRun } from '../../../src/main/store/runs.ts';
import { Store } from '../../../src/main/store/store.ts';
import type { RunConfigInput } from '../../../src/shared/runConfig.ts';
import { scratch } from '../support.ts';
import { database, runFolder, studioOn } from './studioOn.ts';
import type { StudioTask } from './studioProcess.ts';
import { endlessRun, inState, longRun, openStudio, type Studio, shortRun, start, until } from './support.ts';

const newHome = () => mkdtempSync(join(scratch, 'recover-'));

/** Starts a run in a studio of its own and kills that studio once the run has taken some steps. @returns the run's id */
async function killedStudio(home: string, config: RunConfigInput): Promise<string> {
  const studio = await studioOn({ home, run: config });
  while (stepsSent(runFolder(home, studio.id)) < 5) await pause(20);
  await studio.kill();
  return studio.id;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Kills the process that trains the run, if there still is one. */
function killTraining(out: string): void {
  const last = eventsIn(out).findLast(({ type }) => ['process', 'result', 'error'].includes(type));
  try {
    if (last?.type === 'process') process.kill(last.pid, 'SIGKILL');
  } catch {
    // It was dead already.
  }
}

function eventsIn(out: string): { type: string; pid: number }[] {
  const file = join(out, 'events.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

const stepsSent = (out: string) => eventsIn(out).filter(({ type }) => type === 'step').length;

async function expectWhole({ methods, home }: Studio, id: string, steps = 60): Promise<void> {
  const { step } = await methods['runs.metrics']({ id, from: 0, to: null, points: 4000 });
  expect(step).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
  expectSound(home);
}

function expectSound(home: string): void {
  const reader = new Database(database(home), { readonly: true });
  expect(reader.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(reader.pragma('foreign_key_check')).toEqual([]);
  reader.close();
}

const weights = (out: string) => readFileSync(join(out, 'adapter_model.safetensors'));

test('a studio that is killed leaves its run going, and the next one finds all it has told', async () => {
  const home = newHome();
  const id = await killedStudio(home, longRun);
  const studio = openStudio(home);
  expect((await studio.methods['runs.get']({ id })).state).toBe('running');
  const run = await inState(studio, id, 'done');
  await expectWhole(studio, id);
  expect(run.adapterVersionId).not.toBeNull();
  expect(eventsIn(run.out).filter(({ type }) => type === 'process')).toHaveLength(1);

  // Studio and training killed, and continued: nothing differs in the end.
  const other = newHome();
  const lost = await killedStudio(other, longRun);
  const out = runFolder(other, lost);
  killTraining(out);
  await pause(100);
  const next = openStudio(other);
  expect((await next.methods['runs.get']({ id: lost })).state).toBe('interrupted');
  await next.methods['runs.resume']({ id: lost });
  const done = await inState(next, lost, 'done');
  await expectWhole(next, lost);
  expect(weights(done.out).equals(weights(run.out))).toBe(true);
});

const kills = 50;

test('the studio killed at fifty moments, most often with the training: nothing is lost', async () => {
  const reference = openStudio();
  const expected = await inState(reference, (await start(reference, longRun)).id, 'done');

  const random = new Random(7);
  const home = newHome();
  const ids = new Set<string>();
  let run: StudioTask['run'] = longRun;
  for (let killed = 0; killed < kills; killed++) {
    const studio = await studioOn({ home, run });
    ids.add(studio.id);
    // More often early than late, but now and then late enough for some steps.
    await pause(2000 * random.uniform() ** 2);
    const which = random.uniform();
    if (which < 0.8) await studio.kill();
    const out = runFolder(home, studio.id);
    if (which > 0.4) killTraining(out);
    await studio.kill();
    expectSound(home);
    const over = eventsIn(out).at(-1)?.type === 'result';
    run = over ? longRun : studio.id;
    if (over) expect(weights(out).equals(weights(expected.out))).toBe(true);
  }
  const last = openStudio(home);
  for (const id of ids) {
    const found = await last.methods['runs.get']({ id });
    if (found.state === 'interrupted' || found.state === 'failed') await last.methods['runs.resume']({ id });
    const done = await inState(last, id, 'done');
    await expectWhole(last, id);
    expect(weights(done.out).equals(weights(expected.out))).toBe(true);
    expect([done.heldOutLoss, done.verdict]).toEqual([expected.heldOutLoss, expected.verdict]);
  }
  // Otherwise the kills met hardly a step.
  expect(ids.size).toBeGreaterThan(3);
}, 900_000);

test('a process number that belongs to somebody else by now is no run that goes on', async () => {
  const first = openStudio();
  const { id } = await start(first, shortRun);
  await inState(first, id, 'done');
  await first.close();
  const store = new Store(database(first.home));
  moveRun(store, id, { state: 'running', pid: process.pid, pidStartedAt: 'another start' });
  store.close();
  const second = openStudio(first.home);
  const run = await second.methods['runs.get']({ id });
  expect(run.state).toBe('interrupted');
  expect(run.error?.message).toContain('ended from outside');
});

test('the queue survives a restart, and its first run starts with the next studio', async () => {
  const first = openStudio();
  const running = await start(first, endlessRun);
  const [a, b] = [
    await start(first, shortRun, { queue: true }),
    await start(first, shortRun, { queue: true }),
  ];
  await first.methods['runs.move']({ id: b.id, position: 1 });
  await first.close();
  const second = openStudio(first.home);
  const active = await second.methods['runs.active'](undefined);
  expect(active.map(({ id, queuePosition }) => [id, queuePosition])).toEqual([
    [running.id, null],
    [b.id, 1],
    [a.id, 2],
  ]);
  await second.methods['runs.cancel']({ id: a.id });
  await second.methods['runs.cancel']({ id: running.id });
  await inState(second, b.id, 'done');
});

test('where runs shall not go on alone, closing saves and pauses them', async () => {
  const first = openStudio();
  await first.methods['settings.set']({ keepTraining: false });
  const { id } = await start(first, endlessRun);
  await until(first, id, ({ step }) => step >= 3);
  await first.close();
  const second = openStudio(first.home);
  const paused = await second.methods['runs.get']({ id });
  expect(paused.state).toBe('paused');
  expect(paused.checkpoints.at(-1)?.step).toBe(paused.step);
  const log = (await second.methods['runs.log']({ id })).map(({ message }) => message);
  expect(log).toContain('The studio was closed: saving and pausing.');
});

test('a database that is lost takes no run along: folders tell their history again', async () => {
  const first = openStudio();
  const { id } = await start(first, shortRun, { name: 'Sums', prompts: ['What is 1 and 2?'] });
  const before = await inState(first, id, 'done');
  const samples = await first.methods['runs.samples']({ id });
  await first.close();
  for (const suffix of ['', '-wal', '-shm', '.backup'])
    rmSync(database(first.home) + suffix, { force: true });
  const second = openStudio(first.home);
  const after = await second.methods['runs.get']({ id });
  const { name, state, rank, step, heldOutLoss, heldOutLossBefore, verdict, out, createdAt } = before;
  expect(after).toMatchObject({
    name,
    state,
    rank,
    step,
    heldOutLoss,
    heldOutLossBefore,
    verdict,
    out,
    createdAt,
  });
  expect(after.adapterVersionId).not.toBeNull();
  expect(await second.methods['runs.samples']({ id })).toEqual(samples);
});

test('what was removed a day ago is deleted, but not an adapter that is still in use', async () => {
  const studio = openStudio();
  const { methods, home } = studio;
  const kept = await start(studio, shortRun);
  const { adapterVersionId, out } = await inState(studio, kept.id, 'done');
  const gone = await start(studio, endlessRun);
  await until(studio, gone.id, ({ step }) => step > 0);
  await methods['runs.cancel']({ id: gone.id });
  const cancelled = await inState(studio, gone.id, 'cancelled');
  await methods['runs.remove']({ ids: [kept.id, gone.id] });
  const removed = Date.now();
  await studio.close();

  const store = new Store(database(home));
  const place = { store, home: { runs: join(home, 'runs') } as never };
  purgeRuns(place, removed - 1000);
  expect([existsSync(out), existsSync(cancelled.out)]).toEqual([true, true]);
  purgeRuns(place, Date.now() + 1);
  expect(existsSync(cancelled.out)).toBe(false);
  expect(findRun(store, gone.id)).toBeUndefined();
  expect(weights(out).length).toBeGreaterThan(0);
  expect(existsSync(join(out, 'checkpoints'))).toBe(false);
  store.run(
    store.query.updateTable('adapterVersions').set({ removedAt: 1 }).where('id', '=', adapterVersionId!),
  );
  purgeRuns(place, Date.now() + 1);
  expect(existsSync(out)).toBe(false);
  expect(findRun(store, kept.id)).toBeUndefined();
  store.close();
});
