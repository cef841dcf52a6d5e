/** Native dialogs, against a stand-in for electron: who may ask for one, with what, and what comes back over the wire. */
import { beforeEach, expect, test, vi } from 'vitest';
import { type Choice, choiceSchema } from '../../src/shared/records/app.ts';
import { fakeServices } from '../support/services.ts';
import { electron } from './fakeElectron.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).electronModule);

const { openWindow } = await import('../../src/main/electron/window.ts');

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A window's page that asks for a path. */
function page() {
  openWindow(fakeServices({}), { preload: '/built/preload.cjs', stateFile: '/nowhere/w.json', route: '/' });
  const { webContents } = electron.windows.at(-1)!;
  const ask = (input: unknown, senderFrame: unknown = webContents.mainFrame) =>
    webContents.ipc.emit('api', { senderFrame }, JSON.stringify({ id: 1, method: 'app.choosePath', input }));
  const answers = () => webContents.sent.map((text) => JSON.parse(text) as { type: string; output: unknown });
  return { ask, answers };
}

beforeEach(() => electron.reset());

test.each<[Choice, string, readonly string[]]>([
  ['modelFolder', 'open', ['openDirectory']],
  ['dataFolder', 'open', ['openDirectory']],
  ['adapterFolder', 'open', ['openDirectory']],
  ['exportsFolder', 'open', ['openDirectory', 'createDirectory']],
  ['newExport', 'save', ['createDirectory', 'showOverwriteConfirmation']],
])(
  'for %s the %s dialog opens where the page says, and its path comes back',
  async (choice, kind, properties) => {
    const { ask, answers } = page();
    ask({ choice, from: '/home/me/models' });
    await settle();
    const [dialog] = electron.dialogs;
    expect([dialog!.kind, dialog!.options.defaultPath]).toEqual([kind, '/home/me/models']);
    expect(dialog!.options.properties).toEqual(properties);
    dialog!.answer({ canceled: false, filePaths: ['/home/me/chosen'], filePath: '/home/me/chosen' });
    await settle();
    expect(answers()).toEqual([{ type: 'result', id: 1, output: { path: '/home/me/chosen' } }]);
  },
);

test.each(choiceSchema.options)('who closes the dialog for %s has chosen nothing', async (choice) => {
  const { ask, answers } = page();
  ask({ choice, from: '' });
  await settle();
  expect(electron.dialogs[0]!.options.defaultPath).toBeUndefined();
  electron.dialogs[0]!.answer({ canceled: true, filePaths: [], filePath: '' });
  await settle();
  expect(answers()).toEqual([{ type: 'result', id: 1, output: { path: null } }]);
});

test.each([
  { choice: 'anything', from: '' },
  { choice: 'modelFolder' },
  { choice: 'modelFolder', from: 7 },
  { choice: 'modelFolder', from: '/a\0b' },
  undefined,
])('no dialog opens for %j', async (input) => {
  const { ask, answers } = page();
  ask(input);
  await settle();
  expect(electron.dialogs).toEqual([]);
  expect(answers()).toMatchObject([{ type: 'error', id: 1 }]);
});

test('no dialog opens for a frame inside the page', async () => {
  const { ask, answers } = page();
  ask({ choice: 'modelFolder', from: '' }, { origin: 'app://studio' });
  await settle();
  expect([electron.dialogs, answers()]).toEqual([[], []]);
});
