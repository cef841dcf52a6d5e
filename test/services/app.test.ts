/** What the program says of the machine, and which folders it shows. */

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { appService } from '../../src/main/services/app/index.ts';
import { showFolder } from '../../src/main/services/app/showFolder.ts';
import { type OpenContext, openContext } from '../../src/main/services/index.ts';
import { folderBytes } from '../../src/main/services/process/resourceMeter.ts';
import { writeSettings } from '../../src/main/store/settings.ts';
import { say } from '../../src/shared/sentence.ts';

let folder: string;
let context: OpenContext;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lowrank-app-'));
  context = openContext({ home: join(folder, 'home') });
});

afterEach(async () => {
  vi.useRealTimers();
  await context.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the home is counted without following links, and its size is there at the next question', async () => {
  writeFileSync(join(context.home.runs, 'a.bin'), Buffer.alloc(3000));
  writeFileSync(join(folder, 'elsewhere.bin'), Buffer.alloc(9_000_000));
  symlinkSync(join(folder, 'elsewhere.bin'), join(context.home.runs, 'link.bin'));
  symlinkSync(folder, join(context.home.runs, 'loop'));
  const bytes = await folderBytes(context.home.path);
  expect(bytes).toBeGreaterThan(3000);
  expect(bytes).toBeLessThan(5_000_000);

  const { methods, end } = appService(context, { notice: null, watched: () => false });
  const first = await methods['app.resources']();
  expect(first).toMatchObject({ homeBytes: null, home: context.home.path, memoryBytes: totalmem() });
  expect(first.memoryFreeBytes).toBeGreaterThan(0);
  expect(first.memoryFreeBytes).toBeLessThan(first.memoryBytes);
  expect(first.diskFreeBytes).toBeGreaterThan(0);
  await expect.poll(async () => (await methods['app.resources']()).homeBytes).toBe(bytes);
  end();
});

test('what the machine has left is pushed only while somebody watches', async () => {
  vi.useFakeTimers();
  const pushed: unknown[] = [];
  context.subscribe((event, payload) => pushed.push([event, payload]));
  let watched = false;
  const { end } = appService(context, { notice: null, watched: () => watched });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(pushed).toEqual([]);
  watched = true;
  await vi.advanceTimersByTimeAsync(5000);
  vi.useRealTimers();
  await expect.poll(() => pushed.length).toBe(1);
  expect(pushed[0]).toMatchObject(['app.resources', { home: context.home.path }]);
  end();
});

test("the database's notice is passed on", async () => {
  const { methods, end } = appService(context, { notice: say`It was damaged.`, watched: () => false });
  expect(await methods['app.info']()).toMatchObject({ notice: { pattern: 'It was damaged.', facts: [] } });
  end();
});

/** A program that writes down what it was asked to show. */
function recorder(): { program: string; shown: () => string } {
  const [program, note] = [join(folder, 'show'), join(folder, 'shown')];
  writeFileSync(program, `#!/bin/sh\nprintf %s "$*" > "${note}.new" && mv "${note}.new" "${note}"\n`);
  chmodSync(program, 0o755);
  return { program, shown: () => readFileSync(note, 'utf8') };
}

test('folders of the home and of the exports are shown', async () => {
  const { program, shown } = recorder();
  await showFolder(context, context.home.runs, program);
  await expect.poll(shown).toBe(context.home.runs);
  const exports = join(folder, 'my exports');
  mkdirSync(join(exports, 'a'), { recursive: true });
  writeSettings(context.store, { exportsFolder: exports });
  await showFolder(context, join(exports, 'a'), program);
  await expect.poll(shown).toBe(join(exports, 'a'));
});

test('files, folders of others, ways out and links out are not shown', async () => {
  const { program } = recorder();
  writeFileSync(join(context.home.runs, 'a.sh'), '');
  symlinkSync(folder, join(context.home.runs, 'out'));
  mkdirSync(join(folder, 'home2'));
  const refused = [
    join(context.home.runs, 'a.sh'),
    join(context.home.runs, 'none'),
    join(context.home.runs, 'out'),
    `${context.home.path}/../home2`,
    join(folder, 'home2'),
    '/',
    '--help',
  ];
  for (const path of refused)
    await expect(showFolder(context, path, program), path).rejects.toMatchObject({
      code: 'not-found',
      message: `${path} is no folder of the studio's`,
    });
});

test('without a program that shows folders the error says where the folder is', async () => {
  await expect(showFolder(context, context.home.runs, join(folder, 'missing'))).rejects.toMatchObject({
    code: 'unsupported',
    hint: `The folder is ${context.home.runs}.`,
  });
  vi.stubEnv('DISPLAY', '');
  vi.stubEnv('WAYLAND_DISPLAY', '');
  if (process.platform === 'linux')
    await expect(showFolder(context, context.home.runs)).rejects.toMatchObject({
      code: 'unsupported',
      hint: `The folder is ${context.home.runs} there.`,
    });
  vi.unstubAllEnvs();
});
