/** The encoding of a text: found without taking one wrong byte for the whole, said, chosen by hand, and refused where nothing fits. */

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { SourceNotes } from '../../../src/main/engine/data/reading.ts';
import { readRows } from '../../../src/main/engine/data/readRows.ts';
import { collect, dataCase, failure, readAs, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();

async function read(file: string, encoding = '') {
  const notes = new SourceNotes();
  const bad: string[] = [];
  const onBadRow = (error: Error, { number }: { number: number }) => bad.push(`${number}: ${error.message}`);
  const rows = await collect(readRows(file, { onBadRow, notes, reading: { encoding } }));
  return { values: rows.map(({ values }) => values), bad, encodings: notes.found().encodings };
}

describe('UTF-8 with something wrong in it stays UTF-8, and the row is named', () => {
  test.each<[string, number, number, string]>([
    ['09-utf8-one-bad-byte.jsonl', 61, 1, 'the byte 0x'],
    ['09b-utf8-cut-at-the-end.jsonl', 61, 1, 'line '],
    ['09c-forty-utf8-rows-one-latin1-row.jsonl', 41, 1, 'the byte 0x'],
  ])('%s', async (name, rows, wrong, message) => {
    const { values, bad, encodings } = await read(dataCase(name));
    expect(values.length + bad.length).toBe(rows);
    expect(bad.length).toBe(wrong);
    expect(bad[0]).toContain(message);
    expect(encodings).toEqual([]);
    expect(JSON.stringify(values)).not.toMatch(/Ã|\ufffd/);
    expect(String(values[0]!.question)).toMatch(/^Hur hög är/);
    expect(await failure(() => collect(readRows(dataCase(name))))).toContain('bad-data: ');
  });

  test('in a table and in a plain text', async () => {
    const start = Buffer.from('q,a\nfråga,svår\nhög,låg\n');
    const table = write(folder, 'one.csv', Buffer.concat([start, Buffer.from('h\xf6g,x\n', 'latin1')]));
    expect(await read(table)).toEqual({
      values: [
        { q: 'fråga', a: 'svår' },
        { q: 'hög', a: 'låg' },
      ],
      bad: [expect.stringMatching(/^3: .*one\.csv, line 4: the byte 0xF6 is no UTF-8/)],
      encodings: [],
    });
    const text = write(folder, 'one.txt', Buffer.concat([start, Buffer.from('h\xf6g', 'latin1')]));
    expect((await read(text)).bad).toEqual([expect.stringContaining('the byte 0xF6 is no UTF-8')]);
  });

  test('a character across the border of two pieces of the file is whole', async () => {
    const long = 'å'.repeat((1 << 18) + 7);
    const sound = write(folder, 'border.jsonl', `{"q":"x${long}","a":"y"}\n`);
    expect((await read(sound)).values).toEqual([{ q: `x${long}`, a: 'y' }]);
    const wrong = Buffer.concat([readFileSync(sound), Buffer.from('{"q":"\xe5","a":"z"}\n', 'latin1')]);
    const { values, bad } = await read(write(folder, 'border2.jsonl', wrong));
    expect(values).toEqual([{ q: `x${long}`, a: 'y' }]);
    expect(bad.length).toBe(1);
  });
});

describe('encodings of the time before', () => {
  test.each<[string, string, Record<string, string>]>([
    ['10-gbk.csv', 'gb18030', { 问题: '门有多高？', 答案: '门大约两米高。' }],
    [
      '10b-windows-1251.csv',
      'windows-1251',
      { вопрос: 'Какой высоты дверь?', ответ: 'Дверь высотой около двух метров.' },
    ],
    ['10c-shift-jis.csv', 'shift_jis', { 質問: 'ドアの高さは？', 回答: '約二メートルです。' }],
    ['10e-latin-headers-gbk.jsonl', 'gb18030', { question: '门有多高？', answer: '门大约两米高。' }],
  ])('%s', async (name, encoding, first) => {
    const { values, encodings, bad } = await read(dataCase(name));
    expect([values[0], encodings, bad]).toEqual([first, [encoding], []]);
  });

  test('a text of a Windows program', async () => {
    const { values, encodings } = await read(dataCase('Fragen aus Word.txt'));
    expect(encodings).toEqual(['windows-1252']);
    expect(values[0]).toEqual({
      question: 'Kann ich Lavendel im Topf halten?',
      answer: expect.stringMatching(/^Ja, Lavendel lassen sich im Topf halten, .* Löcher im Boden hat\./),
    });
  });

  test.each<[string, string, string]>([
    ['windows-1252', 'Größe, Füße, Maß; l’été “là” – 5 €', 'windows-1252'],
    ['iso-8859-2', 'Příliš žluťoučký kůň úpěl ďábelské ódy a řeka tekla dál, šel měsíc', 'iso-8859-2'],
    ['koi8-r', 'Раствор скрепляет кирпичи, а дверь высотой около двух метров', 'koi8-r'],
    ['euc-kr', '문의 높이는 약 이 미터입니다. 벽돌은 모르타르로 붙입니다.', 'euc-kr'],
    ['big5', '門有多高？門大約兩公尺高。砂漿把磚塊黏在一起。', 'big5'],
  ])('%s', async (encoding, text, found) => {
    const bytes = encode(`q,a\n${`${text},x\n`.replace(/,(?=.*,)/g, '')}`, encoding);
    const { values, encodings } = await read(write(folder, 'legacy.csv', bytes));
    expect([values[0]!.q, encodings]).toEqual([text.replaceAll(',', ''), [found]]);
  });

  test('the user’s word goes before any guess', async () => {
    const file = dataCase('10b-windows-1251.csv');
    const { values, encodings } = await read(file, 'KOI8-R');
    expect(encodings).toEqual(['koi8-r']);
    expect(Object.keys(values[0]!)[0]).toBe('БНОПНЯ');
    expect(await failure(() => read(file, 'morse'))).toBe('bad-config: there is no encoding "morse"');
  });

  test('where no reading is plausible the choice is left to the user', async () => {
    const bytes = Buffer.from(Array.from({ length: 400 }, (_, i) => 0x80 + ((i * 37) % 32)));
    const file = write(folder, 'none.csv', Buffer.concat([Buffer.from('q,a\n1,'), bytes]));
    const message = await failure(() => read(file));
    expect(message).toMatch(/^bad-data: .*none\.csv: its encoding cannot be told; tried were .*\(".*"\)/);
    expect((await read(file, 'windows-1252')).values.length).toBe(1);
  });
});

/** Text in an encoding that only a decoder is at hand for: looked up among all its one- and two-byte characters. */
function encode(text: string, encoding: string): Uint8Array {
  const decoder = new TextDecoder(encoding);
  const codes = new Map<string, readonly number[]>();
  for (let first = 0xff; first >= 0; first--) {
    for (let second = 0xff; second >= 0x40 && first >= 0x80; second--) {
      const pair = decoder.decode(Uint8Array.of(first, second));
      if ([...pair].length === 1) codes.set(pair, [first, second]);
    }
    const single = decoder.decode(Uint8Array.of(first));
    if (single !== '\ufffd') codes.set(single, [first]);
  }
  return Uint8Array.from([...text].flatMap((char) => codes.get(char)!));
}

test('a byte order mark in the middle of a file, where two were joined, is not part of a row', async () => {
  const file = write(folder, 'joined.jsonl', '\ufeff{"q":"1","a":"2"}\n\ufeff{"q":"3","a":"4"}\n');
  expect((await readAs(file)).turns).toEqual(['user: 1', 'assistant: 2']);
  expect((await read(file)).values.length).toBe(2);
});

test('a gzip that unpacks to far more than any table is refused soon', async () => {
  const piece = gzipSync(Buffer.alloc(1 << 26, 'x'));
  const bomb = write(folder, 'bomb.jsonl.gz', Buffer.concat(Array.from({ length: 12 }, () => piece)));
  expect(await failure(() => read(bomb))).toContain('bomb.jsonl.gz unpacks to more than 200 times its size');
});
