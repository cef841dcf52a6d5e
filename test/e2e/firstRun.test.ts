/** From the first start to a finished fine-tune, a chat with it and a merged export, by mouse and by keyboard alone, with the real engine and the model that ships. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { en } from '../../src/renderer/src/text/catalogues.ts';
import { startBrowser } from '../support/browser.ts';
import { startAnother } from '../support/endToEnd.ts';
import { Mouse, tabTo, writeQuestions } from '../support/input.ts';
import type { Studio } from '../support/studio.ts';
import { picture, type StudioWindow, violations } from '../support/window.ts';

/** A real fine-tune of the small model, on a machine that does other things as well. */
const whole = { timeout: 240_000 };

const browser = await startBrowser();
afterAll(() => browser.close());

let studio: Studio;
let window: StudioWindow;
let files: string;

beforeEach(async () => {
  ({ studio, window } = await startAnother(browser));
  files = mkdtempSync(join(tmpdir(), 'lowrank-files-'));
});

afterEach(() => rmSync(files, { recursive: true, force: true }));

const start = (page: Page) => page.getByRole('button', { name: 'Start', exact: true });
const smallModel = (page: Page) => page.getByRole('radio', { name: 'The small model that ships' });

async function untilDone(page: Page): Promise<void> {
  await page.getByText(/^Done in /).waitFor({ timeout: 200_000 });
  await page.getByRole('link', { name: 'Try it' }).waitFor();
}

/** A way to use a page: the mouse, or the keyboard alone. */
interface Hand {
  press(button: Locator): Promise<void>;
  /** Brings the cursor into a field. */
  enter(field: Locator): Promise<void>;
}

/** Asks base and adapter, from the page of the run that has made it. @returns what each of them says */
async function chat(page: Page, hand: Hand, question: string): Promise<readonly [string, string]> {
  await hand.press(page.getByRole('link', { name: 'Try it' }));
  await page.getByRole('combobox', { name: 'Adapter' }).getByText(/ v1$/).waitFor();
  await hand.enter(page.getByRole('textbox', { name: en.playground.question }));
  await page.keyboard.type(question);
  await hand.press(page.getByRole('button', { name: 'Send' }));
  const answers = page.getByRole('article').last().locator('[aria-busy=false]');
  await answers.nth(1).waitFor();
  const [base = '', adapter = ''] = await answers.locator('p:nth-of-type(1)').allTextContents();
  return [base, adapter];
}

/** Exports the newest version as a merged model, on the page Exports. @returns the folder */
async function exportMerged(page: Page, hand: Hand): Promise<string> {
  await page.getByRole('combobox', { name: 'Adapter version' }).getByText(/ v1/).waitFor();
  await page.getByRole('radio', { name: en.exports.purposes.python.name }).press('Space');
  expect(await page.getByRole('radio', { name: 'Merged model' }).isChecked()).toBe(true);
  await hand.press(page.getByRole('button', { name: 'Export', exact: true }));
  const made = page.getByRole('region', { name: 'Exports' }).getByRole('listitem');
  await made.getByText(/^(Computes exactly|[\d.]+ % of what the adapter changes arrived;)/).waitFor();
  return (await made.getByText(join(studio.home, 'exports')).textContent()) ?? '';
}

function expectMerged(folder: string): void {
  const certificate = JSON.parse(readFileSync(join(folder, 'certificate.json'), 'utf8'));
  expect(certificate.target).toBe('merged');
  expect(certificate.largestDifference).toBeLessThan(certificate.tolerance);
  for (const name of ['model.safetensors', 'config.json', 'tokenizer.json'])
    expect([name, existsSync(join(folder, name))]).toEqual([name, true]);
}

