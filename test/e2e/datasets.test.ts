/** Datasets in a real Chromium: files good and bad, how they are read, the report with its cut, the Hub, versions, removal and its undo. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { startEndToEnd } from '../support/endToEnd.ts';
import { startFakeHub } from '../support/fakeHub.ts';
import { openWindow, overflowing, picture, violations } from '../support/window.ts';

const hub = await startFakeHub();
const { browser, studio, window } = await startEndToEnd({ env: { HF_ENDPOINT: hub.url, HF_TOKEN: '' } });
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

test('columns are chosen one at a time by keyboard, and one that is not used gets a part', async () => {
  const page = await openDatasets();
  const rows = Array.from({ length: 25 }, (_, i) => `${i},topic ${i % 3},thing ${i},it is ${i}`);
  await page.locator('input[type=file]').setInputFiles(file('odd.csv', `n,t,x,y\n${rows.join('\n')}\n`));
  await region(page, 'odd').waitFor({ timeout: 30_000 });
  const columns = region(page, 'Columns');
  await columns.getByText('Columns are still to be chosen.').waitFor();
  await report(page)
    .getByText(/^Choose which columns are question and answer/)
    .waitFor();
  const pick = async (field: string, typed: string) => {
    await columns.getByRole('combobox', { name: field }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await expect.poll(() => columns.getByRole('combobox', { name: field }).textContent()).toBe(typed);
  };
  await pick('Answer', 'y');
  await columns.getByText('Columns are still to be chosen.').waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  await pick('Question', 'x');
  await columns.getByText('"x" is asked, "y" is the answer.').waitFor();
  await columns.getByText('Not used:').waitFor();
  expect(await columns.getByRole('button', { name: /^[nt]$/ }).allTextContents()).toEqual(['n', 't']);
  await columns.getByRole('button', { name: 't', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menu', { name: 'Use "t" as' }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter'); // the second of the list
  await expect.poll(() => columns.getByRole('combobox', { name: 'Context' }).textContent()).toBe('t');
  await report(page).getByText('The column "n" is not used;').waitFor({ timeout: 60_000 });
  await picture(page, 'datasets-columns');
  await page.close();
});

test('a text whose encoding cannot be told is kept, shows how it would read, and goes on once one is chosen', async () => {
  const page = await openDatasets();
  // "Где ключ?" and an answer in Windows-1251, too short to be told.
  const text = Buffer.from('question,answer\n\xc3\xe4\xe5 \xea\xeb\xfe\xf7?,x\n', 'latin1');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'keys.csv', mimeType: 'text/csv', buffer: text });
  await region(page, 'keys').waitFor({ timeout: 30_000 });
  const columns = region(page, 'Columns');
  await columns.getByRole('alert').filter({ hasText: 'It cannot be told in which encoding' }).waitFor();
  await picture(page, 'datasets-encoding');
  expect(await violations(page)).toEqual([]);
  await columns.getByRole('combobox', { name: 'Encoding' }).click();
  await page.getByRole('option', { name: 'windows-1251: "Где ключ?' }).click();
  await columns.getByText('"question" is asked, "answer" is the answer.').waitFor();
  await report(page).getByText('Где ключ?').waitFor({ timeout: 60_000 });
  await page.close();
});

test('a dataset of the Hub shows its parts first; one is taken, and the page says what stayed there', async () => {
  const turns = (count: number, from: number) =>
    Buffer.from(
      Array.from(
        { length: count },
        (_, i) => `${JSON.stringify({ question: `What is ${from + i}?`, answer: `Number ${from + i}.` })}\n`,
      ).join(''),
    );
  hub.repos.push({
    ...{ type: 'dataset', name: 'acme/chat', license: 'mit' },
    files: {
      'data/train_gen-00000-of-00001.jsonl': turns(30, 100),
      'data/train_sft-00000-of-00002.jsonl': turns(20, 0),
      'data/train_sft-00001-of-00002.jsonl': turns(20, 20),
      'data/test_gen-00000-of-00001.jsonl': turns(25, 200),
    },
  });
  const page = await openDatasets();
  const place = page.getByLabel(/^Or a path/);
  const found = region(page, 'acme/chat');
  const split = found.getByRole('combobox', { name: 'Split to train on' });
  const look = async () => {
    await place.fill(`${hub.url}/datasets/acme/chat`);
    await page.keyboard.press('Enter');
    await found.getByText('mit', { exact: true }).waitFor();
  };
  await look();
  expect(await split.textContent()).toMatch(/^train_sft · 2 files, /);
  expect(await found.getByRole('definition').allTextContents()).toEqual([
    ...['mit', expect.stringMatching(/kB$/)],
    'data/train_sft-00000-of-00002.jsonl, data/train_sft-00001-of-00002.jsonl',
    'train_gen, test_gen',
  ]);
  await picture(page, 'datasets-hub');
  expect(await violations(page)).toEqual([]);
  await found.getByRole('button', { name: 'Download' }).click();
  await region(page, 'chat').waitFor({ timeout: 30_000 });
  const facts = await region(page, 'chat').getByRole('definition').allTextContents();
  expect(facts.at(-2)).toMatch(/^train_sft · 2 files, /);
  expect(facts.at(-1)).toBe('train_gen, test_gen');
  await report(page)
    .getByText('Of the dataset on the Hub only "train_sft" was taken. Left: train_gen, test_gen.')
    .waitFor({ timeout: 60_000 });

  await look();
  await split.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('test');
  await page.keyboard.press('Enter');
  await expect.poll(() => found.getByRole('definition').last().textContent()).toBe('train_sft, train_gen');
  await found.getByRole('button', { name: 'Download' }).click();
  await page.getByRole('button', { name: /^chat test_gen/ }).click({ timeout: 30_000 });
  await region(page, 'chat test_gen').getByText('train_sft, train_gen').waitFor();
  await place.fill('acme/none');
  await page.keyboard.press('Enter');
  await region(page, 'Add data')
    .getByRole('alert')
    .filter({ hasText: 'The Hub does not give acme/none without an access token' })
    .waitFor();
  expect(window.complaints.filter((line) => !line.includes('status of 401'))).toEqual([]);
  await page.close();
});

test('in German a bad row, a file that is none and the Hub are spoken of in German, without paths and options', async () => {
  const storageState = await window.context.storageState(); // its cookie
  const own = await openWindow(browser, studio, { storageState, locale: 'de-DE' });
  const page = await own.open('/datasets');
  const add = region(page, 'Daten hinzufügen');
  await add.waitFor();
  const told = async (text: string) => {
    const alert = page.getByRole('alert').filter({ hasText: text });
    await alert.waitFor({ timeout: 60_000 });
    const said = (await alert.textContent()) ?? '';
    expect(said).not.toMatch(/--[a-z]|\/uploads\/| the /);
    expect(await overflowing(page)).toEqual([]);
    return said;
  };
  await page.locator('input[type=file]').setInputFiles(file('leer.csv', ''));
  expect(await told('leer.csv: Sie enthält keine Zeilen.')).toContain('Erwartet werden Spaltennamen');
  await page.locator('input[type=file]').setInputFiles(file('kaputt.xlsx', 'kein Zip'));
  await told('kaputt.xlsx: Die Datei kann nicht als Excel-Mappe gelesen werden.');
  await page.getByLabel(/^Oder ein Pfad/).fill('acme/none');
  await page.keyboard.press('Enter');
  await told('Der Hub gibt acme/none nicht ohne Zugangsschlüssel heraus');
  const rows = [
    '{"frage": "Wie lang?", "antwort": "Ein Meter."}',
    '{"frage": "Wie',
    '{"frage": "Wo?", "antwort": "Da."}',
  ];
  await page.locator('input[type=file]').setInputFiles(file('zeilen.jsonl', rows.join('\n')));
  await told('zeilen.jsonl, Zeile 2, Zeichen ');
  await picture(page, 'datasets-bad-de');
  expect(await violations(page)).toEqual([]);
  expect(own.complaints.filter((line) => !line.includes('status of 401'))).toEqual([]);
  await own.close();
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
    .filter({ hasText: 'prices.csv: The file is a picture.' })
    .waitFor();
  expect(await region(page, 'prices').count()).toBe(0);
  await page.getByLabel(/^Or a path/).fill('/no/such/file.csv');
  await page.keyboard.press('Enter');
  await region(page, 'Add data')
    .getByRole('alert')
    .filter({ hasText: 'file.csv: there is no such file.' })
    .waitFor();
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
  await alert.getByText('Reading long was cancelled.').waitFor();
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
