/** A history of ten thousand runs in a real Chromium: filtered, sorted, leafed through, kept in order, compared, and looked at one by one. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startAnother, startEndToEnd } from '../support/endToEnd.ts';
import { tabTo } from '../support/input.ts';
import { seededRun, seedRuns } from '../support/seededRuns.ts';
import { openWindow, overflowing, picture, sizes, violations } from '../support/window.ts';

const count = 10_000;
const steps = 2400;
const all = Array.from({ length: count }, (_, i) => seededRun(i + 1));

const { browser, studio, window } = await startEndToEnd({
  home: seedRuns({ runs: count, withCurves: 8, steps }),
});

const grid = (page: Page) => page.getByRole('grid', { name: 'Runs' });
const links = (page: Page) => grid(page).getByRole('link');
/** Names of the rows on show; the grid draws only those in sight. */
const names = async (page: Page, most = 5) => (await links(page).allTextContents()).slice(0, most);
const header = (page: Page, name: string) => grid(page).getByRole('columnheader', { name });
const search = (page: Page) => page.getByRole('searchbox');

async function openRuns(query = ''): Promise<Page> {
  const page = await window.open(`/runs${query}`);
  await links(page).first().waitFor();
  return page;
}

function sorted(key: 'heldOutLoss' | 'seconds', direction: 1 | -1): string[] {
  return all
    .filter((run) => run[key] !== null)
    .toSorted((a, b) => direction * ((a[key] ?? 0) - (b[key] ?? 0)) || b.createdAt - a.createdAt)
    .map(({ name }) => name);
}

test('the newest come first, a page at a time, and a click on a column sorts all of them', async () => {
  const page = await openRuns();
  expect(await names(page, 3)).toEqual(['Run 10000', 'Run 09999', 'Run 09998']);
  await page.getByText('1–50 of 10,000').waitFor();
  await page.getByRole('button', { name: 'Go to next page' }).click();
  await page.getByText('51–100 of 10,000').waitFor();
  await expect.poll(() => names(page, 2)).toEqual(['Run 09950', 'Run 09949']);

  await header(page, 'Held-out loss').click();
  await page.getByText('1–50 of 10,000').waitFor();
  await expect.poll(() => names(page)).toEqual(sorted('heldOutLoss', 1).slice(0, 5));
  await header(page, 'Held-out loss').click();
  await expect.poll(() => names(page)).toEqual(sorted('heldOutLoss', -1).slice(0, 5));
  await header(page, 'Time').click();
  await expect.poll(() => names(page)).toEqual(sorted('seconds', 1).slice(0, 5));
  expect(window.complaints).toEqual([]);
  await page.close();
});

