/** What the build made: main's plain-Node entry never reaches electron, and the preload is one sandboxable file. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const built = (path: string) => fileURLToPath(new URL(`../../out/${path}`, import.meta.url));
const withoutElectron = new URL('../support/withoutElectron.ts', import.meta.url).href;

/** Runs an entry as on a machine without electron; a bad option makes the web entry stop once it has loaded. */
function load(entry: string): string {
  const { stderr } = spawnSync(
    process.execPath,
    ['--import', withoutElectron, built(entry), '--no-such-option'],
    {
      encoding: 'utf8',
    },
  );
  return stderr;
}

test('the web entry loads in plain Node, where electron cannot be imported', () => {
  expect(load('main/index.js')).toContain("imports 'electron'");
  expect(load('main/web.js')).toContain("Unknown option '--no-such-option'");
});

test('the preload asks for nothing but electron', () => {
  const requires = [...readFileSync(built('preload/index.cjs'), 'utf8').matchAll(/require\((.*?)\)/g)];
  expect(requires.map((match) => match[1])).toEqual(['"electron"']);
});

test('what the page loads first stays under 500 kB gzipped', () => {
  const page = readFileSync(built('renderer/index.html'), 'utf8');
  const assets = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map((match) => match[1]!);
  const sizes = assets.map((asset) => gzipSync(readFileSync(built(`renderer/${asset}`))).length);
  expect(sizes.length).toBeGreaterThanOrEqual(1);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(500_000);
});
