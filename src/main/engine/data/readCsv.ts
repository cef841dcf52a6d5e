/** Reads comma, semicolon, tab and pipe separated tables with csv-parse, and names the line of a row that does not fit. */
import { pipeline, Readable } from 'node:stream';
import { CsvError, type InfoRecord, parse } from 'csv-parse';
import { AppError } from '../../../shared/errors.ts';
import { peek } from './peek.ts';
import { type FoundRow, type OnBadLine, place, quote } from './row.ts';
import { columnNames, namedCells } from './tableHeader.ts';

const separators = [',', ';', '\t', '|'];
interface Parsed {
  readonly record: readonly string[];
  readonly line: number;
}

const longestRow = 1 << 27; // characters

/** Rows of a table whose first line names the columns. The separator is the one which that line holds most of. */
export async function* readCsv(
  file: string,
  chunks: AsyncIterable<string>,
  onBadLine?: OnBadLine,
): AsyncGenerator<FoundRow> {
  const { head, whole } = await peek(chunks, (held) => /\S.*[\r\n]/.test(held) || held.length > longestRow);
  // csv-parse takes \r\n inside quotes for two lines, so lines are counted here, record by record as they are parsed
  let lines = 0;
  const parser = parse({
    delimiter: guessSeparator(head),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestRow,
    on_record: ((record: string[], { empty_lines }: InfoRecord): Parsed => {
      const line = lines + empty_lines + 1;
      lines += record.reduce((breaks, field) => breaks + (field.match(/\r\n|\n|\r/g)?.length ?? 0), 1);
      return { record, line };
    }) as never, // the types do not know that it may return something else
  });
  pipeline(Readable.from(whole), parser, () => {}); // failures reach the loop below
  let columns: readonly string[] | undefined;
  try {
    for await (const { record, line } of parser as AsyncIterable<Parsed>) {
      if (record.length === 1 && record[0]!.trim() === '') continue;
      if (columns === undefined) columns = columnNames(record);
      else if (fits(record, columns)) yield { values: namedCells(record, columns), line };
      else if (onBadLine) onBadLine(raggedRow(file, line, record, columns), line);
      else throw raggedRow(file, line, record, columns);
    }
  } catch (error) {
    throw error instanceof CsvError ? syntaxError(file, error, lines) : error;
  }
}

function guessSeparator(head: string): string {
  const first = head
    .trimStart()
    .split(/[\r\n]/, 1)[0]!
    .replace(/"[^"]*"/g, '');
  const counts = separators.map((separator) => first.split(separator).length);
  return separators[counts.indexOf(Math.max(...counts))]!;
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
  const expected = `expected ${columns.length} fields (${columns.slice(0, 8).join(', ')}${columns.length > 8 ? ', …' : ''})`;
  const message = `${place(file, line)}: ${expected}, found ${record.length}, the last is ${quote(record.at(-1) ?? '')}`;
  return new AppError(
    'bad-data',
    message,
    'Put a field that holds the separator in double quotes, or skip bad rows.',
  );
}

/** csv-parse says which field; the place is that of the row, which begins after `lines` lines and the empty ones. */
function syntaxError(file: string, error: CsvError, lines: number): AppError {
  const start = place(file, lines + Number(error.empty_lines ?? 0) + 1);
  const at = typeof error.column === 'number' ? `${start}, field ${error.column + 1}` : start;
  const messages: Partial<Record<string, string>> = {
    CSV_QUOTE_NOT_CLOSED: 'a double quote is opened and never closed',
    CSV_INVALID_CLOSING_QUOTE:
      'text after the closing double quote, expected a separator or the end of the line',
    INVALID_OPENING_QUOTE: 'a double quote in the middle of a field that is not quoted',
    CSV_MAX_RECORD_SIZE: `the row is longer than ${longestRow / 2 ** 20} million characters`,
  };
  const hint =
    'Inside a quoted field write every double quote twice; a field that contains one must be quoted as a whole.';
  return new AppError('bad-data', `${at}: ${messages[error.code] ?? error.message}`, hint, { cause: error });
}
