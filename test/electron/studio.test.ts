/** The shell's duties on a desktop, against a stand-in for electron: window, tray, task bar, notifications, links, the end. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Run } from '../../src/shared/records/runs.ts';
import { type FakeServices, fakeServices } from '../support/services.ts';
import { electron, type FakeWindow } from './fakeElectron.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).electronModule);

const { Studio } = await import('../../src/main/electron/studio.ts');
const { routeInArguments, routeOfLink } = await import('../../src/main/electron/deepLink.ts');

let folder: string;
let services: FakeServices;
let closed: number;
let notifications: boolean;
let keepTraining: boolean;

const run: Run = {
  ...{
    id: 'r1',
    name: 'First try',
    state: 'running',
    model: 'm',
    modelId: null,
    data: 'd',
    dataVersionId: null,
  },
  ...{ method: 'lora', rank: 8, createdAt: 0, startedAt: 0, endedAt: null, step: 5, steps: 20, loss: 1 },
  ...{
    heldOutLoss: null,
    heldOutLossBefore: null,
    seconds: 1,
    etaSeconds: 3,
    tokensPerSecond: 1,
    device: 'cpu',
  },
  ...{ tags: [], notes: '', queuePosition: null, parentId: null, verdict: null, error: null },
};

const tell = (change: Partial<Run>) => {
  for (const listener of services.listeners) listener('runs.changed', { ...run, ...change });
};
const settle = () => new Promise((resolve) => setImmediate(resolve));

function open() {
  const studio = new Studio({ services, built: '/built', stateFile: join(folder, 'window.json') });
  studio.show();
  return { studio, window: electron.windows[0]! };
}

beforeEach(() => {
  electron.reset();
  folder = mkdtempSync(join(tmpdir(), 'lowrank-shell-'));
  closed = 0;
  notifications = true;
  keepTraining = true;
  const settings = async () => ({ notifications, keepTraining }) as never;
  services = { ...fakeServices({ 'settings.get': settings }), close: async () => void closed++ };
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the task bar shows how far the run is, and the machine stays awake until it ends', () => {
  const { window } = open();
  tell({ steps: null });
  tell({});
  tell({ state: 'done' });
  expect(window.progress).toEqual([2, 0.25, -1]);
  expect(electron.blockers).toEqual(['start prevent-app-suspension', 'stop 1']);
});

test('the end of a run is told once, and a click on it shows the run', async () => {
  const { window } = open();
  tell({});
  tell({ state: 'done', verdict: { kind: 'improved', sentence: 'It has learned.' } });
  tell({ state: 'done' });
  await settle();
  expect(electron.notifications.map(({ text }) => text)).toEqual([
    { title: 'First try is done', body: 'It has learned.' },
  ]);
  electron.notifications[0]!.emit('click');
  expect(window.webContents.scripts).toEqual(['location.hash = "/runs/r1"']);
});

test('nothing is told of a run that the user ended, nor where notifications are off', async () => {
  open();
  tell({});
  tell({ state: 'cancelled' });
  notifications = false;
  tell({});
  tell({ state: 'failed', error: { code: 'disk', message: 'full', hint: '' } });
  await settle();
  expect(electron.notifications).toEqual([]);
});

/** Closes the window as the user does. */
async function close(window: FakeWindow): Promise<void> {
  window.emit('closed');
  electron.app.emit('window-all-closed');
  await settle();
}

test('closing the window ends the program, unless it trains: then a tray brings it back', async () => {
  const { window } = open();
  tell({});
  await close(window);
  expect([electron.app.quits, electron.trays.length]).toEqual([0, 1]);
  electron.trays[0]!.emit('click');
  expect([electron.windows.length, electron.trays[0]!.gone]).toEqual([2, true]);
  tell({ state: 'done' });
  await close(electron.windows[1]!);
  expect(electron.app.quits).toBe(process.platform === 'darwin' ? 0 : 1);
});

