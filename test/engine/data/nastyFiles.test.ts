/** A museum of bad files: each gives the conversations a person would read in it, or an error that says what and where. */

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { guessMapping } from '../../../src/main/engine/data/mapping.ts';
import { readRows } from '../../../src/main/engine/data/readRows.ts';
import type { Row } from '../../../src/main/engine/data/row.ts';
import { toSample } from '../../../src/main/engine/data/toSample.ts';
import { failure, temporaryFolder, write } from './support.ts';
import { formulaCell, textCell, workbook } from './workbook.ts';

const folder = temporaryFolder();
type Content = string | Uint8Array | (() => Uint8Array | Promise<Uint8Array>);

/** Every conversation of a file as `question>answer>...`, long ones by their length. */
async function talks(file: string): Promise<string[]> {
  const rows: Row[] = [];
  for await (const row of readRows(file)) rows.push(row);
  const { columns } = guessMapping(rows.slice(0, 100), file);
  const shown = (text: string): string => (text.length > 1000 ? `${text.length} characters` : text);
  return rows.map(({ values }) => {
    const sample = toSample(values, columns);
    return 'text' in sample
      ? shown(sample.text)
      : sample.messages.map(({ content }) => shown(content)).join('>');
  });
}

const chat = (...turns: unknown[]): string => JSON.stringify({ messages: turns });
const user = { role: 'user', content: 'u' };
const assistant = { role: 'assistant', content: 'a' };
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

async function parquet(select: string): Promise<Uint8Array> {
  const { readFileSync } = await import('node:fs');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const file = join(folder, 'made.parquet');
  await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  return readFileSync(file);
}

