/** Downloads from a Hub: whole, resumed, verified, refused; nothing lands outside its folder and nothing half-made stays. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import {
  openSafetensors,
  storedSource,
  writeSafetensors,
} from '../../src/main/engine/formats/safetensors.ts';
import { families } from '../../src/main/engine/models/registry.ts';
import { isSafePath } from '../../src/main/services/hub/downloadFiles.ts';
import { repoName } from '../../src/main/services/hub/hub.ts';
import { keepHubToken } from '../../src/main/services/hub/hubToken.ts';
import { downloadModel, lookAtModel } from '../../src/main/services/models/downloadModel.ts';
import { modelMethods } from '../../src/main/services/models/index.ts';
import type { JobProgress } from '../../src/main/services/process/jobs.ts';
import { Sentence } from '../../src/shared/sentence.ts';
import { type FakeHub, type FakeRepo, startFakeHub } from '../support/fakeHub.ts';
import { failureOf, openTestHome, scratch, tinyModel } from './support.ts';

const names = readdirSync(tinyModel);
const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(tinyModel, name))]));
const weights = files['model.safetensors']!;
const tiny: FakeRepo = {
  ...{ type: 'model', name: 'acme/tiny', license: 'apache-2.0' },
  files: { ...files, 'pytorch_model.bin': Buffer.from('pickle'), 'README.md': Buffer.from('# tiny') },
};

const indexName = 'model.safetensors.index.json';
const indexOf = (places: object) => Buffer.from(JSON.stringify({ metadata: {}, weight_map: places }));
const quantised = Buffer.from(
  JSON.stringify({
    ...JSON.parse(files['config.json']!.toString()),
    quantization_config: { quant_method: 'bitsandbytes', load_in_4bit: true },
  }),
);

let hub: FakeHub;
beforeAll(async () => {
  hub = await startFakeHub();
  vi.stubEnv('HF_ENDPOINT', hub.url);
  vi.stubEnv('HF_TOKEN', '');
});
beforeEach(() => {
  hub.repos.length = 0;
  hub.asked.length = 0;
  hub.trouble = {};
});

/** Downloads what is left of a model in the cache. */
function waiting(home: string): string[] {
  const folder = join(home, 'cache/downloads');
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
}

test('a model comes with its files, facts and licence, and not with its pickle', async () => {
  hub.repos.push(tiny);
  const { context } = openTestHome();
  const seen: JobProgress[] = [];
  const model = await downloadModel(context, `${hub.url}/acme/tiny/tree/main`, {
    onProgress: (progress) => seen.push(progress),
  });
  expect(model).toMatchObject({
    ...{
      name: 'tiny',
      source: 'hub',
      origin: 'acme/tiny',
      owned: 1,
      license: 'apache-2.0',
      parameters: 151_872,
    },
    path: join(context.home.models, 'tiny'),
  });
  expect(readdirSync(model.path).sort()).toEqual(names.toSorted());
  for (const name of names) expect(readFileSync(join(model.path, name)).equals(files[name]!)).toBe(true);
  const total = Object.values(files).reduce((sum, { length }) => sum + length, 0);
  expect(seen.at(-1)).toEqual({ stage: 'downloading', bytesDone: total, bytesTotal: total, progress: 1 });
  expect(waiting(context.home.path)).toEqual([]);

  hub.asked.length = 0;
  expect((await downloadModel(context, 'acme/tiny', {})).id).toBe(model.id);
  expect(hub.asked).toEqual([]);
});

test('weights come from the files that the index names, whatever they are called, and from no others', async () => {
  const folder = mkdtempSync(join(scratch, 'shards-'));
  const tensors = [...openSafetensors(join(tinyModel, 'model.safetensors')).values()];
  const shards = [tensors.slice(0, 9), tensors.slice(9)].map((half, i) => {
    const name = `model-0000${i + 1}-of-000002.safetensors`;
    writeSafetensors(
      join(folder, name),
      half.map((info) => storedSource(info)),
    );
    return [name, half] as const;
  });
  const places = shards.flatMap(([name, half]) => half.map((info) => [info.name, name]));
  const { 'model.safetensors': _, ...rest } = files;
  const sharded = {
    ...rest,
    [indexName]: indexOf(Object.fromEntries(places)),
    ...Object.fromEntries(shards.map(([name]) => [name, readFileSync(join(folder, name))])),
  };
  hub.repos.push({
    ...tiny,
    files: { ...sharded, 'model-00001-of-00002.safetensors': Buffer.from('older') },
  });
  const { context } = openTestHome();
  const model = await downloadModel(context, 'acme/tiny', {});
  expect(readdirSync(model.path).sort()).toEqual(Object.keys(sharded).sort());
  expect(model.parameters).toBe(151_872);

  // Beside the one file that every reader looks for first, an index decides nothing.
  hub.repos.splice(0, 1, { ...tiny, name: 'acme/both', files: { ...files, ...sharded } });
  const both = await downloadModel(context, 'acme/both', {});
  expect(readdirSync(both.path).sort()).toEqual(names.toSorted());
});

