/** A folder of files is one dataset: its splits are kept apart, files that describe it are set aside, and what is left is named. */

import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { reportDataset } from '../../../src/main/engine/data/report.ts';
import { dataCase, failure, smollm2, temporaryFolder, write } from './support.ts';

function folderWith(...names: string[]): string {
  const folder = temporaryFolder();
  for (const [i, name] of names.entries()) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    write(folder, name, `question,answer\nWhat is in file ${i}?,The name of it is ${name}.\n`);
  }
  return folder;
}

async function sides(folder: string, split = '') {
  const { source, train, heldOut } = await loadDataset(folder, smollm2, { ...datasetDefaults, split });
  const { splits, left } = source;
  return {
    train: [...train.rows],
    heldOut: [...heldOut.rows],
    split: source.split,
    splits,
    left: left.map(({ kind, name }) => `${kind} ${name}`),
  };
}

test('train and test files are the two sides', async () => {
  expect(await sides(dataCase('35-folder-train-test'))).toEqual({
    ...{ train: [1, 2, 3], heldOut: [4], split: 'train', splits: ['test', 'train'], left: [] },
  });
});

test('files that describe the dataset are set aside, and named', async () => {
  expect(await sides(dataCase('35c-folder-train-and-readme'))).toMatchObject({
    train: [1, 2, 3],
    left: ['file dataset_info.json'],
  });
});

describe('of several splits', () => {
  test('shards belong together, and both validation and test are set aside', async () => {
    const names = ['data/train-00000-of-00002-ab12.csv', 'data/train-00001-of-00002-cd34.csv'];
    const folder = folderWith(
      ...names,
      'data/validation-00000-of-00001-ef56.csv',
      'data/test-00000-of-00001.csv',
    );
    expect(await sides(folder)).toMatchObject({ train: [1, 2], heldOut: [3, 4], left: [] });
  });

  test('the one for fine-tuning goes before the others, which are named', async () => {
    const folder = folderWith('train_gen-0.csv', 'train_sft-0.csv', 'test_gen-0.csv', 'test_sft-0.csv');
    expect(await sides(folder)).toMatchObject({
      ...{ train: [1], heldOut: [2], split: 'train_sft' },
      left: ['file test_gen-0.csv', 'file train_gen-0.csv'],
    });
    expect(await sides(folder, 'train_gen')).toMatchObject({ train: [1], heldOut: [2], split: 'train_gen' });
    expect(await failure(() => sides(folder, 'train_dpo'))).toBe('bad-config: there is no split "train_dpo"');
  });

  test('files of no split are trained on where no other is', async () => {
    expect(await sides(folderWith('a.csv', 'b.csv', 'test.csv'))).toMatchObject({
      train: [1, 2],
      heldOut: [3],
    });
    expect(await sides(folderWith('a.csv', 'train.csv'))).toMatchObject({ train: [1], left: ['file a.csv'] });
    expect(await sides(folderWith('a.csv', 'b.csv'))).toMatchObject({ train: [1, 2], splits: [] });
  });
});

test('what the datasets library saves to disk is refused by its name', async () => {
  const folder = temporaryFolder();
  for (const name of ['dataset_info.json', 'state.json']) write(folder, name, '{}');
  write(folder, 'data-00000-of-00001.arrow', 'ARROW1');
  expect(await failure(() => sides(folder))).toBe(
    `unsupported: ${join(folder, 'data-00000-of-00001.arrow')} is an Arrow file, as save_to_disk of the datasets library writes it`,
  );
});

test('the report says which splits and files were read and left', async () => {
  const folder = folderWith('train.csv', 'other.csv');
  cpSync(dataCase('kaputt.xlsx'), join(folder, 'picture.png'));
  const { dataset } = await reportDataset(folder, smollm2, datasetDefaults);
  expect(dataset.source).toMatchObject({
    ...{ split: 'train', splits: ['train'] },
    left: [
      { kind: 'file', name: 'other.csv' },
      { kind: 'file', name: 'picture.png' },
    ],
  });
});
