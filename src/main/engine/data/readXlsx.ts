/** Reads the first sheet of an Excel workbook: values as they are shown last, dates in ISO form. */

import { readSheet } from 'read-excel-file/node';
import { AppError } from '../../../shared/errors.ts';
import type { FoundRow } from './row.ts';
import { columnNames, namedCells } from './tableHeader.ts';

/** Rows below the first one that holds anything, which names the columns. Throws bad-data for anything but a workbook. */
export async function* readXlsx(file: string): AsyncGenerator<FoundRow> {
  let columns: readonly string[] | undefined;
  for (const [i, cells] of (await sheet(file)).entries()) {
    const record = cells.map(cellText);
    if (record.every((cell) => cell === '')) continue;
    if (columns === undefined) columns = columnNames(record);
    else yield { values: namedCells(record, columns), line: i + 1 };
  }
}

async function sheet(file: string): Promise<readonly (readonly unknown[])[]> {
  try {
    return await readSheet(file, { trim: false });
  } catch (cause) {
    const reason = (cause as Error).message || (cause as Error).name;
    const hint = 'Open it in a spreadsheet program and save it as .xlsx or .csv.';
    throw new AppError('bad-data', `${file}: cannot be read as an Excel workbook (${reason})`, hint, {
      cause,
    });
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (!(cell instanceof Date)) return String(cell);
  return cell.toISOString().replace(/T00:00:00\.000Z$/, '');
}
