/** Workbooks as people and programs write them: the right sheet and header, values as shown, and an end in reasonable time. */

import { readFileSync } from 'node:fs';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { type Reading, SourceNotes } from '../../../src/main/engine/data/reading.ts';
import { readRows } from '../../../src/main/engine/data/readRows.ts';
import { noteSentence } from '../../../src/shared/dataNotes.ts';
import { collect, dataCase, failure, readAs, temporaryFolder, write } from './support.ts';
import { textCell, workbook } from './workbook.ts';

const folder = temporaryFolder();

async function read(file: string, reading: Partial<Reading> = {}) {
  const notes = new SourceNotes();
  const rows = await collect(readRows(file, { notes, reading }));
  const { sheet, left, notes: sentences } = notes.found();
  return {
    rows: rows.map(({ values, line }) => [line, ...Object.values(values)]),
    sheet,
    left: left.map(({ kind, name }) => `${kind} ${name}`),
    notes: sentences.map(noteSentence),
  };
}

const door = 'A door is about two metres tall.';

describe('sheets', () => {
  test('the one whose columns are understood is read, others are named', async () => {
    expect(await read(dataCase('17-notes-sheet-first.xlsx'))).toMatchObject({
      rows: [
        [2, 'How tall is a door?', door],
        [3, 'What is mortar?', expect.any(String)],
        [4, 'What is a lintel?', expect.any(String)],
      ],
      sheet: 'FAQ',
      left: ['sheet Read me'],
    });
  });

  test('the first of two is read, the other by hand', async () => {
    expect(await read(dataCase('17b-two-sheets.xlsx'))).toMatchObject({
      sheet: 'Sheet A',
      left: ['sheet Sheet B'],
    });
    expect(await read(dataCase('17b-two-sheets.xlsx'), { sheet: 'sheet b' })).toMatchObject({
      rows: [
        [2, 'How far?', 'Ten metres away'],
        [3, 'How old?', 'Ten years old'],
      ],
      sheet: 'Sheet B',
      left: ['sheet Sheet A'],
    });
    expect(await failure(() => read(dataCase('17b-two-sheets.xlsx'), { sheet: 'C' }))).toContain(
      'bad-config: ',
    );
  });
});

describe('cells', () => {
  test('merged over rows hold for each of them', async () => {
    expect((await read(dataCase('17c-merged-cells.xlsx'))).rows).toEqual([
      [2, 'Doors', 'How tall?', 'Two metres tall'],
      [3, 'Doors', 'How wide?', 'One metre wide'],
      [4, 'Doors', 'How deep?', 'One metre wide'],
    ]);
  });

  test('with a formula and no result are empty, and named', async () => {
    const { rows, notes } = await read(dataCase('17d-formulas-without-values.xlsx'));
    expect(rows).toEqual([
      [2, 'Two and two?', ''],
      [3, 'What?', ''],
      [4, 'Plain?', 'Plain answer'],
    ]);
    expect(notes).toEqual([
      expect.stringContaining('formulas whose result was never saved count as empty: B2, B3.'),
    ]);
  });

  test('lose the carriage returns of other programs, and errors are named', async () => {
    const { rows, notes } = await read(dataCase('17f-carriage-returns-errors.xlsx'));
    expect(rows.slice(0, 3)).toEqual([
      [2, 'Lines?', 'first\nsecond'],
      [3, 'Error?', ''],
      [4, 'Rich?', 'plain'],
    ]);
    expect(notes).toEqual([expect.stringContaining('cells that hold an error count as empty: B3 (#N/A).')]);
  });

  test('of hidden rows are read, and it is said', async () => {
    const { rows, notes } = await read(dataCase('17g-hidden-row.xlsx'));
    expect(rows.map(([line]) => line)).toEqual([2, 3, 4]);
    expect(notes).toEqual([expect.stringContaining('rows that are hidden are read as well: 3.')]);
  });

  test.each<[string, string, string]>([
    ['0.5625', 'h:mm', '13:30'],
    ['0.5625', 'h:mm AM/PM', '13:30'],
    ['0.56251157407', 'h:mm:ss', '13:30:01'],
    ['1.25', '[h]:mm', '30:00'],
    ['45351', 'dd/mm/yyyy', '2024-02-29'],
    ['45351', '[$-407]d. mmmm yyyy;@', '2024-02-29'],
    ['45351.5625', 'yyyy-mm-dd hh:mm', '2024-02-29 13:30'],
    ['1', 'yyyy-mm-dd', '1900-01-01'],
    ['0.25', '0%', '25%'],
    ['1234.5', '#,##0.00 "days"', '1234.5'],
    ['0.30000000000000004', 'General', '0.3'],
    ['4', '@', '4'],
  ])('%s as %s shows as %s', async (value, code, shown) => {
    const parts = unzipSync(workbook([textCell('A1', 'question'), `<c r="A2" s="2"><v>${value}</v></c>`]));
    const escaped = code.replaceAll('"', '&quot;');
    parts['xl/styles.xml'] = strToU8(
      `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts><numFmt numFmtId="170" formatCode="${escaped}"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>`,
    );
    expect((await read(write(folder, 'format.xlsx', zipSync(parts)))).rows).toEqual([[2, shown]]);
  });
});

