/** What a dataset says of itself before a model is chosen: its hash, its columns, and what they seem to hold. */

import { statSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';
import type { DatasetFacts } from '../../../shared/records/datasets.ts';
import { readingOf } from './encodeFile.ts';
import { hashDatasetInPieces } from './hashDataset.ts';
import { firstRows } from './loadDataset.ts';
import { guessMapping } from './mapping.ts';
import { type Reading, SourceNotes, sourceRecord } from './reading.ts';
import { filesOf, fileVersion, type OnProgress, requireUnchanged } from './readRows.ts';
import type { Row } from './row.ts';

/**
 * Reads the first rows and hashes the whole. A table whose columns are not recognised is no error: the user may name them.
 * @throws AppError `bad-data` where no row can be read or the file changes meanwhile; `not-found`, `disk`, `unsupported`
 */
export async function inspectDataset(
  path: string,
  map: Readonly<Record<string, string>>,
  reading: Partial<Reading> = {},
  onProgress: OnProgress = () => {},
): Promise<DatasetFacts> {
  const before = fileVersion(path);
  const notes = new SourceNotes();
  const rows = await firstRows(path, { badRows: 'skip', ...reading, notes });
  const facts = {
    hash: await hashDatasetInPieces(path, { onProgress }),
    bytes: filesOf(path).reduce((sum, file) => sum + statSync(file).size, 0),
    columns: [...new Set(rows.flatMap(({ values }) => Object.keys(values)))],
    mapping: {
      ...mappingOf(rows, path, map),
      reading: readingOf(reading),
      source: sourceRecord(notes.found()),
    },
  };
  requireUnchanged(path, before);
  return facts;
}

/** What is chosen so far where that makes no conversation yet: columns are chosen one at a time. */
function mappingOf(
  rows: readonly Row[],
  path: string,
  map: Readonly<Record<string, string>>,
): Omit<DatasetFacts['mapping'], 'reading' | 'source'> {
  try {
    const { columns, rivals, ...guess } = guessMapping(rows, path, map);
    return { ...guess, columns: { ...columns }, rivals: [...rivals] };
  } catch (error) {
    if (!(error instanceof AppError) || error.detail?.code !== 'noUsableColumn') throw error;
    const columns = Object.fromEntries(Object.entries(map).filter(([, column]) => column !== ''));
    const { message: reason, detail: fault } = error;
    return { columns, reason, fault, confidence: 'low', basis: 'none', rivals: [] };
  }
}
