/** Datasets of the Hub: what they consist of, which part is fetched, and what is said of the parts that are left. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { datasetMethods, purgeDatasets } from '../../src/main/services/datasets/index.ts';
import { dataOptionsSchema } from '../../src/shared/records/datasets.ts';
import { type FakeHub, startFakeHub } from '../support/fakeHub.ts';
import { addModel, failureOf, openTestHome } from './support.ts';

const rows = (count: number, from = 0) =>
  Array.from(
    { length: count },
    (_, i) =>
      `${JSON.stringify({ question: `What is ${from + i}?`, answer: `It is the number ${from + i}.` })}\n`,
  ).join('');
const options = dataOptionsSchema.parse({});

function open() {
  const { context } = openTestHome();
  return { context, methods: datasetMethods(context) };
}

let hub: FakeHub;
beforeAll(async () => {
  hub = await startFakeHub();
  vi.stubEnv('HF_ENDPOINT', hub.url);
  vi.stubEnv('HF_TOKEN', '');
});
beforeEach(() => {
  hub.repos.length = 0;
  hub.trouble = {};
});
afterAll(() => vi.unstubAllEnvs());

test('a dataset of the Hub: the training split, in one folder', async () => {
  const { context, methods } = open();
  hub.repos.push({
    ...{ type: 'dataset', name: 'acme/rows' },
    files: {
      'README.md': Buffer.from('# rows'),
      'dataset_infos.json': Buffer.from('{}'),
      'data/train-00001-of-00002.jsonl': Buffer.from(rows(3, 10)),
      'data/train-00000-of-00002.jsonl': Buffer.from(rows(2)),
      'data/test-00000-of-00001.jsonl': Buffer.from(rows(9, 50)),
    },
  });
  const job = await methods['datasets.download']({ name: `${hub.url}/datasets/acme/rows` });
  const { result, title } = await context.jobs.finished(job.id);
  const [dataset] = await methods['datasets.list']();
  expect(dataset).toMatchObject({ id: result, name: 'rows', source: 'hub', origin: 'acme/rows' });
  expect(title).toBe('acme/rows');
  expect(readdirSync(dataset!.path, { recursive: true }).map(String).sort()).toEqual([
    'data',
    'data/train-00000-of-00002.jsonl',
    'data/train-00001-of-00002.jsonl',
  ]);
  await methods['datasets.remove']({ id: dataset!.id });
  purgeDatasets(context, Date.now() + 1);
  expect(readdirSync(context.home.datasets)).toEqual([]);
});

const chat = {
  ...{ type: 'dataset' as const, name: 'acme/chat', license: 'mit' },
  configs: [
    {
      config_name: 'default',
      data_files: ['train_gen', 'train_sft', 'test_gen'].map((split) => ({ split, path: `data/${split}-*` })),
    },
  ],
  files: {
    'data/train_gen-00000-of-00001.jsonl': Buffer.from(rows(4, 100)),
    'data/train_sft-00000-of-00003.jsonl': Buffer.from(rows(5)),
    'data/train_sft-00001-of-00003.jsonl': Buffer.from(rows(5, 5)),
    'data/train_sft-00002-of-00003.jsonl': Buffer.from(rows(5, 10)),
    'data/test_gen-00000-of-00001.jsonl': Buffer.from(rows(3, 200)),
  },
};

test('what a dataset of the Hub consists of is told before anything is fetched', async () => {
  const { methods } = open();
  hub.repos.push(chat);
  hub.asked.length = 0;
  const bytes = (...texts: string[]) => texts.reduce((sum, { length }) => sum + length, 0);
  expect(await methods['datasets.look']({ name: `${hub.url}/datasets/acme/chat` })).toEqual({
    ...{ name: 'acme/chat', revision: 'c0ffee', license: 'mit', gated: false },
    parts: [
      {
        ...{ config: 'default', split: 'train_sft', files: 3 },
        bytes: bytes(rows(5), rows(5, 5), rows(5, 10)),
        paths: [0, 1, 2].map((shard) => `data/train_sft-0000${shard}-of-00003.jsonl`),
      },
      {
        ...{ config: 'default', split: 'train_gen', files: 1, bytes: bytes(rows(4, 100)) },
        paths: ['data/train_gen-00000-of-00001.jsonl'],
      },
      {
        ...{ config: 'default', split: 'test_gen', files: 1, bytes: bytes(rows(3, 200)) },
        paths: ['data/test_gen-00000-of-00001.jsonl'],
      },
    ],
  });
  expect(hub.asked.filter(({ path }) => path.includes('/resolve/'))).toEqual([]);
});

test('of a dataset of the Hub the record and the report say what was taken and what was left', async () => {
  const { context, methods } = open();
  hub.repos.push(chat);
  const job = await methods['datasets.download']({ name: 'acme/chat' });
  await context.jobs.finished(job.id);
  const taken = {
    ...{ config: 'default', split: 'train_sft', files: 3 },
    left: [
      { config: 'default', split: 'train_gen' },
      { config: 'default', split: 'test_gen' },
    ],
  };
  const [dataset] = await methods['datasets.list']();
  expect(dataset).toMatchObject({ name: 'chat', versions: [{ mapping: { hub: taken } }] });
  const id = dataset!.id;
  const modelId = addModel(context);
  const report = await methods['datasets.report']({ id, modelId, options, rank: null });
  expect(report.dataset).toMatchObject({ rows: 15, mapping: { hub: taken } });
  expect(
    (await methods['datasets.report']({ id, modelId, options, rank: null })).dataset.mapping.hub,
  ).toEqual(taken);
  // It outlives a choice of columns.
  const map = { prompt: 'question', answer: 'answer' };
  expect((await methods['datasets.map']({ id, map })).versions[0]!.mapping.hub).toEqual(taken);
});

test('another split of a dataset of the Hub is another dataset, named for it, and its download another one', async () => {
  const { context, methods } = open();
  hub.repos.push(chat);
  hub.trouble = { slow: 100 };
  const usual = await methods['datasets.download']({ name: 'acme/chat' });
  const other = await methods['datasets.download']({ name: 'acme/chat', split: 'test_gen' });
  expect([usual.title, other.title]).toEqual(['acme/chat', 'acme/chat · test_gen']);
  expect((await methods['datasets.download']({ name: 'acme/chat', split: 'test_gen' })).id).toBe(other.id);
  await context.jobs.finished(other.id);
  context.jobs.pause(usual.id);
  await context.jobs.finished(usual.id);
  hub.trouble = {};
  context.jobs.resume(usual.id);
  await context.jobs.finished(usual.id);
  const found = await methods['datasets.list']();
  expect(found.map(({ name }) => name).toSorted()).toEqual(['chat', 'chat test_gen']);
  const path = (name: string) => found.find((each) => each.name === name)!.path;
  expect(readFileSync(path('chat test_gen'), 'utf8')).toBe(rows(3, 200));
  expect(readdirSync(join(path('chat'), 'data'))).toHaveLength(3);
  expect(readdirSync(join(context.home.cache, 'downloads'))).toEqual([]);
  const wrong = await methods['datasets.download']({ name: 'acme/chat', config: 'de' });
  expect((await failureOf(() => context.jobs.finished(wrong.id))).message).toBe(
    'acme/chat has no configuration "de"',
  );
});

test('a dataset of the Hub in a form of its own comes as the tables the Hub has made of it', async () => {
  const { context, methods } = open();
  hub.repos.push({
    ...{ type: 'dataset', name: 'acme/scripted' },
    files: { 'scripted.py': Buffer.from('print()') },
    branches: { 'refs/convert/parquet': { 'default/train/0000.jsonl': Buffer.from(rows(3)) } },
  });
  const { id } = await methods['datasets.download']({ name: 'acme/scripted' });
  await context.jobs.finished(id);
  const [dataset] = await methods['datasets.list']();
  expect(dataset!.path).toBe(join(context.home.datasets, 'scripted/default/train/0000.jsonl'));
});

test('a dataset of the Hub without a table is refused', async () => {
  const { context, methods } = open();
  hub.repos.push({ type: 'dataset', name: 'acme/pictures', files: { 'a.png': Buffer.from('x') } });
  const { id } = await methods['datasets.download']({ name: 'acme/pictures' });
  const error = await failureOf(() => context.jobs.finished(id));
  expect(error.message).toBe(
    'acme/pictures has no file that can be read; known are .parquet, .jsonl, .json, .csv, .tsv',
  );
  expect(await methods['datasets.list']()).toEqual([]);
});
