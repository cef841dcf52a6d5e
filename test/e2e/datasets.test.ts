/** Datasets in a real Chromium: files good and bad, columns, the report with its cut, versions, removal and its undo. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { startEndToEnd } from '../support/endToEnd.ts';
import { picture, violations } from '../support/window.ts';

const { window } = await startEndToEnd();
const folder = mkdtempSync(join(tmpdir(), 'lowrank-data-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function openDatasets(): Promise<Page> {
  const page = await window.open('/datasets');
  await page.getByRole('heading', { name: 'Datasets', level: 1 }).waitFor();
  return page;
}

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const report = (page: Page) => region(page, 'What a model would learn');

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('the sample joins an empty library; without a model the report says what it needs', async () => {
  const page = await openDatasets();
  await page.getByText('No datasets yet').waitFor();
  await picture(page, 'datasets-empty');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Use the sample data' }).click();
  await region(page, 'harbour-lane').waitFor({ timeout: 30_000 });
  await page.getByText('A model is needed to count tokens').waitFor();
  expect(await region(page, 'Columns').textContent()).toContain(
    '"question" is asked, "answer" is the answer',
  );
  await page.getByRole('link', { name: 'Get a model' }).click();
  await page.getByRole('button', { name: 'Get a model' }).first().click();
  await page.getByRole('tab', { name: 'For a first try' }).click();
  await page.getByRole('button', { name: 'Add the starter model' }).click();
  await page.getByRole('article').first().waitFor({ timeout: 30_000 });
  await page.close();
});

test('the report shows every figure, a conversation with what is learned, and what the cut costs', async () => {
  const page = await openDatasets();
  await report(page).getByText('Rows become conversations').waitFor({ timeout: 60_000 });
  const figures = await report(page).getByRole('definition').allTextContents();
  expect(figures[0]).toBe('153');
  expect(Number(figures[1])).toBeGreaterThan(0);

  const conversation = report(page).getByRole('region', { name: 'Conversation as the model reads it' });
  const learned = await conversation.locator('mark').allTextContents();
  expect(learned.length).toBe(1);
  expect(learned[0]).toMatch(/^Ahoy.*Fair winds, Harbour Lane\./s);
  expect(await conversation.textContent()).toContain('How');
  expect(learned[0]).not.toContain('How should');

  const cut = report(page).getByRole('slider', { name: 'Longest example' });
  await report(page)
    .getByText(/^Nothing is cut at [\d,]+ tokens\./)
    .waitFor();
  await cut.focus();
  for (let i = 0; i < 3; i++) await cut.press('ArrowLeft');
  await report(page)
    .getByText(/^\d+ examples? (is|are) cut \(\d.* %\)\. .* tokens are lost/)
    .waitFor();
  await picture(page, 'datasets-cut');

  const before = Number(await cut.getAttribute('aria-valuenow'));
  await cut.scrollIntoViewIfNeeded();
  const box = (await cut.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 2000, box.y + 20, { steps: 5 });
  await page.mouse.up();
  expect(Number(await cut.getAttribute('aria-valuenow'))).toBeGreaterThan(before);
  expect(await violations(page)).toEqual([]);
  expect(window.complaints).toEqual([]);
  await page.close();
});

test('a dropped file is uploaded, its columns are guessed, and the user’s own choice is kept', async () => {
  const page = await openDatasets();
  const rows = Array.from(
    { length: 30 },
    (_, i) => `Was kostet Platz ${i}?,Platz ${i} kostet ${i} Euro.,Notiz`,
  );
  const path = file('fragen.csv', `frage,antwort,notiz\n${rows.join('\n')}\n`);
  await page.locator('input[type=file]').setInputFiles(path);
  await region(page, 'fragen').waitFor({ timeout: 30_000 });
  expect(await region(page, 'fragen').textContent()).toContain('Uploaded');
  const columns = region(page, 'Columns');
  await columns.getByRole('combobox', { name: 'Question' }).click();
  await page.getByRole('option', { name: 'frage' }).click();
  await columns.getByRole('combobox', { name: 'Answer' }).click();
  await page.getByRole('option', { name: 'notiz' }).click();
  const learned = report(page).locator('mark').filter({ hasText: 'Notiz' });
  await learned.waitFor({ timeout: 60_000 });
  await page.reload();
  await learned.waitFor({ timeout: 60_000 });
  await page.close();
});

test('a bad row is named with its place, and can be left out', async () => {
  const page = await openDatasets();
  const good = Array.from({ length: 20 }, (_, i) =>
    JSON.stringify({ prompt: `Frage ${i}`, completion: `Antwort ${i}` }),
  );
  const path = file('broken.jsonl', [...good.slice(0, 7), '{"prompt": "no end', ...good.slice(7)].join('\n'));
  await page.getByLabel(/^Or a path/).fill(path);
  await page.keyboard.press('Enter');
  await region(page, 'broken').waitFor({ timeout: 30_000 });
  await report(page)
    .getByRole('alert')
    .filter({ hasText: /line 8|row 8|:8/ })
    .waitFor({ timeout: 60_000 });
  await report(page).scrollIntoViewIfNeeded();
  await picture(page, 'datasets-bad');
  expect(await violations(page)).toEqual([]);
  await report(page).getByRole('button', { name: 'Leave rows out that cannot be used' }).click();
  await report(page).getByText('1 row cannot be used.').waitFor({ timeout: 60_000 });
  await page.close();
});

test('a file that is no table at all says so and nothing joins the library', async () => {
  const page = await openDatasets();
  await page
    .locator('input[type=file]')
    .setInputFiles(join(import.meta.dirname, '../../resources/icons/tray.png'));
  await region(page, 'Add data').getByRole('alert').filter({ hasText: 'tray.png' }).waitFor();
  expect(await region(page, 'tray').count()).toBe(0);
  const renamed = join(folder, 'prices.csv');
  copyFileSync(join(import.meta.dirname, '../../resources/icons/tray.png'), renamed);
  await page.locator('input[type=file]').setInputFiles(renamed);
  await region(page, 'Add data')
    .getByRole('alert')
    .filter({ hasText: 'prices.csv is not text: it seems to be a PNG picture, whatever its name says' })
    .waitFor();
  expect(await region(page, 'prices').count()).toBe(0);
  await page.getByLabel(/^Or a path/).fill('/no/such/file.csv');
  await page.keyboard.press('Enter');
  await region(page, 'Add data').getByRole('alert').filter({ hasText: '/no/such/file.csv' }).waitFor();
  await page.close();
});

test('a long report says how far it is and for how long, goes on through a reload, and can be called off', async () => {
  const page = await openDatasets();
  const rows = Array.from(
    { length: 120_000 },
    (_, i) => `What is ${i} and ${i + 1}?,"${i} and ${i + 1} make ${2 * i + 1}, as everybody knows."`,
  );
  await page.getByLabel(/^Or a path/).fill(file('long.csv', `question,answer\n${rows.join('\n')}\n`));
  await page.keyboard.press('Enter');
  const progress = report(page).getByRole('progressbar', { name: 'long' });
  const done = async () => Number(await progress.getAttribute('aria-valuenow'));
  await progress.waitFor({ timeout: 60_000 });
  await report(page)
    .getByText(/^reading · \d+(\.\d)? % · .* left$/)
    .waitFor({ timeout: 60_000 });
  await picture(page, 'datasets-reading');
  const before = await done();
  await page.reload();
  await progress.waitFor({ timeout: 60_000 });
  await expect.poll(done, { timeout: 60_000 }).toBeGreaterThan(before);
  await report(page).getByRole('button', { name: 'Cancel: long' }).click();
  const alert = report(page).getByRole('alert');
  await alert.getByText('reading long was cancelled').waitFor();
  expect(await violations(page)).toEqual([]);
  await alert.getByRole('button', { name: 'Try again' }).click();
  await progress.waitFor({ timeout: 60_000 });
  await report(page).getByRole('button', { name: 'Cancel: long' }).click();
  await alert.waitFor();
  await page.close();
}, 120_000);

test('a file that has changed becomes another version', async () => {
  const page = await openDatasets();
  const row = (i: number) => `Frage ${i},Antwort ${i}`;
  const path = file('grows.csv', ['question,answer', row(1), row(2), row(3)].join('\n'));
  const take = async () => {
    await page.getByLabel(/^Or a path/).fill(path);
    await page.keyboard.press('Enter');
    await region(page, 'grows').waitFor({ timeout: 30_000 });
  };
  await take();
  file('grows.csv', ['question,answer', row(1), row(2), row(3), row(4)].join('\n'));
  await take();
  const versions = region(page, 'grows').getByRole('table', { name: 'Versions' });
  await expect.poll(() => versions.getByRole('row').count(), { timeout: 30_000 }).toBe(3);
  expect(await versions.getByRole('row').nth(1).textContent()).toMatch(/^v2/);
  await page.close();
});

test('renamed, removed, and brought back by undo', async () => {
  const page = await openDatasets();
  await page.getByRole('button', { name: /^harbour-lane/ }).click();
  await page.getByRole('button', { name: 'More: harbour-lane' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Workshop');
  await page.keyboard.press('Enter');
  await region(page, 'Workshop').waitFor();
  await page.getByRole('button', { name: 'More: Workshop' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByText('Workshop was removed.').waitFor();
  await region(page, 'Workshop').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: /^Workshop/ }).waitFor();
  await picture(page, 'datasets');
  expect(window.complaints).toEqual([]);
  await page.close();
});
