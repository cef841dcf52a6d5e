/** From the first start to a finished fine-tune, by mouse and by keyboard alone, with the real engine and the model that ships. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { en } from '../../src/renderer/src/text/en/index.ts';
import { startBrowser } from '../support/browser.ts';
import { Mouse, tabTo, writeQuestions } from '../support/input.ts';
import { type Studio, startStudio } from '../support/studio.ts';
import { openWindow, picture, type StudioWindow, violations } from '../support/window.ts';

/** A real fine-tune of the small model, on a machine that does other things as well. */
const whole = { timeout: 240_000 };

let browser: Browser;
let studio: Studio;
let window: StudioWindow;
let files: string;

beforeAll(async () => {
  browser = await startBrowser();
});

beforeEach(async () => {
  files = mkdtempSync(join(tmpdir(), 'lowrank-files-'));
  studio = await startStudio();
  window = await openWindow(browser, studio);
});

afterEach(async () => {
  await window?.close();
  await studio?.stop();
  rmSync(files, { recursive: true, force: true });
});

afterAll(() => browser?.close());

const start = (page: Page) => page.getByRole('button', { name: 'Start', exact: true });
const smallModel = (page: Page) => page.getByRole('radio', { name: 'The small model that ships' });

async function untilDone(page: Page): Promise<void> {
  await page.getByText(/^Done in /).waitFor({ timeout: 200_000 });
  await page.getByRole('link', { name: 'Try it' }).waitFor();
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

test('by keyboard alone, from the first start to the adapter', whole, async () => {
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
  await tabTo(page, page.getByRole('link', { name: 'Try it' }));
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Adapter' }).getByText('By hand v1').waitFor();
  expect(window.complaints).toEqual([]);
});
