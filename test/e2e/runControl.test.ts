/** A run under way, really trained: paused, continued, stopped, cancelled, seen from two tabs, through reloads and a lost line. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { en } from '../../src/renderer/src/text/catalogues.ts';
import { startEndToEnd } from '../support/endToEnd.ts';
import { writeQuestions } from '../support/input.ts';

const whole = { timeout: 240_000 };
const patient = { timeout: 90_000 };

const { studio, window } = await startEndToEnd();
const files = mkdtempSync(join(tmpdir(), 'lowrank-files-'));
afterAll(() => rmSync(files, { recursive: true, force: true }));
const data = writeQuestions(files, 'sums.csv', 400);

beforeAll(async () => {
  const page = await window.open('/models');
  await page.getByRole('button', { name: en.models.get }).first().click();
  await page.getByRole('tab', { name: en.models.ways.starter }).click();
  await page.getByRole('button', { name: en.models.tinyGet }).click();
  await page.getByRole('article').first().waitFor(patient);
  await page.goto(`http://127.0.0.1:${studio.port}/#/datasets`);
  await page.locator('input[type=file]').setInputFiles(data);
  await page.getByRole('heading', { name: 'sums' }).waitFor(patient);
  await page.close();
});

/** Starts a run of so many steps, small ones, and waits until it trains. */
async function startRun(name: string, steps: number): Promise<Page> {
  const page = await window.open('/new');
  await page.getByRole('definition').getByText('sums', { exact: true }).waitFor(patient);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('button', { name: 'Advanced settings' }).click();
  await page.getByRole('textbox', { name: 'Steps at most' }).fill(String(steps));
  await page.getByRole('textbox', { name: 'Batch tokens' }).fill('256');
  await expect
    .poll(() => page.getByRole('region', { name: 'Configuration', exact: true }).textContent())
    .toContain(`"steps": ${steps}`);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor(patient);
  await page.getByText(/^Training, step \d/).waitFor(patient);
  return page;
}

async function stepOf(page: Page): Promise<number> {
  const text = await page
    .getByText(/(^Training, step|after step) [\d,]+/)
    .first()
    .textContent();
  return Number(/step ([\d,]+)/.exec(text ?? '')?.[1]?.replace(',', ''));
}

/** Steps the loss chart shows. */
async function shownSteps(page: Page): Promise<number> {
  const label = await page.getByRole('img', { name: /^Training loss went/ }).getAttribute('aria-label');
  return Number(/over ([\d,]+) steps/.exec(label ?? '')?.[1]?.replace(',', ''));
}

test('it goes on through a reload and a lost line, and its curve has every step', whole, async () => {
  const page = await startRun('Through thick and thin', 400);
  let cut = () => {};
  let reachable = true;
  await page.routeWebSocket(/\/api$/, (socket) => {
    if (!reachable) return socket.close();
    const server = socket.connectToServer();
    cut = () => {
      void server.close();
      void socket.close();
    };
  });
  await page.reload();
  await page.getByText(/^Training, step \d/).waitFor(patient);
  const before = await stepOf(page);
  await expect.poll(() => stepOf(page), patient).toBeGreaterThan(before + 5);

  reachable = false;
  cut();
  await page.getByText(en.frame.disconnected).waitFor();
  const then = await stepOf(page);
  reachable = true;
  await page.getByText(en.frame.disconnected).waitFor({ state: 'detached', ...patient });
  await expect.poll(() => stepOf(page), patient).toBeGreaterThan(then + 5);
  await page.getByRole('button', { name: 'Stop and keep the best' }).click();
  await page.getByText(/^Done in /).waitFor(patient);
  // Nothing was lost on the way: the table of numbers is that of the whole curve.
  await page.getByRole('button', { name: 'Show as a table: Gradient norm' }).click();
  const first = page.getByRole('region', { name: 'Show as a table: Gradient norm' }).getByRole('row').nth(1);
  expect(await first.getByRole('cell').first().textContent()).toBe('1');
  await page.close();
});

test('paused and continued, it goes on from where it was', whole, async () => {
  const page = await startRun('With a break', 120);
  await expect.poll(() => stepOf(page), patient).toBeGreaterThan(10);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText(/^Paused after step \d/).waitFor(patient);
  const at = await stepOf(page);
  expect(at).toBeGreaterThan(9);
  expect(at).toBeLessThan(120);
  await expect.poll(() => shownSteps(page), patient).toBe(at);

  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByText(/^Done in /).waitFor({ timeout: 180_000 });
  await page.getByRole('tab', { name: 'Log' }).click();
  await page.getByRole('cell', { name: `Goes on after step ${at}.` }).waitFor();
  await expect.poll(() => shownSteps(page), patient).toBe(120);
  await page.close();
});

