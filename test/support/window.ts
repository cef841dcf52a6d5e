/** What every end-to-end test does with a page: let it into a studio, listen for complaints, ask axe, take its picture. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { Studio } from './studio.ts';

/** Pictures of the pages, to be looked at. */
const pictures = process.env.SCREENSHOTS || fileURLToPath(new URL('../../out/screenshots', import.meta.url));

/** The smallest and the usual size of the studio's window. */
export const sizes = {
  small: { width: 1024, height: 700 },
  usual: { width: 1280, height: 800 },
} as const;

export interface StudioWindow {
  readonly context: BrowserContext;
  /** Errors and warnings of the console, reports of the content security policy among them, of every page so far. */
  readonly complaints: string[];
  /** Opens a page at a route, such as `/runs`. */
  open(route?: string): Promise<Page>;
  close(): Promise<void>;
}

/** Follows the address as far as its cookie; the page it leads to need not be shown. */
async function letIn(context: BrowserContext, studio: Pick<Studio, 'url'>): Promise<void> {
  const address = studio.url;
  const page = await context.newPage();
  await page.goto(address, { waitUntil: 'commit' });
  await page.close();
  // It is used up: whoever comes next needs the new one.
  while (studio.url === address) await setTimeout(5);
}

/** A browser of its own cookies, let into the studio by its address, or by the cookie in `options.storageState`. */
export async function openWindow(
  browser: Browser,
  studio: Pick<Studio, 'url' | 'port'>,
  options: BrowserContextOptions = {},
): Promise<StudioWindow> {
  const context = await browser.newContext({
    viewport: sizes.usual,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    ...options,
  });
  // Two cores may have other tests to run at the same time.
  context.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  context.on('page', (page) => {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  if (options.storageState === undefined) await letIn(context, studio);
  return {
    context,
    complaints,
    async open(route = '/') {
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${studio.port}/#${route}`);
      return page;
    },
    close: () => context.close(),
  };
}

/**
 * What axe finds wrong with the page as it stands, a line for each element.
 * @param rules those of colour alone are enough where a page that was looked at whole has only changed its colours
 */
export async function violations(page: Page, rules: 'all' | 'colour' = 'all'): Promise<string[]> {
  if (await page.evaluate<boolean>('typeof axe === "undefined"')) await page.evaluate(axe.source);
  const options = {
    resultTypes: ['violations'], // it need not describe what is well
    ...(rules === 'colour' && { runOnly: ['color-contrast', 'link-in-text-block'] }),
  };
  return page.evaluate<string[]>(
    `axe.run(${JSON.stringify(options)}).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target, failureSummary].join(' '))))`,
  );
}

/** Texts that do not fit where they stand: wider than the window, or cut off without the whole being told elsewhere. */
export async function overflowing(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const found = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push('the document is wider than the window');
    const main = document.querySelector('main');
    if (main && main.scrollWidth > main.clientWidth) found.push('the page is wider than its place');
    for (const element of document.querySelectorAll('a, button, h1, h2, h3, p, span, label, td, th, dt, dd, [role=tab]')) {
      const { overflowX, textOverflow } = getComputedStyle(element);
      const cut = overflowX !== 'visible' && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1;
      if (!element.textContent.trim()) continue; // a switch's track and its like
      const told = element.closest('[title], [aria-label]');
      if (cut && (textOverflow !== 'ellipsis' || !told)) found.push(element.tagName + ' ' + element.textContent);
    }
    return found;
  })()`);
}

/** Puts a picture of the page, as it stands, with the others. @param name such as `home-first` */
export async function picture(page: Page, name: string): Promise<void> {
  const path = join(pictures, `${name}.png`);
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path });
}
