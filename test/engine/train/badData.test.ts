/** Rows that cannot be used end a run with the line that is at fault, or are left out with a warning; nothing is left behind. */

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { train } from '../../../src/main/engine/run/train.ts';
import type { ErrorCode } from '../../../src/shared/errors.ts';
import {
  dataFile,
  eventsOf,
  expectError,
  failureOf,
  newFolder,
  newPath,
  runOf,
  settings,
  sums,
} from './support.ts';

const row = (answer: string) => ({ question: 'Why?', answer });

test.each<[string, ErrorCode, () => string, readonly string[]]>([
  ['no file', 'not-found', () => join(newFolder(), 'none.jsonl'), ['none.jsonl does not exist']],
  [
    'an unknown kind of file',
    'unsupported',
    () => dataFile(sums(2), 'data.docx'),
    ['".docx" is not a dataset format'],
  ],
  ['an empty file', 'bad-data', () => dataFile([]), ['data.jsonl: no rows found']],
  [
    'a broken line',
    'bad-data',
    () => dataFile([...sums(2), '{"question": "Wh', row('so')]),
    ['data.jsonl, line 3'],
  ],
  [
    'a row that is a list',
    'bad-data',
    () => dataFile([...sums(2), '[1, 2]']),
    ['data.jsonl, line 3', 'a list'],
  ],
  [
    'a csv row with a column too many',
    'bad-data',
    () => dataFile(['question,answer', 'one,two', 'one,two,three'], 'data.csv'),
    ['data.csv, line 3'],
  ],
  [
    'an answer that is no text',
    'bad-data',
    () => dataFile([...sums(2), { question: 'Why?', answer: { because: 1 } }]),
    ['data.jsonl, line 3', 'expected text, found an object'],
  ],
  [
    'an unknown role',
    'bad-data',
    () =>
      dataFile([
        {
          messages: [
            { role: 'user', content: 'Hi' },
            { role: 'assistant', content: 'Hello' },
          ],
        },
        { messages: [{ role: 'narrator', content: 'Once' }] },
      ]),
    ['data.jsonl, line 2', 'unknown role "narrator"'],
  ],
  [
    'no usable column',
    'bad-data',
    () => dataFile([{ colour: 1, size: 2 }]),
    ['no usable column, found colour, size'],
  ],
  [
    'only empty answers',
    'bad-data',
    () => dataFile([row(''), row(' \n'), row('')]),
    ['none of the 3 rows can be trained on: 3 have nothing to learn: an empty answer or one only to be read'],
  ],
  [
    'only answers beyond the limit',
    'bad-data',
    () => dataFile([{ question: 'so '.repeat(200), answer: 'yes' }, row('')]),
    [
      'none of the 2 rows can be trained on: 1 has nothing to learn: an empty answer or one only to be read, 1 has its answer beyond 64 tokens',
    ],
  ],
])('%s', async (_, code, file, texts) => {
  const out = newPath();
  const data = file();
  const error = await failureOf(() => train(settings({ data, maxLength: 64 }), { out, onEvent: () => {} }));
  expectError(error, code, data, ...texts);
  expect(existsSync(out)).toBe(false);
});

test('rows that cannot be used are left out and listed where that was asked for', async () => {
  const rows = [
    ...sums(6),
    '{"question": ',
    row(''),
    { question: 'so '.repeat(200), answer: 'yes' },
    row('so '.repeat(99)),
  ];
  const { events } = await runOf({ data: dataFile(rows), badRows: 'skip', maxLength: 64 });
  const warnings = eventsOf(events, 'warning').map(({ message }) => message);
  expect(warnings).toEqual([
    '1 rows are longer than 64 tokens and were cut: 10',
    '1 rows have no answer: 8',
    '1 rows have their answer beyond 64 tokens: 9',
    expect.stringMatching(/^1 rows were skipped, first: .*data\.jsonl, line 7/),
  ]);
  expect(eventsOf(events, 'plan')[0]).toMatchObject({ rows: 7, heldOutRows: 0 });
});

test('the limit is never above what the model was made for', async () => {
  const { events } = await runOf({
    data: dataFile([row('so '.repeat(400)), ...sums(2)]),
    maxLength: 100_000,
  });
  expect(eventsOf(events, 'warning').map(({ message }) => message)).toEqual([
    '1 rows are longer than 256 tokens and were cut: 1',
  ]);
});

test('what the data holds and the run does not use is said before it starts', async () => {
  const noted = sums(4).map((each, i) => ({ ...each, note: i % 2 === 0 ? 'checked' : '' }));
  const columns = await runOf({ data: dataFile(noted), steps: 1 });
  expect(eventsOf(columns.events, 'warning').map(({ message }) => message)).toEqual([
    'Not used: column "note" (in 50 % of the rows).',
  ]);
  const data = join(import.meta.dirname, '../../fixtures/data-cases/17b-two-sheets.xlsx');
  const sheets = await runOf({ data, steps: 1 });
  expect(eventsOf(sheets.events, 'warning').map(({ message }) => message)).toEqual([
    'Not read: sheet "Sheet B".',
  ]);
});

test('a folder of plain texts is a dataset too', async () => {
  const data = newFolder();
  for (const name of ['a', 'b'])
    writeFileSync(join(data, `${name}.txt`), `${name} rose is a rose is a rose.`);
  const { result, events } = await runOf({ data, steps: 1 });
  expect(result.state).toBe('done');
  expect(eventsOf(events, 'plan')[0]?.rows).toBe(2);
});
