/** Keeps encoded examples in one file, so that a million rows need little memory and an unchanged dataset starts at once. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { AtomicFile } from '../formats/atomic.ts';
import { isJsonObject, type JsonObject } from '../formats/json.ts';
import type { Example } from './encodeExamples.ts';
import { countLabels, type ExampleSet } from './exampleSet.ts';

// Layout, little-endian: for each example its ids (int32) and labels (one byte each); then lengths, label counts and rows of
// all examples (int32); then the notes as JSON; last the number of examples and the bytes of the notes (float64 each).
const bytesPerToken = 5;
const bytesPerExample = 12;
const trailerBytes = 16;
const pieceBytes = 1 << 20;

/** Writes the file from front to back; `abort` after `commit` does nothing. */
export class ExampleWriter {
  readonly #file: AtomicFile;
  readonly #index = { lengths: [] as number[], labels: [] as number[], rows: [] as number[] };
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  constructor(path: string) {
    this.#file = new AtomicFile(path);
  }

  add({ ids, supervised, row }: Example): void {
    this.#index.lengths.push(ids.length);
    this.#index.labels.push(countLabels(supervised));
    this.#index.rows.push(row);
    this.#pending.push(bytesOf(ids), supervised);
    this.#pendingBytes += ids.length * bytesPerToken;
    if (this.#pendingBytes > pieceBytes) this.#flush();
  }

  /** `notes`: whatever should be found again with the examples. */
  commit(notes: JsonObject): void {
    const { lengths, labels, rows } = this.#index;
    const text = Buffer.from(JSON.stringify(notes));
    this.#pending.push(...[lengths, labels, rows].map((values) => bytesOf(Int32Array.from(values))));
    this.#pending.push(text, bytesOf(Float64Array.of(lengths.length, text.length)));
    this.#flush();
    this.#file.commit();
  }

  abort(): void {
    this.#file.abort();
  }

  #flush(): void {
    this.#file.write(Buffer.concat(this.#pending));
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}

/** What a writer left at `path`; undefined where there is nothing or nothing whole. The file stays open while it is used. */
export function openExamples(path: string): { examples: ExampleSet; notes: JsonObject } | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    return readExamples(descriptor);
  } catch {
    closeSync(descriptor);
    return undefined;
  }
}

function readExamples(descriptor: number): { examples: ExampleSet; notes: JsonObject } {
  const size = fstatSync(descriptor).size;
  const read = (bytes: number, position: number): ArrayBuffer =>
    readExactly(descriptor, bytes, position, size);
  const [count, noteBytes] = new Float64Array(read(trailerBytes, size - trailerBytes)) as unknown as [
    number,
    number,
  ];
  const notesAt = size - trailerBytes - noteBytes;
  const indexAt = notesAt - count * bytesPerExample;
  const [lengths, labels, rows] = [0, 1, 2].map(
    (i) => new Int32Array(read(count * 4, indexAt + i * count * 4)),
  ) as [Int32Array, Int32Array, Int32Array];
  const notes: unknown = JSON.parse(Buffer.from(read(noteBytes, notesAt)).toString());
  const starts = new Float64Array(count);
  for (let i = 1; i < count; i++) starts[i] = starts[i - 1]! + lengths[i - 1]! * bytesPerToken;
  const end = count === 0 ? 0 : starts[count - 1]! + lengths[count - 1]! * bytesPerToken;
  if (end !== indexAt || !isJsonObject(notes)) throw damaged();
  const at = (index: number): Example => {
    const length = lengths[index]!;
    const bytes = read(length * bytesPerToken, starts[index]!);
    return {
      ids: new Int32Array(bytes, 0, length),
      supervised: new Uint8Array(bytes, length * 4),
      row: rows[index]!,
    };
  };
  return { examples: { lengths, labels, rows, at }, notes };
}

function readExactly(descriptor: number, bytes: number, position: number, size: number): ArrayBuffer {
  if (!(bytes >= 0 && position >= 0 && position + bytes <= size)) throw damaged();
  const buffer = new Uint8Array(bytes);
  for (let done = 0; done < bytes; ) {
    const count = readSync(descriptor, buffer, done, bytes - done, position + done);
    if (count === 0) throw damaged();
    done += count;
  }
  return buffer.buffer;
}

function damaged(): AppError {
  return new AppError(
    'disk',
    say`the cache of encoded rows is damaged`,
    say`Delete the cache folder; it is made again.`,
  );
}

function bytesOf(values: Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
