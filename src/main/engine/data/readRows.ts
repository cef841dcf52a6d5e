/** Opens a dataset of any known kind as a stream of rows: the one place that decides which reader is asked. */

import { type Stats, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { diskError } from '../formats/diskError.ts';
import { folderFiles, kindOfFile } from './folderFiles.ts';
import { readCsv } from './readCsv.ts';
import { type Reading, readingDefaults, SourceNotes } from './reading.ts';
import { readJson } from './readJson.ts';
import { readParquet } from './readParquet.ts';
import { readQuestions, readText } from './readTexts.ts';
import { readXlsx } from './readXlsx.ts';
import { fileFact, type OnBadLine, type OnBadRow, type Reader, type Row } from './row.ts';
import { chooseSplits } from './splits.ts';

const tables: Readonly<Record<string, Reader>> = {
  '.jsonl': readJson,
  '.ndjson': readJson,
  '.json': readJson,
  '.csv': readCsv,
  '.tsv': readCsv,
  '.parquet': readParquet,
  '.xlsx': readXlsx,
};

const texts: Readonly<Record<string, Reader>> = { '.txt': readText, '.md': readText };

const readers: Readonly<Record<string, Reader>> = { ...tables, ...texts };

/** Texts of a folder have one column, whatever each is like; one alone may be more. */
const ofOneFile: Readonly<Record<string, Reader>> = { '.txt': readQuestions, '.md': readQuestions };

/** Told how far work has come, 0 to 1. */
export type OnProgress = (share: number) => void;

/** How rows are read. */
export interface ReadOptions {
  /** Takes rows that cannot be read, which are then left out; without it the first one throws. */
  readonly onBadRow?: OnBadRow | undefined;
  /** Told the share of the files' bytes that is read; a workbook is read in one. */
  readonly onProgress?: OnProgress | undefined;
  /** The user's word on what can be read in several ways. */
  readonly reading?: Partial<Reading> | undefined;
  /** Told what was chosen. */
  readonly notes?: SourceNotes | undefined;
}

/**
 * Rows of `path`, in file order: a table, a text, or a folder of texts or of tables of one kind, whose rows are counted through
 * all files. Text formats may be packed (`.gz`, `.zst`), in UTF-8, UTF-16 or an encoding of the time before. Throws bad-data at a row that cannot be
 * read (with file, line and column) and where the file changes while it is read, unsupported for an unknown kind of file,
 * not-found and disk as the file system says.
 */
export async function* readRows(
  path: string,
  { onBadRow, onProgress, reading = {}, notes = new SourceNotes() }: ReadOptions = {},
): AsyncGenerator<Row> {
  const before = fileVersion(path);
  const isFolder = look(path).isDirectory();
  const { files, heldOut } = isFolder
    ? chosenFiles(path, reading.split ?? '', notes)
    : { files: [path], heldOut: [] };
  const total = Math.max(
    1,
    files.reduce((sum, file) => sum + look(file).size, 0),
  );
  let number = 0;
  let done = 0;
  const onBadLine: OnBadLine | undefined =
    onBadRow && ((error, line) => onBadRow(error, { number: ++number, line }));
  for (const file of files) {
    const reader = isFolder ? readerOf(file) : (ofOneFile[kindOfFile(file)] ?? readerOf(file));
    const onBytes = onProgress && ((bytes: number) => onProgress(Math.min(1, (done + bytes) / total)));
    const options = { onBadLine, onBytes, reading: { ...readingDefaults, ...reading }, notes };
    const aside = heldOut.includes(file);
    for await (const { values, line, heldOut: marked = aside } of reader(file, options))
      yield rowOf(values, line, ++number, file, marked);
    done += look(file).size;
  }
  requireUnchanged(path, before);
}

/** Made by hand: spreading costs more than all else that happens to a row here. */
function rowOf(values: Row['values'], line: number, number: number, file: string, heldOut: boolean): Row {
  return heldOut ? { values, line, number, file, heldOut } : { values, line, number, file };
}

/** The files of a folder that are read, those that are set aside behind the others. */
function chosenFiles(folder: string, split: string, notes: SourceNotes) {
  const { files, areTexts, others } = filesIn(folder);
  const nameOf = (file: string): string => relative(folder, file);
  const tables = areTexts ? [] : files.map(nameOf);
  const { train, heldOut } = areTexts
    ? { train: files.map(nameOf), heldOut: [] }
    : chooseSplits(tables, split, notes);
  const read = [...train, ...heldOut];
  for (const name of [...tables.filter((each) => !read.includes(each)), ...others.map(nameOf)])
    notes.left({ kind: 'file', name });
  const path = (name: string): string => join(folder, name);
  return { files: read.map(path), heldOut: heldOut.map(path) };
}

function readerOf(path: string): Reader {
  const kind = kindOfFile(path);
  const reader = readers[kind];
  if (reader) return reader;
  const known = Object.keys(readers);
  throw new AppError(
    'unsupported',
    `${path}: "${kind}" is not a dataset format`,
    `Known: ${known.join(', ')}, or a folder of such files.`,
    { detail: { code: 'unknownFormat', at: fileFact(path), ending: kind, known } },
  );
}

/** @throws AppError `bad-data` where the dataset is no longer what it was when `fileVersion` gave `before` */
export function requireUnchanged(path: string, before: string): void {
  if (fileVersion(path) === before) return;
  throw new AppError(
    'bad-data',
    `${path} changed while it was read`,
    'Wait until it is complete, then start again.',
    { detail: { code: 'changedWhileRead', at: fileFact(path) } },
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
