/** One row of a dataset as every reader yields it, and the way a failure names the place it happened. */
import { basename } from 'node:path';
import type { Kind, Place } from '../../../shared/dataFaults.ts';
import { AppError } from '../../../shared/errors.ts';
import { rawNumber } from './jsonText.ts';
import type { Reading, SourceNotes } from './reading.ts';

/** What a reader finds: a row before any meaning is given to its columns. */
export interface FoundRow {
  readonly values: Readonly<Record<string, unknown>>;
  /** Where to look for it: 1-based line in text formats, 1-based row in binary ones. Several rows may share a line. */
  readonly line: number;
  /** The source itself sets it aside for measuring. */
  readonly heldOut?: boolean;
}

/** A row of a dataset. */
export interface Row extends FoundRow {
  /** Which one it is: rows are counted from 1 through all files of a dataset, those that cannot be read included. */
  readonly number: number;
  /** The file it is from. */
  readonly file: string;
}

/** Told of a row that cannot be read. */
export type OnBadLine = (error: AppError, line: number) => void;

/** What to do with a row that cannot be read: absent means stop with the error. */
export type OnBadRow = (error: AppError, row: Pick<Row, 'number' | 'line'>) => void;

/** Told how many bytes of a file are read so far. */
export type OnBytes = (bytes: number) => void;

/** What a reader is told besides the file. */
export interface ReaderOptions {
  /** Takes rows that cannot be read; without it the first one throws. */
  readonly onBadLine?: OnBadLine | undefined;
  readonly onBytes?: OnBytes | undefined;
  readonly reading: Reading;
  readonly notes: SourceNotes;
}

export type Reader = (file: string, options: ReaderOptions) => AsyncGenerator<FoundRow>;

/** `file, line 3, column 7` (or row 3 where there are no lines), the one spelling of a place in every message. */
export function place(file: string, line: number, column?: number): string {
  const unit = /\.(parquet|xlsx)$/i.test(file) ? 'row' : 'line';
  return `${file}, ${unit} ${line}${column === undefined ? '' : `, column ${column}`}`;
}

/** A file by its name alone: where it lies is nobody's business. */
export function fileFact(file: string): Place {
  return { file: basename(file) };
}

/** The same as a fact. */
export function placeFact(file: string, line: number, column?: number): Place {
  return { ...fileFact(file), line, unit: unitOf(file), ...(column !== undefined && { column }) };
}

function unitOf(file: string): 'sheetRow' | 'fileRow' | 'line' {
  return /\.xlsx$/i.test(file) ? 'sheetRow' : /\.parquet$/i.test(file) ? 'fileRow' : 'line';
}

const unitWords = { sheetRow: 'row of the sheet', fileRow: 'row of the file', line: 'line' } as const;

/** Which row and where it stands: `file, line 3`, or `file, row 2 (line 3)` where the count of rows is not that of lines. */
function placeOfRow({ file, number, line }: Omit<Row, 'values'>): string {
  if (number === line) return place(file, line);
  return `${file}, row ${number} (${unitWords[unitOf(file)]} ${line})`;
}

/** The same error with the row it happened in put in front. */
export function atRow(error: AppError, row: Omit<Row, 'values'>): AppError {
  const { file, number, line } = row;
  const detail = error.detail && { ...error.detail, at: { ...placeFact(file, line), row: number } };
  return new AppError(error.code, `${placeOfRow(row)}: ${error.message}`, error.hint, {
    cause: error,
    detail,
  });
}

/** White space and marks that cannot be told from a space, or not be seen at all. */
const unseen = /[\u0080-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2064\u3000\ufeff]/g;

/** A quotation of something found in a file: at most 40 characters, those that cannot be seen by their codes. */
export function quote(text: string): string {
  const cut = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return JSON.stringify(cut).replace(
    unseen,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What a JSON value is. */
export function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return rawNumber(value) === undefined ? 'object' : 'number';
  return typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'boolean' : 'number';
}

/** The same in a reader's words. */
export const kindWords: Readonly<Record<Kind, string>> = {
  nothing: 'nothing',
  list: 'a list',
  object: 'an object',
  number: 'a number',
  text: 'text',
  boolean: 'true or false',
};
