/** `lowrank studio` for others: says what it means, wants a password, and a real browser logs in with it. */
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lowrank, newFolder, type Started, start } from '../cli/support.ts';
import { startBrowser } from '../support/browser.ts';

const password = 'correct horse battery';
let browser: Browser;
let studio: Started;
let said = '';
beforeAll(async () => {
  browser = await startBrowser();
  const args = ['studio', '--host', '0.0.0.0', '--allow-host', 'studio.example', '--home', newFolder()];
  studio = start(args, { env: { LOWRANK_PASSWORD: password } });
  studio.child.stdout?.on('data', (text: string) => {
    said += text;
  });
  await studio.until('Open http://127.0.0.1:');
});
afterAll(async () => {
  studio.child.kill('SIGTERM');
  await studio.ended;
  await browser.close();
});

test.each([['0.0.0.0'], ['::']])(
  '%s without a password is refused before anything is opened',
  async (host) => {
    const { code, stderr, stdout } = await lowrank('studio', '--host', host);
    expect(code).toBe(1);
    expect(stderr).toContain('a studio that others can reach needs a password');
    expect(stdout).not.toContain('Open http');
  },
);

test('a short password, and a host that is none, are named', async () => {
  const short = await start(['studio', '--host', '0.0.0.0'], { env: { LOWRANK_PASSWORD: 'elf letters' } })
    .ended;
  expect(short.stderr).toContain('the password has 11 characters; expected 12 to 1000');
  const nowhere = await lowrank('studio', '--host', 'no such host');
  expect(nowhere.stderr).toContain('--host no such host: no such address or name');
});

test('it says what it means, and the password stays out of what other users of the machine see', async () => {
  const { pid } = studio.child;
  await studio.until("Everybody who knows the password can use this machine's models and files");
  await studio.until('The connection is not encrypted');
  await studio.until('SSH tunnel');
  if (process.platform === 'linux')
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(password);
});

test('a browser logs in, by keyboard, and out again; a wrong password and a stranger stay outside', async () => {
  const address = /Open (http:\/\/127\.0\.0\.1:\d+\/)/.exec(said)![1]!;
  const page = await (await browser.newContext()).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 401/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(address);
  expect(page.url()).toBe(`${address}login`);
  expect(await page.evaluate('getComputedStyle(document.querySelector("button")).backgroundColor')).toBe(
    'rgb(11, 87, 208)',
  );
  await page.keyboard.type('wrong horse battery');
  await page.keyboard.press('Enter');
  await page.getByText('That did not work. Try again.').waitFor();
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  expect(complaints).toEqual([]);

  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  await other.goto(address);
  expect(other.url()).toBe(`${address}login`);
  await stranger.close();

  // Signed out in Settings, the browser is asked again; what it kept of the cookie opens nothing.
  await page.goto(`${address}#/settings`);
  const kept = await page.context().cookies();
  const tab = await page.context().newPage();
  await tab.goto(address);
  await tab.getByRole('navigation').first().waitFor();
  await page.getByRole('region', { name: 'This browser' }).getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('Log in to Lowrank Studio').first().waitFor();
  expect(page.url()).toBe(`${address}login`);
  // Its other tabs are not left with a line that never comes up again.
  await tab.getByText('Log in to Lowrank Studio').first().waitFor();
  await tab.close();
  expect(await page.context().cookies()).toEqual([]);
  await page.context().addCookies(kept);
  await page.goto(address);
  expect(page.url()).toBe(`${address}login`);
  expect(complaints).toEqual([]);
  await page.context().close();
});
