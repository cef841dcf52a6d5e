/** A page that crashes, hangs or does not load is told in plain words and comes back; a bad graphics driver ends nothing. */
import { beforeEach, expect, test, vi } from 'vitest';
import { electron, FakeWindow } from './fakeElectron.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).electronModule);

const { watchHelpers, watchPage } = await import('../../src/main/electron/crashDialogs.ts');

const settle = () => new Promise((resolve) => setImmediate(resolve));

function watched(): FakeWindow {
  const window = new FakeWindow({});
  watchPage(window as unknown as Electron.BrowserWindow);
  return window;
}

/** Presses a button of the dialog asked last. */
async function press(button: string): Promise<void> {
  const { options, answer } = electron.dialogs.at(-1)!;
  const response = options.buttons!.indexOf(button);
  expect(response).toBeGreaterThanOrEqual(0);
  answer({ response });
  await settle();
}

beforeEach(() => electron.reset());

test.each([
  ['crashed', 'The system says: crashed.'],
  ['oom', 'It needed more memory than there was.'],
  ['memory-eviction', 'The system says: memory-eviction.'],
])(
  'a page that is gone (%s) is loaded again once somebody wants it, and is told that runs go on',
  async (reason, why) => {
    const window = watched();
    window.webContents.emit('render-process-gone', {}, { reason });
    const { message, detail } = electron.dialogs[0]!.options;
    expect(message).toBe('The page has stopped');
    expect(detail).toContain(why);
    expect(detail).toContain('Runs are not affected');
    expect(window.reloads).toBe(0);
    await press('Load the page again');
    expect([window.reloads, electron.app.quits]).toEqual([1, 0]);
  },
);

test('who has enough of a page that is gone quits, in the usual order', async () => {
  const window = watched();
  window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  await press('Quit');
  expect([window.reloads, electron.app.quits, electron.app.exits]).toEqual([0, 1, []]);
});

test('a page that ended by itself is no mishap', () => {
  watched().webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
  expect(electron.dialogs).toEqual([]);
});

test('one failure that brings others is asked about once; the next one is asked about again', async () => {
  const { webContents } = watched();
  webContents.emit('preload-error', {}, '/built/preload/index.cjs', new Error('x is undefined'));
  webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  expect(electron.dialogs.map(({ options }) => options.message)).toEqual([
    'The page has no connection to the studio',
  ]);
  await press('Load the page again');
  webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  expect(electron.dialogs).toHaveLength(2);
});

test('a page that could not be loaded says what and why; a load that was replaced, or one within the page, is no failure', async () => {
  const window = watched();
  const fail = (code: number, main: boolean) =>
    window.webContents.emit('did-fail-load', {}, code, 'ERR_FAILED', 'app://studio/', main);
  fail(-3, true);
  fail(-2, false);
  expect(electron.dialogs).toEqual([]);
  fail(-2, true);
  expect(electron.dialogs[0]!.options.detail).toContain('app://studio/: ERR_FAILED (-2)');
  await press('Load the page again');
  expect(window.reloads).toBe(1);
});

test('a page that hangs may be waited for; else it is ended and loaded again, without another question', async () => {
  const window = watched();
  const { webContents } = window;
  window.emit('unresponsive');
  await press('Wait');
  expect([webContents.crashed, window.reloads]).toEqual([0, 0]);
  window.emit('unresponsive');
  await press('Load the page again');
  expect([webContents.crashed, window.reloads]).toEqual([1, 0]);
  webContents.emit('render-process-gone', {}, { reason: 'killed' });
  expect([window.reloads, electron.dialogs.length]).toEqual([1, 2]);
  webContents.emit('render-process-gone', {}, { reason: 'killed' });
  expect(electron.dialogs).toHaveLength(3);
});

test('the question about a page that hangs goes away when the page answers', async () => {
  const window = watched();
  window.emit('unresponsive');
  window.emit('responsive');
  await settle();
  expect([window.webContents.crashed, window.reloads]).toEqual([0, 0]);
  window.emit('unresponsive');
  expect(electron.dialogs).toHaveLength(2);
});

test('crashes of the graphics process end nothing; when they go on, the user hears of it once', async () => {
  watchHelpers();
  const window = new FakeWindow({});
  expect(electron.app.switches).toEqual(['disable-gpu-process-crash-limit']);
  const crash = (type: string) => electron.app.emit('child-process-gone', {}, { type, reason: 'crashed' });
  for (const type of ['GPU', 'Utility', 'Zygote', 'GPU']) crash(type);
  expect(electron.dialogs).toEqual([]);
  crash('GPU');
  crash('GPU');
  expect(electron.dialogs.map(({ options }) => options.message)).toEqual([
    'The graphics driver keeps failing',
  ]);
  await press('Go on');
  expect([window.reloads, electron.app.quits, electron.app.exits]).toEqual([0, 0, []]);
});
