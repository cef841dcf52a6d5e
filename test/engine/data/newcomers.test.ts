/** Files as newcomers bring them, whose rows once were lost, learned wrongly, or refused without a way out. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { guessMapping } from '../../../src/main/engine/data/mapping.ts';
import { reportDataset } from '../../../src/main/engine/data/report.ts';
import { dataCase, failure, readAs, rowsOf, smollm2, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();
const options = { ...datasetDefaults, holdout: 0 };
const report = (file: string, some = {}) => reportDataset(file, smollm2, { ...options, ...some });
const jsonl = (name: string, ...rows: object[]) =>
  write(folder, name, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
const pairs = [
  { question: 'How tall is it?', answer: 'Two metres tall' },
  { question: 'How wide is it?', answer: 'One metre wide' },
];

describe('columns of which names or contents say only a part', () => {
  const german = [
    {
      Betreff: 'Tür',
      Text: 'Meine Tür klemmt, was tun?',
      Kategorie: 'Tür',
      'Antwort an Kunden': 'Bitte ölen Sie sie.',
    },
    {
      Betreff: 'Fuge',
      Text: 'Der Mörtel bröckelt, was tun?',
      Kategorie: 'Wand',
      'Antwort an Kunden': 'Bitte neu verfugen.',
    },
  ];
  const complaint = [
    {
      Anliegen: 'Die Tür klemmt seit gestern.',
      Lösungsvorschlag: 'Bitte ölen Sie die Scharniere.',
      Bearbeiter: 'Müller',
    },
    {
      Anliegen: 'Der Mörtel bröckelt überall.',
      Lösungsvorschlag: 'Bitte die Fugen neu verfüllen.',
      Bearbeiter: 'Schulz',
    },
  ];
  const chinese = [
    { 编号: '1', 客户提问: '门有多高？', 客服回复: '门大约两米高。' },
    { 编号: '2', 客户提问: '什么是砂浆？', 客服回复: '砂浆把砖粘在一起。' },
  ];
  const two = [
    {
      Domanda: 'Quanto è alta?',
      'Risposta breve': 'Circa due metri',
      'Risposta completa': 'È alta circa due metri.',
    },
    {
      Domanda: 'Quanto è larga?',
      'Risposta breve': 'Circa un metro',
      'Risposta completa': 'È larga circa un metro.',
    },
  ];
  test.each<[string, readonly object[], object, string, string[]]>([
    ['an answer goes before a label', german, { prompt: 'Text', answer: 'Antwort an Kunden' }, 'low', []],
    ['a complaint is asked', complaint, { prompt: 'Anliegen', answer: 'Lösungsvorschlag' }, 'medium', []],
    ['few letters say as much in Chinese', chinese, { prompt: '客户提问', answer: '客服回复' }, 'medium', []],
    [
      'the only other column of sentences is asked',
      [{ source: 'Hello there', target: 'Hallo Freund' }],
      { prompt: 'source', answer: 'target' },
      'low',
      [],
    ],
    [
      'two that could be the answer are to be checked',
      two,
      { prompt: 'Domanda', answer: 'Risposta breve' },
      'low',
      ['Risposta completa'],
    ],
  ])('%s', (_name, rows, columns, confidence, rivals) => {
    const sample = rows.map((values) => ({ values: values as Record<string, unknown> }));
    expect(guessMapping(sample, 'file.csv')).toMatchObject({ columns, confidence, rivals });
  });

  test('the name of a program is no answer to the text beside it', () => {
    const sample = ['A long sentence.', 'Another sentence.'].map((text) => ({
      values: { text, model: 'gpt-4' },
    }));
    expect(guessMapping(sample, 'file.csv').columns).toEqual({ text: 'text' });
  });

  test('the user’s word is called so', () => {
    const sample = [{ values: { foo: 'Why is it so?', bar: 'Because it is so.' } }];
    expect(guessMapping(sample, 'f', { prompt: 'foo', answer: 'bar' }).confidence).toBe('chosen');
    expect(guessMapping([{ values: pairs[0]! }], 'f', { answer: 'answer' }).confidence).toBe('high');
  });
});

describe('tables by columns, as pandas writes them', () => {
  test.each([
    ['lists', { question: pairs.map((row) => row.question), answer: pairs.map((row) => row.answer) }],
    [
      'columns',
      {
        question: { 0: pairs[0]!.question, 1: pairs[1]!.question },
        answer: { 0: pairs[0]!.answer, 1: pairs[1]!.answer },
      },
    ],
    ['index', { 0: pairs[0], 1: pairs[1] }],
    [
      'split',
      {
        columns: ['question', 'answer'],
        index: [0, 1],
        data: pairs.map((row) => [row.question, row.answer]),
      },
    ],
  ])('%s', async (name, table) => {
    const file = write(folder, `${name}.json`, JSON.stringify(table));
    expect((await rowsOf(file)).map(({ values }) => values)).toEqual(pairs);
  });

  test('one row of lists stays a row', async () => {
    const turns = [
      { role: 'user', content: 'Why?' },
      { role: 'assistant', content: 'So.' },
    ];
    const file = write(folder, 'row.json', JSON.stringify({ messages: turns, tags: ['a', 'b'] }));
    expect((await rowsOf(file)).map(({ values }) => values)).toEqual([{ messages: turns, tags: ['a', 'b'] }]);
  });
});

describe('nothing is left out without a word', () => {
  test('an empty answer among others', async () => {
    const { notes } = (await report(dataCase('41-sharegpt-null-value.jsonl'))).dataset;
    expect(notes).toEqual([{ code: 'emptyAnswers', rows: [1, 2] }]);
  });

  test('a system prompt beside a conversation that brings its own', async () => {
    const messages = [
      { role: 'system', content: 'Be long.' },
      { role: 'user', content: 'Why?' },
      { role: 'assistant', content: 'Because it is so.' },
    ];
    const file = jsonl('system.jsonl', { system: 'Be brief.', messages }, { system: 'Be long.', messages });
    expect((await report(file)).dataset.unused).toEqual([
      { kind: 'column', name: 'system', rows: 1, share: 0.5 },
    ]);
  });

  test('letters that were read in a wrong encoding and saved again', async () => {
    const file = jsonl(
      'twice.jsonl',
      { question: 'Wie hoch ist die TÃ¼r?', answer: 'Zwei Meter hoch' },
      { question: 'Âge ou NÃO?', answer: 'Château – “oui”' },
    );
    expect((await report(file)).damaged).toEqual([1]);
  });

  test('short answers are short in every script', async () => {
    const file = jsonl(
      'short.jsonl',
      { question: '砂浆？', answer: '砂浆把砖粘在一起。' },
      { question: '吗？', answer: '是的。' },
    );
    expect((await report(file)).shortAnswers).toEqual([2]);
  });
});

test('a plain text is looked at in the pieces it is trained on, and loses nothing', async () => {
  const file = write(folder, 'long.txt', 'Doors are two metres tall and one metre wide. '.repeat(100));
  const { train } = await loadDataset(file, smollm2, { ...options, maxLength: 256 });
  const found = await report(file, { maxLength: 256 });
  expect([found.train, found.cut, found.beyond, found.withoutEnd, found.answers.lost]).toEqual([
    train.lengths.length,
    [],
    [],
    [],
    0,
  ]);
  expect(found.train).toBeGreaterThan(2);
  expect(found.tokens).toBe(train.lengths.reduce((sum, length) => sum + length, 0));
  expect(found.costs.map(({ cut }) => cut)).toEqual(found.costs.map(() => 0));
});

describe('what lies around', () => {
  test('a table packed with zstd', async () => {
    const file = write(
      folder,
      'rows.jsonl.zst',
      zstdCompressSync(Buffer.from(`${JSON.stringify(pairs[0])}\n`)),
    );
    expect((await rowsOf(file)).map(({ values }) => values)).toEqual([pairs[0]]);
    const cut = write(
      folder,
      'cut.jsonl.zst',
      zstdCompressSync(Buffer.from('x'.repeat(9999))).subarray(0, 12),
    );
    expect(await failure(() => rowsOf(cut))).toMatch(/zstd stream cannot be unpacked/);
  });

  test('the lock of a workbook that is open beside the table', async () => {
    const inner = join(folder, 'locked');
    mkdirSync(inner);
    write(inner, 'train.csv', 'question,answer\nHow tall is it?,Two metres tall\n');
    write(inner, '~$notes.xlsx', 'x');
    expect((await readAs(inner)).turns).toEqual(['user: How tall is it?', 'assistant: Two metres tall']);
  });

  test('UTF-32 is refused by name', async () => {
    const bytes = Buffer.from([
      0xff,
      0xfe,
      0,
      0,
      ...[...'q,a'].flatMap((letter) => [letter.charCodeAt(0), 0, 0, 0]),
    ]);
    const file = write(folder, 'wide.csv', bytes);
    expect(await failure(() => rowsOf(file))).toBe(`bad-data: ${file} is written in UTF-32`);
  });

  test('of an unknown encoding, the readings that look like text come first', async () => {
    const bytes = Buffer.from(
      'Frage;Antwort\nWie hoch ist eine T\x9fr?;Sie ist gr\x9a\xa7er als zwei Meter.\n',
      'latin1',
    );
    expect(await failure(() => rowsOf(write(folder, 'mac.csv', bytes)))).toMatch(
      /tried were macintosh \(.*Tür/,
    );
  });

  test('turns without an answer are refused as such', async () => {
    const file = jsonl('asked.jsonl', { messages: [{ role: 'user', content: 'Why?' }] });
    expect(await failure(() => report(file))).toBe(
      `bad-data: ${file}: no usable column, found messages; column "messages": nobody answers: there is no turn of the assistant to learn`,
    );
  });
});
