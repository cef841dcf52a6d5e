/** What the cells of a column look like, for columns whose names say nothing. */
import { toText, turnsIn } from './conversation.ts';
import type { Row } from './row.ts';
import { latinLength } from './textPatterns.ts';

export interface ColumnContents {
  readonly column: string;
  /** Shares of all rows. */
  readonly filled: number;
  readonly asked: number;
  /** Of the cells that are filled: numbers, and different ones. */
  readonly numeric: number;
  readonly distinct: number;
  /** Different cells. */
  readonly kinds: number;
  /** Characters of the middle cell, the longest, and the mean, as many as in Latin script. */
  readonly middle: number;
  readonly longest: number;
  readonly mean: number;
}

/** How a question ends in the world's scripts: with its mark, perhaps in quotes or before a last space. */
const questionEnd = /[?？؟՞]["'”’»)\]]*\s*$/u;

/** @param sample at least one row */
export function contentsOf(column: string, sample: readonly Pick<Row, 'values'>[]): ColumnContents {
  const cells = sample.map(({ values }) => textOf(values[column])).filter((cell) => cell.trim() !== '');
  const lengths = cells.map(latinLength).sort((a, b) => a - b);
  const share = (count: number, of: number): number => (of === 0 ? 0 : count / of);
  const kinds = new Set(cells).size;
  return {
    column,
    filled: share(cells.length, sample.length),
    asked: share(cells.filter((cell) => questionEnd.test(cell)).length, sample.length),
    numeric: share(cells.filter((cell) => /^[\s\d.,:/%€$+-]+$/.test(cell)).length, cells.length),
    distinct: share(kinds, cells.length),
    kinds,
    middle: lengths[lengths.length >> 1] ?? 0,
    longest: lengths.at(-1) ?? 0,
    mean: share(
      lengths.reduce((sum, length) => sum + length, 0),
      cells.length,
    ),
  };
}

/** Whether the column holds sentences rather than numbers, marks or a few short labels. */
export function isProse({ filled, numeric, distinct, middle }: ColumnContents): boolean {
  return filled >= 0.5 && numeric < 0.5 && distinct >= 0.3 && middle >= 8;
}

/** Whether the column holds one of a few short names in nearly every row. */
export function isLabel({ filled, longest, kinds }: ColumnContents, rows: number): boolean {
  return filled >= 0.9 && longest <= 40 && (kinds <= 3 || kinds <= Math.min(50, rows / 4));
}

function textOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && turnsIn(value) !== 'none') return '';
  try {
    return toText(value, { column: '' });
  } catch {
    return '';
  }
}
