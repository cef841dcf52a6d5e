/** The shell's security duties, against a stand-in for electron: what windows may do and whom they listen to. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test, vi } from 'vitest';
import { fakeServices } from '../support/services.ts';
import { electron, FakeContents } from './fakeElectron.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).electronModule);

const { serveWindow } = await import('../../src/main/electron/ipc.ts');
const { confinePages, denyPermissions, openWindow } = await import('../../src/main/electron/window.ts');

const services = fakeServices({
  'app.info': async () => ({
    version: '1.2.3',
    platform: 'p',
    cpu: 'c',
    cores: 1,
    memoryBytes: 1,
    notice: null,
    behindPassword: false,
    command: ['npx', 'lowrank'],
    homeOption: [],
  }),
  'devices.selfTest': async () => [],
});
const { listeners } = services;

const call = '{"id":1,"method":"app.info"}';

beforeEach(() => {
  electron.reset();
  listeners.clear();
});

/** Lets answers that are ready be sent. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('a window is sandboxed and isolated, without Node', () => {
  openWindow(services, {
    preload: '/built/preload/index.cjs',
    stateFile: '/nowhere/window.json',
    route: '/',
  });
  const [window] = electron.windows;
  expect(window!.options).toMatchObject({
    webPreferences: {
      preload: '/built/preload/index.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    },
  });
  expect(window!.loaded).toEqual(['app://studio/#/']);
});

test('pages stay where they are, and only https leaves, through the shell', () => {
  confinePages();
  const contents = new FakeContents();
  electron.app.emit('web-contents-created', {}, contents);
  for (const name of ['will-navigate', 'will-redirect', 'will-attach-webview']) {
    const preventDefault = vi.fn();
    contents.emit(name, { preventDefault });
    expect([name, preventDefault.mock.calls.length]).toEqual([name, 1]);
  }
  const urls = [
    'https://example.org/a',
    'http://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    ':',
  ];
  expect(urls.map((url) => contents.openHandler!({ url }).action)).toEqual(urls.map(() => 'deny'));
  expect(electron.opened).toEqual(['https://example.org/a']);
});

test('every permission is refused', () => {
  const handlers: Record<string, (...given: unknown[]) => unknown> = {};
  const session = new Proxy(
    {},
    {
      get: (_target, name) => (handler: () => unknown) => {
        handlers[String(name)] = handler;
      },
    },
  );
  denyPermissions(session as Electron.Session);
  const answer = vi.fn();
  handlers.setPermissionRequestHandler!({}, 'media', answer);
  expect(answer.mock.calls).toEqual([[false]]);
  expect(handlers.setPermissionCheckHandler!()).toBe(false);
  expect(handlers.setDevicePermissionHandler!()).toBe(false);
});

function serve(): FakeContents {
  const contents = new FakeContents();
  serveWindow(contents as unknown as Electron.WebContents, services);
  return contents;
}

test('the window is answered', async () => {
  const contents = serve();
  contents.ipc.emit('api', { senderFrame: contents.mainFrame }, call);
  await settle();
  expect(JSON.parse(contents.sent[0]!)).toMatchObject({
    type: 'result',
    id: 1,
    output: { version: '1.2.3' },
  });
});

test.each([
  ['a frame inside the page', () => ({ origin: 'app://studio' })],
  ['no frame at all', () => null],
  [
    'a page from elsewhere in the top frame',
    (contents: FakeContents) => {
      contents.mainFrame.origin = 'https://evil.example';
      return contents.mainFrame;
    },
  ],
])('%s is not answered', async (_what, sender) => {
  const contents = serve();
  contents.ipc.emit('api', { senderFrame: sender(contents) }, call);
  await settle();
  expect(contents.sent).toEqual([]);
  expect(listeners.size).toBe(0);
});

test('an answer to a page that is gone does not reach the next one', async () => {
  const contents = serve();
  contents.ipc.emit('api', { senderFrame: contents.mainFrame }, call);
  contents.emit('did-navigate');
  await settle();
  expect(contents.sent).toEqual([]);
  expect(listeners.size).toBe(0);

  contents.ipc.emit('api', { senderFrame: contents.mainFrame }, call);
  await settle();
  expect(contents.sent).toHaveLength(1);
});

test('the end-to-end test says plainly that Electron’s binary is missing, and fails', () => {
  const script = fileURLToPath(new URL('./endToEnd.ts', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script], {
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' },
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^error: .*nowhere.* is missing\. Install it with "node node_modules\/electron\/install\.js"/,
  );
});
