/** Makes small Excel workbooks, so that the tests can say exactly what is in every cell. */

import { strToU8, zipSync } from 'fflate';

/** `cells`: the XML of each row's cells, such as `<c r="A1" t="inlineStr"><is><t>q</t></is></c>`. */
export function workbook(rows: readonly string[]): Uint8Array {
  const head = '<?xml version="1.0" encoding="UTF-8"?>';
  const office = 'http://schemas.openxmlformats.org';
  const sheet = rows.map((cells, i) => `<row r="${i + 1}">${cells}</row>`).join('');
  const parts = {
    '[Content_Types].xml': `<Types xmlns="${office}/package/2006/content-types"/>`,
    'xl/workbook.xml': `<workbook xmlns="${office}/spreadsheetml/2006/main" xmlns:r="${office}/officeDocument/2006/relationships"><sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${office}/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${office}/spreadsheetml/2006/main"><sheetData>${sheet}</sheetData></worksheet>`,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(head + xml)])));
}

export const textCell = (at: string, text: string): string =>
  `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
export const formulaCell = (at: string, formula: string, value: string): string =>
  `<c r="${at}" t="str"><f>${formula}</f><v>${value}</v></c>`;
/** `days` since 1899-12-30. */
export const dateCell = (at: string, days: number): string => `<c r="${at}" s="1"><v>${days}</v></c>`;
