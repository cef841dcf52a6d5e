/** A thread that reads one parquet file: what a damaged or hostile one costs in memory and time ends with it. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type RowGroup,
} from 'hyparquet';
import { compressors as others } from 'hyparquet-compressors';
import { type Convert, converterOf, instantOfNanoseconds, takeBare } from './parquetValues.ts';

/** What comes back for each message sent: rows, or the end, or why there are no more. */
export type ParquetAnswer =
  | { readonly rows: readonly Readonly<Record<string, unknown>>[]; readonly total: number }
  | { readonly rows?: undefined; readonly failed?: string };

type Decompress = (input: Uint8Array, length: number) => Uint8Array;

/** Rows are sent in pieces: each is copied once on its way. */
const rowsPerMessage = 1000;
/** Bytes of decoded values at once, where a table lets itself be read in parts. */
const windowBytes = 64 * 2 ** 20;
/** Lists are only read with the whole group of rows they stand in. */
const largestGroup = 2 ** 30;

const parsers = {
  jsonFromBytes: (bytes: Uint8Array) => bytes,
  timestampFromNanoseconds: instantOfNanoseconds,
};

const empty = new Uint8Array();
const lz4 =
  (decompress: Decompress): Decompress =>
  (input, length) =>
    length ? decompress(input, length) : empty;
const bounded = (length: number) => ({ maxOutputLength: Math.max(1, length) });

/** Node's own are native, and stop at the length that the page says; the other LZ4 fails on pages without values. */
const compressors: Compressors = {
  SNAPPY: others.SNAPPY as Decompress,
  GZIP: (input, length) => gunzipSync(input, bounded(length)),
  BROTLI: (input, length) => brotliDecompressSync(input, bounded(length)),
  ZSTD: (input, length) => zstdDecompressSync(input, bounded(length)),
  LZ4: lz4(others.LZ4 as Decompress),
  LZ4_RAW: lz4(others.LZ4_RAW as Decompress),
};

function asyncBuffer(fd: number): AsyncBuffer {
  const { size } = fstatSync(fd);
  const slice = (start: number, end = size) => {
    if (!(start >= 0 && start <= end && end <= size)) throw new Error('a column lies outside the file');
    const bytes = new Uint8Array(end - start);
    if (readSync(fd, bytes, 0, bytes.length, start) !== bytes.length)
      throw new Error('the file ends too early');
    return bytes.buffer;
  };
  return { byteLength: size, slice };
}

/** Row numbers, from and to, that are read together: rows of one group, fewer where each column can be read in parts. */
function* windows({ row_groups }: FileMetaData, isFlat: boolean): Generator<readonly [number, number]> {
  let first = 0;
  for (const group of row_groups) {
    const rows = Number(group.num_rows);
    const size = sizeOf(group);
    if (!isFlat && size > largestGroup)
      throw new Error(
        `its rows stand in groups of more than 1 GiB: write it again with row_group_size=10000`,
      );
    const step = isFlat ? Math.max(100, Math.floor(windowBytes / (size / Math.max(1, rows) + 1))) : rows;
    for (let start = 0; start < rows; start += step)
      yield [first + start, first + Math.min(rows, start + step)];
    first += rows;
  }
}

function sizeOf({ columns }: RowGroup): number {
  return columns.reduce((sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0), 0);
}

async function* answers(fd: number): AsyncGenerator<ParquetAnswer> {
  const file = asyncBuffer(fd);
  if (file.byteLength < 12) throw new Error('it is too small');
  const metadata = await parquetMetadataAsync(file, { parsers, geoparquet: false });
  const { children } = parquetSchema(metadata);
  const columns: (readonly [string, Convert])[] = children.map((child) => [
    child.element.name,
    converterOf(child),
  ]);
  const isFlat = children.every(
    (node) => !node.children.length && node.element.repetition_type !== 'REPEATED',
  );
  takeBare(metadata.schema);
  const total = Number(metadata.num_rows);
  for (const [rowStart, rowEnd] of windows(metadata, isFlat)) {
    let rows: unknown[][] = [];
    const onComplete = (found: unknown[][]) => {
      rows = found;
    };
    const options = { file, metadata, parsers, compressors, utf8: false, geoparquet: false };
    await parquetRead({ ...options, rowStart, rowEnd, onComplete });
    if (rows.length !== rowEnd - rowStart) throw new Error('it has fewer rows than it says');
    for (let at = 0; at < rows.length; at += rowsPerMessage)
      yield { rows: rows.slice(at, at + rowsPerMessage).map((row) => plainRow(row, columns)), total };
  }
}

function plainRow(row: unknown[], columns: readonly (readonly [string, Convert])[]): Record<string, unknown> {
  if (columns.length > 0 && row.every((value) => value === undefined))
    throw new Error('it has fewer values than it says');
  return Object.fromEntries(columns.map(([name, convert], i) => [name, convert(row[i])]));
}

/** What the library stumbles over tells nobody anything; what it says tells what is wrong. */
function reasonOf(cause: Error): string {
  if (cause instanceof TypeError || cause instanceof RangeError) return 'it is damaged';
  return cause.message.replace(/^parquet (file )?/, '');
}

function start(path: string): void {
  const fd = openSync(path, 'r');
  const source = answers(fd);
  parentPort?.on('message', () => {
    source.next().then(
      ({ value }) => parentPort?.postMessage(value ?? {}),
      (cause: Error) => parentPort?.postMessage({ failed: reasonOf(cause) } satisfies ParquetAnswer),
    );
  });
  parentPort?.once('close', () => closeSync(fd));
}

start((workerData as { path: string }).path);
