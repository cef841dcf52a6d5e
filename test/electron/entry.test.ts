/** The desktop program from its first line to its end, over the real services, against a stand-in for electron. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../src/shared/errors.ts';
import { electron } from './fakeElectron.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).electronModule);

const entry = join(import.meta.dirname, '../../src/main/index.ts');
let home: string;
let starts = 0;
const argv = process.argv;
const guards = ['uncaughtException', 'unhandledRejection'] as const;
const before = new Map(guards.map((name) => [name, process.rawListeners(name as 'exit')]));

beforeEach(() => {
  electron.reset();
  home = mkdtempSync(join(tmpdir(), 'lowrank-entry-'));
  vi.stubEnv('LOWRANK_HOME', home);
});

afterEach(async () => {
  if (electron.windows.length > 0 && electron.app.exits.length === 0) await end();
  for (const name of guards)
    for (const listener of process.rawListeners(name as 'exit'))
      if (!before.get(name)!.includes(listener)) process.removeListener(name, listener as () => void);
  process.argv = argv;
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

/** Runs the entry anew: a module of its own for each query. */
const start = async () => {
  starts++;
  await import(/* @vite-ignore */ `${entry}?${starts}`);
  await new Promise((resolve) => setImmediate(resolve));
};

/** Quits as the menu does; resolves once the services have closed and the program is gone. */
async function end(): Promise<void> {
  electron.app.emit('before-quit', { preventDefault: () => {} });
  await expect.poll(() => electron.app.exits.length).toBeGreaterThan(0);
}

test('starts one window on the page’s own origin, with every permission refused', async () => {
  await start();
  expect(electron.windows.map(({ loaded }) => loaded)).toEqual([['app://studio/#/']]);
  expect(electron.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
  expect(electron.refused.sort()).toEqual(['checks', 'devices', 'requests']);
  expect(electron.app.switches).toContain('disable-gpu-process-crash-limit');

  const { webContents } = electron.windows[0]!;
  const call = '{"id":1,"method":"app.info"}';
  webContents.ipc.emit('api', { senderFrame: webContents.mainFrame }, call);
  await expect.poll(() => webContents.sent.some((text) => text.includes('"id":1'))).toBe(true);
  const answer = JSON.parse(webContents.sent.find((text) => text.includes('"id":1'))!);
  expect(answer).toMatchObject({ type: 'result', output: { notice: null, behindPassword: false } });

  await end();
  expect(electron.app.exits).toEqual([undefined]);
});

test('the page is served under the strict policy, and no other host of its scheme is', async () => {
  await start();
  const serve = electron.handlers.get('app')!;
  const policy = (await serve(new Request('app://studio/nothing.js'))).headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe');
  const escapes = [
    'app://other/',
    'app://studio/..%2f..%2fpackage.json',
    'app://studio/%2e%2e/main/index.js',
  ];
  const statuses = await Promise.all(escapes.map(async (url) => (await serve(new Request(url))).status));
  expect(statuses).toEqual([404, 404, 404]);
});

test('a second start hands over to the first and opens nothing', async () => {
  electron.app.second = true;
  await start();
  expect([electron.app.quits, electron.windows.length, electron.schemes.length]).toEqual([1, 0, 0]);
});

test('the link that started the program leads to its run', async () => {
  process.argv = ['lowrank-studio', 'lowrank://run/r9'];
  await start();
  expect(electron.windows[0]!.loaded).toEqual(['app://studio/#/runs/r9']);
});

test('on a Mac the link arrives as an event before the window', async () => {
  const { whenReady } = electron.app;
  electron.app.whenReady = async () => {
    await whenReady();
    electron.app.emit('open-url', { preventDefault: () => {} }, 'lowrank://run/r8');
  };
  await start();
  await expect.poll(() => electron.windows[0]?.loaded).toEqual(['app://studio/#/runs/r8']);
});

test('only the packaged program takes over links of the system', async () => {
  await start();
  expect(electron.app.protocols).toEqual([]);
  await end();
  electron.reset();
  electron.app.isPackaged = true;
  await start();
  expect(electron.app.protocols).toEqual(['lowrank']);
});

test('a crash of main says what happened and what to do, and ends the program as failed', async () => {
  await start();
  const crash = process.listeners('uncaughtException').at(-1)!;
  crash(new AppError('disk', 'the disk is full', 'Make room.'), 'uncaughtException');
  const { kind, options } = electron.dialogs.at(-1)!;
  expect([kind, options.message]).toEqual(['error', 'Lowrank Studio has to close']);
  expect(options.detail).toBe('the disk is full\n\nMake room.');
  expect(electron.app.exits).toEqual([1]);
  electron.app.exits.length = 0;
});

test('a home that is in use is said in a dialog, not in a window', async () => {
  await start();
  const first = electron.app;
  electron.reset();
  await start();
  await expect.poll(() => electron.dialogs.length).toBe(1);
  expect(electron.windows).toEqual([]);
  expect(electron.app.exits).toEqual([1]);
  electron.app = first;
  first.emit('before-quit', { preventDefault: () => {} });
  await expect.poll(() => first.exits).toEqual([undefined]);
});
