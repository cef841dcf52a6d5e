/** The pictures of a dataset: where the cut stands and what it costs, what is worth a line, which columns are meant. */
import { describe, expect, test } from 'vitest';
import { isPath } from '../../src/renderer/src/components/data/dataFiles.ts';
import { findingsOf } from '../../src/renderer/src/components/data/findingsOf.ts';
import {
  costOf,
  limitAt,
  nextLimit,
  placeOf,
} from '../../src/renderer/src/components/data/histogramScale.ts';
import { kindOf, remap, unusedColumns } from '../../src/renderer/src/components/data/mapping.ts';
import type { DatasetReport } from '../../src/shared/records/datasets.ts';

const bins = [
  { limit: 64, examples: 3 },
  { limit: 96, examples: 10 },
  { limit: 128, examples: 2 },
];
const source = { encodings: [], sheet: null, sheets: [], split: null, splits: [], left: [], notes: [] };
const report: DatasetReport = {
  file: 'a.csv',
  dataset: {
    mapping: { columns: {}, reason: '', confidence: 'high' },
    ...{ rows: 15, rowsUsed: 15, notes: [], unused: [], source },
    skipped: {
      empty: [],
      placeholders: [],
      beyond: [],
      bad: [{ row: 4, message: 'column "a" holds a list' }],
      copies: [9],
    },
  },
  ...{ train: 14, heldOut: 1, tokens: 1200, labels: 800, percentiles: [], histogram: bins },
  costs: [
    { limit: 64, cut: 12, tokens: 300, answers: 1, memoryBytes: 100 },
    { limit: 96, cut: 2, tokens: 20, answers: 1, memoryBytes: 150 },
    { limit: 128, cut: 0, tokens: 0, answers: 0, memoryBytes: 200 },
  ],
  ...{ answers: { total: 14, lost: 0 }, withoutQuestion: [], placeholders: [] },
  ...{ maxLength: 1024, packingWaste: 0, cut: [], beyond: [], longest: [{ row: 1, tokens: 120 }] },
  ...{ withoutEnd: [2, 3], shortAnswers: [], exactDuplicates: [], nearDuplicates: [{ row: 5, of: 1 }] },
  ...{
    leaks: [],
    damaged: [],
    private: { key: [], email: [7], phone: [] },
    scripts: [],
    lines: [],
    preview: [],
  },
};

describe('the cut', () => {
  test('stands between the borders of its bin, and beyond the last one at the right edge', () => {
    expect([32, 64, 80, 128, 5000].map((tokens) => placeOf(tokens, bins))).toEqual([0.5, 1, 1.5, 3, 3]);
  });

  test('snaps to the nearest border when dragged, and never leaves nothing', () => {
    expect([-4, 0.2, 1.4, 1.6, 9].map((place) => limitAt(place, bins))).toEqual([64, 64, 64, 96, 128]);
  });

  test('moves from border to border by keyboard, also from between two', () => {
    expect(nextLimit(64, 1, bins)).toBe(96);
    expect(nextLimit(80, -1, bins)).toBe(64);
    expect(nextLimit(64, -1, bins)).toBe(64);
    expect(nextLimit(1024, -1, bins)).toBe(128);
    expect(nextLimit(128, 1, bins)).toBe(128);
  });

  test('costs what the report says at a border, nothing beyond the longest row, and is unknown in between', () => {
    expect(costOf(96, report)).toEqual({ limit: 96, cut: 2, tokens: 20, answers: 1, memoryBytes: 150 });
    expect(costOf(1024, report)).toEqual({ limit: 1024, cut: 0, tokens: 0, answers: 0, memoryBytes: 200 });
    expect(costOf(80, report)).toBeUndefined();
  });
});

test('only what was found is told, what spoils most first', () => {
  expect(findingsOf(report)).toEqual([
    {
      ...{ kind: 'bad', rows: [4], serious: true },
      detail: { message: 'column "a" holds a list', fault: undefined },
    },
    { kind: 'withoutEnd', rows: [2, 3], serious: true },
    { kind: 'nearDuplicates', rows: [5], serious: false },
    { kind: 'copies', rows: [9], serious: false },
    { kind: 'email', rows: [7], serious: false },
  ]);
});

test('a choice of columns names every field of its kind, so that nothing is guessed beside it', () => {
  expect(kindOf({ prompt: 'q', answer: 'a' })).toBe('pair');
  expect(kindOf({ messages: 'm', system: 's' })).toBe('turns');
  expect(kindOf({ text: 't' })).toBe('text');
  expect(kindOf({})).toBe('pair');
  expect(remap('pair', { prompt: 'q', answer: 'a', text: 't' }, {})).toEqual({
    ...{ prompt: 'q', input: '', answer: 'a', system: '' },
  });
  expect(remap('turns', { prompt: 'q', messages: 'm' }, {})).toEqual({ messages: 'm', system: '' });
});

test('a rare field stays as it was guessed or chosen, and is guessed where nothing was', () => {
  const before = { prompt: 'q', answer: 'a', history: 'h' };
  const empty = { input: '', system: '', rejected: '', tools: '', split: '' };
  expect(remap('pair', { ...before, answer: 'b' }, before)).toEqual({ ...before, ...empty, answer: 'b' });
  expect(remap('pair', { ...before, history: '' }, before)).toMatchObject({ history: '' });
  expect(remap('turns', { messages: 'm', tools: 't' }, before)).toEqual({
    messages: 'm',
    system: '',
    tools: 't',
  });
});

test('the columns that play no part are told in the order of the table', () => {
  expect(unusedColumns(['Nr.', 'q', 'Thema', 'a'], { prompt: 'q', answer: 'a' })).toEqual(['Nr.', 'Thema']);
});

test.each([
  ['/home/a/data.csv', true],
  ['./data.csv', true],
  ['C:\\data\\a.csv', true],
  ['\\\\server\\share\\a.csv', true],
  ['~/a.csv', true],
  ['tatsu-lab/alpaca', false],
  ['https://huggingface.co/datasets/tatsu-lab/alpaca', false],
])('%s is a path: %s', (text, answer) => {
  expect(isPath(text)).toBe(answer);
});
