/** Findings that would go unseen: answers lost to the limit, rows that ask nothing, cells that say nothing, and what was left. */

import { expect, test } from 'vitest';
import { reportText } from '../../../src/main/cli/reportText.ts';
import { datasetDefaults } from '../../../src/main/engine/data/loadDataset.ts';
import { reportDataset } from '../../../src/main/engine/data/report.ts';
import { dataCase, smollm2, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();
const reportOf = (file: string, maxLength = 1024) =>
  reportDataset(file, smollm2, { ...datasetDefaults, holdout: 0, maxLength });

test('answers beyond the limit are counted, and the preview is cut as the training is', async () => {
  const report = await reportOf(dataCase('22-answers-lost-by-length.jsonl'));
  expect(report.answers).toEqual({ total: 12, lost: 6 });
  const pieces = report.preview[0]!.pieces;
  expect(pieces.filter(({ learned }) => learned).length).toBe(4);
  expect(pieces.filter(({ learned, start }) => learned && start < 1024).length).toBe(2);
  expect(pieces.some(({ start }) => start === 1024)).toBe(true);
  const text = reportText(report);
  expect(text).toContain('6 of 12 answers lost: they begin beyond 1,024 tokens\n');
  expect(text.match(/«/g)?.length).toBe(3 * 3);
  expect(text).toContain('[cut here: 1,024 tokens]');
  const short = report.costs.filter(({ limit }) => limit < 600);
  const full = report.costs.at(-1)!;
  expect([short.every(({ answers }) => answers === 12), full.answers]).toEqual([true, 0]);
  expect((await reportOf(dataCase('22-answers-lost-by-length.jsonl'), 4096)).answers.lost).toBe(0);
});

test('rows in which nothing is asked are found', async () => {
  const report = await reportOf(dataCase('23-question-missing.jsonl'));
  expect(report.withoutQuestion).toEqual([1, 2]);
  expect(reportText(report)).toContain('2 rows in which nothing is asked: 1, 2\n');
});

test('answers that are what programs write for none are found', async () => {
  expect((await reportOf(dataCase('25-pandas-nan-strings.csv'))).placeholders).toEqual([2, 3, 4, 5]);
});

test('nothing suspicious is said only where nothing was left out', async () => {
  const nothing = 'Nothing suspicious was found.';
  const rows = 'How tall is it?,It is about two metres tall.\nHow wide is it?,It is about one metre wide.\n';
  const sound = write(folder, 'sound.csv', `question,answer\n${rows}`);
  expect(reportText(await reportOf(sound))).toContain(nothing);
  const odd = write(folder, 'odd.csv', `question,answer,note\n${rows.replaceAll('.\n', '.,x\n')}`);
  expect(reportText(await reportOf(odd))).toContain(
    '  column "note", filled in 100 % of the rows, is not used\n',
  );
  const sheets = reportText(await reportOf(dataCase('17b-two-sheets.xlsx')));
  expect(sheets).toContain('Sheet:     Sheet A\n');
  expect(sheets).toContain('  sheet "Sheet B" is not read\n');
  const legacy = reportText(await reportOf(dataCase('10b-windows-1251.csv')));
  expect(legacy).toContain('Encoding:  read as windows-1251\n');
  const notes = reportText(await reportOf(dataCase('17g-hidden-row.xlsx')));
  expect(notes).toContain('Note:      Sheet "Sheet": rows that are hidden are read as well: 3.\n');
  for (const text of [odd, sheets, notes]) expect(text).not.toContain(nothing);
});
