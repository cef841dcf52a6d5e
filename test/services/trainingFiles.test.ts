/** The files of a repo that are its training split, by the card or by their names. */

import { expect, test } from 'vitest';
import { trainingFiles } from '../../src/main/services/datasets/trainingFiles.ts';

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
  const files = paths.map((path) => ({ path, size: 1, sha256: undefined, gitSha1: undefined }));
  expect(trainingFiles(files).map(({ path }) => path)).toEqual(expected);
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
  const files = paths.map((path) => ({ path, size: 1, sha256: undefined, gitSha1: undefined }));
  expect(trainingFiles(files, configs).map(({ path }) => path)).toEqual(expected);
});
