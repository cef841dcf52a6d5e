/**
 * The studio's pages in a real Chromium: a run of 100,000 steps that goes on, 50 events a second, and no frame over 50 ms;
 * the first paint; the size of what is loaded first.
 *
 * usage: npm run build && node bench/ui.ts [--steps 100000] [--seconds 10]
 * The run's steps are written as a training process writes them, and imported and pushed by the real services; on top of that
 * the page is sent 50 events a second of its own, which is more than services ever push for one run.
 */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { openHome } from '../src/main/services/home/home.ts';
import { openStore } from '../src/main/store/openStore.ts';
import { insertRun, updateRun } from '../src/main/store/runs.ts';
import type { Run } from '../src/shared/records/runs.ts';
import { completeRunConfig } from '../src/shared/runConfig.ts';
import { startBrowser } from '../test/support/browser.ts';
import { seedCurve, seededStep } from '../test/support/seededRuns.ts';
import { type Studio, startStudio } from '../test/support/studio.ts';
import { median } from './support/batches.ts';
import { traceMainThread } from './support/trace.ts';

const { values } = parseArgs({
  options: { steps: { type: 'string', default: '100000' }, seconds: { type: 'string', default: '10' } },
});
const [steps, seconds] = [Number(values.steps), Number(values.seconds)];
const id = 'long-run';
const perSecond = 50;
const loads = 5;

/** A home whose one run has taken so many steps and goes on, trained by this very process. @returns the run's event file */
function seedLongRun(path: string): string {
  const home = openHome(path);
  const out = join(home.runs, id);
  mkdirSync(out, { recursive: true });
  const { store } = openStore(home.database);
  const config = completeRunConfig({ model: '/models/m', data: '/data/d.csv' });
  insertRun(store, {
    ...{
      id,
      name: 'A long run',
      state: 'running',
      model: 'm',
      modelId: null,
      data: 'd',
      dataVersionId: null,
    },
    ...{ method: 'lora', rank: 16, config: JSON.stringify(config), out, createdAt: Date.now() },
    ...{ estimate: null, expectedSeconds: null, reckonedMemoryBytes: null, prompts: '[]', parentId: null },
  });
  updateRun(store, id, {
    ...{ step: steps, steps: 2 * steps, startedAt: Date.now(), partStartedAt: Date.now(), device: 'cpu' },
    ...{ heldOutLossBefore: 3.41, heldOutLoss: 2.7 },
  });
  store.transaction(() => seedCurve(store, id, 16, steps));
  store.close();
  const events = join(out, 'events.jsonl');
  appendFileSync(events, `${JSON.stringify({ at: Date.now(), type: 'process', pid: process.pid })}\n`);
  return events;
}

/** Takes steps as a training process does, until told to stop. @returns how many */
function train(events: string): () => number {
  let step = steps;
  const timer = setInterval(() => {
    step += 1;
    const line = {
      at: Date.now(),
      type: 'step',
      steps: 2 * steps,
      etaSeconds: 900,
      ...seededStep(step, 2 * steps, 16),
    };
    appendFileSync(events, `${JSON.stringify(line)}\n`);
  }, 1000 / perSecond);
  return () => {
    clearInterval(timer);
    return step - steps;
  };
}

async function newPage(browser: Browser, studio: Studio): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(studio.url);
  return page;
}

/** Passes everything on, and sends `runs.changed` besides, as often as asked. */
async function flood(page: Page): Promise<void> {
  await page.routeWebSocket(/\/api$/, (socket) => {
    const server = socket.connectToServer();
    let last: Run | undefined;
    server.onMessage((text) => {
      const { event, payload } = JSON.parse(String(text)) as { event?: string; payload?: Run };
      if (event === 'runs.changed') last = payload;
      socket.send(text);
    });
    const timer = setInterval(() => {
      if (last) socket.send(JSON.stringify({ type: 'event', event: 'runs.changed', payload: last }));
    }, 1000 / perSecond);
    timer.unref(); // the browser may go without closing it
    socket.onClose(() => clearInterval(timer));
  });
}

/** The longest pause between two frames, in milliseconds, from now until it is asked for. */
async function watchFrames(page: Page): Promise<() => Promise<{ frames: number; longest: number }>> {
  await page.evaluate(`(() => {
    const seen = (globalThis.frames_ = { frames: 0, longest: 0 });
    let before = performance.now();
    const look = (now) => {
      seen.frames += 1;
      seen.longest = Math.max(seen.longest, now - before);
      before = now;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })()`);
  return () => page.evaluate('globalThis.frames_');
}

async function firstPaint(browser: Browser, studio: Studio): Promise<number[]> {
  const page = await newPage(browser, studio);
  const state = await page.context().storageState(); // its cookie
  await page.context().close();
  const paints: number[] = [];
  for (let i = 0; i < loads; i++) {
    const context = await browser.newContext({ storageState: state, viewport: { width: 1280, height: 800 } });
    const own = await context.newPage();
    await own.goto(`http://127.0.0.1:${studio.port}/`);
    await own.getByRole('heading', { level: 1 }).waitFor();
    paints.push(
      await own.evaluate<number>(`performance.getEntriesByName('first-contentful-paint')[0].startTime`),
    );
    await context.close();
  }
  return paints;
}

function firstBundle(): { files: number; bytes: number } {
  const built = (path: string) => readFileSync(new URL(`../out/renderer/${path}`, import.meta.url));
  const page = built('index.html').toString('utf8');
  const assets = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
  return {
    files: assets.length,
    bytes: assets.reduce((sum, asset) => sum + gzipSync(built(asset)).length, 0),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'lowrank-ui-'));
const events = seedLongRun(folder);
const stop = train(events);
const studio = await startStudio({ home: folder });
const browser = await startBrowser();
try {
  const { files, bytes } = firstBundle();
  console.log(`loaded first: ${files} files, ${(bytes / 1000).toFixed(0)} kB gzipped`);
  const paints = await firstPaint(browser, studio);
  console.log(
    `first paint: ${median(paints).toFixed(0)} ms, slowest ${Math.max(...paints).toFixed(0)} ms of ${loads}`,
  );

  const page = await newPage(browser, studio);
  await flood(page);
  await page.goto(`http://127.0.0.1:${studio.port}/#/runs/${id}`);
  await page.reload();
  const chart = page.getByRole('img', { name: /^Training loss went/ });
  await chart.waitFor({ timeout: 60_000 });
  await page.waitForTimeout(2000);
  const frames = await watchFrames(page);
  let seen = { frames: 0, longest: 0 };
  const busy = await traceMainThread(page, async () => {
    await page.waitForTimeout(1000 * seconds);
    const box = await chart.boundingBox();
    if (!box) throw new Error('the chart is not drawn');
    await page.mouse.move(box.x + box.width * 0.4, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + 100, { steps: 10 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Whole run' }).click();
    await page.waitForTimeout(1000);
    // Before the browser hands over its trace, which takes it longer than any frame.
    seen = await frames();
  });
  console.log(
    `${steps.toLocaleString('en')} steps and ${perSecond} events/s for ${seconds} s, with a zoom: ${busy.tasks} tasks of the main thread, ` +
      `the longest ${busy.longest.toFixed(1)} ms (${busy.longestOnProcessor.toFixed(1)} ms on the processor), ${busy.over50} over 50 ms; ` +
      `${seen.frames} frames, the longest ${seen.longest.toFixed(1)} ms`,
  );
  const label = await chart.getAttribute('aria-label');
  console.log(`written meanwhile: ${stop()} steps; the chart says: ${label}`);
} finally {
  stop();
  await browser.close();
  await studio.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
