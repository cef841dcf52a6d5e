/** Walks the head of a GGUF file so that no length is believed before it was checked against the file. */

import { fstatSync } from 'node:fs';
import { AppError } from '../../../../shared/errors.ts';
import { type Sentence, say } from '../../../../shared/sentence.ts';
import { readAt } from '../readTensor.ts';

/** The head of a real model is 2 to 20 MB; a larger one is a broken file or an attack on memory. */
const mostHeadBytes = 256 * 2 ** 20;
const windowBytes = 2 ** 20;

/** A cursor over the little-endian numbers and texts at the start of a file. */
export class HeadReader {
  readonly file: string;
  /** Bytes of the whole file. */
  readonly size: number;
  /** What is being read, for messages. */
  what: Sentence = say`the header`;
  readonly #descriptor: number;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;
  #at = 0;

  constructor(file: string, descriptor: number) {
    this.file = file;
    this.#descriptor = descriptor;
    this.size = fstatSync(descriptor).size;
  }

  /** Bytes consumed so far. */
  get position(): number {
    return this.#windowStart + this.#at;
  }

  error(message: Sentence): AppError {
    return new AppError(
      'bad-model',
      say`${this.file}: ${message}`,
      say`The file is damaged: download it again.`,
    );
  }

  /** The next `length` bytes; valid until the next call. */
  take(length: number): Buffer {
    if (this.#at + length > this.#window.length) this.#refill(length);
    this.#at += length;
    return this.#window.subarray(this.#at - length, this.#at);
  }

  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  /** A 64-bit size or offset. */
  uint64(): number {
    const value = this.take(8).readBigUInt64LE();
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw this.error(say`${this.what} has the impossible size ${value}`);
    return Number(value);
  }

  /** A number of things of at least `bytesEach` bytes; refused where the rest of the file cannot hold so many. */
  count(bytesEach: number): number {
    const value = this.uint64();
    const rest = Math.min(this.size, mostHeadBytes) - this.position;
    if (value * bytesEach > rest) {
      throw this.error(
        say`${this.what} claims ${value} x ${bytesEach} bytes or more, but at most ${rest} can follow`,
      );
    }
    return value;
  }

  text(): string {
    const bytes = this.take(this.count(1));
    try {
      return this.#utf8.decode(bytes);
    } catch {
      throw this.error(say`${this.what} is not UTF-8 text`);
    }
  }

  #refill(length: number): void {
    const start = this.position;
    const end = Math.min(this.size, mostHeadBytes);
    if (start + length > end) {
      throw this.error(
        say`${this.what} needs ${length} bytes from byte ${start}, but the header ends at byte ${end} at the latest`,
      );
    }
    this.#window = Buffer.alloc(Math.min(Math.max(length, windowBytes), end - start));
    this.#windowStart = start;
    this.#at = 0;
    readAt(this.#descriptor, this.file, this.#window, start);
  }
}
