/** Reads comma, semicolon, tab and pipe separated tables, and names the line of a row that does not fit. */
import { AppError } from '../../../shared/errors.ts';
import { type CsvForm, csvRecords, firstRecords, isBlank } from './csvRecords.ts';
import { peek } from './peek.ts';
import { type FoundRow, place, placeFact, quote, type ReaderOptions } from './row.ts';
import { columnNames, holdsData, letterNames, namedCells } from './tableHeader.ts';
import { textChunks } from './textFile.ts';
import { wrongByte } from './utf8.ts';

const separators = [',', ';', '\t', '|'];
/** Characters and rows from which the separator is seen. */
const looked = { characters: 1 << 16, records: 30 };
/** What Excel writes in front of a table so that it finds the separator again. */
const separatorLine = /^\s*"?sep=([^\r\n])"?[ \t;,]*(\r\n|\n|\r)/i;

/** Rows of a table whose first line names the columns, or of one without such a line. */
export async function* readCsv(
  file: string,
  { onBadLine, onBytes, reading, notes }: ReaderOptions,
): AsyncGenerator<FoundRow> {
  const chunks = textChunks(file, {
    encoding: reading.encoding,
    onEncoding: (name) => notes.encoding(name),
    onBytes,
  });
  const { head, whole } = await peek(chunks, (held) => held.length > looked.characters);
  const form = formOf(file, head);
  const bad = (error: AppError, line: number): void => {
    if (!onBadLine) throw error;
    onBadLine(error, line);
  };
  let columns: readonly string[] | undefined;
  for await (const { line, fields, broken } of csvRecords(whole, form)) {
    if (broken !== undefined) {
      bad(brokenRow(file, line, fields.length, broken), line);
      continue;
    }
    if (isBlank(fields) || (columns === undefined && isSeparatorLine(fields, form))) continue;
    const wrong = wrongByte(fields.join(' '));
    if (wrong) {
      if (columns === undefined) throw wrongLetters(file, line, wrong.byte);
      bad(wrongLetters(file, line, wrong.byte), line);
    } else if (columns === undefined) {
      const names = columnNames(fields);
      columns = names;
      if (!holdsData(fields, firstRecords(head, form, 4).slice(1))) continue;
      columns = letterNames(fields.length);
      notes.note({ code: 'noHeader', columns: [...columns] });
      yield { values: namedCells(fields, columns), line };
    } else if (fits(fields, columns)) yield { values: namedCells(fields, columns), line };
    else bad(raggedRow(file, line, fields, columns), line);
  }
}

function formOf(file: string, head: string): CsvForm {
  const named = separatorLine.exec(head);
  const rest = named ? head.slice(named[0].length) : head;
  const separator = named?.[1] ?? guessSeparator(file, rest);
  const first = rest.trimStart().split(/[\r\n]/, 1)[0]!;
  const parts = first.split(separator).slice(1);
  return { separator, skipSpace: parts.length > 0 && parts.every((part) => /^ \S/.test(part)) };
}

function isSeparatorLine(fields: readonly string[], { separator }: CsvForm): boolean {
  const text = fields.join(separator).trim();
  return text.toLowerCase() === `sep=${separator}`;
}

/** The one that gives most rows as many fields as the first, and among such the most fields; a `.tsv` has tabs where it can. */
function guessSeparator(file: string, head: string): string {
  const first = head.trimStart().split(/[\r\n]/, 1)[0]!;
  if (/\.tsv(\.(gz|zst))?$/i.test(file) && first.includes('\t')) return '\t';
  const text = /[\r\n]$/.test(head) ? head : `${head}\n`;
  const scores = separators.map((separator) => {
    const form = { separator, skipSpace: false };
    const [header = [], ...records] = firstRecords(text, form, looked.records);
    const even = records.filter(({ length }) => length === header.length).length;
    const agree = records.length === 0 ? 1 : even / records.length;
    return header.length > 1 ? [agree, header.length] : [-1, 0];
  });
  const best = scores.reduce((a, b) => (b[0]! > a[0]! || (b[0] === a[0] && b[1]! > a[1]!) ? b : a));
  return separators[scores.indexOf(best)]!;
}

/** Spreadsheets pad rows with empty cells; anything else beyond or short of the header is a mistake. */
function fits(record: readonly string[], columns: readonly string[]): boolean {
  return record.length >= columns.length && record.slice(columns.length).every((cell) => cell === '');
}

function raggedRow(
  file: string,
  line: number,
  record: readonly string[],
  columns: readonly string[],
): AppError {
  const last = quote(record.at(-1) ?? '');
  const expected = `expected ${columns.length} fields (${columns.slice(0, 8).join(', ')}${columns.length > 8 ? ', …' : ''})`;
  const message = `${place(file, line)}: ${expected}, found ${record.length}, the last is ${last}`;
  return new AppError(
    'bad-data',
    message,
    'Put a field that holds the separator in double quotes, or skip bad rows.',
    {
      detail: {
        code: 'raggedRow',
        at: placeFact(file, line),
        expected: columns.length,
        found: record.length,
        columns: columns.slice(0, 40),
        last,
      },
    },
  );
}

function brokenRow(file: string, line: number, field: number, broken: string): AppError {
  return new AppError(
    'bad-data',
    `${place(file, line)}, field ${field + 1}: ${broken}`,
    'Inside a quoted field write every double quote twice; a field that begins with one must be quoted as a whole. Or skip bad rows.',
    { detail: { code: 'brokenQuotes', at: placeFact(file, line), field: field + 1, reason: broken } },
  );
}

function wrongLetters(file: string, line: number, byte: string): AppError {
  return new AppError(
    'bad-data',
    `${place(file, line)}: the byte ${byte} is no UTF-8, in which the rest of the file is written`,
    'Mend that line, skip bad rows, or say which encoding the file is in.',
    { detail: { code: 'wrongByte', at: placeFact(file, line), byte } },
  );
}
