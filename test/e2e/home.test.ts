/** Home in a real Chromium, served by the built studio in plain Node with electron absent: self-test, what the first try takes, a lost line. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startEndToEnd } from '../support/endToEnd.ts';
import { picture, violations } from '../support/window.ts';

interface Call {
  readonly id: number;
  readonly method: string;
  readonly input?: unknown;
}

const { studio, window } = await startEndToEnd();

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

const home = () => `http://127.0.0.1:${studio.port}/`;
const selfTest = (page: Page) => page.getByRole('region', { name: 'Self-test' });
const tested = (page: Page) => selfTest(page).getByText('Will be used').waitFor({ timeout: 60_000 });
const cpu = { device: 'cpu', available: true, chosen: true, reason: 'no other device helps' };
/** Said as it is, since no table knows its reason. */
const oldAnswer = { device: 'webgpu', available: false, chosen: false, reason: 'An old answer.' };

test('the address lets the browser in; the self-test trains a real step and names one device', async () => {
  const page = await window.open();
  await tested(page);
  const card = selfTest(page);
  expect(await card.getByText('Will be used').count()).toBe(1);
  expect(await card.getByRole('heading', { level: 3 }).allTextContents()).toContain('CPU');
  expect(await card.getByText(/\d (ms|s) a step/).count()).toBeGreaterThanOrEqual(1);

  const machine = page.getByRole('region', { name: 'This machine' });
  const system = machine.getByRole('definition').last();
  expect(await system.textContent()).toBe(`${process.platform} ${process.arch}`);
  await picture(page, 'home-first');
  expect(window.complaints).toEqual([]);
  await page.close();
});

test('while it runs it says so; a failure says what to do; a retry asks to test again', async () => {
  const page = await window.context.newPage();
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
  await card.getByText('Will be used').waitFor();
  expect(await alert.count()).toBe(0);
  await page.close();
});

test('a running self-test can be cancelled, which is no failure', async () => {
  const page = await window.context.newPage();
  const { answer } = await takeOverSelfTest(page);
  await page.goto(home());
  const card = selfTest(page);
  await card.getByRole('button', { name: 'Cancel: Self-test' }).click();
  const error = { code: 'interrupted', message: 'The self-test was cancelled.', hint: '' };
  await answer({ type: 'error', error });
  await card.getByText('The test was cancelled.').waitFor();
  expect(await card.getByRole('alert').count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  await card.getByRole('button', { name: 'Test again' }).click();
  await answer({ type: 'result', output: [cpu] });
  await card.getByText('Will be used').waitFor();
  expect(await card.getByRole('button', { name: 'Cancel: Self-test' }).count()).toBe(0);
  await page.close();
});

test('the first try says how long it takes here, from the measured step, and nothing before', async () => {
  const page = await window.context.newPage();
  const { answer } = await takeOverSelfTest(page);
  await page.goto(home());
  const card = page.getByRole('region', { name: 'Try it' });
  await card.getByRole('button', { name: 'Fine-tune the starter model' }).waitFor();
  await selfTest(page).getByRole('progressbar').waitFor();
  expect(await card.getByText(/It takes about/).count()).toBe(0);
  await answer({ type: 'result', output: [{ ...cpu, stepSeconds: 0.33 }] });
  await card.getByText(/It takes about 1 min 5 s here\.$/).waitFor();
  await page.close();
});

test('a test that another tab started is shown here too', async () => {
  const watching = await window.context.newPage();
  const { answer } = await takeOverSelfTest(watching);
  await watching.goto(home());
  await selfTest(watching).getByRole('progressbar').waitFor();
  await answer({ type: 'result', output: [cpu, oldAnswer] });
  await selfTest(watching).getByText('An old answer.').waitFor();

  const asking = await window.open();
  await selfTest(asking).getByRole('button', { name: 'Test again' }).click();
  await selfTest(watching).getByText('An old answer.').waitFor({ state: 'detached', timeout: 60_000 });
  expect(await selfTest(watching).getByText('Will be used').count()).toBe(1);
  await watching.close();
  await asking.close();
});

test('a lost connection is said, and mended without a reload when the studio is there again', async () => {
  const page = await window.context.newPage();
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
  await tested(page);
  const notice = page.getByText('The connection to the studio was lost. Trying again.');

  reachable = false;
  cut();
  await notice.waitFor();
  reachable = true;
  await notice.waitFor({ state: 'detached' });
  await tested(page);
  await page.close();
});