test('words and states narrow it, and the address keeps what was chosen through a look at a run', async () => {
  const page = await openRuns();
  await search(page).fill('permits weekly');
  const expected = all.filter(({ data, tags }) => data === 'permits' && tags.length > 0);
  await page.getByText(`of ${expected.length.toLocaleString('en')}`).waitFor();
  await page.getByRole('combobox', { name: 'States' }).click();
  await page.getByRole('option', { name: 'Paused' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
  const paused = expected.filter(({ state }) => state === 'paused').map(({ name }) => name);
  await page.getByText(`1–50 of ${paused.length}`, { exact: true }).waitFor();
  await expect.poll(() => names(page)).toEqual(paused.toReversed().slice(0, 5));

  const last = paused.at(-1) ?? '';
  await page.getByRole('link', { name: last }).click();
  await page.getByRole('heading', { level: 1, name: last }).waitFor();
  await page.goBack();
  await expect.poll(() => names(page)).toEqual(paused.toReversed().slice(0, 5));
  expect(await search(page).inputValue()).toBe('permits weekly');

  await search(page).fill('nobody has this');
  await page.getByText('No run matches').waitFor();
  await page.getByRole('button', { name: 'Show all runs' }).click();
  await page.getByText('1–50 of 10,000').waitFor();
  await search(page).fill('good tone');
  await expect.poll(() => names(page)).toEqual(['Run 04321']);
  await page.close();
});

test('tags and notes are kept, and found again', async () => {
  const page = await openRuns('?search=04322');
  await grid(page).getByRole('button', { name: 'more' }).click();
  await page.getByRole('menuitem', { name: 'Edit name, tags and notes' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit Run 04322' });
  await dialog.getByRole('textbox', { name: 'Tags' }).fill('shipped, , shipped, tone');
  await dialog.getByRole('textbox', { name: 'Notes' }).fill('Went to the customer');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await search(page).fill('customer shipped');
  await expect.poll(() => names(page)).toEqual(['Run 04322']);
  await page.getByRole('link', { name: 'Run 04322' }).click();
  await page.getByRole('definition').getByText('Went to the customer').waitFor();
  expect(await page.getByRole('definition').getByText('shipped').count()).toBe(1);
  await page.close();
});

test('what is removed is gone from every tab, and Undo brings it back', async () => {
  const [page, other] = [await openRuns('?search=Run 0700'), await openRuns('?search=Run 0700')];
  await page.getByText('of 11').first().waitFor();
  for (const name of ['Run 07001', 'Run 07002', 'Run 07003']) {
    const box = grid(page)
      .getByRole('row', { name: new RegExp(name) })
      .getByRole('checkbox');
    await box.click();
    await expect.poll(() => box.isChecked()).toBe(true);
  }
  await page.getByRole('button', { name: 'Remove 3' }).click();
  await page.getByText('3 runs were removed.').waitFor();
  for (const tab of [page, other]) await tab.getByText('of 8').first().waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  for (const tab of [page, other]) await tab.getByText('of 11').first().waitFor();
  await page.close();
  await other.close();
});

test('by keyboard: find two, select them, compare them', async () => {
  const page = await openRuns();
  await page.keyboard.press('/');
  await expect
    .poll(() => search(page).evaluate((element) => element.ownerDocument.activeElement === element))
    .toBe(true);
  await page.keyboard.type('Run 0000');
  await page.getByText('1–10 of 10', { exact: true }).waitFor();
  await expect.poll(() => names(page, 1)).toEqual(['Run 10000']);
  await tabTo(page, grid(page).getByRole('checkbox').first());
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  // Back over the grid's own stop to the buttons before it.
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('Shift+Tab');
    if (
      await page
        .getByRole('button', { name: 'Compare 2' })
        .evaluate((b) => b === b.ownerDocument.activeElement)
    )
      break;
  }
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Compare runs' }).waitFor();
  const results = page.getByRole('table', { name: 'Results' });
  await expect.poll(() => results.getByRole('link').allTextContents()).toEqual(['Run 00009', 'Run 00008']);
  await page.close();
});

test('compared, only what differs is shown, the curves share an axis and can be saved', async () => {
  const page = await window.open('/compare?ids=seeded-00001,seeded-00002,seeded-00003');
  const differences = page.getByRole('table', { name: 'Settings that differ' });
  await differences.waitFor();
  expect(await differences.getByRole('rowheader').allTextContents()).toEqual(['model', 'rank']);
  expect(await differences.getByRole('row').nth(2).getByRole('cell').allTextContents()).toEqual([
    '16',
    '32',
    '64',
  ]);
  await page.getByText(/^Run 00002 ended lowest|^Run 0000\d ended lowest/).waitFor();

  const chart = page.getByRole('img', { name: /Run 00001: from 3.410 to/ });
  await chart.waitFor();
  await picture(page, 'compare');
  await page.getByRole('button', { name: 'Share of the run' }).click();
  await page.getByRole('button', { name: 'Training loss, smoothed' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Save as CSV/ }).click();
  const csv = readFileSync(await (await download).path(), 'utf8').split('\r\n');
  expect(csv[0]).toBe('share,Run 00001,Run 00002,Run 00003');
  expect(csv.length).toBeGreaterThan(400);
  expect(csv.at(-2)).toMatch(/^100,[\d.]+,[\d.]+,[\d.]+$/);
  await page.mouse.move(0, 0);
  await page.getByRole('tooltip').waitFor({ state: 'detached' });
  expect(await violations(page)).toEqual([]);
  await page.close();

  const few = await window.open('/compare?ids=seeded-00001');
  await few.getByText('Choose two to six runs').waitFor();
  await few.close();
});

test('the loss chart is zoomed by dragging and by keyboard, drawn logarithmically, and saved as picture and numbers', async () => {
  const page = await window.open('/runs/seeded-00001');
  const chart = page.getByRole('img', { name: /^Training loss went from/ });
  await chart.waitFor();
  await expect
    .poll(() => chart.getAttribute('aria-label'))
    .toContain(`over ${steps.toLocaleString('en')} steps`);
  // Two steps share a point, so that there are fewer points than pixels.
  await page.getByText('Mean of 2 steps, with the range').waitFor();
  const box = await chart.boundingBox();
  if (!box) throw new Error('the chart is not drawn');
  await page.mouse.move(box.x + box.width * 0.5, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 120, { steps: 5 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Whole run' }).waitFor();
  await page.getByText('Each step', { exact: true }).waitFor();
  const [from, to] = await page
    .getByRole('slider', { name: /^Steps on show/ })
    .evaluateAll((thumbs) => thumbs.map((thumb) => Number((thumb as unknown as { value: string }).value)));
  expect(from).toBeGreaterThan(0.35 * steps);
  expect(to).toBeLessThan(0.7 * steps);
  await page.getByRole('button', { name: 'Whole run' }).click();
  await page.getByText('Mean of 2 steps, with the range').waitFor();

  await page.getByRole('slider', { name: 'Steps on show 1' }).focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('PageUp');
  await page.getByRole('button', { name: 'Whole run' }).waitFor();
  await page.getByRole('button', { name: 'Whole run' }).press('Enter');

  await page.getByRole('switch', { name: 'Log axis' }).check();
  await picture(page, 'run-log-axis');
  const saved = async (name: RegExp) => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name }).first().click();
    return readFileSync(await (await download).path());
  };
  const csv = (await saved(/^Save as CSV: Run 00001 Loss/)).toString('utf8').split('\r\n');
  expect(csv[0]).toContain('step,loss,loss_min,loss_max,loss_smoothed,held_out_loss,learning_rate');
  expect(csv.at(-2)?.split(',')[0]).toBe(String(steps));
  const png = await saved(/^Save as PNG: Run 00001 Loss/);
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect(png.readUInt32BE(16)).toBeGreaterThan(1000); // as wide as on a dense screen
  await page.close();
});

test('the page of a run tells its answers, log, settings and checkpoints', async () => {
  const page = await window.open('/runs/seeded-00001');
  await page.getByText('It learned').waitFor();
  const answer = page.getByRole('article', { name: 'How often should I oil my chain?' });
  await answer.getByText('Ahoy! Oil it every two weeks. Fair winds, Harbour Lane.').waitFor();
  await page.getByRole('slider', { name: 'Answers after step' }).focus();
  await page.keyboard.press('Home');
  await answer.getByText('Oil the chain.').waitFor();
  await page.getByRole('tab', { name: 'Answers over time' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.getByRole('img', { name: 'Warning' }).waitFor();
  await page.getByRole('cell', { name: /went back to step 40/ }).waitFor();
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page
    .getByText('lowrank train --model /models/Qwen2.5-0.5B --data /data/support-answers.csv')
    .waitFor();
  const estimate = page.getByRole('table', { name: 'Estimate and what it took' });
  expect(await estimate.getByRole('row').nth(2).textContent()).toBe('Memory1.1 GB1.2 GB');
  await page.close();
  const missing = await window.open('/runs/nowhere');
  await missing.getByRole('alert').getByText('there is no run nowhere').waitFor();
  await missing.close();
});

test('axe finds nothing, and everything fits, in light and dark, both sizes and each language', {
  timeout: 180_000,
}, async () => {
  const storageState = await window.context.storageState(); // its cookie
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
    for (const [route, name, ready] of [
      ['/runs', 'runs', '[role=gridcell] a'],
      ['/runs/seeded-00001', 'run', '[role=img] canvas'],
      ['/compare?ids=seeded-00001,seeded-00002,seeded-00007', 'compare', '[role=img] canvas'],
    ] as const) {
      const page = await own.open(route);
      await page.locator(ready).first().waitFor();
      await page.mouse.move(0, 0);
      expect([route, locale, colorScheme, await violations(page), await overflowing(page)]).toEqual([
        ...[route, locale, colorScheme],
        ...[[], []],
      ]);
      await picture(page, `${name}-${colorScheme}-${size}-${locale.slice(0, 2)}`);
      if (name === 'run')
        for (const tab of await page.getByRole('tab').all()) {
          await tab.click();
          await page.getByRole('tabpanel').getByRole('table').or(page.getByRole('article')).first().waitFor();
          expect([locale, await violations(page), await overflowing(page)]).toEqual([locale, [], []]);
        }
      await page.close();
    }
    expect(own.complaints).toEqual([]);
    await own.close();
  }
});

test('without runs it says what will be here', async () => {
  const { window: own } = await startAnother(browser);
  const page = await own.open('/runs');
  await page.getByText('No runs yet').waitFor();
  await page.getByRole('main').getByRole('link', { name: 'New run' }).first().waitFor();
  expect(await violations(page)).toEqual([]);
  await picture(page, 'runs-empty');
});
