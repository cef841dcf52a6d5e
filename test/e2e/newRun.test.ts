/** The page New run in a real Chromium: the summary follows every edit, mistakes are named and mended, and bad files say where. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { en } from '../../src/renderer/src/text/catalogues.ts';
import { textCell, workbook } from '../engine/data/workbook.ts';
import { startEndToEnd } from '../support/endToEnd.ts';
import { writeQuestions } from '../support/input.ts';
import { openWindow, overflowing, picture, sizes, violations } from '../support/window.ts';

const patient = { timeout: 90_000 };

const { browser, studio, window } = await startEndToEnd();
const files = mkdtempSync(join(tmpdir(), 'lowrank-files-'));
afterAll(() => rmSync(files, { recursive: true, force: true }));

beforeAll(async () => {
  const page = await window.open('/models');
  await page.getByRole('button', { name: en.models.get }).first().click();
  await page.getByRole('tab', { name: en.models.ways.starter }).click();
  await page.getByRole('button', { name: en.models.tinyGet }).click();
  await page.getByRole('article').first().waitFor(patient);
  await page.goto(`http://127.0.0.1:${studio.port}/#/datasets`);
  await page.locator('input[type=file]').setInputFiles(writeQuestions(files, 'sums.csv'));
  await page.getByRole('heading', { name: 'sums' }).waitFor(patient);
  await page.close();
});

/** With the model and the data there are, once its report is read. */
async function openNew(): Promise<Page> {
  const page = await window.open('/new');
  await page.getByRole('definition').getByText('sums', { exact: true }).waitFor(patient);
  await page.getByRole('heading', { name: en.data.asConversation }).waitFor(patient);
  return page;
}

async function choose(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles(path);
}

/** The summary's figure of this name. */
async function figure(page: Page, name: string): Promise<string> {
  const summary = page.getByRole('region', { name: 'Summary' });
  const facts = summary.locator('dl').nth(1);
  const names = await facts.getByRole('term').allTextContents();
  return (await facts.getByRole('definition').allTextContents())[names.indexOf(name)] ?? '';
}

test('it begins with every choice made, and says what will happen', async () => {
  const page = await openNew();
  expect(await page.getByRole('radio', { name: 'Rank 16' }).isChecked()).toBe(true);
  await page.getByText(/^Trains an adapter of rank 16 for .* on sums\. 57 rows are read 3 times/).waitFor();
  await page.getByText('3 rows are held out').waitFor();
  expect(await figure(page, 'Rows')).toBe('57 + 3 held out');
  expect(await figure(page, 'Trained')).toMatch(/^155,648 \(14 %\)$/);
  await expect.poll(() => figure(page, 'Time')).not.toBe('');
  // Questions to ask are taken from the data.
  expect(await page.getByRole('textbox', { name: en.newRun.review.prompts }).inputValue()).toBe(
    'What is 0 and 1?\nWhat is 1 and 2?\nWhat is 2 and 3?',
  );
  await page.getByRole('button', { name: 'Start', exact: true }).isEnabled();
  expect(window.complaints).toEqual([]);
  await page.close();
});

test('another rank changes what it costs everywhere, and the picture is drawn to its scale', async () => {
  const page = await openNew();
  await page.getByText('Rank 64', { exact: true }).click();
  await expect.poll(() => figure(page, 'Trained')).toBe('622,592 (40 %)');
  const drawing = () => page.getByRole('img', { name: /^The weight W of q_proj/ });
  expect(await drawing().getAttribute('aria-label')).toContain('has 16,384 numbers');
  expect(await drawing().getAttribute('aria-label')).toContain('16,384 numbers together: 1 times fewer');
  const rects = () =>
    drawing()
      .locator('rect')
      .evaluateAll((all) =>
        all.map((rect) => [Number(rect.getAttribute('width')), Number(rect.getAttribute('height'))]),
      );
  expect(await rects()).toEqual([
    [128, 128],
    [64, 128],
    [128, 64],
  ]);

  const rank = page.getByRole('textbox', { name: 'Rank', exact: true });
  await rank.fill('12');
  await rank.press('Enter');
  await expect.poll(() => figure(page, 'Trained')).toBe('116,736 (11 %)');
  expect(
    await page
      .getByRole('radio', { name: /^Rank / })
      .evaluateAll((all) => all.some((radio) => (radio as unknown as { checked: boolean }).checked)),
  ).toBe(false);
  await page.getByRole('slider', { name: 'Any other rank' }).focus();
  await page.keyboard.press('Home');
  await expect.poll(() => rank.inputValue()).toBe('1');

  await page.getByRole('combobox', { name: 'Layer' }).click();
  await page.getByRole('option', { name: /^gate_proj/ }).click();
  await page.getByRole('img', { name: /^The weight W of gate_proj/ }).waitFor();
  await page.close();
});

