/** Reads the XML of a worksheet into its cells, however far apart they lie. */
import { showNumber } from './cellFormats.ts';
import { parseXml } from './parseXml.ts';
import type { WorkbookParts } from './workbook.ts';

export interface SheetRow {
  /** 1-based, as the spreadsheet shows it. */
  readonly number: number;
  readonly hidden: boolean;
  /** Text by 0-based column; those that are empty are left out. */
  readonly cells: Map<number, string>;
}

export interface Sheet {
  /** In order; those without a cell are left out. */
  readonly rows: readonly SheetRow[];
  /** Cells, such as `B2`, that hold a formula and no result, and those that hold an error. */
  readonly withoutResult: readonly string[];
  readonly errors: readonly string[];
}

const lastRow = 1_048_576;
const lastColumn = 16_384;
/** Cells that merged ones may fill. */
const mostFilled = 2_000_000;

/** Throws Error where the XML is broken or a cell lies beyond any sheet. */
export function readSheet(
  xml: string,
  workbook: Pick<WorkbookParts, 'strings' | 'formats' | 'from1904'>,
): Sheet {
  const rows: SheetRow[] = [];
  const [withoutResult, errors, merged]: string[][] = [[], [], []];
  let row: SheetRow = { number: 0, hidden: false, cells: new Map() };
  let cell = { column: -1, type: 'n', style: 0, text: '', formula: false };
  let reading = false;
  const finish = (): void => {
    const { column, type, style, text, formula } = cell;
    if (formula && text === '') withoutResult!.push(nameOf(column, row.number));
    if (type === 'e') errors!.push(`${nameOf(column, row.number)} (${text})`);
    const shown = type === 'e' ? '' : shownText(type, text, style, workbook);
    if (shown !== '') row.cells.set(column, shown);
  };
  parseXml(xml, {
    open: (name, attributes) => {
      if (name === 'row') {
        const { r, hidden } = attributes();
        const number = r === undefined ? row.number + 1 : Number(r);
        if (!(number >= 1 && number <= lastRow)) throw beyond(`row ${r}`);
        row = { number, hidden: hidden === '1' || hidden === 'true', cells: new Map() };
        rows.push(row);
        cell = { ...cell, column: -1 };
      } else if (name === 'c') {
        const { r, t: type = 'n', s = '0' } = attributes();
        const column = r === undefined ? cell.column + 1 : columnOf(r);
        if (!(column >= 0 && column < lastColumn)) throw beyond(`the cell ${r ?? ''}`);
        cell = { column, type, style: Number(s), text: '', formula: false };
      } else if (name === 'f') cell.formula = true;
      else if (name === 'v' || name === 't') reading = true;
      else if (name === 'rPh') reading = false;
      else if (name === 'mergeCell') merged!.push(attributes().ref ?? '');
    },
    text: (text) => {
      if (reading) cell.text += text;
    },
    close: (name) => {
      if (name === 'v' || name === 't') reading = false;
      else if (name === 'c') finish();
    },
  });
  fillMerged(rows, merged!);
  const filled = rows.filter(({ cells }) => cells.size > 0).sort((a, b) => a.number - b.number);
  return { rows: filled, withoutResult: withoutResult!, errors: errors! };
}

function shownText(
  type: string,
  text: string,
  style: number,
  { strings, formats, from1904 }: Pick<WorkbookParts, 'strings' | 'formats' | 'from1904'>,
): string {
  if (text === '') return '';
  if (type === 's') return strings[Number(text)] ?? '';
  if (type === 'b') return text === '1' ? 'true' : 'false';
  if (type === 'str' || type === 'inlineStr') return plainText(text);
  if (type === 'd') return text.replace(/T00:00:00(\.0+)?Z?$/, '').replace('T', ' ');
  return showNumber(Number(text), formats[style], from1904);
}

/** Characters that XML cannot hold are written as `_x000D_`; a line ends with a line feed alone. */
export function plainText(text: string): string {
  return text
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\r\n?/g, '\n');
}

/** What cells merged over several rows say holds for each of the rows. */
function fillMerged(rows: readonly SheetRow[], merged: readonly string[]): void {
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  const numbers = rows.map(({ number }) => number).sort((a, b) => a - b);
  let filled = 0;
  for (const range of merged) {
    const [from = '', to = ''] = range.split(':');
    const [first, last, column] = [rowOf(from), rowOf(to), columnOf(from)];
    const text = byNumber.get(first)?.cells.get(column);
    if (text === undefined || !(last > first)) continue;
    for (let i = firstAbove(numbers, first); i < numbers.length && numbers[i]! <= last; i++) {
      if (++filled > mostFilled) throw new Error('its merged cells span more than any table');
      const { cells } = byNumber.get(numbers[i]!)!;
      if (!cells.has(column)) cells.set(column, text);
    }
  }
}

/** Index of the first number of an ascending list that is above `value`. */
function firstAbove(numbers: readonly number[], value: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function columnOf(reference: string): number {
  const letters = /^\$?([A-Za-z]{1,3})\$?\d/.exec(reference)?.[1]?.toUpperCase();
  if (letters === undefined) return Number.NaN;
  return [...letters].reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0) - 1;
}

function rowOf(reference: string): number {
  return Number(/\d+$/.exec(reference)?.[0]);
}

function nameOf(column: number, row: number): string {
  return `${columnLetters(column)}${row}`;
}

/** `A` for 0, `AA` for 26. */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26) - 1;
  return `${rest < 0 ? '' : columnLetters(rest)}${String.fromCharCode(65 + (index % 26))}`;
}

function beyond(what: string): Error {
  return new Error(`${what} lies beyond the last cell of any sheet, XFD${lastRow}`);
}
