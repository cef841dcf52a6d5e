/** Answers that programs wrote for none are left out by their rows, as far as they stand among texts. */

import { expect, test } from 'vitest';
import { reportText } from '../../../src/main/cli/reportText.ts';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { reportDataset } from '../../../src/main/engine/data/report.ts';
import { dataCase, failure, learnedFrom, smollm2, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();
const options = { ...datasetDefaults, holdout: 0 };
const file = dataCase('25-pandas-nan-strings.csv');

test('their rows are left out and listed', async () => {
  expect(await learnedFrom(file)).toEqual(['Two metres<|im_end|>']);
  const report = await reportDataset(file, smollm2, options);
  expect(report.dataset.skipped.placeholders).toEqual([2, 3, 4, 5]);
  expect(report.placeholders).toEqual([2, 3, 4, 5]);
  expect([report.dataset.rows, report.dataset.rowsUsed]).toEqual([5, 1]);
  expect(reportText(report)).toContain(
    '4 rows left out, as the answer is what programs write for none, such as nan (--placeholders keep learns it): 2 (line 3), 3 (line 4), 4 (line 5), 5 (line 6)\n',
  );
});

test('they are learned where the user says so, and still found', async () => {
  expect(await learnedFrom(file, { placeholders: 'keep' })).toEqual(
    ['Two metres', 'nan', 'None', 'NULL', '#N/A'].map((answer) => `${answer}<|im_end|>`),
  );
  const report = await reportDataset(file, smollm2, { ...options, placeholders: 'keep' });
  expect(report.dataset.skipped.placeholders).toEqual([]);
  expect(report.placeholders).toEqual([2, 3, 4, 5]);
});

test('only a whole cell is one', async () => {
  const rows = ['Nan is a bread', 'none of them', ' <NA> ', 'NULL pointers hurt'];
  const csv = write(folder, 'whole.csv', `question,answer\n${rows.map((row) => `Q,"${row}"`).join('\n')}\n`);
  const { skipped, rowsUsed } = await loadDataset(csv, smollm2, options);
  expect([skipped.placeholders, rowsUsed]).toEqual([[3], 3]);
});

test('among labels, "none" is one of them', async () => {
  const rows = ['positive', 'negative', 'none', 'positive', 'none', 'negative'];
  const text = rows.map((row, i) => `It was day ${i} of the journey,${row}`).join('\n');
  const labels = write(folder, 'labels.csv', `text,label\n${text}\n`);
  const words = write(folder, 'words.csv', `question,answer\n${text}\n`);
  for (const csv of [labels, words]) {
    const { skipped, rowsUsed } = await loadDataset(csv, smollm2, options);
    expect([skipped.placeholders, rowsUsed]).toEqual([[], 6]);
  }
});

test('a column of plain texts has them left out as well', async () => {
  const csv = write(folder, 'text.csv', 'text\nA door is two metres tall.\nnan\nMortar binds bricks.\n');
  expect((await loadDataset(csv, smollm2, options)).skipped.placeholders).toEqual([2]);
});

test('a file of nothing else says so', async () => {
  const csv = write(folder, 'all.csv', `question,answer\nA?,A long text\n${'B?,nan\n'.repeat(3)}`);
  const error = await failure(() => loadDataset(csv, smollm2, { ...options, system: 'x', maxLength: 8 }));
  expect(error).toBe(
    `bad-data: ${csv}: none of the 4 rows can be trained on: 3 have an answer such as nan, which stands for none, 1 has its answer beyond 8 tokens`,
  );
});
