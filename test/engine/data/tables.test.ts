/** Tables and JSON as programs write them: read as Python's reader does, row by row, so that one bad row is one bad row. */

import { describe, expect, test } from 'vitest';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { SourceNotes } from '../../../src/main/engine/data/reading.ts';
import { readRows } from '../../../src/main/engine/data/readRows.ts';
import { collect, dataCase, failure, readAs, smollm2, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();

/** Rows as lists of cells with their lines, and the numbers of those that are left out. */
async function read(file: string) {
  const bad: string[] = [];
  const notes = new SourceNotes();
  const onBadRow = (error: Error, { number }: { number: number }) =>
    bad.push(`${number}: ${error.message.slice(file.length + 2)}`);
  const rows = await collect(readRows(file, { onBadRow, notes }));
  return {
    rows: rows.map(({ values, line }) => [line, ...Object.values(values)]),
    columns: Object.keys(rows[0]?.values ?? {}),
    bad,
    left: notes.found().left.map(({ name }) => name),
    heldOut: rows.filter(({ heldOut }) => heldOut).map(({ number }) => number),
  };
}

describe('quotes', () => {
  test('within a field are letters', async () => {
    expect(await read(dataCase('13-stray-quote.csv'))).toMatchObject({
      rows: [
        [2, 'How tall?', 'Two metres'],
        [3, 'What is a 2" nail?', 'A nail of two inches'],
        [4, 'How wide?', 'One metre'],
      ],
      bad: [],
    });
  });

  test('escaped by a backslash spoil one row', async () => {
    expect(await read(dataCase('13b-backslash-quote.csv'))).toMatchObject({
      rows: [[3, 'How wide?', 'One metre']],
      bad: [
        '1: line 2, field 1: text after the closing double quote, expected a separator or the end of the line',
      ],
    });
  });

  test('may follow a space where the header has spaces behind its separators', async () => {
    expect(await read(dataCase('13c-space-before-quote.csv'))).toMatchObject({
      columns: ['question', 'answer'],
      rows: [
        [2, 'How tall, about?', 'Two metres, about'],
        [3, 'How wide?', 'One metre'],
      ],
      bad: [],
    });
  });

  test('that are never closed spoil their own row and no other', async () => {
    expect(await read(dataCase('12b-quotes.tsv'))).toMatchObject({
      rows: [[2, 'How long is a 2" nail?', 'Two inches']],
      bad: ['2: line 3, field 1: a double quote is opened and never closed'],
    });
    const file = write(folder, 'open.csv', `q,a\n"one,1\ntwo,2\n"three,3\nfour,4\n`);
    expect(await read(file)).toMatchObject({
      rows: [
        [3, 'two', '2'],
        [5, 'four', '4'],
      ],
      bad: [expect.stringMatching(/^1: line 2/), expect.stringMatching(/^3: line 4/)],
    });
  });

  test('of many lines count every kind of line break', async () => {
    const file = write(folder, 'breaks.csv', 'q,a\r\n"1\r\n2\r3\n4",x\r\n5,y\r6,z');
    expect((await read(file)).rows).toEqual([
      [2, '1\r\n2\r3\n4', 'x'],
      [6, '5', 'y'],
      [7, '6', 'z'],
    ]);
  });
});

describe('separators', () => {
  test('Excel’s own line says which', async () => {
    expect(await read(dataCase('11-excel-sep-line.csv'))).toMatchObject({
      columns: ['question', 'answer'],
      rows: [
        [3, 'How tall?', 'Two metres, about'],
        [4, 'How wide?', 'One metre'],
      ],
    });
  });

  test('a .tsv has tabs, whatever its header holds', async () => {
    expect(await read(dataCase('12-header-with-commas.tsv'))).toMatchObject({
      columns: ['question, as asked', 'answer, if any'],
      rows: [
        [2, 'How tall is it, roughly?', 'Two metres'],
        [3, 'How wide?', 'One metre'],
      ],
    });
  });

  test('the rows decide where the header does not', async () => {
    const file = write(
      folder,
      'header.csv',
      'question, as asked, in short;answer\nHow?;So, and so.\nWhy?;No.\n',
    );
    expect(await read(file)).toMatchObject({ columns: ['question, as asked, in short', 'answer'] });
    expect(await read(dataCase('12c-semicolon-text-comma-header.csv'))).toMatchObject({
      rows: [],
      bad: ['1: line 2: expected 2 fields (question, answer), found 3, the last is " roughly"'],
    });
  });
});

test('a table without a line of names has columns by letters', async () => {
  const file = write(
    folder,
    'bare.csv',
    'How tall is a door?,Two metres.\nHow wide is it then?,One metre.\n',
  );
  expect(await read(file)).toMatchObject({
    columns: ['A', 'B'],
    rows: [
      [1, 'How tall is a door?', 'Two metres.'],
      [2, 'How wide is it then?', 'One metre.'],
    ],
  });
});

describe('JSON', () => {
  const three = [
    ['How tall is a door?', 'A door is about two metres tall.'],
    ['What is mortar?', 'Mortar binds bricks together.'],
    ['What is a lintel?', 'A lintel carries the wall above an opening.'],
  ];
  const at = (...lines: number[]) => lines.map((line, i) => [line, ...three[i]!]);

  test.each<[string, unknown[], string[]]>([
    ['14-jq-pretty-objects.json', at(1, 5, 9), []],
    ['14b-data-wrapper.json', at(4, 8, 12), ['version']],
    ['14c-data-wrapper-one-line.json', at(1, 1, 1), ['version']],
    ['14e-train-test-splits.json', [...at(1, 1, 1), [1, ...three[0]!]], []],
    ['14f-single-object.json', at(1), []],
  ])('%s', async (name, rows, left) => {
    expect(await read(dataCase(name))).toMatchObject({
      rows: rows.slice(0, name.startsWith('14f') ? 1 : 4),
      left,
      bad: [],
    });
  });

  test('a part called test is held out', async () => {
    expect((await read(dataCase('14e-train-test-splits.json'))).heldOut).toEqual([4]);
    const { train, skipped } = await loadDataset(
      dataCase('14e-train-test-splits.json'),
      smollm2,
      datasetDefaults,
    );
    expect([[...train.rows], skipped.copies]).toEqual([[1, 2, 3], [4]]);
  });

  test.each(['14g-conversation-list-of-lists.json', '14i-jsonl-of-arrays.jsonl'])(
    'lists of turns are conversations: %s',
    async (name) => {
      expect((await readAs(dataCase(name))).turns).toEqual([
        'user: How tall is a door?',
        'assistant: A door is about two metres tall.',
      ]);
      expect((await read(dataCase(name))).rows.length).toBe(3);
    },
  );

  test('a single row that holds turns or tools is a row', async () => {
    const row = {
      messages: [
        { role: 'user', content: 'u' },
        { role: 'assistant', content: 'a' },
      ],
      tools: [{ name: 'f' }],
    };
    for (const indent of [0, 2]) {
      const file = write(folder, 'single.json', JSON.stringify(row, null, indent));
      expect((await readAs(file)).turns).toEqual(['user: u', 'assistant: a']);
    }
  });

  test('a broken object among pretty ones is one bad row', async () => {
    const rows = ['{\n "q": "1",\n "a": "2"\n}', '{\n "q": "3"\n "a": "4"\n}', '{\n "q": "5",\n "a": "6"\n}'];
    const file = write(folder, 'pretty.json', rows.join('\n'));
    expect(await read(file)).toMatchObject({
      rows: [
        [1, '1', '2'],
        [9, '5', '6'],
      ],
      bad: [expect.stringContaining('2: line 7, column 2: not valid JSON (comma expected)')],
    });
  });

  test('a broken first line does not spoil the others', async () => {
    const file = write(folder, 'first.jsonl', '{"q":"1",\n{"q":"3","a":"4"}\n');
    expect(await read(file)).toMatchObject({
      rows: [[2, '3', '4']],
      bad: [expect.stringMatching(/^1: line 1/)],
    });
  });
});

describe('digits stay as written', () => {
  test('in JSON', async () => {
    const { rows, columns } = await read(dataCase('19-big-integers.jsonl'));
    expect([rows.length, columns]).toEqual([3, ['question', 'answer']]);
    const { train } = await loadDataset(dataCase('19-big-integers.jsonl'), smollm2, {
      ...datasetDefaults,
      holdout: 0,
    });
    const texts = await Promise.all(
      [0, 1, 2].map((i) => smollm2.tokenizer.decode(train.at(i).ids, { keepSpecial: true })),
    );
    expect(texts.map((text) => /assistant\n(.*)<\|im_end\|>/.exec(text)?.[1])).toEqual([
      '1234567890123456789',
      '1.50',
      '98765432109876543210',
    ]);
  });

  test('in a table', async () => {
    expect((await read(dataCase('19b-big-integers.csv'))).rows.map((row) => row[2])).toEqual([
      '1234567890123456789',
      '1.50',
      '007',
    ]);
  });

  test.each([
    ['7', '7'],
    ['-0', '-0'],
    ['1e5', '1e5'],
    ['0.10', '0.10'],
    ['12345678901234567', '12345678901234567'],
    ['[1]', undefined],
  ])('%s', async (json, text) => {
    const file = write(folder, 'number.jsonl', `{"q":"x","a":${json}}`);
    if (text === undefined)
      expect(await failure(() => readAs(file))).toContain('expected text, found a list');
    else expect((await readAs(file)).turns[1]).toBe(`assistant: ${text}`);
  });
});

describe('what cannot be seen', () => {
  test('does not make a role unknown, and shows where it matters', async () => {
    const { rows } = await read(dataCase('42-roles-with-odd-names.jsonl'));
    expect(rows.length).toBe(3);
    expect((await readAs(dataCase('42-roles-with-odd-names.jsonl'))).turns.length).toBe(2);
    const odd =
      '{"messages":[{"role":"user","content":"u"},{"role":"assistant","content":"a"}]}\n{"messages":[{"role":"us\\u200ber","content":"x"}]}';
    const file = write(folder, 'odd.jsonl', odd);
    expect(await failure(() => loadDataset(file, smollm2, datasetDefaults))).toContain(
      'unknown role "us\\u200ber"',
    );
    const crlf = write(folder, 'crlf.jsonl', '{"q":"1","a":"2"}\n{"q":"1"}x\r\n');
    expect((await read(crlf)).bad[0]).toContain('found "x\\r"');
  });
});
