/** Settings in a real Chromium: what is chosen holds at once, in every tab, and after a reload. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startAnother, startEndToEnd } from '../support/endToEnd.ts';
import { overflowing, picture, violations } from '../support/window.ts';

const { browser, studio, window } = await startEndToEnd({ env: { HF_TOKEN: '' } });

async function openSettings(): Promise<Page> {
  const page = await window.open('/settings');
  await page.getByRole('region', { name: 'Appearance' }).waitFor();
  return page;
}

const background = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
const light = 'rgb(246, 247, 249)';
const dark = 'rgb(20, 23, 27)';

test('light and dark follow the system until one is chosen, which then holds in every tab and after a reload', async () => {
  const [page, other] = [await openSettings(), await openSettings()];
  expect(await background(page)).toBe(light);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => background(page)).toBe(dark);
  await page.emulateMedia({ colorScheme: 'light' });

  await page.getByRole('button', { name: 'Dark' }).click();
  await expect.poll(() => background(page)).toBe(dark);
  await expect.poll(() => background(other)).toBe(dark);
  await page.reload({ waitUntil: 'commit' });
  await page.getByRole('navigation').waitFor();
  expect(await background(page)).toBe(dark);

  await page.getByRole('button', { name: 'As the system' }).click();
  await expect.poll(() => background(other)).toBe(light);
  await page.close();
  await other.close();
});

test('the language changes at once and stays', async () => {
  const page = await openSettings();
  const choose = async (label: string, option: string) => {
    await page.getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: option }).click();
  };
  await choose('Language', 'Deutsch');
  await page.getByRole('heading', { name: 'Einstellungen', level: 1 }).waitFor();
  expect(await page.evaluate('document.documentElement.lang')).toBe('de');
  await page.reload();
  await page.getByRole('heading', { name: 'Einstellungen', level: 1 }).waitFor();
  await choose('Sprache', '简体中文');
  await page.getByRole('heading', { name: '设置', level: 1 }).waitFor();
  await choose('语言', '跟随系统');
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  await page.close();
});

test('switches are kept and shown in other tabs', async () => {
  const [page, other] = [await openSettings(), await openSettings()];
  const low = (at: Page) => at.getByRole('switch', { name: 'Train at low priority' });
  expect(await low(page).isChecked()).toBe(false);
  await low(page).press('Space');
  await expect.poll(() => low(other).isChecked()).toBe(true);
  await page.close();
  await other.close();
});

test('a budget that is none is refused at its field; a good one is kept', async () => {
  const page = await openSettings();
  const budget = page.getByLabel('Checkpoint budget', { exact: true });
  expect(await budget.inputValue()).toBe('20');
  await budget.fill('none');
  await page.getByText('Give a number of GB above 0.').waitFor();
  await budget.press('Enter');
  await budget.press('Escape');
  expect(await budget.inputValue()).toBe('20');
  await budget.fill('1.5');
  await budget.press('Enter');
  await page.reload();
  await expect.poll(() => budget.inputValue()).toBe('1.5');
  await page.close();
});

test('an exports folder that is no full path is refused with what to do', async () => {
  const page = await openSettings();
  const folder = page.getByLabel('Exports folder');
  await folder.fill('somewhere');
  await folder.press('Enter');
  await page.getByRole('alert').getByText('the exports folder "somewhere" is no full path').waitFor();
  await expect.poll(() => folder.inputValue()).toBe('');
  await page.close();
});

test('a token is kept, never told, and forgotten', async () => {
  const page = await openSettings();
  await page.getByText('No token is kept.').waitFor();
  await page.getByLabel('Access token', { exact: true }).fill('hf_secret');
  await page.getByRole('button', { name: 'Keep token' }).click();
  await page.getByText('A token is kept.').waitFor();
  expect(await page.content()).not.toContain('hf_secret');
  await page.getByRole('button', { name: 'Forget token' }).click();
  await page.getByText('No token is kept.').waitFor();
  await page.close();
});

test('the endpoint is switched on with its address and a key that is shown once; axe finds nothing', async () => {
  const page = await window.open('/settings');
  const port = String(20_000 + (process.pid % 10_000));
  await page.getByRole('textbox', { name: 'Port', exact: true }).fill(port);
  await page.getByRole('textbox', { name: 'Port', exact: true }).press('Enter');
  await page.getByRole('switch', { name: 'Answer other programs' }).click();
  const url = page.getByRole('region', { name: 'Base URL' });
  await url.getByText(`http://127.0.0.1:${port}/v1`).waitFor();
  await page.getByRole('textbox', { name: 'Name of a new key' }).fill('notes');
  await page.getByRole('textbox', { name: 'Name of a new key' }).press('Enter');
  const key = await page.getByRole('region', { name: 'The new key, shown only this once' }).textContent();
  const status = async (headers: Record<string, string>) =>
    (await fetch(`http://127.0.0.1:${port}/v1/models`, { headers })).status;
  expect([await status({}), await status({ authorization: `Bearer ${key}` })]).toEqual([401, 200]);
  expect([await violations(page), await overflowing(page)]).toEqual([[], []]);
  await picture(page, 'settings-endpoint');
  await page.reload();
  await page.getByRole('button', { name: 'Remove the key notes' }).waitFor();
  expect(await page.getByText(key!).count()).toBe(0);
  await page.getByRole('switch', { name: 'Answer other programs' }).click();
  await url.waitFor({ state: 'detached' });
  await page.close();
});

test('diagnostics are one file, which is where it says', async () => {
  const page = await openSettings();
  await page.getByRole('button', { name: 'Make the zip' }).click();
  const said = await page.getByText(/^The zip is /).textContent({ timeout: 60_000 });
  const path = said?.replace('The zip is ', '') ?? '';
  expect(path.startsWith(join(studio.home, 'diagnostics-'))).toBe(true);
  expect(existsSync(path)).toBe(true);
  expect(readFileSync(path).subarray(0, 2).toString()).toBe('PK');
  expect(window.complaints).toEqual([]);
  await page.close();
});

test('without a desktop, showing the folder says where it is', async () => {
  const { window: other, studio: bare } = await startAnother(browser, {
    env: { DISPLAY: '', WAYLAND_DISPLAY: '' },
  });
  const page = await other.open('/settings');
  await page.getByRole('button', { name: 'Show folder' }).click();
  const said = process.platform === 'linux' ? `The folder is ${bare.home} there.` : '';
  await expect.poll(() => page.getByRole('alert').allTextContents().then(String)).toContain(said);
});
