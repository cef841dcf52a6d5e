/** Studio and training frozen as by a computer that sleeps: nobody is taken for dead, and no figure holds the sleep. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { RunRow } from '../../../src/main/store/tables.ts';
import { scratch } from '../support.ts';
import { database, studioOn } from './studioOn.ts';
import { longRun } from './support.ts';

const frozen = 13;

test('studio and training wake up, the studio first, and the run comes to its end as if nothing had been', async () => {
  const home = mkdtempSync(join(scratch, 'sleep-'));
  const studio = await studioOn({ home, run: { ...longRun, steps: 400 } });
  const reader = new Database(database(home), { readonly: true });
  const row = () => reader.prepare('SELECT * FROM runs WHERE id = ?').get(studio.id) as RunRow;
  const until = async (holds: (run: RunRow) => boolean) => {
    while (!holds(row())) await setTimeout(20);
    return row();
  };
  const { pid, seconds: before } = await until(({ step }) => step >= 20);
  onTestFinished(() => {
    if (row().state === 'running') process.kill(pid!, 'SIGKILL');
    reader.close();
  });
  process.kill(pid!, 'SIGSTOP');
  studio.signal('SIGSTOP');
  await setTimeout(1000 * frozen);
  studio.signal('SIGCONT');
  await setTimeout(2500);
  expect(row()).toMatchObject({ state: 'running', pid });
  process.kill(pid!, 'SIGCONT');
  const woken = await until(({ step }) => step >= 40);
  expect(woken.seconds - before).toBeLessThan(frozen / 2);
  expect(woken.etaSeconds).toBeLessThan(frozen * 5);
  const done = await until(({ state }) => state !== 'running');
  expect(done).toMatchObject({ state: 'done', step: 400 });
  expect(done.endedAt! - done.startedAt!).toBeGreaterThan(1000 * (done.seconds + frozen));
  const log = reader.prepare('SELECT message FROM logEntries WHERE runId = ?').pluck().all(studio.id);
  expect(log.filter((message) => /stood still|slept/.test(message as string))).toHaveLength(1);
});