/** A real picture of one pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('readable', () => {
  test.each<[string, string, Content, string[]]>([
    ['a byte order mark before the header', 'csv', '\ufeffq,a\n1,2\n', ['1>2']],
    ['a byte order mark inside quotes’ reach', 'csv', '\ufeff"q","a"\n1,2\n', ['1>2']],
    ['a byte order mark before JSON', 'jsonl', '\ufeff{"q":"1","a":"2"}', ['1>2']],
    ['UTF-16 with a mark', 'jsonl', utf16('\ufeff{"q":"å","a":"2"}\n'), ['å>2']],
    ['UTF-16 without a mark', 'tsv', utf16('q\ta\nå\t2\n'), ['å>2']],
    ['big-endian UTF-16', 'csv', utf16('\ufeffq,a\nå,2\n').swap16(), ['å>2']],
    ['Windows-1252 quotes', 'csv', Buffer.from('q,a\n\x93hi\x94,\x80\n', 'latin1'), ['“hi”>€']],
    ['gzip', 'jsonl.gz', gzipSync('{"q":"1","a":"2"}\n'), ['1>2']],
    ['gzip without the name', 'csv', gzipSync('q,a\n1,2\n'), ['1>2']],
    [
      'two gzip members',
      'csv.gz',
      Buffer.concat([gzipSync('q,a\n1,2\n'), gzipSync('3,4\n')]),
      ['1>2', '3>4'],
    ],
    ['quotes across lines', 'csv', 'q,a\n"1\n\n1","2\r\n2"\n', ['1\n\n1>2\r\n2']],
    ['a quote within a field', 'csv', 'q,a\na 5" pipe,2\n', ['a 5" pipe>2']],
    ['doubled quotes', 'csv', 'q,a\n"say ""hi""","""x"""\n', ['say "hi">"x"']],
    [
      'separators in quotes of the header',
      'csv',
      '"q";"a, or more"\n1;2\n3;4\n'.replace('"a, or more"', '"a"'),
      ['1>2', '3>4'],
    ],
    ['mixed line endings', 'csv', 'q,a\r\n1,2\n3,4\r5,6', ['1>2', '3>4', '5>6']],
    ['blank lines everywhere', 'csv', '\n\nq,a\n\n1,2\n \n\n3,4\n\n', ['1>2', '3>4']],
    ['padded header and rows', 'csv', 'q,a,,,\n1,2,,,\n3,4\n', ['1>2', '3>4']],
    ['spaces around the names', 'csv', ' q , a \n1,2\n', ['1>2']],
    [
      'a thousand columns',
      'csv',
      `${Array.from({ length: 998 }, (_, i) => `c${i}`).join()},q,a\n${'x,'.repeat(998)}1,2\n`,
      ['1>2'],
    ],
    ['a column named __proto__', 'csv', '__proto__,q,a\nx,1,2\n', ['1>2']],
    ['columns of one name', 'csv', 'q,a,a\n1,2,3\n', ['1>2']],
    ['a table without rows at the end of quotes', 'csv', 'q,a\n"1","2"', ['1>2']],
    ['zero bytes', 'csv', 'q,a\n1\0,2\0\n', ['1\0>2\0']],
    ['columns padded with zero bytes', 'csv', `q,a\n1${'\0'.repeat(40)},2\n`, [`1${'\0'.repeat(40)}>2`]],
    ['the letters of a bzip2 archive', 'csv', 'BZh,q,a\nx,1,2\n', ['1>2']],
    [
      'emoji, combining marks, right to left',
      'csv',
      'q,a\n👩‍👩‍👧,e\u0301\nשלום,مرحبا\n',
      ['👩‍👩‍👧>e\u0301', 'שלום>مرحبا'],
    ],
    ['pipes', 'csv', 'q|a\n1,5|2\n', ['1,5>2']],
    [
      'blank lines in JSON lines',
      'jsonl',
      '\n\n{"q":"1","a":"2"}\n\r\n{"q":"3","a":"4"}\n\n',
      ['1>2', '3>4'],
    ],
    ['a list called jsonl', 'jsonl', '[{"q":"1","a":"2"}]', ['1>2']],
    ['lines called json', 'json', '{"q":"1","a":"2"}\n{"q":"3","a":"4"}', ['1>2', '3>4']],
    ['a list over many lines', 'json', '[\n{\n"q":\n"1",\n"a":"2"\n}\n]\n', ['1>2']],
    ['a comma after the last element', 'json', '[{"q":"1","a":"2"},\n]', ['1>2']],
    ['brackets and quotes inside texts', 'json', '[{"q":"]},{\\"","a":"[{\\\\"}]', [']},{">[{\\']],
    [
      'columns that come and go',
      'jsonl',
      '{"q":"1"}\n{"a":"2"}\n{"q":"3","a":"4","x":0}',
      ['1>', '>2', '3>4'],
    ],
    ['nulls', 'jsonl', '{"q":null,"a":"2"}\n{"q":"1","a":null}', ['>2', '1>']],
    ['numbers and truth', 'jsonl', '{"q":1.5,"a":true}\n{"q":1e21,"a":0}', ['1.5>true', '1e21>0']],
    ['lone surrogates', 'jsonl', '{"q":"\\ud800","a":"x"}', ['\ud800>x']],
    [
      'a line of 50 MB',
      'jsonl',
      () => Buffer.from(`{"q":"1","a":"${'x'.repeat(50 * 2 ** 20)}"}\n{"q":"3","a":"4"}`),
      ['1>52428800 characters', '3>4'],
    ],
    [
      'a cell of 20 MB',
      'csv',
      () => Buffer.from(`q,a\n1,"${'x\n'.repeat(10 * 2 ** 20)}"\n3,4`),
      ['1>20971520 characters', '3>4'],
    ],
    [
      'deep JSON in another column',
      'jsonl',
      `{"q":"1","a":"2","deep":${'['.repeat(5000)}${']'.repeat(5000)}}`,
      ['1>2'],
    ],
    [
      'ShareGPT',
      'json',
      '[{"conversations":[{"from":"human","value":"u"},{"from":"gpt","value":"a"}]}]',
      ['u>a'],
    ],
    [
      'conversations as JSON text in a table',
      'csv',
      `messages\n"${JSON.stringify([user, assistant]).replaceAll('"', '""')}"\n`,
      ['u>a'],
    ],
    [
      'parts of a content',
      'jsonl',
      chat(user, {
        role: 'assistant',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      }),
      ['u>ab'],
    ],
    ['a conversation that begins with the assistant', 'jsonl', chat(assistant, user, assistant), ['a>u>a']],
    [
      'roles in capitals',
      'jsonl',
      chat({ role: 'USER', content: 'u' }, { role: 'Assistant', content: 'a' }),
      ['u>a'],
    ],
    [
      'parquet with structs in lists',
      'parquet',
      () =>
        parquet(
          "SELECT [{'role': 'user', 'content': 'u'}, {'role': 'assistant', 'content': 'a'}] AS messages",
        ),
      ['u>a'],
    ],
    [
      'parquet with nulls and numbers',
      'parquet',
      () => parquet("SELECT * FROM (VALUES (1::BIGINT, 'x'), (NULL, NULL)) t(q, a)"),
      ['1>x', '>'],
    ],
    [
      'a workbook with formulas',
      'xlsx',
      workbook([
        textCell('A1', 'q') + textCell('B1', 'a'),
        formulaCell('A2', '1+1', '2') + textCell('B2', 'two'),
      ]),
      ['2>two'],
    ],
    [
      'a workbook that begins further down',
      'xlsx',
      workbook(['', textCell('B2', 'q') + textCell('C2', 'a'), textCell('B3', '1') + textCell('C3', '2')]),
      ['1>2'],
    ],
    ['plain text', 'txt', 'one\r\n\r\ntwo', ['one\n\ntwo']],
    ['plain text in Latin-1', 'md', Buffer.from('\xe5', 'latin1'), ['å']],
  ])('%s', async (name, extension, content, expected) => {
    const file = write(
      folder,
      `good.${extension}`,
      typeof content === 'function' ? await content() : content,
    );
    expect(await talks(file), name).toEqual(expected);
  });
});

test('one Latin-1 letter after a megabyte of ASCII decides for the whole file', async () => {
  const file = write(folder, 'late.csv', Buffer.from(`q,a\n${'1,2\n'.repeat(300_000)}\xe5,2\n`, 'latin1'));
  const all = await talks(file);
  expect([all.length, all[0], all.at(-1)]).toEqual([300_001, '1>2', 'å>2']);
});

describe('refused', () => {
  test.each<[string, string, Content, string]>([
    ['nothing at all', 'csv', '', 'no usable column, found no columns at all'],
    ['only a mark', 'jsonl', '\ufeff', 'no usable column'],
    ['only white space', 'json', ' \n\n ', 'no usable column'],
    ['an empty gzip', 'csv.gz', gzipSync(''), 'no usable column'],
    ['a short row', 'csv', 'q,a\n1,2\n3\n', 'line 3: expected 2 fields (q, a), found 1'],
    ['a long row', 'csv', 'q,a\n1,2,3\n', 'line 2: expected 2 fields (q, a), found 3'],
    [
      'a long row behind line breaks in quotes',
      'csv',
      'q,a\r\n"1\r\n1",2\r\n3,4,5\r\n',
      'line 4: expected 2 fields',
    ],
    [
      'a quote that never ends',
      'csv',
      `q,a\n1,"2\n${'3,4\n'.repeat(1000)}`,
      'line 2, field 2: a double quote is opened and never closed',
    ],
    ['text after a quote', 'csv', 'q,a\n"1" x,2\n', 'line 2, field 1: text after the closing double quote'],
    [
      'a cut gzip',
      'csv.gz',
      gzipSync('q,a\n1,2\n'.repeat(1000)).subarray(0, 40),
      'gzip stream cannot be unpacked',
    ],
    ['a half line', 'jsonl', '{"q":"1","a":"2"}\n{"q":"1",', 'line 2, column 10: not valid JSON'],
    [
      'Python in place of JSON',
      'jsonl',
      "{'q': 'x'}",
      "line 1, column 2: not valid JSON (spelled as Python prints it), found \"'q': 'x'}\"",
    ],
    ['NaN', 'jsonl', '{"q":NaN}', 'line 1, column 6: not valid JSON'],
    ['a comment', 'json', '[{"q":"1"}, // no\n{"q":"2"}]', 'line 1, column 13: not valid JSON'],
    ['a control character in a text', 'jsonl', '{"q":"a\u0001b"}', 'line 1, column 6: not valid JSON'],
    ['two objects on a line', 'jsonl', '{"q":"1"}{"q":"2"}', 'line 1, column 10: not valid JSON'],
    ['JSON nested past all reason', 'jsonl', `{"q":${'['.repeat(200_000)}`, 'line 1'],
    [
      'a list that is not closed',
      'json',
      '[{"q":"1","a":"2"},\n{"q":',
      'line 1, column 20: the list is not closed',
    ],
    [
      'a list of lists',
      'json',
      '[["q","a"],["1","2"]]',
      'line 1, column 2: expected an object, found a list',
    ],
    ['a list of texts', 'json', '["a","b"]', 'line 1, column 2: expected an object, found text'],
    ['a single text', 'json', '"hello"', 'line 1, column 1: expected an object, found text'],
    ['null', 'json', 'null', 'line 1, column 1: expected an object, found nothing'],
    [
      'text after the list',
      'json',
      '[{"q":"1","a":"2"}] and more',
      'expected nothing after the list, found "and more"',
    ],
    ['no known column', 'csv', 'foo,bar\n1,2\n', 'no usable column, found foo, bar'],
    ['a question without an answer', 'csv', 'question\n1\n', 'no usable column, found question'],
    [
      'an unknown role',
      'jsonl',
      `${chat(user, assistant)}\n${chat(user, { role: 'narrator', content: 'x' })}`,
      'turn 2: unknown role "narrator"',
    ],
    [
      'a turn without a role',
      'jsonl',
      `${chat(user, assistant)}\n${chat({ content: 'x' })}`,
      'turn 1: unknown role nothing',
    ],
    [
      'a turn that is a text',
      'jsonl',
      `${chat(user, assistant)}\n${chat('hi')}`,
      'turn 1: expected an object, found text',
    ],
    ['no turns', 'jsonl', `${chat(user, assistant)}\n${chat()}`, 'the list of turns is empty'],
    [
      'turns that are no list',
      'jsonl',
      `${chat(user, assistant)}\n{"messages":"hi"}`,
      'column "messages": expected JSON or a conversation as text, found "hi"',
    ],
    [
      'turns within turns',
      'jsonl',
      `${chat(user, assistant)}\n${chat([user, assistant])}`,
      'turn 1: expected an object, found a list',
    ],
    [
      'a content that is an object',
      'jsonl',
      `${chat(user, assistant)}\n${chat({ role: 'user', content: { x: 1 } })}`,
      'turn 1: expected text, found an object',
    ],
    [
      'an answer that is an object',
      'jsonl',
      '{"q":"1","a":{"text":"x"}}',
      'column "a": expected text, found an object ("{\\"text\\":\\"x\\"}")',
    ],
    ['text called parquet', 'parquet', 'PAR1 not really', 'cannot be read as parquet'],
    [
      'a damaged parquet file',
      'parquet',
      async () => (await parquet('SELECT 1 AS q, 2 AS a')).fill(0, 8, 60),
      'cannot be read as parquet',
    ],
    ['text called xlsx', 'xlsx', 'q,a\n1,2\n', 'cannot be read as an Excel workbook'],
    [
      'a cut workbook',
      'xlsx',
      workbook([textCell('A1', 'q')]).subarray(0, 200),
      'cannot be read as an Excel workbook',
    ],
    ['a picture', 'png', Buffer.from([0x89, 0x50]), '".png" is not a dataset format'],
    ['a picture called csv', 'csv', png, 'is not text: it seems to be a PNG picture'],
    ['a picture called jsonl', 'jsonl', png, 'is not text: it seems to be a PNG picture'],
    ['a gzipped picture called csv', 'csv.gz', gzipSync(png), 'is not text: it seems to be a PNG picture'],
    [
      'a PDF called csv',
      'csv',
      '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n',
      'is not text: it seems to be a PDF document',
    ],
    [
      'a workbook called csv',
      'csv',
      workbook([textCell('A1', 'q')]),
      'is not text: it seems to be a ZIP archive, as .xlsx and .docx files are too',
    ],
    [
      'a parquet table called jsonl',
      'jsonl',
      () => parquet('SELECT 1 AS q, 2 AS a'),
      'is not text: it seems to be a parquet table',
    ],
    [
      'random bytes called txt',
      'txt',
      Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 31 + (i >> 3) * 7) % 256)),
      'is not text: it seems to be a binary file',
    ],
    ['no extension', '', 'q,a\n1,2\n', '"" is not a dataset format'],
  ])('%s', async (_name, extension, content, message) => {
    const file = write(
      folder,
      extension === '' ? 'bad' : `bad.${extension}`,
      typeof content === 'function' ? await content() : content,
    );
    expect(
      (await failure(() => talks(file))).replaceAll(`${file}, `, '').replaceAll(`${file}: `, ''),
    ).toContain(message);
  });
});
