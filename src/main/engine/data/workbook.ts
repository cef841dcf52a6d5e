/** Opens an Excel workbook: its sheets by name, and what their cells refer to. */
import { readFileSync, statSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';
import { diskError } from '../formats/diskError.ts';
import { readFormats } from './cellFormats.ts';
import { parseXml } from './parseXml.ts';
import { fileFact } from './row.ts';
import { plainText } from './sheetCells.ts';
import { ZipFile } from './zipFile.ts';

export interface WorkbookParts {
  readonly sheets: readonly { readonly name: string; readonly hidden: boolean; readonly part: string }[];
  readonly strings: readonly string[];
  readonly formats: ReturnType<typeof readFormats>;
  readonly from1904: boolean;
  /** The XML of a sheet's part. */
  xmlOf(part: string): string;
}

const lockedOrOld = 'it is protected by a password, or an old .xls file';

/** Bytes of the file; what is larger should be a table of text. */
const largest = 2 ** 28;

/** Throws bad-data for anything but a workbook, not-found and disk. */
export function openWorkbook(file: string): WorkbookParts {
  const bytes = readWhole(file);
  return notAWorkbook(file, () => {
    if (bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) throw new Error(lockedOrOld);
    const zip = new ZipFile(bytes);
    const xmlOf = (part: string): string => {
      const found = zip.part(part);
      if (!found) throw new Error(`the part ${part} is missing`);
      return found.toString('utf8').replace(/^\ufeff/, '');
    };
    const optional = (part: string): string => (zip.part(part) ? xmlOf(part) : '<none/>');
    const targets = relationships(optional('xl/_rels/workbook.xml.rels'));
    const sheets: WorkbookParts['sheets'][number][] = [];
    let from1904 = false;
    parseXml(xmlOf('xl/workbook.xml'), {
      open: (name, attributes) => {
        const given = attributes();
        if (name === 'workbookPr') from1904 = given.date1904 === '1' || given.date1904 === 'true';
        if (name !== 'sheet') return;
        const id = Object.entries(given).find(([key]) => /(^|:)id$/.test(key))?.[1] ?? '';
        const part = targets.get(id);
        if (part !== undefined)
          sheets.push({ name: given.name ?? '', hidden: (given.state ?? 'visible') !== 'visible', part });
      },
    });
    if (sheets.length === 0) throw new Error('it has no sheet');
    const strings = sharedStrings(optional('xl/sharedStrings.xml'));
    return { sheets, strings, from1904, xmlOf, formats: readFormats(optional('xl/styles.xml')) };
  });
}

/** Runs `read`, whose errors become the one that says that the file is no workbook. */
export function notAWorkbook<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const reason = (cause as Error).message;
    throw new AppError(
      'bad-data',
      `${file}: cannot be read as an Excel workbook (${reason})`,
      'Open it in a spreadsheet program and save it as .xlsx or .csv.',
      { cause, detail: { code: 'notAWorkbook', at: fileFact(file), reason, locked: reason === lockedOrOld } },
    );
  }
}

function readWhole(file: string): Buffer {
  try {
    const { size } = statSync(file);
    if (size <= largest) return readFileSync(file);
    throw new AppError(
      'bad-data',
      `${file} is a workbook of ${Math.round(size / 2 ** 20)} MB, more than the ${largest / 2 ** 20} MB that are read`,
      'Save the sheet as .csv and use that.',
      { detail: { code: 'workbookTooLarge', at: fileFact(file), bytes: size, most: largest } },
    );
  } catch (error) {
    throw diskError(error, file, 'read');
  }
}

/** Parts of the archive by the ids under which the workbook speaks of them. */
function relationships(xml: string): Map<string, string> {
  const targets = new Map<string, string>();
  parseXml(xml, {
    open: (name, attributes) => {
      if (name !== 'Relationship') return;
      const { Id = '', Target = '', Type = '' } = attributes();
      if (!/\/worksheet$/.test(Type)) return;
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target.replace(/^\.\//, '')}`);
    },
  });
  return targets;
}

/** The texts that cells name by number; what is only there to be read aloud is left out. */
function sharedStrings(xml: string): string[] {
  const strings: string[] = [];
  let text = '';
  let [reading, aloud] = [false, false];
  parseXml(xml, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') aloud = true;
      else if (name === 't') reading = !aloud;
    },
    text: (piece) => {
      if (reading) text += piece;
    },
    close: (name) => {
      if (name === 'si') strings.push(plainText(text));
      else if (name === 'rPh') aloud = false;
      else if (name === 't') reading = false;
    },
  });
  return strings;
}
