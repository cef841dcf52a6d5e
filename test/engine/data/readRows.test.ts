/** Every form of table gives its rows with the line they begin on, and a broken one the line and column of what is wrong. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readRows } from '../../../src/main/engine/data/readRows.ts';
import { collect, failure, rowsOf, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();
let count = 0;
const file = (content: string | Uint8Array, extension: string): string =>
  write(folder, `${count++}.${extension}`, content);

const twoRows = [
  { values: { q: 'å', a: 'x' }, line: 2 },
  { values: { q: '3', a: '4' }, line: 3 },
];

describe('tables that are read', () => {
  test.each<[string, string, string | Uint8Array]>([
    ['comma', 'csv', 'q,a\nå,x\n3,4\n'],
    ['semicolon', 'csv', 'q;a\nå;x\n3;4\n'],
    ['tab', 'tsv', 'q\ta\nå\tx\n3\t4'],
    ['pipe', 'csv', 'q|a\nå|x\n3|4'],
    ['byte order mark and CRLF', 'csv', '\ufeffq,a\r\nå,x\r\n3,4\r\n'],
    ['carriage returns', 'csv', 'q,a\rå,x\r3,4'],
    ['padding cells', 'csv', 'q,a,,\nå,x,,\n3,4\n  \n'],
    ['UTF-16 little endian', 'csv', Buffer.from('\ufeffq,a\nå,x\n3,4\n', 'utf16le')],
    ['UTF-16 big endian', 'csv', Buffer.from('\ufeffq,a\nå,x\n3,4\n', 'utf16le').swap16()],
    ['UTF-16 without a mark', 'csv', Buffer.from('q,a\nå,x\n3,4\n', 'utf16le')],
    ['Latin-1', 'csv', Buffer.from('q,a\nå,x\n3,4\n', 'latin1')],
    ['gzip', 'csv.gz', gzipSync('q,a\nå,x\n3,4\n')],
  ])('%s', async (_name, extension, content) => {
    expect(await rowsOf(file(content, extension))).toEqual(twoRows);
  });

  test('quotes hold separators, line breaks and quotes, and lines still count', async () => {
    const rows = await rowsOf(file('q,a\r\n"one\r\ntwo","a ""b"", c"\r\n\r\n3,\n"5\n","6"\n7,8', 'csv'));
    expect(rows).toEqual([
      { values: { q: 'one\r\ntwo', a: 'a "b", c' }, line: 2 },
      { values: { q: '3', a: '' }, line: 5 },
      { values: { q: '5\n', a: '6' }, line: 6 },
      { values: { q: '7', a: '8' }, line: 8 },
    ]);
  });

  test('columns of the same name are numbered, nameless ones left out, __proto__ is a name like any other', async () => {
    const [row] = await rowsOf(file('a,a,,__proto__\n1,2,3,4\n', 'csv'));
    expect(Object.entries(row!.values)).toEqual([
      ['a', '1'],
      ['a (2)', '2'],
      ['__proto__', '4'],
    ]);
  });

  test('JSON lines skip blank lines; the content, not the name, decides', async () => {
    const lines = '\ufeff{"a":1}\r\n\n  {"a":{"b":[2]}}';
    const rows = [
      { values: { a: 1 }, line: 1 },
      { values: { a: { b: [2] } }, line: 3 },
    ];
    expect(await rowsOf(file(lines, 'jsonl'))).toEqual(rows);
    expect(await rowsOf(file(lines, 'json'))).toEqual(rows);
  });

  test('a list of objects gives the line each begins on', async () => {
    const list = '\n[\n  {"a": "],[{}"},\n{"a": "\\"\\\\"}, {"a": [1, {"b": []}]}\n]\n';
    expect(await rowsOf(file(list, 'json'))).toEqual([
      { values: { a: '],[{}' }, line: 3 },
      { values: { a: '"\\' }, line: 4 },
      { values: { a: [1, { b: [] }] }, line: 4 },
    ]);
    expect(await rowsOf(file('[]', 'json'))).toEqual([]);
    expect(await rowsOf(file('[{"a":1},]', 'json'))).toEqual([{ values: { a: 1 }, line: 1 }]);
  });

  test('values across chunk borders stay whole', async () => {
    const texts = Array.from({ length: 40 }, (_, i) => 'å"\\\n'.repeat(5000 + i));
    const json = `[${texts.map((a) => JSON.stringify({ a })).join(',\n')}]`;
    expect((await rowsOf(file(json, 'json'))).map(({ values }) => values.a)).toEqual(texts);
    expect((await rowsOf(file(json.slice(1, -1).replaceAll('},\n', '}\n'), 'jsonl'))).length).toBe(40);
  });
});

describe('tables that are refused', () => {
  test.each([
    ['q,a\n1,2\n3\n', 'csv', 'line 3: expected 2 fields (q, a), found 1, the last is "3"'],
    ['q,a\n"1\n",2\n3,4,5\n', 'csv', 'line 4: expected 2 fields (q, a), found 3, the last is "5"'],
    ['q,a\n1,2\n3,"4\n5,6\n', 'csv', 'line 3, field 2: a double quote is opened and never closed'],
    [
      'q,a\n1,"2"x\n',
      'csv',
      'line 2, field 2: text after the closing double quote, expected a separator or the end of the line',
    ],
    ['{"a":1}\n{"a":tru}\n', 'jsonl', 'line 2, column 6: not valid JSON (invalid symbol), found "tru}"'],
    [
      '{"a":1}\n{"a":1',
      'jsonl',
      'line 2, column 7: not valid JSON (close brace expected), found the end of the row',
    ],
    ['{"a":1}x\n', 'jsonl', 'line 1, column 8: not valid JSON (invalid symbol), found "x"'],
    ['{"a":1}\n[1]\n', 'jsonl', 'line 2, column 1: expected an object, found a list ("[1]")'],
    ['[{"a":1},\n  7]', 'json', 'line 2, column 3: expected an object, found a number ("7")'],
    ['[{"a":1},\n {"a" 1}]', 'json', 'line 2, column 7: not valid JSON (colon expected), found "1}"'],
    [
      '[{"a":1},\n {"a":2}',
      'json',
      'line 1, column 10: the list is not closed, the last element begins with "{\\"a\\":2}"',
    ],
    ['[{"a":1}]\n{"a":2}', 'json', 'line 2: expected nothing after the list, found "{\\"a\\":2}"'],
    ['[{"a":1},,{}]', 'json', 'line 1, column 10: not valid JSON (value expected), found the end of the row'],
  ])('%j', async (content, extension, message) => {
    const path = file(content, extension);
    expect(await failure(() => rowsOf(path))).toBe(`bad-data: ${path}, ${message}`);
  });

  test('bad rows are passed over where asked for', async () => {
    const seen: string[] = [];
    const path = file('{"a":1}\nx\n{"a":2}\n[]\n', 'jsonl');
    const rows = await collect(
      readRows(path, { onBadRow: (error, { number }) => seen.push(`${number} ${error.code}`) }),
    );
    expect(rows.map(({ values }) => values.a)).toEqual([1, 2]);
    expect(seen).toEqual(['2 bad-data', '4 bad-data']);
  });

  test('missing file, folder, unknown kind, damaged gzip', async () => {
    const missing = `${folder}/none.csv`;
    expect(await failure(() => rowsOf(missing))).toBe(`not-found: ${missing} does not exist`);
    expect(await failure(() => rowsOf(file('', 'docx')))).toMatch(
      /^unsupported: .*"\.docx" is not a dataset format$/,
    );
    const cutOff = file(gzipSync('q,a\n1,2\n').subarray(0, 20), 'csv.gz');
    expect(await failure(() => rowsOf(cutOff))).toMatch(/^bad-data: .*gzip stream cannot be unpacked/);
  });
});

describe('how far reading is', () => {
  const table = `q,a\n${'What is it?,It is what it is.\n'.repeat(50_000)}`;
  test.each<[string, string, string | Uint8Array]>([
    ['text', 'csv', table],
    ['gzipped text', 'csv.gz', gzipSync(table)],
    ['one text', 'txt', table],
  ])('%s', async (_name, extension, content) => {
    const told: number[] = [];
    await collect(readRows(file(content, extension), { onProgress: (share) => told.push(share) }));
    expect(told.length).toBeGreaterThan(3);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told[0]).toBeLessThanOrEqual(told.at(-1)!);
    expect(told.at(-1)).toBe(1);
  });

  test('a folder: over all its files together', async () => {
    const parts = join(folder, 'parts');
    mkdirSync(parts);
    for (const name of ['1.csv', '2.csv', '3.csv']) write(parts, name, 'q,a\n1,2\n');
    const told: number[] = [];
    await collect(readRows(parts, { onProgress: (share) => told.push(share) }));
    expect(told).toEqual([1 / 3, 2 / 3, 1]);
  });
});
