/** Every page, in light and dark, in both sizes, in each language: axe finds nothing, nothing overflows, nobody complains. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
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
let run: string;

/** The home as it looks once the first try is done: a model, a dataset, a run, an adapter. */
beforeAll(async () => {
  const page = await first.open();
  await page.getByRole('button', { name: 'Fine-tune the starter model' }).click();
  await page.waitForURL(/#\/runs\/[\w-]+$/, { timeout: 120_000 });
  run = new URL(page.url()).hash.slice(1);
  await page.goto(`http://127.0.0.1:${studio.port}/#/`);
  await page.getByRole('region', { name: 'Last runs' }).getByText('Done').waitFor({ timeout: 180_000 });
  await first.close();
}, 400_000);

/** Nothing is loading any more, and nothing moves. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  const moving = page
    .getByRole('main')
    .locator('[role=progressbar]:not([aria-valuenow], [aria-hidden=true])');
  await expect.poll(() => moving.count(), { timeout: 60_000 }).toBe(0);
  await page.waitForTimeout(100);
}

test.each(Object.entries(languages))('%s', { timeout: 600_000 }, async (locale, model) => {
  const window = await openWindow(browser, studio, { locale });
  const found: string[] = [];
  for (const route of [...pages, run]) {
    const page = await window.open(route);
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
    await page.close();
  }
  expect(found).toEqual([]);
  expect(window.complaints).toEqual([]);
  await window.close();
});
