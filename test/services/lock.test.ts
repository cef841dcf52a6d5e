/** One studio a home: the second is told who has it, and a lock whose holder is gone is taken over. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockHome } from '../../src/main/services/home/lock.ts';
import { createServices, openContext } from '../../src/main/services/index.ts';
import { processExists, processMark } from '../../src/main/services/process/processMark.ts';
import { failureOf, scratch } from './support.ts';

const newHome = () => ({ path: mkdtempSync(join(scratch, 'locked-')) });

test('the second studio hears which process has the home and since when, until the first lets go', async () => {
  const home = newHome();
  const unlock = lockHome(home);
  const refused = await failureOf(() => lockHome(home));
  expect(refused.code).toBe('exists');
  expect(refused.message).toContain(
    `a studio is already open on ${home.path}: process ${process.pid}, since `,
  );
  expect(refused.hint).toContain('--home');
  unlock();
  expect(existsSync(join(home.path, 'studio.lock'))).toBe(false);
  lockHome(home)();
});

test.each([
  ['whose process is gone', { pid: 2 ** 22 + 1, mark: 'x', since: 1 }],
  ['whose number belongs to a later process', { pid: process.pid, mark: 'some earlier start', since: 1 }],
])('a lock %s is taken over', (_, holder) => {
  const home = newHome();
  writeFileSync(join(home.path, 'studio.lock'), JSON.stringify(holder));
  const unlock = lockHome(home);
  expect(JSON.parse(readFileSync(join(home.path, 'studio.lock'), 'utf8')).pid).toBe(process.pid);
  unlock();
});

test.each(['', '{"pid":', 'null', '{"pid":"1"}'])('a lock of nonsense (%s) is taken over', (text) => {
  const home = newHome();
  writeFileSync(join(home.path, 'studio.lock'), text);
  lockHome(home)();
  expect(existsSync(join(home.path, 'studio.lock'))).toBe(false);
});

test('letting go leaves a lock alone that somebody else has by now', () => {
  const home = newHome();
  const unlock = lockHome(home);
  writeFileSync(join(home.path, 'studio.lock'), 'theirs');
  unlock();
  expect(readFileSync(join(home.path, 'studio.lock'), 'utf8')).toBe('theirs');
});

test('two studios on one home: the second is refused, while the command line works beside the first', async () => {
  const { path } = newHome();
  const studio = createServices({ home: path });
  expect((await failureOf(() => createServices({ home: path }))).code).toBe('exists');
  const beside = openContext({ home: path });
  expect(beside.store.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(0);
  await beside.close();
  await studio.close();
  await createServices({ home: path }).close();
});

test('a process is told from one that had its number, and a dead one is none', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const mark = processMark(child.pid!);
  expect(mark).toBeTruthy();
  expect(mark).toBe(processMark(child.pid!));
  expect(mark).not.toBe(processMark(process.pid));
  expect(processExists(child.pid!)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(processMark(child.pid!)).toBeUndefined();
  expect(processExists(child.pid!)).toBe(false);
});
