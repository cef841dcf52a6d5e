/** The pages as they are in the desktop window, in a real Chromium whose page is given the window's bridge: paths are chosen and dropped. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Input } from '../../src/shared/api.ts';
import { startBrowser } from '../support/browser.ts';
import { type Studio, startStudio } from '../support/studio.ts';
import { openWindow, type StudioWindow, violations } from '../support/window.ts';

let browser: Browser;
let studio: Studio;
let plain: StudioWindow;
let window: StudioWindow;
const folder = mkdtempSync(join(tmpdir(), 'lowrank-paths-'));
const chosen = join(folder, 'chosen');

/** The window's bridge over the browser host's socket, with a dialog of the test's own and the paths only a desktop tells. */
const bridge = `(() => {
  if (location.protocol !== 'http:') return;
  const listeners = [];
  const waiting = [];
  const socket = new WebSocket(location.origin.replace('http', 'ws') + '/api');
  socket.onopen = () => waiting.splice(0).forEach((text) => socket.send(text));
  socket.onmessage = ({ data }) => listeners.forEach((listener) => listener(data));
  window.asked = [];
  window.choose = ${JSON.stringify(chosen)};
  window.api = {
    send(text) {
      const { id, method, input } = JSON.parse(text);
      if (method === 'app.choosePath') {
        window.asked.push(input);
        const answer = JSON.stringify({ type: 'result', id, output: { path: window.choose } });
        return listeners.forEach((listener) => listener(answer));
      }
      if (socket.readyState === 1) socket.send(text);
      else waiting.push(text);
    },
    onMessage: (listener) => listeners.push(listener),
    pathOfFile: (file) => ${JSON.stringify(folder)} + '/' + file.name,
  };
})()`;

beforeAll(async () => {
  browser = await startBrowser();
  studio = await startStudio();
  plain = await openWindow(browser, studio);
  window = await openWindow(browser, studio);
  await window.context.addInitScript(bridge);
});

afterAll(async () => {
  await browser?.close();
  await studio?.stop();
  rmSync(folder, { recursive: true });
});

const asked = (page: Page) => page.evaluate<Input<'app.choosePath'>[]>('window.asked');

/** Drops a file of this name on the place, as a desktop does. */
async function drop(page: Page, place: Locator, name: string): Promise<void> {
  const files = await page.evaluateHandle(
    `(() => { const files = new DataTransfer(); files.items.add(new File(['x'], ${JSON.stringify(name)})); return files; })()`,
  );
  await place.dispatchEvent('dragover', { dataTransfer: files });
  await place.dispatchEvent('drop', { dataTransfer: files });
}

async function modelFolder(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Get a model' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Get a model' });
  await dialog.getByRole('tab', { name: 'Folder' }).click();
  return dialog;
}

test('a model folder is chosen in the system’s dialog, or dropped; a dialog that is closed changes nothing', async () => {
  const page = await window.open('/models');
  const dialog = await modelFolder(page);
  const field = dialog.getByRole('textbox');
  await dialog.getByRole('button', { name: 'Browse' }).click();
  await expect.poll(() => field.inputValue()).toBe(chosen);
  await page.evaluate('window.choose = null');
  await dialog.getByRole('button', { name: 'Browse' }).click();
  await expect
    .poll(() => asked(page))
    .toEqual([
      { choice: 'modelFolder', from: '' },
      { choice: 'modelFolder', from: chosen },
    ]);
  expect(await field.inputValue()).toBe(chosen);
  await drop(page, field, 'qwen3');
  await expect.poll(() => field.inputValue()).toBe(join(folder, 'qwen3'));
  expect(await violations(page)).toEqual([]);
  await page.close();
});

test('a folder of texts is chosen; a file that is dropped is read from where it lies', async () => {
  writeFileSync(join(folder, 'rows.jsonl'), '{"instruction":"What is it?","output":"A row."}\n'.repeat(20));
  const page = await window.open('/datasets');
  await page.getByRole('button', { name: 'Browse' }).click();
  await expect.poll(() => asked(page)).toEqual([{ choice: 'dataFolder', from: '' }]);
  await expect.poll(() => page.getByLabel('Or a path', { exact: false }).inputValue()).toBe(chosen);
  await drop(page, page.getByRole('button', { name: 'Choose a file' }), 'rows.jsonl');
  await page.getByText('rows.jsonl').first().waitFor();
  await page.close();
});

test('the exports folder is kept as soon as it is chosen, and an import of an adapter asks for its folder', async () => {
  const page = await window.open('/settings');
  await page.getByRole('button', { name: 'Browse' }).click();
  await expect.poll(() => page.getByLabel('Exports folder').inputValue()).toBe(chosen);
  expect(await asked(page)).toEqual([{ choice: 'exportsFolder', from: '' }]);
  await page.reload();
  await expect.poll(() => page.getByLabel('Exports folder').inputValue()).toBe(chosen);
  await page.close();

  const adapters = await window.open('/adapters');
  await adapters.getByRole('button', { name: 'Import' }).first().click();
  const dialog = adapters.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Browse' }).click();
  await expect.poll(() => dialog.getByRole('textbox', { name: 'Folder' }).inputValue()).toBe(chosen);
  expect(await asked(adapters)).toEqual([{ choice: 'adapterFolder', from: '' }]);
  await adapters.close();
});

test('in a browser, whose dialogs know nothing of the studio’s machine, paths are typed', async () => {
  for (const route of ['/datasets', '/settings', '/models']) {
    const page = await plain.open(route);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const dialog = route === '/models' ? await modelFolder(page) : page;
    await dialog.getByRole('textbox').first().waitFor();
    expect(await page.getByRole('button', { name: 'Browse' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
    await page.close();
  }
});
