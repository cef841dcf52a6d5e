/** A row is known by its number, however many rows share a line: hold-out, messages and findings all speak of the same row. */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reportText } from '../../../src/main/cli/reportText.ts';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { reportDataset } from '../../../src/main/engine/data/report.ts';
import { dataCase, failure, smollm2, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();
const oneLine = dataCase('40-sixty-rows-one-line.json');
const manyLines = dataCase('40b-sixty-rows-lines.jsonl');
const firstEmpty = dataCase('40c-one-line-first-empty.json');

const sidesOf = async (file: string, options: { seed?: number; holdoutFile?: string } = {}) => {
  const { train, heldOut, skipped } = await loadDataset(file, smollm2, { ...datasetDefaults, ...options });
  return { train: [...train.rows], heldOut: [...heldOut.rows], skipped };
};

describe('sixty rows give 57 to train on and 3 held out', () => {
  test.each([0, 1, 7])('with seed %i, on one line as on sixty', async (seed) => {
    const [line, lines] = [await sidesOf(oneLine, { seed }), await sidesOf(manyLines, { seed })];
    expect([line.train.length, line.heldOut.length]).toEqual([57, 3]);
    expect(line).toEqual(lines);
  });

  test('on one line behind an empty row, each with the number it has in the list', async () => {
    const [line, lines] = [await sidesOf(firstEmpty), await sidesOf(manyLines)];
    expect(line.skipped.empty).toEqual([1]);
    expect(line.heldOut).toEqual(lines.heldOut.map((row) => row + 1));
  });

  test('with two objects a line', async () => {
    const { readFileSync } = await import('node:fs');
    const objects = readFileSync(manyLines, 'utf8').trim().split('\n');
    const pairs = objects.map((text, i) => `${text}${i % 2 === 0 ? ', ' : ',\n'}`).join('');
    const file = write(folder, 'pairs.json', `[\n${pairs.trimEnd().slice(0, -1)}]`);
    expect(await sidesOf(file)).toEqual(await sidesOf(manyLines));
  });
});

test('a second file on one line is told apart row by row', async () => {
  const { readFileSync } = await import('node:fs');
  const rows = readFileSync(manyLines, 'utf8').trim().split('\n');
  const others = Array.from({ length: 4 }, (_, i) =>
    JSON.stringify({ question: `Other ${i}?`, answer: 'Yes, so it is.' }),
  );
  const second = write(folder, 'second.json', `[${[rows[4], ...others].join(',')}]`);
  const { train, heldOut, skipped } = await sidesOf(manyLines, { holdoutFile: second });
  expect(train.length).toBe(60);
  expect(heldOut).toEqual([2, 3, 4, 5]);
  expect(skipped.copies).toEqual([1]);
});

test('an error names the row, and the line where to look', async () => {
  const rows = [
    { q: 'a', a: 'b' },
    { q: 'c', a: { d: 1 } },
  ].map((row) => JSON.stringify(row));
  const file = write(folder, 'line.json', `[${rows.join(',')}]`);
  expect(await failure(() => loadDataset(file, smollm2, datasetDefaults))).toContain(
    `bad-data: ${file}, row 2 (line 1): column "a": expected text`,
  );
});

test('rows of a folder are counted through its files, and an error names the file', async () => {
  const parts = temporaryFolder();
  write(parts, '1.jsonl', '{"q":"a","a":"b"}\n{"q":"c","a":"d"}\n');
  const second = write(parts, '2.jsonl', '{"q":"e","a":{"f":1}}\n');
  expect(await failure(() => loadDataset(parts, smollm2, datasetDefaults))).toContain(
    `bad-data: ${join(second)}, row 3 (line 1): column "a": expected text`,
  );
});

test('a report says where the rows it names stand', async () => {
  const file = write(folder, 'long.csv', 'q,a\n"Two\nlines?",No.\nWhy?,Because it is the way things are.\n');
  const report = await reportDataset(file, smollm2, datasetDefaults);
  expect(report.shortAnswers).toEqual([1]);
  expect(report.lines).toEqual([
    { row: 1, line: 2 },
    { row: 2, line: 4 },
  ]);
  expect(reportText(report)).toContain('1 row with a very short answer: 1 (line 2)\n');
});
