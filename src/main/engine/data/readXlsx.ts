/** Reads a sheet of an Excel workbook: values as they are shown, from below the row that names the columns. */
import { AppError } from '../../../shared/errors.ts';
import { guessMapping } from './mapping.ts';
import type { SourceNotes } from './reading.ts';
import { type FoundRow, fileFact, type ReaderOptions } from './row.ts';
import { columnLetters, readSheet, type Sheet, type SheetRow } from './sheetCells.ts';
import { columnNames, holdsData, letterNames } from './tableHeader.ts';
import { notAWorkbook, openWorkbook, type WorkbookParts } from './workbook.ts';

/** Rows among which the names of the columns are looked for, and by which a sheet is chosen. */
const looked = 50;
/** Rows times columns of a table. */
const mostCells = 2 ** 28;

/** Rows of the user's sheet, else of the first one whose columns are understood. Throws bad-data for anything but a workbook. */
export async function* readXlsx(
  file: string,
  { reading, notes }: Pick<ReaderOptions, 'reading' | 'notes'>,
): AsyncGenerator<FoundRow> {
  const workbook = openWorkbook(file);
  const sheetOf = (part: string): Sheet =>
    notAWorkbook(file, () => readSheet(workbook.xmlOf(part), workbook));
  const { name, sheet } = chooseSheet(file, workbook, reading.sheet, sheetOf);
  notes.sheet(
    name,
    workbook.sheets.map((each) => each.name),
  );
  const table = tableOf(sheet);
  if (table.rows.length * table.columns.length > mostCells) throw tooWide(file, table);
  noteOddities(notes, name, sheet, table);
  yield* tableRows(table);
}

/** The part of a sheet that is a table. */
interface Table {
  readonly rows: readonly SheetRow[];
  /** Those with a name, and where they stand. */
  readonly columns: readonly { readonly name: string; readonly at: number }[];
  /** Rows that stand above the names. */
  readonly above: number;
  /** Whether the sheet names its columns. */
  readonly named: boolean;
}

function chooseSheet(
  file: string,
  { sheets }: WorkbookParts,
  asked: string,
  read: (part: string) => Sheet,
): { readonly name: string; readonly sheet: Sheet } {
  if (asked !== '') {
    const found =
      sheets.find(({ name }) => name === asked) ??
      sheets.find(({ name }) => name.trim().toLowerCase() === asked.trim().toLowerCase());
    if (found) return { name: found.name, sheet: read(found.part) };
    const names = sheets.map(({ name }) => name);
    throw new AppError(
      'bad-config',
      `${file}: there is no sheet ${JSON.stringify(asked)}`,
      `Sheets: ${names.map((name) => JSON.stringify(name)).join(', ')}.`,
      { detail: { code: 'noSuchSheet', at: fileFact(file), asked, sheets: names } },
    );
  }
  const shown = sheets.filter(({ hidden }) => !hidden);
  let fullest: { name: string; sheet: Sheet } | undefined;
  for (const { name, part } of shown.length > 0 ? shown : sheets) {
    const sheet = read(part);
    if (isUnderstood(file, [...tableRows(tableOf(sheet)).take(looked)])) return { name, sheet };
    if (!fullest || sheet.rows.length > fullest.sheet.rows.length) fullest = { name, sheet };
  }
  return fullest!;
}

function isUnderstood(file: string, rows: readonly FoundRow[]): boolean {
  try {
    guessMapping(rows, file);
    return rows.length > 0;
  } catch {
    return false;
  }
}

/** The names are in the first row that has about as many cells as most; above it stand titles. */
function tableOf({ rows }: Sheet): Table {
  const counts = rows.slice(0, looked).map(({ cells }) => cells.size);
  const usual = counts.toSorted((a, b) => a - b)[counts.length >> 1] ?? 0;
  const enough = Math.min(usual, Math.max(2, Math.ceil(0.6 * usual)));
  const start = Math.max(
    0,
    counts.findIndex((count) => count >= enough),
  );
  const header = rows[start];
  if (!header) return { rows: [], columns: [], above: 0, named: true };
  const width = Math.max(...header.cells.keys()) + 1;
  const record = ({ cells }: SheetRow): string[] =>
    Array.from({ length: width }, (_, i) => cells.get(i) ?? '');
  const named = !holdsData(record(header), rows.slice(start + 1, start + 4).map(record));
  const columns = (named ? columnNames(record(header)) : letterNames(width)).flatMap((name, at) =>
    name === '' ? [] : [{ name, at }],
  );
  return { rows: rows.slice(named ? start + 1 : start), columns, above: start, named };
}

function* tableRows({ rows, columns }: Table): Generator<FoundRow> {
  for (const { number, cells } of rows)
    if (columns.some(({ at }) => cells.has(at)))
      yield {
        values: Object.fromEntries(columns.map(({ name, at }) => [name, cells.get(at) ?? ''])),
        line: number,
      };
}

/** Cells below the names that stand in columns without one. */
function outside({ rows, columns }: Table): string[] {
  const known = new Set(columns.map(({ at }) => at));
  return rows.flatMap(({ number, cells }) =>
    [...cells.keys()].filter((at) => !known.has(at)).map((at) => `${columnLetters(at)}${number}`),
  );
}

function noteOddities(
  notes: SourceNotes,
  sheet: string,
  { rows, withoutResult, errors }: Sheet,
  table: Table,
): void {
  const list = (cells: readonly string[]) => ({ sheet, cells: cells.slice(0, 5), count: cells.length });
  const hidden = rows.filter((row) => row.hidden).map(({ number }) => String(number));
  if (table.above > 0) notes.note({ code: 'rowsAbove', sheet, rows: table.above });
  if (!table.named) notes.note({ code: 'sheetWithoutHeader', sheet });
  if (hidden.length > 0) notes.note({ code: 'hiddenRows', ...list(hidden) });
  if (withoutResult.length > 0) notes.note({ code: 'formulasWithoutResult', ...list(withoutResult) });
  if (errors.length > 0) notes.note({ code: 'errorCells', ...list(errors) });
  const stray = outside(table);
  if (stray.length > 0) notes.note({ code: 'strayCells', ...list(stray) });
}

function tooWide(file: string, { rows, columns }: Table): AppError {
  return new AppError(
    'bad-data',
    `${file}: a table of ${rows.length} rows and ${columns.length} columns is more than is read of a workbook`,
    'Save the sheet as .csv, or remove columns that are not needed.',
    { detail: { code: 'tableTooWide', at: fileFact(file), rows: rows.length, columns: columns.length } },
  );
}