test('a line that keeps breaking is taken up where it broke', async () => {
  hub.repos.push(tiny);
  hub.trouble = { cutAfter: 2 ** 16 };
  const { context } = openTestHome();
  const { path } = await downloadModel(context, 'acme/tiny', {}, { retryAfter: 1 });
  expect(readFileSync(join(path, 'model.safetensors')).equals(weights)).toBe(true);
  const ranges = hub.asked.filter(({ path }) => path.endsWith('model.safetensors')).map(({ range }) => range);
  expect(ranges[0]).toBe(undefined);
  const starts = ranges.slice(1).map((range) => Number(/^bytes=(\d+)-$/.exec(range!)![1]));
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  // A line that breaks may lose what it had just brought, so that there can be more starts than cuts, but not fewer.
  expect(new Set(starts).size).toBeGreaterThanOrEqual(Math.ceil(weights.length / 2 ** 16) - 1);
});

test('a server without ranges is asked for the whole file again', async () => {
  hub.repos.push(tiny);
  hub.trouble = { cutAfter: 2 ** 18 };
  const { context } = openTestHome();
  const failed = downloadModel(context, 'acme/tiny', {}, { retryAfter: 20 });
  await vi.waitUntil(() => hub.asked.some(({ range }) => range !== undefined));
  hub.trouble = { noRanges: true };
  const { path } = await failed;
  expect(readFileSync(join(path, 'model.safetensors')).equals(weights)).toBe(true);
});

test('a line that brings nothing is given up, and what came before is kept for next time', async () => {
  hub.repos.push(tiny);
  hub.trouble = { cutAfter: 2 ** 16 };
  const { context } = openTestHome();
  const stop = new AbortController();
  const first = downloadModel(context, 'acme/tiny', { signal: stop.signal }, { retryAfter: 50 });
  await vi.waitUntil(() => hub.asked.some(({ range }) => range !== undefined));
  hub.trouble = { cutAfter: 0 };
  expect((await failureOf(() => first)).code).toBe('network');
  expect(readdirSync(context.home.models)).toEqual([]);
  expect(waiting(context.home.path).some((name) => name.endsWith('model.safetensors.part'))).toBe(true);
  hub.trouble = {};
  hub.asked.length = 0;
  const { path } = await downloadModel(context, 'acme/tiny', {});
  expect(readFileSync(join(path, 'model.safetensors')).equals(weights)).toBe(true);
  const fetched = hub.asked.filter(({ path }) => path.includes('/resolve/'));
  expect(fetched.map(({ path }) => path.split('/').at(-1))).toEqual(['config.json', 'model.safetensors']);
  expect(fetched[1]!.range).toMatch(/^bytes=\d+-$/);
});

test('bytes that are not the file are dropped, and not asked for again', async () => {
  hub.repos.push(tiny);
  hub.trouble = { corrupt: true };
  const { context } = openTestHome();
  const error = await failureOf(() => downloadModel(context, 'acme/tiny', {}, { retryAfter: 1 }));
  expect(error.message).toMatch(
    /^\S+ did not arrive as the Hub has it: its hash is [0-9a-f]{64}, expected [0-9a-f]{64}$/,
  );
  expect(readdirSync(context.home.models)).toEqual([]);
  const [name] = error.message.split(' ');
  expect(hub.asked.filter(({ path }) => path.endsWith(`/${name}`))).toHaveLength(1);
  expect(waiting(context.home.path).filter((each) => each.includes(name!))).toEqual([]);
});

test('a download paused while it still reads the config is paused, not refused', async () => {
  hub.repos.push(tiny);
  hub.trouble = { slow: 500 };
  const { context } = openTestHome();
  const job = await modelMethods(context)['models.download']({ name: 'acme/tiny' });
  await vi.waitUntil(() => hub.asked.some(({ path }) => path.endsWith('/config.json')));
  context.jobs.pause(job.id);
  expect(await context.jobs.finished(job.id)).toMatchObject({ state: 'paused', error: null });
});