describe('the row of names', () => {
  const five = { prompt: 'Kundenfrage', answer: 'Unsere Antwort' };
  const question = 'user: Kann ich Lavendel im Topf halten?';

  test.each<[string, Record<string, string>, string, number]>([
    ['FAQ einfach.xlsx', { prompt: 'Frage', answer: 'Antwort' }, 'medium', 120],
    ['Fünf Spalten.xlsx', five, 'medium', 120],
    ['Kopf in Zeile 4.xlsx', five, 'medium', 120],
    ['Ohne Kopf.xlsx', { prompt: 'A', answer: 'B' }, 'low', 120],
  ])('%s', async (name, columns, confidence, rows) => {
    const found = await readAs(dataCase(name));
    expect(found).toMatchObject({ columns, confidence });
    expect(found.turns[0]).toBe(question);
    expect((await read(dataCase(name))).rows.length).toBe(rows);
  });

  test('what stands above it is named', async () => {
    expect((await read(dataCase('Kopf in Zeile 4.xlsx'))).notes).toEqual([
      'Sheet "Sheet": 2 rows above the names of the columns are not read.',
    ]);
  });

  test('the guess says what it was made from', async () => {
    expect((await readAs(dataCase('Ohne Kopf.xlsx'))).reason).toMatch(
      /\d+ % of "A" end with a question mark/,
    );
    expect((await readAs(dataCase('Fünf Spalten.xlsx'))).reason).toContain('as their names say');
  });
});

describe('files that never ended', () => {
  const sound = readFileSync(dataCase('trailing-newline.xlsx'));
  const tails: [string, Buffer][] = [
    ['a line feed', Buffer.from('\n')],
    ['zero bytes', Buffer.alloc(5000)],
    ['a sector of noise', Buffer.from(Array.from({ length: 512 }, (_, i) => (i * 197) % 256))],
    ['the mark of another directory', Buffer.from('PK\x05\x06')],
    ['a mark and more', Buffer.from('PK\x05\x06not a directory at all, but long enough to be one')],
    ['itself cut off', sound.subarray(0, 300)],
  ];
  test.each(tails)('behind the end of a workbook stands %s', async (_name, tail) => {
    const { rows } = await read(write(folder, 'tail.xlsx', Buffer.concat([sound, tail])));
    expect(rows).toEqual(Array.from({ length: 5 }, (_, i) => [i + 2, `q${i}`, `a${i}`]));
  });

  test('cells without references are read in their order', async () => {
    expect((await read(dataCase('no-cell-references.xlsx'))).rows).toEqual([[2, 'why', 'so']]);
  });

  test('a cell at the far corner of the sheet costs nothing, and is named', async () => {
    const before = process.memoryUsage().rss;
    const { rows, notes } = await read(dataCase('far-cell.xlsx'));
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 28);
    expect(rows).toEqual([[2, 'a', '']]);
    expect(notes).toEqual([expect.stringContaining('columns without a name are not read: XFD1048576')]);
  });

  test('a cell beyond every sheet is refused', async () => {
    expect(await failure(() => read(dataCase('cell-beyond-sheet.xlsx')))).toContain(
      'cell-beyond-sheet.xlsx: cannot be read as an Excel workbook (row 999999999 lies beyond the last cell of any sheet, XFD1048576)',
    );
  });

  test('a part that unpacks beyond all reason is refused', async () => {
    const parts = unzipSync(workbook([textCell('A1', 'question')]));
    const bomb = write(
      folder,
      'bomb.xlsx',
      zipSync({ ...parts, 'xl/sharedStrings.xml': new Uint8Array(2 ** 28 + 1) }, { level: 1 }),
    );
    expect(await failure(() => read(bomb))).toContain(
      'the part xl/sharedStrings.xml unpacks to more than 256 MB',
    );
  });

  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'it is no zip archive'],
    [
      'an old workbook, or a protected one',
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      'protected by a password, or an old .xls',
    ],
    ['another archive', zipSync({ 'a.txt': strToU8('a') }), 'the part xl/workbook.xml is missing'],
    [
      'broken XML',
      zipSync({ 'xl/workbook.xml': strToU8('<workbook><sheets') }),
      'cannot be read as an Excel workbook (',
    ],
  ])('%s is refused', async (_name, content, why) => {
    expect(await failure(() => read(write(folder, 'no.xlsx', content)))).toContain(why);
  });

  test('a damaged file is refused by what it is', async () => {
    expect(await failure(() => read(dataCase('kaputt.xlsx')))).toContain('it is no zip archive');
    expect(await failure(() => readAs(dataCase('leer.csv')))).toContain(
      'no usable column, found no columns at all',
    );
  });
});
