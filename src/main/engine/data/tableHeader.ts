/** Names for the columns of a table, from the row that holds them or by letters, whatever program wrote it. */
import { columnLetters } from './sheetCells.ts';

/** A second column of the same name gets a number; a nameless one stays '', unless it is at the end, where it is padding. */
export function columnNames(header: readonly string[]): string[] {
  const seen = new Map<string, number>();
  const names = header.map((cell) => {
    const name = cell.trim();
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return name === '' || count === 1 ? name : `${name} (${count})`;
  });
  return names.slice(0, names.findLastIndex((name) => name !== '') + 1);
}

/** The cells under their names; nameless columns are left out. */
export function namedCells<T>(record: readonly T[], columns: readonly string[]): Record<string, T> {
  return Object.fromEntries(columns.flatMap((name, i) => (name === '' ? [] : [[name, record[i]!]])));
}

/**
 * Whether the first row is one of the rows rather than their names: a cell of it is a question of several words, as the cells
 * below are.
 */
export function holdsData(first: readonly string[], next: readonly (readonly string[])[]): boolean {
  const asks = (cell: string | undefined): boolean => /\S+\s+\S+\s+\S.*[?？؟]\s*$/su.test(cell ?? '');
  return next.length > 0 && first.some((cell, i) => asks(cell) && next.every((row) => asks(row[i])));
}

/** `A`, `B`, ..., `Z`, `AA`, as spreadsheets call columns. */
export function letterNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => columnLetters(i));
}