test('who leaves from the tray chooses whether training goes on', async () => {
  const paused: string[] = [];
  const settings = async () => ({ notifications, keepTraining }) as never;
  const pause = async ({ id }: { id: string }) => void paused.push(id);
  services = {
    ...fakeServices({ 'settings.get': settings, 'runs.pause': pause as never }),
    close: services.close,
  };
  const { window } = open();
  tell({});
  await close(window);
  const click = (label: string) => electron.trays[0]!.menu.find((entry) => entry.label === label)!.click!();
  click('Quit, training goes on');
  expect([electron.app.quits, paused]).toEqual([1, []]);
  click('Pause training and quit');
  await settle();
  expect([electron.app.quits, paused]).toEqual([2, ['r1']]);
});

test('a window that was moved just before the end is found where it was', () => {
  const file = join(folder, 'window.json');
  const { window } = open();
  window.emit('move');
  electron.app.emit('before-quit', { preventDefault: () => {} });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ bounds: window.bounds, maximized: false });
});

test('who does not want training to go on without the window ends the program with it, which pauses the run', async () => {
  keepTraining = false;
  const { window } = open();
  tell({});
  await close(window);
  expect([electron.app.quits, electron.trays.length]).toEqual([1, 0]);
});

test('a window that is opened again at once needs no tray', async () => {
  const { studio, window } = open();
  tell({});
  window.emit('closed');
  electron.app.emit('window-all-closed');
  studio.show();
  await settle();
  expect([electron.app.quits, electron.trays.length, electron.windows.length]).toEqual([0, 0, 2]);
});

test('quitting waits until the services have closed, and closes them once', async () => {
  open();
  const event = { preventDefault: vi.fn() };
  electron.app.emit('before-quit', event);
  electron.app.emit('before-quit', event);
  await settle();
  expect([event.preventDefault.mock.calls.length, closed, electron.app.exits]).toEqual([1, 1, [undefined]]);
});

test('a second start brings the window to the front, at the run a link names', () => {
  const { window } = open();
  window.minimized = true;
  electron.app.emit('second-instance', {}, ['lowrank-studio', '--flag', 'lowrank://run/r7']);
  expect([window.minimized, window.focused]).toEqual([false, 1]);
  expect(window.webContents.scripts).toEqual(['location.hash = "/runs/r7"']);
  expect(electron.windows).toHaveLength(1);
});

test.each([
  ['lowrank://run/0b6e-1', '/runs/0b6e-1'],
  ['lowrank://run/a/b', undefined],
  ['lowrank://run/a"b', undefined],
  ['lowrank://other/a', undefined],
  ['https://run/a', undefined],
  ['/home/me/data.csv', undefined],
])('the link %s leads to %s', (link, route) => {
  expect(routeOfLink(link)).toBe(route);
  expect(routeInArguments(['--x', link])).toBe(route);
});

test('the window opens where it was, while that place is on a screen', () => {
  const file = join(folder, 'window.json');
  const { window } = open();
  window.maximized = true;
  window.emit('close');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ bounds: window.bounds, maximized: true });
  const opened = () => {
    electron.reset();
    const again = open().window;
    return [again.options.x, again.options.width, again.maximized];
  };
  expect(opened()).toEqual([10, 1300, true]);
  writeFileSync(
    file,
    JSON.stringify({ bounds: { x: 5000, y: 0, width: 1300, height: 820 }, maximized: true }),
  );
  expect(opened()).toEqual([undefined, 1280, false]);
  writeFileSync(file, '{"bounds":');
  expect(opened()).toEqual([undefined, 1280, false]);
});

test('the menu leads to the pages that the window names', async () => {
  const { window } = open();
  const { webContents } = window;
  const input = [{ under: 'go', label: 'Runs', route: '/runs', accelerator: 'CmdOrCtrl+2' }];
  const call = JSON.stringify({ id: 1, method: 'app.setMenu', input });
  webContents.ipc.emit('api', { senderFrame: webContents.mainFrame }, call);
  await settle();
  const entries = electron.menu!.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  const entry = entries.find(({ label }) => label === 'Runs') as { click(): void };
  entry.click();
  expect(window.webContents.scripts).toEqual(['location.hash = "/runs"']);
});
