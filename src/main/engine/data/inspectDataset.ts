/** What a dataset says of itself before a model is chosen: its hash, its columns, and what they seem to hold. */

import { statSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';
import type { DatasetFacts } from '../../../shared/records/datasets.ts';
import { hashDatasetInPieces } from './hashDataset.ts';
import { firstRows } from './loadDataset.ts';
import { guessMapping } from './mapping.ts';
import type { Reading } from './reading.ts';
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
  const rows = await firstRows(path, { badRows: 'skip', ...reading });
  const facts = {
    hash: await hashDatasetInPieces(path, { onProgress }),
    bytes: filesOf(path).reduce((sum, file) => sum + statSync(file).size, 0),
    columns: [...new Set(rows.flatMap(({ values }) => Object.keys(values)))],
    mapping: mappingOf(rows, path, map),
  };
  requireUnchanged(path, before);
  return facts;
}

function mappingOf(rows: readonly Row[], path: string, map: Readonly<Record<string, string>>) {
  try {
    const { columns, ...guess } = guessMapping(rows, path, map);
    return { ...guess, columns: { ...columns } };
  } catch (error) {
    if (!(error instanceof AppError) || Object.keys(map).length > 0) throw error;
    return { columns: {}, reason: error.message, confidence: 'low' as const };
  }
}
