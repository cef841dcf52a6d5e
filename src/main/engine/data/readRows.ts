/** Opens a dataset of any known kind as a stream of rows: the one place that decides which reader is asked. */

import { type Stats, statSync } from 'node:fs';
import { relative } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { diskError } from '../formats/diskError.ts';
import { folderFiles, kindOfFile } from './folderFiles.ts';
import { readCsv } from './readCsv.ts';
import { readJson } from './readJson.ts';
import { readParquet } from './readParquet.ts';
import { readText } from './readTexts.ts';
import { readXlsx } from './readXlsx.ts';
import type { OnBadRow, OnBytes, Row } from './row.ts';
import { textChunks } from './textFile.ts';

type Reader = (file: string, onBadRow?: OnBadRow, onBytes?: OnBytes) => AsyncGenerator<Row>;

const json: Reader = (file, onBadRow, onBytes) => readJson(file, textChunks(file, onBytes), onBadRow);
const csv: Reader = (file, onBadRow, onBytes) => readCsv(file, textChunks(file, onBytes), onBadRow);

const tables: Readonly<Record<string, Reader>> = {
  '.jsonl': json,
  '.ndjson': json,
  '.json': json,
  '.csv': csv,
  '.tsv': csv,
  '.parquet': readParquet,
  '.xlsx': readXlsx,
};

const texts: Readonly<Record<string, Reader>> = { '.txt': readText, '.md': readText };

const readers: Readonly<Record<string, Reader>> = { ...tables, ...texts };

/** Told how far work has come, 0 to 1. */
export type OnProgress = (share: number) => void;

/**
 * Rows of `path`, in file order: a table, a text, or a folder of texts or of tables of one kind. Text formats may be gzipped
 * (`.gz`), in UTF-8, UTF-16 or Windows-1252. Without `onBadRow` the first row that cannot be read throws bad-data with file,
 * line and column; with it, such rows are passed there and left out. Throws unsupported for an unknown kind of file, bad-data
 * where the file changes while it is read, not-found and disk as the file system says.
 * @param onProgress told the share of the files' bytes that is read; a workbook is read in one
 */
export async function* readRows(
  path: string,
  onBadRow?: OnBadRow,
  onProgress?: OnProgress,
): AsyncGenerator<Row> {
  const before = fileVersion(path);
  const total = Math.max(
    1,
    filesOf(path).reduce((sum, file) => sum + look(file).size, 0),
  );
  const onBytes = onProgress && ((bytes: number) => onProgress(Math.min(1, bytes / total)));
  yield* look(path).isDirectory()
    ? readFolder(path, onBadRow, onBytes)
    : readerOf(path)(path, onBadRow, onBytes);
  requireUnchanged(path, before);
}

/** Rows are numbered through all files; those of texts say in the column `file` which one they are from. */
async function* readFolder(folder: string, onBadRow?: OnBadRow, onBytes?: OnBytes): AsyncGenerator<Row> {
  const { files, areTexts } = filesIn(folder);
  let number = 0;
  const numbered = onBadRow && ((error: AppError) => onBadRow(error, ++number));
  let before = 0;
  for (const file of files) {
    const name = relative(folder, file);
    const onPart = onBytes && ((bytes: number) => onBytes(before + bytes));
    for await (const { values } of readerOf(file)(file, numbered, onPart))
      yield { values: areTexts ? { ...values, file: name } : values, line: ++number };
    before += look(file).size;
  }
}

function readerOf(path: string): Reader {
  const kind = kindOfFile(path);
  const reader = readers[kind];
  if (reader) return reader;
  const known = Object.keys(readers).join(', ');
  throw new AppError(
    'unsupported',
    `${path}: "${kind}" is not a dataset format`,
    `Known: ${known}, or a folder of such files.`,
  );
}

/** @throws AppError `bad-data` where the dataset is no longer what it was when `fileVersion` gave `before` */
export function requireUnchanged(path: string, before: string): void {
  if (fileVersion(path) === before) return;
  throw new AppError(
    'bad-data',
    `${path} changed while it was read`,
    'Wait until it is complete, then start again.',
  );
}

/** The files a dataset consists of. Throws not-found or disk. */
export function filesOf(path: string): readonly string[] {
  return look(path).isDirectory() ? filesIn(path).files : [path];
}

function filesIn(folder: string): ReturnType<typeof folderFiles> {
  return folderFiles(folder, Object.keys(tables), Object.keys(texts));
}

/** Changes whenever one of the dataset's files is written, replaced, added or removed. Throws not-found or disk. */
export function fileVersion(path: string): string {
  return filesOf(path)
    .map((file) => {
      const { size, mtimeMs, ino } = look(file);
      return `${file} ${size} ${mtimeMs} ${ino}`;
    })
    .join('\n');
}

function look(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw diskError(error, path, 'read');
  }
}