test('full fine-tuning stands beside LoRA with its cost, and is chosen without a contradiction', async () => {
  const page = await openNew();
  await page.getByText('Full fine-tuning', { exact: true }).click();
  await expect.poll(() => figure(page, 'Trained')).toBe('918,656 (100 %)');
  await page.getByText(/^Trains all of /).waitFor();
  expect(await page.getByRole('button', { name: 'Start', exact: true }).isEnabled()).toBe(true);
  await page.getByRole('button', { name: 'Advanced settings' }).click();
  expect(await page.getByRole('textbox', { name: 'Learning rate' }).inputValue()).toBe('0.00002');
  expect(await page.getByRole('textbox', { name: 'Alpha' }).count()).toBe(0);
  await page.getByText('Rank 8', { exact: true }).click();
  expect(await page.getByRole('textbox', { name: 'Learning rate' }).inputValue()).toBe('');
  await page.close();
});

test('a setting that will not do is named where it is and keeps the run from starting; a warning is mended by a click', async () => {
  const page = await openNew();
  await page.getByRole('button', { name: 'Advanced settings' }).click();
  const rate = page.getByRole('textbox', { name: 'Learning rate' });
  await rate.fill('fast');
  await page
    .getByRole('alert')
    .getByText(/^Learning rate: A number is needed\./)
    .waitFor();
  expect(await page.getByRole('button', { name: 'Start', exact: true }).isDisabled()).toBe(true);
  expect(await violations(page)).toEqual([]);
  await rate.fill('0,05');
  await page.getByText('A learning rate of 0.05 is high: training may run away.').waitFor();
  await page.getByRole('button', { name: /^Fix it: A learning rate/ }).click();
  await expect.poll(() => rate.inputValue()).toBe('0.0002');
  await page
    .getByText('A learning rate of 0.05 is high: training may run away.')
    .waitFor({ state: 'detached' });

  await page.getByRole('textbox', { name: 'Held-out share' }).fill('0');
  await page.getByText(/^No row is held out/).waitFor();
  await page.getByRole('textbox', { name: 'Epochs' }).fill('7');
  const json = page.getByRole('region', { name: 'Configuration', exact: true });
  await expect.poll(() => json.textContent()).toContain('"epochs": 7');
  await expect
    .poll(() => page.getByRole('region', { name: 'Command line', exact: true }).textContent())
    .toContain('--epochs 7');
  await page.close();
});

test('moving the cut changes the longest example, and says what is lost', async () => {
  const page = await openNew();
  const cut = page.getByRole('slider', { name: en.terms.maxLength.name });
  await cut.focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => cut.getAttribute('aria-valuenow')).not.toBe('512');
  const limit = await cut.getAttribute('aria-valuenow');
  await page.getByRole('button', { name: 'Advanced settings' }).click();
  expect(await page.getByRole('textbox', { name: 'Longest example' }).inputValue()).toBe(limit);
  await page.close();
});

test('axe finds nothing, and everything fits, in light and dark, both sizes and each language', {
  timeout: 120_000,
}, async () => {
  const storageState = await window.context.storageState(); // its cookie
  await (await openNew()).close();
  for (const [colorScheme, size, locale] of [
    ['light', 'usual', 'en-GB'],
    ['dark', 'small', 'de-DE'],
    ['light', 'small', 'zh-CN'],
    ['dark', 'usual', 'en-GB'],
  ] as const) {
    const own = await openWindow(browser, studio, {
      storageState,
      colorScheme,
      locale,
      viewport: sizes[size],
    });
    const page = await own.open('/new');
    await page.getByRole('slider').nth(1).waitFor(patient);
    await page.mouse.move(0, 0);
    await picture(page, `new-run-${colorScheme}-${size}-${locale.slice(0, 2)}`);
    await page.locator('button[aria-expanded=false]').last().click();
    await page.locator('fieldset').nth(3).waitFor();
    expect([locale, colorScheme, await violations(page), await overflowing(page)]).toEqual([
      ...[locale, colorScheme],
      ...[[], []],
    ]);
    await page.locator('fieldset').nth(1).scrollIntoViewIfNeeded();
    await picture(page, `new-run-advanced-${colorScheme}-${size}-${locale.slice(0, 2)}`);
    expect(own.complaints).toEqual([]);
    await own.close();
  }
});

