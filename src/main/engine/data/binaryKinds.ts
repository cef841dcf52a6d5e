/** Tells what a file is that is no text, so that it is refused by its name and not read as letters. */
import type { DataFault } from '../../../shared/dataFaults.ts';
import { AppError } from '../../../shared/errors.ts';
import { fileFact } from './row.ts';

type What = Extract<DataFault, { code: 'binaryFile' }>['what'];

interface Kind {
  readonly what: What;
  readonly name: string;
  /** What its first bytes are, one letter a byte. */
  readonly begins: string;
  /** Where they stand. */
  readonly at?: number;
  /** What can be done with such a file. */
  readonly hint?: string;
}

const extract = 'Export its text or its table to .txt, .csv or .jsonl, and import that.';
const unpack = 'Unpack it, and import a file from inside.';

const kinds: readonly Kind[] = [
  { what: 'picture', name: 'a PNG picture', begins: '\x89PNG\r\n\x1a\n' },
  { what: 'picture', name: 'a JPEG picture', begins: '\xff\xd8\xff' },
  { what: 'picture', name: 'a GIF picture', begins: 'GIF87a' },
  { what: 'picture', name: 'a GIF picture', begins: 'GIF89a' },
  { what: 'picture', name: 'a TIFF picture', begins: 'II*\0' },
  { what: 'picture', name: 'a WebP picture', begins: 'WEBP', at: 8 },
  { what: 'document', name: 'a PDF document', begins: '%PDF-', hint: extract },
  {
    what: 'document',
    name: 'an old Office document (.xls, .doc)',
    begins: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
    hint: extract,
  },
  { what: 'document', name: 'an RTF document', begins: '{\\rtf', hint: extract },
  {
    what: 'table',
    name: 'a parquet table',
    begins: 'PAR1\x15',
    hint: 'Give its name the ending .parquet, and import it again.',
  },
  {
    what: 'archive',
    name: 'a ZIP archive, as .xlsx and .docx files are too',
    begins: 'PK\x03\x04',
    hint: 'Unpack it and import a file from inside; a workbook needs the ending .xlsx.',
  },
  { what: 'archive', name: 'a 7z archive', begins: "7z\xbc\xaf'\x1c", hint: unpack },
  { what: 'archive', name: 'a RAR archive', begins: 'Rar!\x1a\x07', hint: unpack },
  { what: 'archive', name: 'an xz archive', begins: '\xfd7zXZ\0', hint: unpack },
  { what: 'archive', name: 'a bzip2 archive', begins: 'BZh', hint: unpack },
  { what: 'archive', name: 'a Zstandard archive', begins: '\x28\xb5\x2f\xfd', hint: unpack },
  { what: 'archive', name: 'a tar archive', begins: 'ustar', at: 257, hint: unpack },
  { what: 'database', name: 'an SQLite database', begins: 'SQLite format 3\0', hint: extract },
  { what: 'model', name: 'a GGUF model', begins: 'GGUF\x03\0', hint: 'Import it under Models.' },
  { what: 'array', name: 'a NumPy array', begins: '\x93NUMPY', hint: extract },
  { what: 'video', name: 'a video', begins: 'ftyp', at: 4 },
  { what: 'video', name: 'a Matroska video', begins: '\x1a\x45\xdf\xa3' },
  { what: 'sound', name: 'a sound', begins: 'ID3\x03' },
  { what: 'sound', name: 'a sound', begins: 'ID3\x04' },
  { what: 'sound', name: 'a sound', begins: 'OggS\0' },
  { what: 'sound', name: 'a sound', begins: 'WAVE', at: 8 },
  { what: 'program', name: 'a program', begins: '\x7fELF' },
];

/** Control characters that no text has so many of: a damaged one has a few, and anything packed has one byte in nine. */
const suspicious = { least: 16, share: 0.05 };

/**
 * @param head the first bytes of a file, unpacked where it is gzipped
 * @param wide whether they look like text in UTF-16, where every second byte is zero
 * @throws AppError `unsupported` where they are not those of a text
 */
export function refuseBinary(file: string, head: Uint8Array, wide: boolean): void {
  const letters = String.fromCharCode(...head.subarray(0, 300));
  const kind = kinds.find(({ begins, at = 0 }) => letters.startsWith(begins, at));
  if (!(kind && isCertain(kind)) && (wide || !looksPacked(head))) return;
  throw new AppError(
    'unsupported',
    `${file} is not text: it seems to be ${kind?.name ?? 'a binary file'}, whatever its name says`,
    kind?.hint ?? 'Choose a table (.csv, .tsv, .xlsx, .parquet), .jsonl, .json, .txt or .md file.',
    {
      detail: {
        code: 'binaryFile',
        at: fileFact(file),
        what: kind?.what ?? 'unknown',
        name: kind?.name ?? '',
      },
    },
  );
}

/** Whether no text begins so: by a byte that is no letter, or by five letters that are not there by chance. */
function isCertain({ begins }: Kind): boolean {
  return /[^\x20-\x7e]/.test(begins) || begins.length > 4;
}

/** Many control characters alone may be a table padded with zero bytes. */
function looksPacked(head: Uint8Array): boolean {
  const controls = head.filter((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27)).length;
  return controls >= suspicious.least && controls > suspicious.share * head.length && !isUtf8(head);
}

function isUtf8(head: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