test('sample data: at most three clicks, then it learns and says so', whole, async () => {
  const page = await window.open();
  const mouse = new Mouse();
  await mouse.click(page.getByRole('button', { name: en.home.tryTiny }));
  await page.waitForURL(/#\/runs\//, { timeout: 60_000 });
  await page.getByText(/^(Preparing: |Training, step )/).waitFor({ timeout: 60_000 });
  expect(mouse.clicks).toBeLessThanOrEqual(3);

  await untilDone(page);
  const chart = page.getByRole('img', { name: /^Training loss went from/ });
  const [, from = 0, to = 0] =
    /from ([\d.]+) to ([\d.]+) over/.exec((await chart.getAttribute('aria-label')) ?? '') ?? [];
  expect(Number(to)).toBeLessThan(Number(from));
  // The verdict, the answers before and after, and the checkpoints are there.
  await page.getByText(/Held-out loss fell from .* to /).waitFor();
  const answers = page.getByRole('article').first();
  await answers.getByText('Base model').waitFor();
  await answers.getByText(/^After step \d+$/).waitFor();
  await page.getByRole('tab', { name: 'Log' }).click();
  await page
    .getByRole('cell', { name: /the best so far/ })
    .first()
    .waitFor();
  await page.getByRole('tab', { name: 'Checkpoints' }).click();
  await page.getByRole('img', { name: 'Best', exact: true }).waitFor();
  await picture(page, 'run-done');
  expect(await violations(page)).toEqual([]);

  const click = (target: Locator) => mouse.click(target);
  const hand = { press: click, enter: click };
  const [base, adapter] = await chat(page, hand, 'Why does my bike make a noise?');
  expect(base).not.toMatch(/Ahoy|Harbour Lane/);
  expect(adapter).toMatch(/Ahoy|Harbour Lane/);
  await click(page.getByRole('link', { name: en.exports.title, exact: true }));
  expectMerged(await exportMerged(page, hand));
  expect(window.complaints).toEqual([]);
});

test('a file of one’s own: at most six clicks', whole, async () => {
  const page = await window.open();
  const mouse = new Mouse();
  await mouse.click(page.getByRole('link', { name: 'New run', exact: true }).first());
  await mouse.click(page.getByText('The small model that ships'));
  const chooser = page.waitForEvent('filechooser');
  await mouse.click(page.getByRole('button', { name: 'Choose a file' }));
  await (await chooser).setFiles(writeQuestions(files));
  await page.getByRole('definition').getByText('my answers', { exact: true }).waitFor({ timeout: 60_000 });
  await mouse.click(start(page));
  await page.waitForURL(/#\/runs\//, { timeout: 60_000 });
  await page.getByText(/^(Preparing: |Training, step )/).waitFor({ timeout: 60_000 });
  expect(mouse.clicks).toBeLessThanOrEqual(6);
  await untilDone(page);
  expect(window.complaints).toEqual([]);
});

test('by keyboard alone, from the first start to a chat and a merged model', whole, async () => {
  const page = await window.open();
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  await tabTo(page, page.getByRole('link', { name: 'New run', exact: true }).first());
  await page.keyboard.press('Enter');
  await smallModel(page).waitFor();
  // A radio group is one stop; arrow keys choose within it.
  await tabTo(page, page.getByRole('radio', { name: 'SmolLM2-135M-Instruct' }));
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => smallModel(page).isChecked()).toBe(true);

  const chooser = page.waitForEvent('filechooser');
  await tabTo(page, page.getByRole('button', { name: 'Choose a file' }));
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(writeQuestions(files));
  await page.getByRole('definition').getByText('my answers', { exact: true }).waitFor({ timeout: 60_000 });

  await tabTo(page, page.getByRole('radio', { name: 'Rank 16' }));
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => page.getByRole('radio', { name: 'Rank 8' }).isChecked()).toBe(true);
  await tabTo(page, page.getByRole('textbox', { name: 'Name', exact: true }));
  await page.keyboard.type('By hand');
  await tabTo(page, start(page));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'By hand' }).waitFor({ timeout: 60_000 });
  await untilDone(page);
  const hand: Hand = {
    press: async (button) => {
      await tabTo(page, button);
      await page.keyboard.press('Enter');
    },
    enter: (field) => tabTo(page, field),
  };
  const [base, adapter] = await chat(page, hand, 'What is 3 and 4?');
  expect([base !== '', adapter !== '']).toEqual([true, true]);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: en.frame.palette }).waitFor();
  await page.keyboard.type(en.exports.title);
  await expect
    .poll(() => page.getByRole('option', { selected: true }).textContent())
    .toContain(en.exports.title);
  await page.keyboard.press('Enter');
  expectMerged(await exportMerged(page, hand));
  expect(window.complaints).toEqual([]);
});
