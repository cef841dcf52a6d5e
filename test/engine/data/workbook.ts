/** Makes small Excel workbooks, so that the tests can say exactly what is in every cell. */

import { strToU8, zipSync } from 'fflate';

/** `rows`: the XML of each row's cells, such as `<c r="A1" t="inlineStr"><is><t>q</t></is></c>`. */
interface MadeSheet {
  readonly name: string;
  readonly rows: readonly string[];
}

/** @param content the rows of its one sheet, or several sheets */
export function workbook(content: readonly string[] | readonly MadeSheet[]): Uint8Array {
  const isOne = (each: typeof content): each is readonly string[] => typeof each[0] !== 'object';
  const sheets = isOne(content) ? [{ name: 'One', rows: content }] : content;
  const head = '<?xml version="1.0" encoding="UTF-8"?>';
  const office = 'http://schemas.openxmlformats.org';
  const rowXml = (cells: string, i: number) => `<row r="${i + 1}">${cells}</row>`;
  const each = (write: (sheet: MadeSheet, id: number) => string) =>
    sheets.map((sheet, i) => write(sheet, i + 1)).join('');
  const parts = {
    '[Content_Types].xml': `<Types xmlns="${office}/package/2006/content-types"/>`,
    'xl/workbook.xml': `<workbook xmlns="${office}/spreadsheetml/2006/main" xmlns:r="${office}/officeDocument/2006/relationships"><sheets>${each(({ name }, id) => `<sheet name="${name}" sheetId="${id}" r:id="rId${id}"/>`)}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${office}/package/2006/relationships">${each((_sheet, id) => `<Relationship Id="rId${id}" Type="${office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet${id}.xml"/>`)}</Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${office}/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ...Object.fromEntries(
      sheets.map(({ rows }, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `<worksheet xmlns="${office}/spreadsheetml/2006/main"><sheetData>${rows.map(rowXml).join('')}</sheetData></worksheet>`,
      ]),
    ),
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(head + xml)])));
}

export const textCell = (at: string, text: string): string =>
  `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
export const formulaCell = (at: string, formula: string, value: string): string =>
  `<c r="${at}" t="str"><f>${formula}</f><v>${value}</v></c>`;
/** `days` since 1899-12-30. */
export const dateCell = (at: string, days: number): string => `<c r="${at}" s="1"><v>${days}</v></c>`;
