/** Typed access to a GGUF file's key-value pairs, so that a wrong kind is reported with file, key and value. */

import { AppError } from '../../../../shared/errors.ts';
import { type Sentence, say } from '../../../../shared/sentence.ts';

export type MetadataValue =
  | number
  | boolean
  | string
  | readonly number[]
  | readonly boolean[]
  | readonly string[];

interface Kinds {
  text: string;
  number: number;
  /** A whole number from 0 to 2^53. */
  count: number;
  flag: boolean;
  texts: readonly string[];
  numbers: readonly number[];
}

const isKind: { readonly [K in keyof Kinds]: (value: MetadataValue) => boolean } = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  count: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  flag: (value) => typeof value === 'boolean',
  texts: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  numbers: (value) => Array.isArray(value) && value.every((item) => typeof item === 'number'),
};

/** Key-value pairs of one file. */
export class Metadata {
  readonly file: string;
  readonly #values: ReadonlyMap<string, MetadataValue>;

  constructor(file: string, values: ReadonlyMap<string, MetadataValue>) {
    this.file = file;
    this.#values = values;
  }

  keys(): Iterable<string> {
    return this.#values.keys();
  }

  /** The value of `key`, or undefined where the file has none; throws `bad-model` when it is of another kind. */
  get<K extends keyof Kinds>(key: string, kind: K): Kinds[K] | undefined {
    const value = this.#values.get(key);
    if (value !== undefined && !isKind[kind](value)) {
      throw this.error(say`${key} is ${this.show(key)}, expected a ${kind}`);
    }
    return value as Kinds[K] | undefined;
  }

  /** The whole numbers under `key`, one or several, or none. @throws AppError `bad-model` for anything else */
  list(key: string): readonly number[] {
    const several = Array.isArray(this.#values.get(key)) ? this.get(key, 'numbers') : undefined;
    const one = several ? undefined : this.get(key, 'count');
    const numbers = several ?? (one === undefined ? [] : [one]);
    if (numbers.every(isKind.count)) return numbers;
    throw this.error(say`${key} is ${this.show(key)}, expected whole numbers`);
  }

  /** The value of `key`; throws `bad-model` when it is absent or of another kind. */
  need<K extends keyof Kinds>(key: string, kind: K): Kinds[K] {
    const value = this.get(key, kind);
    if (value === undefined) throw this.error(say`the metadata key ${key} is missing, expected a ${kind}`);
    return value;
  }

  /** The value as a short piece of JSON, for messages. */
  show(key: string): string {
    const value = this.#values.get(key);
    const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'missing');
    return text.length > 60 ? `${text.slice(0, 57)}...` : text;
  }

  /** A file that contradicts itself or lacks something. */
  error(message: Sentence): AppError {
    return new AppError(
      'bad-model',
      say`${this.file}: ${message}`,
      say`Download the file again, or take another conversion.`,
    );
  }

  /** A sound file that asks for something the engine does not implement. */
  unsupported(message: Sentence): AppError {
    return new AppError(
      'unsupported',
      say`${this.file}: ${message}`,
      say`Choose a model of a supported kind, or its original folder.`,
    );
  }
}
