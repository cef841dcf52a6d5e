/** What a run is given of the machine: its turn once there is memory for it, and the priority the user wants. */
import os from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { endlessRun, inState, openStudio, shortRun, start, until } from './support.ts';

/** Bytes said to be free; undefined: as many as there are. */
const memory = vi.hoisted(() => ({ free: undefined as number | undefined }));
vi.mock('node:os', async (original) => {
  const actual = await original<typeof os>();
  return { ...actual, default: actual, freemem: () => memory.free ?? actual.freemem() };
});

test('a run waits for memory, says so once, and begins as soon as there is enough', async () => {
  const studio = openStudio();
  memory.free = 1e6;
  const { id } = await start(studio, shortRun);
  // Two rounds of the queue.
  await new Promise((resolve) => setTimeout(resolve, 4500));
  expect(await studio.methods['runs.get']({ id })).toMatchObject({ state: 'queued', queuePosition: 1 });
  const waiting = (await studio.methods['runs.log']({ id })).map(({ message }) => message);
  expect(waiting).toEqual([
    expect.stringMatching(/^Waits for memory: it needs about \d+ MB, and 1\.0 MB are free\.$/),
  ]);
  expect(studio.told).toContainEqual({
    event: 'runs.logged',
    payload: { id, entry: expect.objectContaining({ message: waiting[0] }) },
  });
  memory.free = undefined;
  expect((await inState(studio, id, 'done')).step).toBe(4);
});

test('training makes way for other programs where the user wants it', async () => {
  const studio = openStudio();
  const reader = new Database(join(studio.home, 'lowrank.db'), { readonly: true });
  const pidOf = () => reader.prepare("SELECT pid FROM runs WHERE state = 'running'").pluck().get() as number;
  for (const [lowPriority, priority] of [
    [false, os.getPriority()],
    [true, os.constants.priority.PRIORITY_LOW],
  ] as const) {
    await studio.methods['settings.set']({ lowPriority });
    const { id } = await start(studio, endlessRun);
    await until(studio, id, ({ state, step }) => state === 'running' && step > 0);
    expect(os.getPriority(pidOf())).toBe(priority);
    await studio.methods['runs.cancel']({ id });
    await inState(studio, id, 'cancelled');
  }
  reader.close();
});
