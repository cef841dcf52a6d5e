/**
 * The real shell: starts the built studio in Electron and checks what only Electron can show. Run by `npm run test:electron`
 * where Electron's binary is installed; without it this fails and says so, since whoever asked wanted an answer.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { en } from '../../src/renderer/src/text/catalogues.ts';

const names: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};
const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? 'node_modules/electron/dist';
const packaged = process.env.LOWRANK_SHELL_PACKAGED;
const executablePath = packaged ?? resolve(dist, names[process.platform] ?? 'electron');
const main = resolve(process.env.LOWRANK_SHELL_MAIN ?? 'out/main/index.js');

function require(path: string, hint: string): void {
  if (existsSync(path)) return;
  console.error(`error: ${path} is missing. ${hint}`);
  process.exit(1);
}
require(executablePath, 'Install it with "node node_modules/electron/install.js", or set ELECTRON_OVERRIDE_DIST_PATH to its folder.');
if (packaged === undefined) require(main, 'Run "npm run build" first.');

const home = mkdtempSync(join(tmpdir(), 'lowrank-electron-'));
const args = [
  // Containers run tests as root, where Chromium refuses its own sandbox, and with little shared memory.
  ...(process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : []),
  // Of its own, or a studio that somebody works with would take this one for its second start.
  `--user-data-dir=${join(home, 'electron')}`,
  ...(packaged === undefined ? [main] : []),
];
const env = { ...process.env, LOWRANK_HOME: home, XDG_CONFIG_HOME: join(home, 'config') } as Record<
  string,
  string
>;
const start = () => _electron.launch({ executablePath, args, env });
/** A real fine-tune of the small model, on a machine that does other things as well. */
const training = { timeout: 240_000 };
/** Of the run that is trained here. */
let route = '';

/** The window that is there, or the next one that opens. */
const pageOf = async (app: ElectronApplication): Promise<Page> =>
  app.windows().find((page) => !page.isClosed()) ?? app.waitForEvent('window');

/** Node's URL knows no origin of a scheme that is not the web's. */
function originOf(page: Page): string {
  const { protocol, host } = new URL(page.url());
  return `${protocol}//${host}`;
}

async function poll(what: string, check: () => Promise<boolean>): Promise<void> {
  for (let left = 100; left > 0; left--) {
    if (await check()) return;
    await new Promise((resolved) => setTimeout(resolved, 200));
  }
  assert.fail(`waited in vain: ${what}`);
}

