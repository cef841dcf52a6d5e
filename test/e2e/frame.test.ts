/** The frame in a real Chromium: the rail, keys, the palette, the bar, what loads when, the database's notice. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startEndToEnd } from '../support/endToEnd.ts';
import { startStudio } from '../support/studio.ts';
import { openWindow, picture, violations } from '../support/window.ts';

const { browser, studio, window } = await startEndToEnd();

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1, exact: true });
const focused = (page: Page) =>
  page.evaluate<string>(
    'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
  );

test('the rail leads to every page; the page is told in the title and gets the focus', async () => {
  const page = await window.open();
  const rail = page.getByRole('navigation', { name: 'Pages' });
  await heading(page, 'Home').waitFor();
  const names = await rail.getByRole('link').allTextContents();
  expect(names).toEqual([
    ...['Home', 'New run', 'Runs', 'Adapters', 'Models', 'Datasets', 'Playground', 'Exports', 'Settings'],
  ]);
  for (const name of names) {
    await rail.getByRole('link', { name, exact: true }).click();
    await heading(page, name).waitFor();
    expect(await rail.locator('[aria-current=page]').allTextContents()).toEqual([name]);
    await expect.poll(() => page.title()).toBe(`${name} - Lowrank Studio`);
  }
  expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
  expect(window.complaints).toEqual([]);
  await page.close();
});

test('by keyboard alone: skip to the page, find with the palette, go with two keys, list the keys', async () => {
  const page = await window.open();
  await heading(page, 'Home').waitFor();
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Skip to the page');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');

  await page.keyboard.press('Control+k');
  const palette = page.getByRole('combobox', { name: 'Find a page, a run, a command' });
  await palette.waitFor();
  await page.keyboard.type('data');
  await expect.poll(() => page.getByRole('option', { selected: true }).textContent()).toBe('DatasetsPage');
  await picture(page, 'palette');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await heading(page, 'Datasets').waitFor();
  await palette.waitFor({ state: 'detached' });

  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await heading(page, 'Models').waitFor();

  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await list.waitFor();
  await picture(page, 'shortcuts');
  expect(await violations(page)).toEqual([]);
  await list.getByRole('switch', { name: 'Shortcuts of a single key' }).press('Space');
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.keyboard.press('Control+k');
  await palette.waitFor();
  expect(new URL(page.url()).hash).toBe('#/models');
  await page.evaluate('localStorage.removeItem("lowrank-single-keys")');
  expect(window.complaints).toEqual([]);
  await page.close();
});

test('letters typed into a field are text, not shortcuts', async () => {
  const page = await window.open('/settings');
  await page.getByLabel('Exports folder').fill('');
  await page.getByLabel('Exports folder').pressSequentially('g?h');
  expect(await page.getByLabel('Exports folder').inputValue()).toBe('g?h');
  await page.keyboard.press('Escape');
  await heading(page, 'Settings').waitFor();
  await page.close();
});

test('the bar tells device, memory and disk, and keeps telling', async () => {
  const page = await window.open('/models');
  const bar = page.getByRole('contentinfo', { name: 'Status' });
  await bar.getByText('Nothing is running').waitFor();
  await bar.getByRole('link', { name: /^Memory: .*B free of .*B$/ }).waitFor();
  await bar.getByRole('link', { name: /^Disk: .*B free/ }).waitFor();
  await bar.getByRole('link', { name: /^Device: / }).waitFor({ timeout: 60_000 });
  await bar.getByRole('link', { name: /the studio occupies/ }).waitFor({ timeout: 15_000 });
  await page.close();
});

test('a page is loaded when it is opened, and an address leads to its page', async () => {
  const page = await window.context.newPage();
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await page.goto(`http://127.0.0.1:${studio.port}/#/settings`);
  await heading(page, 'Settings').waitFor();
  const chunks = (name: string) => loaded.filter((path) => path.startsWith(`/assets/${name}-`)).length;
  expect([chunks('Settings'), chunks('Models'), chunks('Palette'), chunks('de')]).toEqual([1, 0, 0, 0]);
  await page.evaluate('location.hash = "/models"');
  await heading(page, 'Models').waitFor();
  expect(chunks('Models')).toBe(1);
  await page.close();
});

test('a damaged database gives way, and the window says what became of it', async () => {
  const home = mkdtempSync(join(tmpdir(), 'lowrank-damaged-'));
  await (await startStudio({ home })).stop();
  for (const name of readdirSync(home).filter((file) => file.startsWith('lowrank.db')))
    writeFileSync(join(home, name), 'this is no database '.repeat(400));
  const mended = await startStudio({ home });
  const other = await openWindow(browser, mended);
  const page = await other.open();
  const notice = page.getByRole('alert').filter({ hasText: 'The database was damaged' });
  await notice.waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await notice.waitFor({ state: 'detached' });
  await other.close();
  await mended.stop();
  rmSync(home, { recursive: true, force: true });
});
