/** Parquet, Excel, plain text and folders give the same kind of rows as the text tables. */

import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { guessMapping } from '../../../src/main/engine/data/mapping.ts';
import { readRows } from '../../../src/main/engine/data/readRows.ts';
import { toSample } from '../../../src/main/engine/data/toSample.ts';
import { dataCase, failure, rowsOf, temporaryFolder, write } from './support.ts';
import { dateCell, formulaCell, textCell, workbook } from './workbook.ts';

const folder = temporaryFolder();

async function parquet(name: string, select: string, options = ''): Promise<string> {
  const file = join(folder, name);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet${options})`);
  connection.closeSync();
  return file;
}

describe('parquet', () => {
  test('lists and structs are conversations', async () => {
    const turns = "[{'role': 'user', 'content': 'Hi'}, {'role': 'assistant', 'content': 'Yo ' || i}]";
    const rows = await rowsOf(
      await parquet('chat.parquet', `SELECT i AS id, ${turns} AS messages FROM range(3000) t(i)`),
    );
    expect(rows.length).toBe(3000);
    expect(rows[2999]!.line).toBe(3000);
    const { columns } = guessMapping(rows.slice(0, 10), 'chat.parquet');
    expect(toSample(rows[2999]!.values, columns)).toEqual({
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Yo 2999' },
      ],
    });
  });

  test('numbers, dates, nulls and odd file names are read', async () => {
    const file = await parquet(
      'a[1].parquet',
      "SELECT 1234567890123456789 AS big, DATE '2024-02-29' AS day, NULL AS no, 1.5 AS x",
    );
    expect(await rowsOf(file)).toEqual([
      { values: { big: '1234567890123456789', day: '2024-02-29', no: null, x: '1.5' }, line: 1 },
    ]);
  });

  test('every type that Arrow writes is read to its last digit', async () => {
    const rows = await rowsOf(dataCase('types.parquet'));
    expect(rows.length).toBe(3);
    expect(rows[0]!.values).toMatchObject({
      ...{ i8: 1, u8: 1, u32: 4294967295, i64: '1234567890123456789', u64: '18446744073709551615' },
      ...{ f16: 1.5, f32: 0.1, f64: 0.1, b: true, dec9: '123.45' },
      dec38: '12345678901234567890123456.789',
      ...{ s: 'a', ls: 'a', sv: 'a', dict: 'x', bin: 'hello', binu: 'é', fb: 'abcd', nul: null },
      ...{ date: '2024-02-29', t_ms: '10:01:02.345', t_us: '10:01:02.345678' },
      ...{ ts_ms: '2024-02-29 10:00:00', ts_us: '2024-02-29 10:00:00.123456' },
      ...{ ts_ns: '2024-02-29 10:00:00.123456', ts_tz: '2024-02-29 10:00:00+00' },
    });
    expect(rows[0]!.values).toMatchObject({
      l: ['a', null, 'c'],
      ll: [['1'], ['2', '3']],
      fsl: [1, 2],
      st: { a: '1', b: { c: 'x' } },
      lst: [
        { role: 'user', content: 'hi' },
        { role: 'assistant', content: null },
      ],
      stl: { role: ['user', 'assistant'], content: ['a', 'b'] },
      m: { k: '1', z: '2' },
    });
    expect(Object.entries(rows[0]!.values)).toContainEqual(['__proto__', 'p']);
    expect(rows[1]!.values).toMatchObject({
      ...{ i8: -2, f32: 'NaN', f64: 'Infinity', b: false, s: 'é\0x', bin: '\\x89PNG\\xFF\\x00' },
      ...{ date: '1969-12-31', ts_ms: '1969-12-31 23:59:59.5', ts_us: '0001-01-01 00:00:00' },
      ...{ t_us: '23:59:59.999999', dec9: '-0.01', dec38: '-0.001', l: [], ll: [[]], m: {} },
    });
    expect(new Set(Object.values(rows[2]!.values))).toEqual(new Set([null, 'r']));
  });

  test.each(['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'])(
    'rows packed with %s are read in order, through several groups',
    async (codec) => {
      const select = "SELECT i AS q, 'a' || i AS a, NULL::VARCHAR AS no FROM range(5000) t(i)";
      const options = `, COMPRESSION ${codec}, ROW_GROUP_SIZE 2048`;
      const rows = await rowsOf(await parquet(`${codec}.parquet`, select, options));
      expect(rows.map(({ line }) => line)).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1));
      expect(rows[4999]!.values).toEqual({ q: '4999', a: 'a4999', no: null });
    },
  );

  test('a table that says it has more rows than it has is refused', async () => {
    const file = await parquet('short.parquet', 'SELECT i AS q FROM range(100) t(i)');
    const bytes = readFileSync(file);
    // The footer counts rows twice: for the file and for its only group.
    const counts = [...bytes.keys()].filter((at) => bytes.readUInt16BE(at % (bytes.length - 1)) === 0xc801);
    for (const at of counts) bytes.writeUInt16BE(0xd001, at);
    writeFileSync(file, bytes);
    expect(counts.length).toBeGreaterThanOrEqual(2);
    expect(await failure(() => rowsOf(file))).toMatch(
      /cannot be read as parquet \(it (is damaged|has fewer)/,
    );
  });

  test('anything else is refused', async () => {
    const file = write(folder, 'no.parquet', 'q,a\n1,2\n');
    expect(await failure(() => rowsOf(file))).toMatch(
      /^bad-data: .*no.parquet: cannot be read as parquet \(it is too small\)/,
    );
    expect(await failure(() => rowsOf(join(folder, '*.parquet')))).toMatch(/^not-found: /);
  });
});

describe('Excel', () => {
  test('formulas give their value, dates a date, empty rows nothing', async () => {
    const file = write(
      folder,
      'one.xlsx',
      workbook([
        textCell('A1', 'q') + textCell('B1', 'a') + textCell('C1', 'when'),
        textCell('A2', ' Zwei\nZeilen &amp; mehr ') +
          formulaCell('B2', 'A1&amp;"x"', 'qx') +
          dateCell('C2', 45351),
        '',
        '<c r="A4"><v>1.5</v></c><c r="B4" t="b"><v>1</v></c>',
      ]),
    );
    expect(await rowsOf(file)).toEqual([
      { values: { q: ' Zwei\nZeilen & mehr ', a: 'qx', when: '2024-02-29' }, line: 2 },
      { values: { q: '1.5', a: 'true', when: '' }, line: 4 },
    ]);
  });

  test('anything else is refused', async () => {
    for (const content of ['', 'q,a\n1,2\n', workbook([]).subarray(0, 300)]) {
      expect(await failure(() => rowsOf(write(folder, 'no.xlsx', content)))).toMatch(
        /^bad-data: .*no.xlsx: cannot be read as an Excel workbook/,
      );
    }
  });
});

describe('plain text', () => {
  test('comes in portions of whole paragraphs that begin on the line they say', async () => {
    const paragraphs = Array.from(
      { length: 400 },
      (_, i) => `Paragraph ${i}, ${'some words '.repeat(10)}\r\nand a second line.`,
    );
    const file = write(folder, 'book.txt', paragraphs.join('\r\n\r\n'));
    const rows = await rowsOf(file);
    const plain = paragraphs.map((text) => text.replaceAll('\r\n', '\n'));
    expect(rows.map(({ values }) => values.text).join('\n\n')).toBe(plain.join('\n\n'));
    for (const { values, line } of rows) {
      expect(String(values.text).startsWith(plain[(line - 1) / 3]!)).toBe(true);
      expect(String(values.text).length).toBeLessThanOrEqual(8192);
    }
    expect(rows.length).toBeGreaterThan(5);
  });

  test('a paragraph without borders is cut', async () => {
    const rows = await rowsOf(write(folder, 'wall.txt', 'x'.repeat(20_000)));
    expect(rows.map(({ values }) => String(values.text).length)).toEqual([8192, 8192, 3616]);
  });

  test('a folder gives its text files by name', async () => {
    const texts = join(folder, 'texts');
    mkdirSync(join(texts, 'deep'), { recursive: true });
    write(texts, 'b.md', 'two');
    write(texts, 'a.txt', 'one');
    write(join(texts, 'deep'), 'c.txt', 'three');
    write(texts, 'picture.png', 'no');
    expect((await rowsOf(texts)).map(({ values }) => values)).toEqual([
      { text: 'one' },
      { text: 'two' },
      { text: 'three' },
    ]);
    mkdirSync(join(folder, 'none'));
    expect(await failure(() => rowsOf(join(folder, 'none')))).toMatch(
      /^bad-data: .*no file in this folder can be read/,
    );
  });
});

test('a file that changes while it is read is noticed', async () => {
  const file = write(folder, 'grows.jsonl', '{"q":1}\n');
  const read = async () => {
    for await (const _ of readRows(file)) appendFileSync(file, '{"q":2}\n');
  };
  expect(await failure(read)).toBe(`bad-data: ${file} changed while it was read`);
});
