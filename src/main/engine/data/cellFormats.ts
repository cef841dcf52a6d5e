/** Shows the number of a spreadsheet cell as its format has it: dates, times and shares rather than the number kept. */
import { parseXml } from './parseXml.ts';

/** What a number means under a format. */
interface CellFormat {
  readonly date: boolean;
  readonly time: boolean;
  readonly seconds: boolean;
  readonly percent: boolean;
}

const plain: CellFormat = { date: false, time: false, seconds: false, percent: false };

/** Formats that files name by their numbers (ECMA-376, 18.8.30), in letters that mean the same here. */
const builtIn: Readonly<Record<number, string>> = {
  9: '0%',
  10: '0%',
  14: 'y-m-d',
  15: 'y-m-d',
  16: 'm-d',
  17: 'y-m',
  18: 'h:mm',
  19: 'h:mm:ss',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'y-m-d h:mm',
  45: 'mm:ss',
  46: 'h:mm:ss',
  47: 'mm:ss',
  ...Object.fromEntries(
    [27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'y-m-d']),
  ),
  32: 'h:mm',
  33: 'h:mm:ss',
  55: 'h:mm',
  56: 'h:mm:ss',
};

/** The format of each cell style of `styles.xml`, by its number. */
export function readFormats(xml: string): CellFormat[] {
  const codes = new Map<number, string>();
  const formats: CellFormat[] = [];
  let inCells = false;
  parseXml(xml, {
    open: (name, attributes) => {
      if (name === 'cellXfs') inCells = true;
      if (name === 'numFmt') codes.set(Number(attributes().numFmtId), attributes().formatCode ?? '');
      if (name !== 'xf' || !inCells) return;
      const id = Number(attributes().numFmtId);
      formats.push(formatOf(codes.get(id) ?? builtIn[id] ?? ''));
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return formats;
}

/** Of a code such as `[$-407]dd/mm/yyyy "um" hh:mm;@` the letters of its first part. */
function formatOf(code: string): CellFormat {
  const letters = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .split(';', 1)[0]!
    .replace(/general/gi, '')
    .toLowerCase();
  const time = /[hs]/.test(letters);
  const date = /[yd]/.test(letters) || (/m/.test(letters) && !time);
  return { date, time, seconds: /s/.test(letters), percent: letters.includes('%') };
}

const secondsPerDay = 86_400;
/** Days from 1899-12-30, where spreadsheets count from, to 1970-01-01. */
const daysToUnix = 25_569;
const daysTo1904 = 1462;

/** @param value as the file keeps it @param from1904 whether the workbook counts days from 1904 */
export function showNumber(value: number, format: CellFormat = plain, from1904 = false): string {
  if (!Number.isFinite(value)) return '';
  if (format.percent) return `${digits(100 * value)}%`;
  if (!format.date && !format.time) return digits(value);
  const seconds = Math.round(value * secondsPerDay);
  const time = showTime(format.date ? seconds % secondsPerDay : seconds, format.seconds);
  if (!format.date) return time;
  const days = Math.floor(seconds / secondsPerDay) + (from1904 ? daysTo1904 : 0);
  // Spreadsheets believe in a 29 February 1900, so that days before it are counted one too few.
  const date = new Date(
    (days < 60 && !from1904 ? days + 1 - daysToUnix : days - daysToUnix) * secondsPerDay * 1000,
  );
  if (Number.isNaN(date.getTime())) return digits(value);
  const day = date.toISOString().slice(0, 10);
  return format.time && seconds % secondsPerDay !== 0 ? `${day} ${time}` : day;
}

function showTime(seconds: number, withSeconds: boolean): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = withSeconds || parts[2] !== 0 ? parts : parts.slice(0, 2);
  return shown.map((part) => String(part).padStart(2, '0')).join(':');
}

/** Spreadsheets keep fifteen digits; what a double holds beyond them is not what people wrote. */
function digits(value: number): string {
  return String(Number(value.toPrecision(15)));
}
