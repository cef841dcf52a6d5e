/** The parts of a repo by its card or its names, and which of them is trained on. */

import { expect, test } from 'vitest';
import { choosePart, isForTraining, partsOf } from '../../src/main/services/datasets/hubParts.ts';
import { failureOf } from './support.ts';

const listed = (paths: readonly string[]) =>
  paths.map((path) => ({ path, size: 1, sha256: undefined, gitSha1: undefined }));

/** What is fetched where nobody says otherwise. */
function trainingFiles(paths: readonly string[], configs?: unknown): string[] {
  const part = partsOf(listed(paths), configs).find(isForTraining);
  return part?.files.map(({ path }) => path) ?? [];
}

const namesOf = (paths: readonly string[], configs?: unknown) =>
  partsOf(listed(paths), configs).map(({ config, split, files }) => `${config}/${split} ${files.length}`);

test.each<[string, string[], string[]]>([
  ['parquet before jsonl', ['train.jsonl', 'train.parquet'], ['train.parquet']],
  ['one file of any name', ['alpaca_data.json', 'README.md'], ['alpaca_data.json']],
  [
    'the default of several configurations',
    ['b/train-0.parquet', 'default/train-0.parquet'],
    ['default/train-0.parquet'],
  ],
  ['the first of several without a default', ['zh/train.csv', 'en/train.csv'], ['en/train.csv']],
  [
    'all shards in order',
    ['train-2.csv.gz', 'train-10.csv.gz', 'train-1.csv.gz'],
    ['train-1.csv.gz', 'train-10.csv.gz', 'train-2.csv.gz'],
  ],
  [
    'nothing called test where no file is called train',
    ['test.csv', 'rows.csv', 'validation.csv'],
    ['rows.csv'],
  ],
  ['no path out of the folder', ['../train.csv', 'a/../../train.csv', '/train.csv'], []],
  [
    'shards with the hash of their content',
    ['data/train-00001-of-00002-9f8e.parquet', 'data/train-00000-of-00002-1a2b.parquet'],
    ['data/train-00000-of-00002-1a2b.parquet', 'data/train-00001-of-00002-9f8e.parquet'],
  ],
  [
    'the split for fine-tuning before others',
    [
      'data/train_gen-00000-of-00001.parquet',
      'data/train_sft-00000-of-00001.parquet',
      'data/test_sft-0.parquet',
    ],
    ['data/train_sft-00000-of-00001.parquet'],
  ],
  ['no facts about the data', ['dataset_infos.json', 'x_config.json'], []],
])('of a repo: %s', (_what, paths, expected) => {
  expect(trainingFiles(paths)).toEqual(expected);
});

test.each<[string, unknown, string[]]>([
  [
    'a split by its pattern',
    [{ data_files: [{ split: 'train', path: 'part/*' }] }],
    ['part/a.csv', 'part/b.csv'],
  ],
  [
    'the default configuration, the split for fine-tuning',
    [
      { config_name: 'x', data_files: 'train.csv' },
      {
        ...{ config_name: 'y', default: true },
        data_files: [
          { split: 'train_gen', path: 'part/a.csv' },
          { split: 'train_sft', path: ['part/b.csv'] },
          { split: 'test_sft', path: 'train.csv' },
        ],
      },
    ],
    ['part/b.csv'],
  ],
  [
    'folders below',
    [{ data_files: '**/*.csv' }],
    ['part/a.csv', 'part/b.csv', 'part/deep/c.csv', 'train.csv'],
  ],
  ['nothing that is there: names decide', [{ data_files: 'gone/*' }], ['train.csv']],
  ['nonsense: names decide', { a: [null] }, ['train.csv']],
])('a card names %s', (_what, configs, expected) => {
  const paths = ['part/a.csv', 'part/b.csv', 'part/deep/c.csv', 'train.csv'];
  expect(trainingFiles(paths, configs)).toEqual(expected);
});

test.each<[string, string[], unknown, string[]]>([
  [
    'its names: splits of one table, the one to train on first',
    [
      ...['data/test_sft-00000-of-00001.parquet', 'data/train_gen-00000-of-00001.parquet'],
      ...['data/train_sft-00000-of-00002.parquet', 'data/train_sft-00001-of-00002.parquet'],
    ],
    undefined,
    ['default/train_sft 2', 'default/train_gen 1', 'default/test_sft 1'],
  ],
  [
    'its folders: each is a configuration',
    ['socratic/train.jsonl', 'main/test.jsonl', 'main/train.jsonl', 'socratic/test.jsonl'],
    undefined,
    ['main/train 1', 'main/test 1', 'socratic/train 1', 'socratic/test 1'],
  ],
  [
    'its card, whatever the files are called',
    ['a.csv', 'b.csv', 'c.csv'],
    [
      { config_name: 'first', data_files: [{ split: 'test', path: 'a.csv' }] },
      {
        ...{ config_name: 'second', default: true },
        data_files: [
          { split: 'validation', path: 'b.csv' },
          { split: 'train', path: 'c.csv' },
        ],
      },
    ],
    ['second/train 1', 'second/validation 1', 'first/test 1'],
  ],
  [
    'its names, a table in several formats once',
    ['train.csv', 'train.jsonl', 'test.csv'],
    undefined,
    ['default/train 1', 'default/test 1'],
  ],
  [
    'its names, where several tables are of one split',
    ['train.jsonl', 'train-v2.jsonl', 'more-1.jsonl', 'more-2.jsonl'],
    undefined,
    ['default/train-v2 1', 'default/train 1', 'default/more 2'],
  ],
  ['nothing: there is no table', ['README.md', 'a.png'], undefined, []],
])('parts by %s', (_what, paths, configs, expected) => {
  expect(namesOf(paths, configs)).toEqual(expected);
});

const parts = partsOf(
  listed([
    'main/train.csv',
    'main/test.csv',
    'socratic/train.csv',
    'socratic/dev.csv',
    'other/extra/dev.csv',
  ]),
);

test.each([
  ['', '', 'main/train'],
  ['Socratic', '', 'socratic/train'],
  ['', 'TEST ', 'main/test'],
  ['', 'dev', 'other/extra/dev'],
  ['socratic', 'dev', 'socratic/dev'],
])('of configuration %j and split %j it takes %s', (config, split, expected) => {
  const part = choosePart('acme/rows', parts, { config, split });
  expect(`${part.config}/${part.split}`).toBe(expected);
});

test.each([
  [
    { config: 'none', split: '' },
    'bad-config: acme/rows has no configuration "none" It has: main, socratic, other/extra.',
  ],
  [{ config: 'main', split: 'dev' }, 'bad-config: acme/rows has no split "dev" It has: train, test.'],
  [
    { config: 'other/extra', split: '' },
    'unsupported: acme/rows has no split for training, only dev Say which split is to be trained on, or choose another dataset.',
  ],
])('%j is refused with what there is', async (choice, expected) => {
  const { code, message, hint } = await failureOf(async () => choosePart('acme/rows', parts, choice));
  expect(`${code}: ${message} ${hint}`).toBe(expected);
});