test(
  'two tabs show the same; cancelled in one, it ends in both and leaves only its history',
  whole,
  async () => {
    const page = await startRun('Seen twice', 400);
    const other = await window.context.newPage();
    await other.goto(page.url());
    await other.getByText(/^Training, step \d/).waitFor(patient);
    await expect
      .poll(async () => Math.abs((await stepOf(page)) - (await stepOf(other))), patient)
      .toBeLessThan(5);

    await page.getByRole('button', { name: 'Cancel' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this run?' });
    await dialog.getByRole('button', { name: 'Let it go on' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await dialog.getByRole('button', { name: 'Cancel the run' }).click();
    for (const tab of [page, other]) {
      await tab.getByText(/^Cancelled after step \d/).waitFor(patient);
      await tab.getByRole('link', { name: 'Run again with changes' }).waitFor();
      expect(await tab.getByRole('link', { name: 'Try it' }).count()).toBe(0);
    }
    await other.close();
    await page.close();
  },
);

test(
  'two wait in line: the second starts when the first has ended, and can be taken out again',
  whole,
  async () => {
    const first = await startRun('First in line', 400);
    const second = await window.open('/new');
    await second.getByText(/^First in line is running\./).waitFor(patient);
    await second.getByRole('definition').getByText('sums', { exact: true }).waitFor(patient);
    await second.getByRole('textbox', { name: 'Name', exact: true }).fill('Second in line');
    await second.getByRole('button', { name: 'Add to queue' }).click();
    await second.getByText('Waiting in the queue, place 1').waitFor(patient);
    await second.getByRole('button', { name: 'Pause' }).click();
    await second.getByText('Paused after step 0').waitFor(patient);
    await second.getByRole('button', { name: 'Continue', exact: true }).click();
    await second.getByText('Waiting in the queue, place 1').waitFor(patient);

    await first.getByRole('button', { name: 'Stop and keep the best' }).click();
    await first.getByText(/^Done in /).waitFor(patient);
    await second.getByText(/^Training, step \d/).waitFor(patient);
    await second.getByRole('button', { name: 'Cancel' }).click();
    await second.getByRole('button', { name: 'Cancel the run' }).click();
    await second.getByText(/^Cancelled after/).waitFor(patient);
    await first.close();
    await second.close();
  },
);

test('run again with changes brings its settings, and says where they came from', whole, async () => {
  const page = await window.open('/runs?search=With a break');
  await page.getByRole('link', { name: 'With a break' }).click();
  await page.getByRole('link', { name: 'Run again with changes' }).click();
  await page.getByText('The settings of "With a break" to begin with.').waitFor(patient);
  await page.getByRole('button', { name: 'Advanced settings' }).click();
  expect(await page.getByRole('textbox', { name: 'Steps at most' }).inputValue()).toBe('120');
  await page.getByRole('textbox', { name: 'Steps at most' }).fill('20');
  await page.getByText('Rank 8', { exact: true }).click();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByText(/^Done in /).waitFor({ timeout: 120_000 });
  await page.getByRole('tab', { name: 'Settings' }).click();
  const row = (name: string) =>
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  expect(await row('batchTokens').textContent()).toBe('batchTokens256taken over from With a break');
  expect(await row('steps').textContent()).toBe('steps20chosen');
  expect(await row('alpha').textContent()).toBe('alpha16default');
  await page.getByRole('link', { name: 'Show the run it came from' }).click();
  await page.getByRole('heading', { level: 1, name: 'With a break' }).waitFor();
  await page.close();
});

test(
  'trained further, it becomes the next version of the adapter its repetition is a version of',
  whole,
  async () => {
    const page = await window.open('/runs?search=With a break');
    await page.getByRole('link', { name: 'With a break', exact: true }).click();
    await page.getByRole('link', { name: 'Train further' }).click();
    await page.getByText(/^Goes on from the adapter of "With a break"/).waitFor(patient);
    expect(await page.getByRole('radio', { name: 'Rank 16' }).isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Once more');
    await page.getByRole('button', { name: 'Advanced settings' }).click();
    await page.getByRole('textbox', { name: 'Steps at most' }).fill('12');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByText(/^Done in /).waitFor({ timeout: 120_000 });
    await page.getByRole('link', { name: 'Try it' }).click();
    await page.getByRole('combobox', { name: 'Adapter' }).getByText('With a break v3').waitFor();
    await page.close();
  },
);

test('nothing of all that was complained about in the console', () => {
  // A line that is cut on purpose is an error to the browser.
  expect(window.complaints.filter((text) => !/WebSocket/.test(text))).toEqual([]);
});
