/** One row of a dataset file as every reader yields it, and the way a failure names the place it happened. */
import { AppError } from '../../../shared/errors.ts';

/** A row before any meaning is given to its columns. */
export interface Row {
  readonly values: Readonly<Record<string, unknown>>;
  /** Where the row begins: 1-based line in text formats, 1-based row in binary ones. */
  readonly line: number;
}

/** What to do with a row that cannot be read: absent means stop with the error. */
export type OnBadRow = (error: AppError, line: number) => void;

/** Told how many bytes of a file are read so far. */
export type OnBytes = (bytes: number) => void;

/** `file, line 3, column 7` (or row 3 where there are no lines), the one spelling of a place in every message. */
export function place(file: string, line: number, column?: number): string {
  const unit = /\.(parquet|xlsx)$/i.test(file) ? 'row' : 'line';
  return `${file}, ${unit} ${line}${column === undefined ? '' : `, column ${column}`}`;
}

/** The same error with the row it happened in put in front. */
export function atRow(error: AppError, file: string, line: number): AppError {
  return new AppError(error.code, `${place(file, line)}: ${error.message}`, error.hint, { cause: error });
}

/** A short, printable quotation of something found in a file: at most 40 characters. */
export function quote(text: string): string {
  const line = text.slice(0, 41).replace(/\s+/g, ' ').trim();
  return JSON.stringify(line.length > 40 ? `${line.slice(0, 39)}…` : line);
}

/** What a JSON value is, in a reader's words. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return { string: 'text', boolean: 'true or false' }[typeof value as string] ?? 'a number';
}
