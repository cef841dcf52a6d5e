/**
 * The real shell: starts the built studio in Electron and checks what only Electron can show. Run by `npm run test:electron`
 * where Electron's binary is installed; without it this fails and says so, since whoever asked wanted an answer.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron } from 'playwright-core';

const names: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};
const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? 'node_modules/electron/dist';
const executablePath = resolve(dist, names[process.platform] ?? 'electron');
const main = resolve('out/main/index.js');

function require(path: string, hint: string): void {
  if (existsSync(path)) return;
  console.error(`error: ${path} is missing. ${hint}`);
  process.exit(1);
}
require(executablePath, 'Install it with "node node_modules/electron/install.js", or set ELECTRON_OVERRIDE_DIST_PATH to its folder.');
require(main, 'Run "npm run build" first.');

const home = mkdtempSync(join(tmpdir(), 'lowrank-electron-'));
const start = () =>
  _electron.launch({
    executablePath,
    // Containers run tests as root, where Chromium refuses its own sandbox.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), main],
    env: { ...process.env, LOWRANK_HOME: home } as Record<string, string>,
  });

const checks: readonly (readonly [string, (app: Awaited<ReturnType<typeof start>>) => Promise<void>])[] = [
  [
    'the window shows Home, from its own origin, and answers come back over the bridge',
    async (app) => {
      const page = await app.firstWindow();
      await page.getByRole('heading', { level: 1 }).waitFor();
      assert.equal(new URL(page.url()).origin, 'app://studio');
      await page.getByText('cpu', { exact: true }).first().waitFor();
    },
  ],
  [
    'the page has neither Node nor Electron',
    async (app) => {
      const page = await app.firstWindow();
      assert.deepEqual(
        await page.evaluate(() => [
          typeof Reflect.get(globalThis, 'require'),
          typeof Reflect.get(globalThis, 'process'),
        ]),
        ['undefined', 'undefined'],
      );
    },
  ],
  [
    'the page can neither leave nor open windows',
    async (app) => {
      const page = await app.firstWindow();
      await page.evaluate("window.open('file:///etc/passwd'); location.href = 'https://example.org/'");
      await page.waitForTimeout(500);
      assert.equal(new URL(page.url()).origin, 'app://studio');
      assert.equal(app.windows().length, 1);
    },
  ],
  [
    'the menu leads to pages',
    async (app) => {
      const page = await app.firstWindow();
      await app.evaluate(({ Menu }) => {
        const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? [];
        items.find(({ label }) => label === 'Runs')?.click();
      });
      await page.waitForURL(/#\/runs$/);
    },
  ],
  [
    'the window opens where it was closed',
    async (app) => {
      await app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 50, width: 1100, height: 760 }),
      );
      await app.close();
      const again = await start();
      const bounds = await again.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
      );
      await again.close();
      assert.deepEqual([bounds?.width, bounds?.height], [1100, 760]);
    },
  ],
];

const app = await start();
let failed = 0;
try {
  for (const [what, check] of checks)
    try {
      await check(app);
      console.log(`pass  ${what}`);
    } catch (error) {
      failed++;
      console.log(`FAIL  ${what}: ${error}`);
    }
} finally {
  await app.close().catch(() => {});
  rmSync(home, { recursive: true, force: true });
}
console.log(`${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