test('a download pauses, goes on, and leaves nothing when it is cancelled', async () => {
  hub.repos.push(tiny);
  hub.trouble = { slow: 30 };
  const { context } = openTestHome();
  const methods = modelMethods(context);
  const job = await methods['models.download']({ name: 'acme/tiny' });
  const state = () => context.jobs.list().find(({ id }) => id === job.id)!;
  await vi.waitUntil(() => (state().bytesDone ?? 0) > 2 ** 17);
  context.jobs.pause(job.id);
  await context.jobs.finished(job.id);
  expect(state()).toMatchObject({ state: 'paused', canPause: true });
  const there = waiting(context.home.path).filter((name) => name.endsWith('.part'));
  expect(there).toHaveLength(1);
  const arrived = statSync(join(context.home.path, 'cache/downloads', there[0]!)).size;
  expect(arrived).toBeGreaterThan(0);

  hub.asked.length = 0;
  expect((await methods['models.download']({ name: 'acme/tiny' })).id).toBe(job.id);
  await vi.waitUntil(() => hub.asked.some(({ range }) => range === `bytes=${arrived}-`));
  context.jobs.cancel(job.id);
  await context.jobs.finished(job.id);
  expect(state().state).toBe('cancelled');
  expect(waiting(context.home.path)).toEqual([]);

  hub.trouble = {};
  context.jobs.resume(job.id);
  const again = await methods['models.download']({ name: 'acme/tiny' });
  const done = await context.jobs.finished(again.id);
  expect(done).toMatchObject({ state: 'done', kind: 'download', title: 'acme/tiny' });
  const [model] = await methods['models.list']();
  expect(model).toMatchObject({
    id: done.result,
    name: 'tiny',
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('what the Hub says is told before anything is fetched', async () => {
  hub.repos.push(tiny);
  const { context } = openTestHome();
  expect(await lookAtModel(context, 'acme/tiny')).toEqual({
    ...{ name: 'acme/tiny', revision: 'c0ffee', license: 'apache-2.0', gated: false, unsupported: null },
    ...{ architecture: 'LlamaForCausalLM' },
    bytes: Object.values(files).reduce((sum, { length }) => sum + length, 0),
  });
});

test.each<[string, Record<string, Buffer | undefined>, string]>([
  [
    'only pickle',
    { 'model.safetensors': undefined, 'pytorch_model.bin': Buffer.from('p') },
    'its weights are there only as pickle, which may run code when it is opened',
  ],
  [
    'no weights',
    { 'model.safetensors': undefined },
    'it has no weights in safetensors: neither model.safetensors nor model.safetensors.index.json',
  ],
  [
    'a shard missing',
    { 'model.safetensors': undefined, [indexName]: indexOf({ w: 'model-1-of-2.safetensors' }) },
    `its weight file model-1-of-2.safetensors, named by ${indexName}, is not there`,
  ],
  [
    'a shard elsewhere',
    { 'model.safetensors': undefined, [indexName]: indexOf({ w: '../model.safetensors' }) },
    `${indexName}: tensor w lies in "../model.safetensors", expected a .safetensors file of the same folder`,
  ],
  [
    'quantised weights',
    { 'config.json': quantised },
    'the model has 4-bit weights (bitsandbytes). Take the unquantised model tiny.',
  ],
  ['no tokenizer', { 'tokenizer.json': undefined }, 'it has no tokenizer.json'],
  ['no config', { 'config.json': undefined }, 'it has no config.json'],
  ['a config that is none', { 'config.json': Buffer.from('[1') }, 'its config.json is no JSON object'],
  ['a config of null', { 'config.json': Buffer.from('null') }, 'its config.json is no JSON object'],
  [
    'another architecture',
    { 'config.json': Buffer.from('{"model_type":"bert","architectures":["BertForMaskedLM"]}') },
    `architecture "BertForMaskedLM" is not supported. Supported architectures: ${families.map(({ architecture }) => architecture).join(', ')}.`,
  ],
])('a model with %s is refused with its reason', async (_what, changed, reason) => {
  const kept = Object.entries({ ...files, ...changed }).filter(([, bytes]) => bytes);
  const name = 'acme/tiny-unsloth-bnb-4bit';
  hub.repos.push({ ...tiny, name, files: Object.fromEntries(kept) as Record<string, Buffer> });
  const { context } = openTestHome();
  const { unsupported } = await lookAtModel(context, name);
  expect(String(unsupported && new Sentence(unsupported.pattern, unsupported.facts))).toContain(reason);
  const error = await failureOf(() => downloadModel(context, name, {}));
  expect(`${error.code}: ${error.message}`).toMatch(`unsupported: ${name} cannot be used: `);
  expect(error.message).toContain(reason);
  expect(waiting(context.home.path)).toEqual([]);
});

test('a gated model wants a token, which goes to the Hub and nowhere else', async () => {
  const other = await startFakeHub();
  hub.repos.push({ ...tiny, gated: true, token: 'hf_secret_token' });
  const { context } = openTestHome();
  expect(await lookAtModel(context, 'acme/tiny')).toMatchObject({ gated: true, unsupported: null });
  const without = await failureOf(() => downloadModel(context, 'acme/tiny', {}));
  expect(without.message).toBe(
    'the Hub does not give acme/tiny without an access token: it is gated, private, or does not exist',
  );
  expect(without.hint).toContain(`Accept the terms on ${hub.url}/acme/tiny`);
  keepHubToken(context.home, 'hf_wrong_token');
  const wrong = await failureOf(() => downloadModel(context, 'acme/tiny', {}));
  expect(wrong.message).toBe('the Hub does not give acme/tiny to the token in use (status 403)');
  expect(`${wrong.message}${wrong.hint}${JSON.stringify(wrong)}`).not.toContain('hf_wrong');
  keepHubToken(context.home, 'hf_secret_token');
  expect((await downloadModel(context, 'acme/tiny', {})).name).toBe('tiny');
  expect(other.asked).toEqual([]);
});

test('offline is said plainly, with what to do', async () => {
  const { context } = openTestHome();
  vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:1');
  const error = await failureOf(() => lookAtModel(context, 'acme/tiny'));
  vi.stubEnv('HF_ENDPOINT', 'http://no-such-host.invalid');
  const unknown = await failureOf(() => lookAtModel(context, 'acme/tiny'));
  vi.stubEnv('HF_ENDPOINT', 'ftp://mirror');
  const wrong = await failureOf(() => lookAtModel(context, 'acme/tiny'));
  vi.stubEnv('HF_ENDPOINT', hub.url);
  expect(error.code).toBe('network');
  expect(error.message).toMatch(/^127\.0\.0\.1:1 cannot be reached \(.+\)$/);
  expect(error.hint).toContain('copy it here and import it');
  expect(unknown.message).toMatch(/^no-such-host\.invalid cannot be reached \((ENOTFOUND|EAI_AGAIN)\)$/);
  expect(wrong.message).toBe('HF_ENDPOINT is "ftp://mirror", which is no web address');
});

test('a Hub that does not answer is not waited for', async () => {
  const { context } = openTestHome();
  hub.repos.push(tiny);
  hub.trouble = { status: 503 };
  expect((await failureOf(() => lookAtModel(context, 'acme/tiny'))).message).toBe(
    `${hub.url} answers with status 503`,
  );
  const stop = new AbortController();
  stop.abort();
  const stopped = await failureOf(() => downloadModel(context, 'acme/tiny', { signal: stop.signal }));
  expect(stopped.code).toBe('interrupted');
});

test('a model of the library that was removed comes back instead of being fetched again', async () => {
  hub.repos.push(tiny);
  const { context } = openTestHome();
  const methods = modelMethods(context);
  const { id } = await downloadModel(context, 'acme/tiny', {});
  await methods['models.remove']({ id });
  expect(await methods['models.list']()).toEqual([]);
  hub.asked.length = 0;
  expect((await downloadModel(context, 'acme/tiny', {})).id).toBe(id);
  expect(hub.asked).toEqual([]);
  expect(await methods['models.list']()).toHaveLength(1);
});

test('names that could leave the folder are not even considered', async () => {
  const listed = [
    '../config.json',
    'a/../../tokenizer.json',
    '/etc/model.safetensors',
    'C:\\model.safetensors',
    '.config.json',
  ];
  hub.repos.push({ ...tiny, listed });
  const { context } = openTestHome();
  const { path } = await downloadModel(context, 'acme/tiny', {});
  expect(readdirSync(path).sort()).toEqual(names.toSorted());
  expect(readdirSync(join(path, '..'))).toEqual(['tiny']);
});

test.each([
  ['../x', false],
  ['a/../b', false],
  ['/x', false],
  ['a//b', false],
  ['.hidden', false],
  ['a\\b', false],
  ['C:x', false],
  ['con', false],
  ['COM1.json', false],
  ['x.', false],
  ['x\0y', false],
  ['x\ny', false],
  ['', false],
  ['data/train-00000-of-00001.parquet', true],
  ['model.safetensors.index.json', true],
])('isSafePath(%j) is %s', (path, safe) => {
  expect(isSafePath(path)).toBe(safe);
});

test.each([
  ['acme/tiny', 'acme/tiny'],
  ['  gpt2 ', 'gpt2'],
  ['https://huggingface.co/acme/tiny', 'acme/tiny'],
  ['https://huggingface.co/acme/tiny/tree/main?x=1#y', 'acme/tiny'],
  ['huggingface.co/datasets/acme/rows', 'acme/rows'],
  ['datasets/acme/rows', 'acme/rows'],
])('repoName(%j) is %j', (given, name) => {
  expect(repoName(given)).toBe(name);
});

test.each(['', '../x', 'a/b/c', 'a b/c', 'a/..', 'https://evil/..%2f/x', '-'.repeat(200)])(
  '%j is no name on the Hub',
  async (given) => {
    expect((await failureOf(() => repoName(given))).code).toBe('bad-config');
  },
);
