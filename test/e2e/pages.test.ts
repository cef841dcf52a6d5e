/** The first try, and then every page, in light and dark, in both sizes, in each language: axe finds nothing, nothing overflows, nobody complains. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startEndToEnd } from '../support/endToEnd.ts';
import { openWindow, overflowing, picture, sizes, violations } from '../support/window.ts';

const pages = [
  '/',
  '/new',
  '/runs',
  '/adapters',
  '/models',
  '/datasets',
  '/playground',
  '/exports',
  '/settings',
];

/** By the browser's language, which the studio follows: a name on the rail that only this language has. */
const languages = { 'en-GB': 'Models', 'de-DE': 'Modelle', 'zh-CN': '模型' } as const;

const { browser, studio, window: first } = await startEndToEnd();
/** The address of the run that the first test makes. */
let run: string;

const address = (route: string) => `http://127.0.0.1:${studio.port}/#${route}`;

/** Within the window, as links do; it was loaded once. The page that was shown is gone then. */
async function goTo(page: Page, route: string): Promise<void> {
  const before = await page.getByRole('heading', { level: 1 }).elementHandle();
  await page.goto(address(route));
  if (route !== '/') await before?.waitForElementState('hidden');
}

/** Nothing is loading any more, and nothing moves. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  const moving = page
    .getByRole('main')
    .locator('[role=progressbar]:not([aria-valuenow], [aria-hidden=true])');
  await expect.poll(() => moving.count(), { timeout: 60_000 }).toBe(0);
  await page.waitForTimeout(100);
}

test('one click from the first start to a running fine-tune, which Home and the bar then follow to its end', async () => {
  const page = await first.open();
  let clicks = 0;
  const click = async (name: string) => {
    clicks += 1;
    await page.getByRole('button', { name }).click();
  };
  await click('Fine-tune the starter model');
  await page.waitForURL(/#\/runs\/[\w-]+$/, { timeout: 60_000 });
  expect(clicks).toBeLessThanOrEqual(3);
  run = new URL(page.url()).hash.slice(1);

  await page.goto(address('/'));
  const now = page.getByRole('region', { name: 'Now' });
  const bar = page.getByRole('contentinfo', { name: 'Status' });
  await now.getByText('Running').waitFor();
  await expect.poll(() => now.textContent(), { timeout: 60_000 }).toMatch(/step \d+ of \d+ · \d+(\.\d)? %/);
  await bar.getByRole('progressbar', { name: /^Training Tiny/ }).waitFor();
  expect(await bar.textContent()).toMatch(/\d+(\.\d)? %/);
  await picture(page, 'home-training');
  expect(await violations(page)).toEqual([]);

  const last = page.getByRole('region', { name: 'Last runs' });
  await last.getByText('Done').waitFor({ timeout: 120_000 });
  await page.getByText(/is done$/).waitFor();
  await bar.getByText('Nothing is running').waitFor();
  expect(await last.textContent()).toMatch(/Held-out loss .* \d/);
  const toTry = page.getByRole('region', { name: 'New to try' });
  await toTry.getByRole('link', { name: /^Try it: Tiny/ }).waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await picture(page, 'home-later');
  expect(await violations(page)).toEqual([]);

  await bar.getByRole('link', { name: /^Memory/ }).click();
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  expect(first.complaints).toEqual([]);
  await first.close();
}, 400_000);

// With what the first try left: a model, a dataset, a run, an adapter.
test.each(Object.entries(languages))('%s', { timeout: 600_000 }, async (locale, model) => {
  const window = await openWindow(browser, studio, { locale });
  const found: string[] = [];
  const page = await window.open();
  for (const route of [...pages, run]) {
    await goTo(page, route);
    await page.getByRole('navigation').getByText(model, { exact: true }).waitFor();
    await settled(page);
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await settled(page);
        const name = route === run ? 'run' : route.slice(1) || 'home';
        const where = `${locale}/${name}-${size}-${colorScheme}`;
        await picture(page, where);
        const problems =
          colorScheme === 'light'
            ? [...(await violations(page)), ...(await overflowing(page))]
            : await violations(page, 'colour');
        found.push(...problems.map((problem) => `${where}: ${problem}`));
      }
    }
  }
  expect(found).toEqual([]);
  expect(window.complaints).toEqual([]);
  await window.close();
});
