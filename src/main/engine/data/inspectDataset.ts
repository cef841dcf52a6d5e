/** What a dataset says of itself before a model is chosen: its hash, its columns, and what they seem to hold. */

import { statSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';
import type { DatasetFacts, SourceRecord } from '../../../shared/records/datasets.ts';
import { readingOf } from './encodeFile.ts';
import { hashDatasetInPieces } from './hashDataset.ts';
import { firstRows } from './loadDataset.ts';
import { guessMapping } from './mapping.ts';
import { type Reading, SourceNotes, sourceRecord } from './reading.ts';
import { filesOf, fileVersion, type OnProgress, requireUnchanged } from './readRows.ts';
import type { Row } from './row.ts';

/**
 * Reads the first rows and hashes the whole. A table whose columns are not recognised is no error: the user may name them. Nor
 * is a file that can be read in another way than it was tried: the user may say how.
 * @throws AppError `bad-data` where no row can be read or the file changes meanwhile; `not-found`, `disk`, `unsupported`
 */
export async function inspectDataset(
  path: string,
  map: Readonly<Record<string, string>>,
  reading: Partial<Reading> = {},
  onProgress: OnProgress = () => {},
): Promise<DatasetFacts> {
  const before = fileVersion(path);
  const { rows, fault, source } = await read(path, readingOf(reading));
  const mapping = fault
    ? { ...undecided, reason: fault.message, fault: fault.detail }
    : mappingOf(rows, path, map);
  const facts = {
    hash: await hashDatasetInPieces(path, { onProgress }),
    bytes: filesOf(path).reduce((sum, file) => sum + statSync(file).size, 0),
    columns: [...new Set(rows.flatMap(({ values }) => Object.keys(values)))],
    mapping: { ...mapping, reading: readingOf(reading), source },
  };
  requireUnchanged(path, before);
  return facts;
}

type Guess = Omit<DatasetFacts['mapping'], 'reading' | 'source'>;

const undecided = {
  columns: {},
  confidence: 'low',
  basis: 'none',
  rivals: [],
} as const satisfies Partial<Guess>;

/** The first rows, or what keeps them from being read as long as nothing else is chosen. */
async function read(path: string, reading: Reading) {
  const notes = new SourceNotes();
  try {
    const rows = await firstRows(path, { badRows: 'skip', ...reading, notes });
    return { rows, fault: undefined, source: sourceRecord(notes.found()) };
  } catch (error) {
    const source = sourceRecord(notes.found());
    if (!(error instanceof AppError) || !canChoose(error, reading, source)) throw error;
    return { rows: [], fault: error, source };
  }
}

/** Whether another encoding, sheet or split may help. */
function canChoose({ detail }: AppError, { encoding }: Reading, { sheets, splits }: SourceRecord): boolean {
  if (detail?.code === 'encodingUnknown') return true;
  return detail?.code === 'noRows' && (encoding !== '' || sheets.length > 1 || splits.length > 1);
}

/** What is chosen so far where that makes no conversation yet: columns are chosen one at a time. */
function mappingOf(rows: readonly Row[], path: string, map: Readonly<Record<string, string>>): Guess {
  try {
    const { columns, rivals, ...guess } = guessMapping(rows, path, map);
    return { ...guess, columns: { ...columns }, rivals: [...rivals] };
  } catch (error) {
    if (!(error instanceof AppError) || error.detail?.code !== 'noUsableColumn') throw error;
    const columns = Object.fromEntries(Object.entries(map).filter(([, column]) => column !== ''));
    const { message: reason, detail: fault } = error;
    return { ...undecided, columns, reason, fault };
  }
}