test('a file that cannot be used says which row and why, and its other rows can be used', async () => {
  const page = await openNew();
  const bad = join(files, 'broken.jsonl');
  const rows = Array.from({ length: 40 }, (_, i) =>
    JSON.stringify({ question: `Is ${i} even?`, answer: i % 2 ? 'No, it is odd.' : 'Yes, it is even.' }),
  );
  rows[16] = '{"question": "Half a row", "answer": ';
  writeFileSync(bad, `${rows.join('\n')}\n`);
  await choose(page, bad);
  const alert = page.getByRole('alert').filter({ hasText: /17/ });
  await alert.first().waitFor(patient);
  expect(await alert.first().textContent()).toMatch(/^broken\.jsonl, line 17/);
  await page.getByText(`Data: ${en.newRun.data.unusable}`).waitFor();
  const begin = page.getByRole('button', { name: 'Start', exact: true });
  expect(await begin.isDisabled()).toBe(true);
  await picture(page, 'new-run-bad-row');
  await page.getByRole('button', { name: en.newRun.data.skipBad }).click();
  await page.getByText(/^1 row cannot be used\./).waitFor(patient);
  await expect.poll(() => begin.isEnabled()).toBe(true);
  await page.close();
});

test('a workbook shows its sheets and columns: another sheet is chosen, and a column that is not used gets a part', async () => {
  const page = await window.open('/new');
  await page.getByRole('heading', { name: en.newRun.steps.data }).waitFor(patient);
  const sheet = (name: string, header: readonly string[], row: (i: number) => readonly string[]) => ({
    name,
    rows: [header, ...Array.from({ length: 25 }, (_, i) => row(i))].map((cells, y) =>
      cells.map((text, x) => textCell(`${String.fromCharCode(65 + x)}${y + 1}`, text)).join(''),
    ),
  });
  const path = join(files, 'two.xlsx');
  const question = (kind: string, i: number) => [
    `What is ${kind} ${i}?`,
    `It is ${kind} ${i}.`,
    `topic ${i % 4}`,
  ];
  writeFileSync(
    path,
    workbook([
      sheet('Doors', ['question', 'answer', 'topic'], (i) => question('door', i)),
      sheet('Windows', ['question', 'answer', 'topic'], (i) => question('window', i)),
    ]),
  );
  await choose(page, path);
  await page.getByRole('definition').getByText('two', { exact: true }).waitFor(patient);
  await page.getByText('The sheet "Windows" is not read.').waitFor(patient);
  await page.getByText(/^The column "topic" is not used; it is filled in 100 % of the rows\.$/).waitFor();
  await page.getByRole('button', { name: /^Columns:/ }).click();
  await page.getByRole('combobox', { name: 'Sheet' }).click();
  await page.getByRole('option', { name: 'Windows' }).click();
  await page.getByText('The sheet "Doors" is not read.').waitFor(patient);
  await page.locator('mark').filter({ hasText: 'It is window 0.' }).waitFor(patient);
  await page.getByRole('button', { name: 'topic', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Use as: Context' }).click();
  await page.getByRole('region', { name: en.data.conversation }).getByText('topic 0').waitFor(patient);
  expect(await page.getByText('The column "topic" is not used').count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  await picture(page, 'new-run-sheet');
  await page.close();
});

test('a text whose encoding cannot be told opens the choice, and the run can start once one is chosen', async () => {
  const page = await window.open('/new');
  await page.getByRole('heading', { name: en.newRun.steps.data }).waitFor(patient);
  const path = join(files, 'keys.csv');
  // "Где ключ?" in Windows-1251, with an answer in letters of any encoding.
  writeFileSync(path, Buffer.from('question,answer\n\xc3\xe4\xe5 \xea\xeb\xfe\xf7?,x\n', 'latin1'));
  await choose(page, path);
  await page.getByText(`Columns: ${en.data.reasons.unread}`).waitFor(patient);
  await page.getByRole('alert').filter({ hasText: en.faults.encodingUnknown }).waitFor();
  const begin = page.getByRole('button', { name: 'Start', exact: true });
  expect(await begin.isDisabled()).toBe(true);
  expect(await violations(page)).toEqual([]);
  await picture(page, 'new-run-encoding');
  await page.getByRole('combobox', { name: 'Encoding' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('windows-1251');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: en.data.conversation }).getByText('Где ключ?').waitFor(patient);
  await expect.poll(() => begin.isEnabled()).toBe(true);
  await page.close();
});
