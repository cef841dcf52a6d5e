/** What the data tests share: the golden tokenizer, files made on the fly, and rows read back. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import {
  type DatasetOptions,
  datasetDefaults,
  loadDataset,
} from '../../../src/main/engine/data/loadDataset.ts';
import { guessMapping } from '../../../src/main/engine/data/mapping.ts';
import { modelText } from '../../../src/main/engine/data/modelText.ts';
import { readRows } from '../../../src/main/engine/data/readRows.ts';
import type { Row } from '../../../src/main/engine/data/row.ts';
import { Tokenizer } from '../../../src/main/engine/data/tokenizer.ts';
import { toSample } from '../../../src/main/engine/data/toSample.ts';
import { AppError } from '../../../src/shared/errors.ts';

export const fixture = (path: string): string => join(import.meta.dirname, '../../fixtures', path);
export const sampleCsv = join(import.meta.dirname, '../../../resources/datasets/construction-faq-en.csv');

interface Golden {
  readonly chat_template: string;
  readonly rows: number;
  readonly tokens: number;
  readonly supervised: number;
  readonly longest: number;
  readonly sha256_of_all_ids: string;
  readonly sha256_of_all_labels: string;
  readonly first_examples: readonly { readonly ids: number[]; readonly labels: number[] }[];
  readonly odd_texts: readonly { readonly text: string; readonly ids: number[] }[];
}

export const golden = JSON.parse(readFileSync(fixture('golden/smollm2/expected.json'), 'utf8')) as Golden;
export const tokenizerFile = fixture('golden/smollm2/tokenizer.json');
export const tokenizerJson = readFileSync(tokenizerFile, 'utf8');
export const smollm2 = modelText(
  new Tokenizer(tokenizerJson, tokenizerFile, { bos: '<|im_start|>', eos: '<|im_end|>' }),
  golden.chat_template,
);

/** A folder that disappears after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lowrank-data-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes `content` into `folder` and gives back its path. */
export function write(folder: string, name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** What a file's rows hold, and the line each begins on. */
export const rowsOf = async (file: string): Promise<Pick<Row, 'values' | 'line'>[]> =>
  (await collect(readRows(file))).map(({ values, line }) => ({ values, line }));

/** What the columns of a file are taken for, and the first row as turns of `role: content`, or as plain text. */
export async function readAs(file: string, map: Record<string, string> = {}) {
  const rows = await collect(readRows(file));
  const { columns, confidence, reason } = guessMapping(rows, file, map);
  const sample = toSample(rows[0]!.values, columns);
  const turns =
    'text' in sample ? [sample.text] : sample.messages.map(({ role, content }) => `${role}: ${content}`);
  return { columns, confidence, reason, turns };
}

/** What is learned of each training row of a file. */
export async function learnedFrom(file: string, options: Partial<DatasetOptions> = {}): Promise<string[]> {
  const { train } = await loadDataset(file, smollm2, { ...datasetDefaults, holdout: 0, ...options });
  return Promise.all(
    Array.from(train.lengths, (_, i) => {
      const { ids, supervised } = train.at(i);
      return smollm2.tokenizer.decode(
        ids.filter((_, at) => supervised[at] === 1),
        { keepSpecial: true },
      );
    }),
  );
}

/** A file as people really have it. */
export const dataCase = (name: string): string => fixture(`data-cases/${name}`);

/** The AppError that `action` fails with, as `code: message`; anything else fails the test. */
export async function failure(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('expected an error, got none');
}
