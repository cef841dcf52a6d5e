/** What an end-to-end test stands on: a Chromium, the built studio, and a window let into it, there for as long as its file runs. */
import { rmSync } from 'node:fs';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, onTestFinished, vi } from 'vitest';
import { startBrowser } from './browser.ts';
import { type Studio, type StudioOptions, startStudio } from './studio.ts';
import { openWindow, type StudioWindow } from './window.ts';

interface EndToEndOptions {
  /** A folder that is there already, deleted in the end; absent: an empty one. */
  readonly home?: string;
  readonly env?: StudioOptions['env'];
  readonly context?: BrowserContextOptions;
}

export interface EndToEnd {
  readonly browser: Browser;
  readonly studio: Studio;
  readonly window: StudioWindow;
}

async function open(browser: Browser, { home, env = {}, context = {} }: EndToEndOptions): Promise<EndToEnd> {
  const studio = await startStudio({ env, ...(home !== undefined && { home }) });
  return { browser, studio, window: await openWindow(browser, studio, context) };
}

/** Called once at the top of a file. */
export async function startEndToEnd(options: EndToEndOptions = {}): Promise<EndToEnd> {
  // Two processors shared with other tests may be slow; nothing here waits for nothing.
  vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
  const browser = await startBrowser();
  const opened = await open(browser, options);
  afterAll(async () => {
    await browser.close();
    await opened.studio.stop();
    if (options.home !== undefined) rmSync(options.home, { recursive: true, force: true, maxRetries: 5 });
  });
  return opened;
}

/** Another studio with a window of it, until the test that asks for it is over. */
export async function startAnother(browser: Browser, options: EndToEndOptions = {}): Promise<EndToEnd> {
  const opened = await open(browser, options);
  onTestFinished(async () => {
    await opened.window.close();
    await opened.studio.stop();
  });
  return opened;
}
