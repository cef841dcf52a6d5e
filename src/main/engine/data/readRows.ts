/** Opens a dataset file of any known kind as a stream of rows: the one place that decides which reader is asked. */
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { readCsv } from './readCsv.ts';
import { readJson } from './readJson.ts';
import type { OnBadRow, Row } from './row.ts';
import { textChunks } from './textFile.ts';

type Reader = (file: string, chunks: AsyncIterable<string>, onBadRow?: OnBadRow) => AsyncGenerator<Row>;

const readers: Readonly<Record<string, Reader>> = {
  '.jsonl': readJson,
  '.ndjson': readJson,
  '.json': readJson,
  '.csv': readCsv,
  '.tsv': readCsv,
};

/**
 * Rows of `file` in file order; a `.gz` at the end of the name is allowed. Without `onBadRow` the first row that cannot be
 * read throws bad-data with file, line and column; with it, such rows are passed there and left out.
 * Throws unsupported for an unknown kind of file, not-found and disk as the file system says.
 */
export async function* readRows(file: string, onBadRow?: OnBadRow): AsyncGenerator<Row> {
  const kind = path.extname(file.replace(/\.gz$/i, '')).toLowerCase();
  const reader = readers[kind];
  if (!reader) {
    const known = Object.keys(readers).join(', ');
    throw new AppError(
      'unsupported',
      `${file}: "${kind}" is not a dataset format`,
      `Known: ${known}, each also as .gz.`,
    );
  }
  yield* reader(file, textChunks(file), onBadRow);
}
