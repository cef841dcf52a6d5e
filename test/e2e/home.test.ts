/** Home in a real Chromium, served by the built studio in plain Node with electron absent. */
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser } from '../support/browser.ts';
import { type Studio, startStudio } from '../support/studio.ts';

interface Call {
  readonly id: number;
  readonly method: string;
  readonly input?: unknown;
}

let browser: Browser;
let context: BrowserContext;
let studio: Studio;

/** What the console complained about since the last page was opened; policy violations arrive there as errors. */
let complaints: string[];

beforeAll(async () => {
  browser = await startBrowser();
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  studio = await startStudio();
});

afterAll(async () => {
  await browser?.close();
  await studio?.stop();
});

async function newPage(): Promise<Page> {
  complaints = [];
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return page;
}

/** Lets the test answer self-test calls; everything else goes to the studio. Returns the calls still unanswered. */
async function takeOverSelfTest(
  page: Page,
): Promise<{ calls: Call[]; answer(answer: object): Promise<void> }> {
  const calls: Call[] = [];
  let send = (_text: string) => {};
  await page.routeWebSocket(/\/api$/, (socket) => {
    const server = socket.connectToServer();
    send = (text) => socket.send(text);
    socket.onMessage((text) => {
      const call: Call = JSON.parse(String(text));
      if (call.method === 'devices.selfTest') calls.push(call);
      else server.send(text);
    });
  });
  return {
    calls,
    async answer(answer) {
      await expect.poll(() => calls.length).toBe(1);
      send(JSON.stringify({ ...answer, id: calls.pop()!.id }));
    },
  };
}

/** What axe finds wrong with the page as it stands, a line for each element. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(
    `axe.run().then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target, failureSummary].join(' '))))`,
  );
}

const home = () => `http://127.0.0.1:${studio.port}/`;
const selfTest = (page: Page) => page.getByRole('region', { name: 'Self-test' });
const cpu = { device: 'cpu', available: true, chosen: true, reason: 'The only device here that works.' };

test('the address lets the browser in; the self-test trains a real step and names one device', async () => {
  const page = await newPage();
  await page.goto(studio.url);
  expect(page.url()).toBe(home());

  const card = selfTest(page);
  await card.getByText('Will be used').waitFor({ timeout: 60_000 });
  expect(await card.getByText('Will be used').count()).toBe(1);
  expect(await card.getByRole('heading', { level: 3 }).allTextContents()).toContain('cpu');
  expect(await card.getByText(/\d (ms|s) a step/).count()).toBeGreaterThanOrEqual(1);

  const machine = page.getByRole('region', { name: 'This machine' });
  const system = machine.getByRole('definition').last();
  expect(await system.textContent()).toBe(`${process.platform} ${process.arch}`);
  expect(complaints).toEqual([]);
  await page.close();
});

test('while it runs it says so; a failure says what to do; a retry asks to test again', async () => {
  const page = await newPage();
  const { calls, answer } = await takeOverSelfTest(page);
  await page.goto(home());
  const card = selfTest(page);
  await card.getByRole('progressbar', { name: 'Training one step on each device' }).waitFor();

  const error = { code: 'device', message: 'cpu: the runtime did not load.', hint: 'Install it again.' };
  await answer({ type: 'error', error });
  const alert = card.getByRole('alert');
  await alert.waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await alert.textContent()).toBe('cpu: the runtime did not load.Install it again.Try again');

  await alert.getByRole('button', { name: 'Try again' }).click();
  await card.getByRole('progressbar').waitFor();
  await expect.poll(() => calls[0]?.input).toEqual({ again: true });
  await answer({ type: 'result', output: [cpu] });
  await card.getByText(cpu.reason).waitFor();
  expect(await alert.count()).toBe(0);
  await page.close();
});

test('a test that another tab started is shown here too', async () => {
  const [watching, asking] = [await newPage(), await newPage()];
  const { answer } = await takeOverSelfTest(watching);
  await watching.goto(home());
  await selfTest(watching).getByRole('progressbar').waitFor();
  await answer({ type: 'result', output: [{ ...cpu, reason: 'An old answer.' }] });
  await selfTest(watching).getByText('An old answer.').waitFor();

  await asking.goto(home());
  await selfTest(asking).getByRole('button', { name: 'Test again' }).click();
  await selfTest(watching).getByText('An old answer.').waitFor({ state: 'detached', timeout: 60_000 });
  expect(await selfTest(watching).getByText('Will be used').count()).toBe(1);
  await watching.close();
  await asking.close();
});

test('light and dark follow the system, and axe finds nothing wrong with either', async () => {
  const page = await newPage();
  await page.goto(home());
  await selfTest(page).getByText('Will be used').waitFor({ timeout: 60_000 });
  const colours = () =>
    page.evaluate<string[]>(
      '(({ backgroundColor, color }) => [backgroundColor, color])(getComputedStyle(document.body))',
    );
  expect(await colours()).toEqual(['rgb(246, 247, 249)', 'rgba(0, 0, 0, 0.87)']);
  expect(await violations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await colours()).toEqual(['rgb(20, 23, 27)', 'rgb(255, 255, 255)']);
  expect(await violations(page)).toEqual([]);
  await page.close();
});

test('a lost connection is said, and mended without a reload when the studio is there again', async () => {
  const page = await newPage();
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
  await page.goto(home());
  await selfTest(page).getByText('Will be used').waitFor({ timeout: 60_000 });
  const notice = page.getByText('The connection to the studio was lost. Trying again.');

  reachable = false;
  cut();
  await notice.waitFor();
  reachable = true;
  await notice.waitFor({ state: 'detached' });
  await selfTest(page).getByText('Will be used').waitFor({ timeout: 60_000 });
  await page.close();
});