const checks: readonly (readonly [string, (app: ElectronApplication) => Promise<void>])[] = [
  [
    'the window shows Home, from its own origin, and answers come back over the bridge',
    async (app) => {
      const page = await pageOf(app);
      await page.getByRole('heading', { level: 1 }).waitFor();
      assert.equal(originOf(page), 'app://studio');
      await page.getByRole('button', { name: en.home.tryTiny }).waitFor();
    },
  ],
  [
    'the page is sandboxed and isolated, and has neither Node nor Electron',
    async (app) => {
      const page = await pageOf(app);
      const found = ['require', 'process', 'module', 'electron'].map((name) => `typeof globalThis.${name}`);
      assert.deepEqual(
        await page.evaluate(`[${found}]`),
        found.map(() => 'undefined'),
      );
      const preferences = await app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents as
          | { getLastWebPreferences?(): Record<string, unknown> }
          | undefined;
        const all = contents?.getLastWebPreferences?.() ?? {};
        return [all.sandbox, all.contextIsolation, all.nodeIntegration, all.webSecurity, all.webviewTag];
      });
      assert.deepEqual(preferences, [true, true, false, true, false]);
    },
  ],
  [
    'the strict policy holds: no inline script, no eval, nothing from elsewhere, no permission',
    async (app) => {
      const page = await pageOf(app);
      // What the debugger evaluates itself is free of the policy; what a timer calls is not.
      const outcome = await page.evaluate(`(async () => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        const evaluated = await new Promise((tell) =>
          setTimeout(() => {
            try { new Function('return 1')(); tell('ran'); } catch (error) { tell(error.name); }
          }));
        const fetched = await fetch('https://example.org/').then(() => 'came', (error) => error.name);
        return [typeof window.ran, evaluated, fetched, await Notification.requestPermission()];
      })()`);
      assert.deepEqual(outcome, ['undefined', 'EvalError', 'TypeError', 'denied']);
    },
  ],
  [
    'the page can neither leave nor open windows',
    async (app) => {
      const page = await pageOf(app);
      await page.evaluate("window.open('file:///etc/passwd'); location.href = 'https://example.org/'");
      await page.waitForTimeout(500);
      assert.equal(originOf(page), 'app://studio');
      assert.equal(app.windows().length, 1);
    },
  ],
  [
    'the menu leads to pages',
    async (app) => {
      const page = await pageOf(app);
      await app.evaluate(({ Menu }) => {
        const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? [];
        items.find(({ label }) => label === 'Models')?.click();
      });
      await page.waitForURL(/#\/models$/);
    },
  ],
  [
    'Browse opens the native dialog, and what it chose is in the field',
    async (app) => {
      const page = await pageOf(app);
      await app.evaluate(({ dialog }) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: ['/somewhere/a model'] });
      });
      await page.getByRole('button', { name: 'Get a model' }).first().click();
      await page.getByRole('tab', { name: 'Folder' }).click();
      await page.getByRole('button', { name: 'Browse' }).click();
      await poll('the path', async () => {
        const value = await page.getByRole('dialog').getByRole('textbox').inputValue();
        return value === '/somewhere/a model';
      });
      await page.getByRole('button', { name: 'Close' }).click();
    },
  ],
  [
    'a run trains in a plain Node of its own, while the machine stays awake and the task bar shows it',
    async (app) => {
      const page = await pageOf(app);
      await page.evaluate("location.hash = '/'");
      await page.getByRole('button', { name: en.home.tryTiny }).click();
      await page.waitForURL(/#\/runs\/[\w-]+$/, training);
      route = new URL(page.url()).hash.slice(1);
      // The only run there is.
      const [run = ''] = readdirSync(join(home, 'runs'));
      const events = join(home, 'runs', run, 'events.jsonl');
      await poll('a process that trains', async () => existsSync(events) && statSync(events).size > 0);
      const { pid } = JSON.parse(readFileSync(events, 'utf8').split('\n')[0] ?? '') as { pid: number };
      process.kill(pid, 0);
      const ofElectron = await app.evaluate(({ app: self }) => self.getAppMetrics().map((each) => each.pid));
      assert(!ofElectron.includes(pid), 'it is none of Electron’s own');
      await poll('a machine kept awake', () =>
        app.evaluate(({ powerSaveBlocker }) => powerSaveBlocker.isStarted(0)),
      );
    },
  ],
  [
    'with the window closed the run goes on, and the window comes back to it',
    async (app) => {
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
      await poll('a window that is gone', () =>
        app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length === 0),
      );
      const opened = app.waitForEvent('window');
      // As a click on the tray does.
      await app.evaluate(
        ({ app: self }, link) => self.emit('second-instance', {}, [link]),
        `lowrank://run${route.replace('/runs', '')}`,
      );
      const page = await opened;
      assert.equal(new URL(page.url()).hash, `#${route}`);
      await page.getByText(/^Done in /).waitFor(training);
      await poll(
        'a machine that may sleep',
        async () => !(await app.evaluate(({ powerSaveBlocker }) => powerSaveBlocker.isStarted(0))),
      );
    },
  ],
  [
    'a second start ends at once, and its link is shown by the first',
    async (app) => {
      const page = await pageOf(app);
      await page.evaluate("location.hash = '/settings'");
      const second = spawn(executablePath, [...args, `lowrank://run${route.replace('/runs', '')}`], {
        env,
        stdio: 'ignore',
      });
      const [code] = await once(second, 'exit');
      assert.equal(code, 0);
      await page.waitForURL((url) => url.hash === `#${route}`);
      assert.equal(app.windows().length, 1);
    },
  ],
  [
    'a page that crashes is asked about and comes back, at the same window',
    async (app) => {
      const message = await app.evaluate(async ({ BrowserWindow, dialog }) => {
        const [window] = BrowserWindow.getAllWindows();
        const asked = new Promise<string>((resolved) => {
          dialog.showMessageBox = async (...given: unknown[]) => {
            resolved((given.at(-1) as { message: string }).message);
            return { response: 0, checkboxChecked: false };
          };
        });
        const loaded = new Promise<void>((resolved) =>
          window?.webContents.once('did-finish-load', () => resolved()),
        );
        window?.webContents.forcefullyCrashRenderer();
        const said = await asked;
        await loaded;
        return said;
      });
      assert.equal(message, 'The page has stopped');
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
