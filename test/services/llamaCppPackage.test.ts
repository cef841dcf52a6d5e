/** llama.cpp installed on request: pinned, whole or not at all, and never more than its own files in its own folder. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import {
  installLlamaCpp,
  llamaCppLibrary,
  llamaCppPackages,
  llamaCppState,
} from '../../src/main/services/exports/llamaCppPackage.ts';
import { untar } from '../../src/main/services/exports/untar.ts';
import { openHome } from '../../src/main/services/home/home.ts';
import { AppError } from '../../src/shared/errors.ts';
import { type TarEntry, tarball } from '../support/tar.ts';
import { failureOf, scratch } from './support.ts';

const binding = Buffer.from('the binding');
const archive = tarball([
  { path: 'package/package.json', bytes: Buffer.from('{}') },
  { path: 'package/LICENSE', bytes: Buffer.from('MIT') },
  { path: 'package/bins/linux-x64/llama-addon.node', bytes: binding },
  { path: 'package/bins/linux-x64/libllama.so', bytes: Buffer.alloc(3000, 7) },
  { path: 'package/dist/index.js', bytes: Buffer.from('export {}') },
]);
const from = {
  name: 'linux-x64',
  bytes: archive.length,
  sha512: createHash('sha512').update(archive).digest('base64'),
};

/** A registry that has this one package. */
const asked: { path: string; range: string | undefined }[] = [];
let served = archive;
let cutAfter = Number.POSITIVE_INFINITY;
const server = createServer((request, response) => {
  const { range } = request.headers;
  asked.push({ path: request.url ?? '', range });
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': served.length - start,
    'content-range': `bytes ${start}-${served.length - 1}/${served.length}`,
  });
  if (served.length - start <= cutAfter) response.end(served.subarray(start));
  else response.write(served.subarray(start, start + cutAfter), () => response.destroy());
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
beforeEach(() => {
  asked.length = 0;
  [served, cutAfter] = [archive, Number.POSITIVE_INFINITY];
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('npm_config_registry', `http://127.0.0.1:${port}/`);
  return () => vi.unstubAllEnvs();
});

const newHome = () => openHome(mkdtempSync(join(scratch, 'home-')));
const works = async () => {};

test('the pinned packages are those of the lock file, hash for hash', () => {
  const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string }>;
  };
  for (const { name, sha512 } of Object.values(llamaCppPackages))
    expect(lock.packages[`node_modules/@node-llama-cpp/${name}`]).toMatchObject({
      version: '3.21.1',
      integrity: `sha512-${sha512}`,
    });
});

test('its libraries and its licence are unpacked, nothing else of the package, and it is there from then on', async () => {
  const home = newHome();
  expect(llamaCppState(home)).toEqual({ state: 'absent', version: 'v0.4.0', downloadBytes: 10_582_760 });
  const shares: (number | null | undefined)[] = [];
  const folder = await installLlamaCpp(home, {
    ...{ from, probe: works },
    onProgress: ({ progress }) => shares.push(progress),
  });
  expect(asked).toEqual([{ path: '/@node-llama-cpp/linux-x64/-/linux-x64-3.21.1.tgz', range: undefined }]);
  expect(readdirSync(folder).sort()).toEqual(['LICENSE', 'libllama.so', 'llama-addon.node']);
  expect(readFileSync(join(folder, 'llama-addon.node'))).toEqual(binding);
  expect([llamaCppLibrary(home), llamaCppState(home).state]).toEqual([folder, 'installed']);
  expect(shares.at(-1)).toBe(1);
  expect(readdirSync(join(home.cache, 'llama.cpp'))).toEqual([]);
  await installLlamaCpp(home, { from, probe: works });
  expect(asked.length).toBe(1);
});

test('another content than the pinned one is never unpacked', async () => {
  const home = newHome();
  served = Buffer.from(archive);
  served[100] = served[100]! ^ 1;
  const error = await failureOf(() => installLlamaCpp(home, { from, probe: works }));
  expect([error.code, error.message]).toEqual(['network', expect.stringContaining('its hash is')]);
  expect(existsSync(join(home.path, 'llama.cpp'))).toBe(false);
});

test('stopped in the middle it goes on where it was', async () => {
  const home = newHome();
  const stop = new AbortController();
  cutAfter = 200;
  const broken = await failureOf(() =>
    installLlamaCpp(home, {
      ...{ from, probe: works, signal: stop.signal },
      onProgress: ({ bytesDone }) => {
        if (bytesDone === 200) stop.abort();
      },
    }),
  );
  expect(broken.code).toBe('interrupted');
  expect(llamaCppLibrary(home)).toBeUndefined();
  cutAfter = Number.POSITIVE_INFINITY;
  await installLlamaCpp(home, { from, probe: works });
  expect(asked.at(-1)?.range).toBe('bytes=200-');
  expect(llamaCppLibrary(home)).toBeDefined();
});

test('where the system cannot use it nothing is left of it', async () => {
  const home = newHome();
  const probe = async () => {
    throw new AppError('unsupported', 'GLIBC_2.99 not found');
  };
  expect((await failureOf(() => installLlamaCpp(home, { from, probe }))).message).toBe(
    'GLIBC_2.99 not found',
  );
  expect(readdirSync(join(home.path, 'llama.cpp'))).toEqual([]);
});

const file: TarEntry = { path: 'package/a', bytes: Buffer.from('a') };

test.each<[string, Buffer, string]>([
  ['a path that climbs', tarball([{ ...file, path: 'package/../../a' }]), 'leads out of its folder'],
  ['a path from the root', tarball([{ ...file, path: '/etc/passwd' }]), 'leads out of its folder'],
  ['a path of Windows', tarball([{ ...file, path: 'package\\..\\a' }]), 'leads out of its folder'],
  ['a drive', tarball([{ ...file, path: 'C:/a' }]), 'leads out of its folder'],
  ['a symbolic link', tarball([{ path: 'package/a', kind: '2' }]), 'is no plain file (type "2")'],
  ['a hard link', tarball([{ path: 'package/a', kind: '1' }]), 'is no plain file (type "1")'],
  ['a device', tarball([{ path: 'package/a', kind: '3' }]), 'is no plain file (type "3")'],
  ['the same file twice', tarball([file, file]), 'comes twice'],
  ['more than is there', tarball([{ ...file, size: 1e6 }]), 'ends early'],
  ['no end', tarball([file], false), 'it has no end'],
  ['too much', tarball([{ path: 'package/a', bytes: Buffer.alloc(200_000) }]), 'larger than'],
  ['no archive', Buffer.from('hello'), 'incorrect header check'],
])('an archive with %s is refused', (_, bytes, why) => {
  expect(() => untar(bytes, 100_000)).toThrow(why);
});

test('an archive with a header changed on the way is refused', () => {
  const raw = gunzipSync(tarball([file]));
  raw.write('b', 8);
  expect(() => untar(gzipSync(raw), 100_000)).toThrow('the sum of a header is wrong');
});
