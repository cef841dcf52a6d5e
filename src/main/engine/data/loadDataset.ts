/** The way from a dataset file to what a run trains on and measures with, and the account of every row on it. */

import type { DataNote } from '../../../shared/dataNotes.ts';
import { AppError } from '../../../shared/errors.ts';
import {
  type EncodedFile,
  type EncodeOptions,
  encodeFile,
  type RowAccount,
  readingOf,
} from './encodeFile.ts';
import { type ExampleSet, select } from './exampleSet.ts';
import { holdOut, holdOutMarked, type Side } from './holdout.ts';
import { guessMapping, type Mapping } from './mapping.ts';
import type { ModelText } from './modelText.ts';
import { placeholderColumn } from './placeholders.ts';
import { type Reading, readingDefaults, type Source, type SourceNotes } from './reading.ts';
import { readRows } from './readRows.ts';
import { fileFact, type Row } from './row.ts';
import type { Unused } from './unused.ts';

export interface DatasetOptions extends EncodeOptions {
  /** Share of rows to set aside, 0 for none; not used where `map.split` names a column that says which. */
  readonly holdout: number;
  readonly seed: number;
  /** Whether answers are left out that are what programs write for none, such as nan; they are, unless said otherwise. */
  readonly placeholders?: 'skip' | 'keep';
  /** A second file to measure with; then `holdout` and `map.split` are not used. */
  readonly holdoutFile?: string;
  /** The user's own choices of column by field. */
  readonly map: Readonly<Record<string, string>>;
}

export const datasetDefaults: DatasetOptions = {
  maxLength: 1024,
  holdout: 0.05,
  seed: 0,
  trainOn: 'answers',
  turns: 'all',
  system: '',
  map: {},
  badRows: 'stop',
};

/** Rows of the file that are not used, by reason. */
export interface SkippedRows extends Pick<RowAccount, 'empty' | 'placeholders' | 'beyond' | 'bad'> {
  /** The same as a training row or an earlier held-out row; of the second file where there is one. */
  readonly copies: readonly number[];
}

export interface Dataset {
  readonly train: ExampleSet;
  readonly heldOut: ExampleSet;
  readonly mapping: Mapping;
  /** The second file that `heldOut` comes from, where there is one. */
  readonly heldOutFrom: { readonly file: string; readonly mapping: Mapping } | undefined;
  /** Rows read, whatever became of them. */
  readonly rows: number;
  /** Rows of the file in train or held-out. */
  readonly rowsUsed: number;
  readonly skipped: SkippedRows;
  /** The line of each row of the file, by number; undefined where each is on the line of its number. */
  readonly lines: readonly number[] | undefined;
  /** Rows that lost tokens to `maxLength` and are used all the same, ascending. */
  readonly cut: readonly number[];
  /** What the rows were read from. */
  readonly source: Source;
  /** What the rows of the file hold and nothing is learned from. */
  readonly unused: readonly Unused[];
  /** Tokens, labels and longest example over train and held-out together. */
  readonly tokens: number;
  readonly labels: number;
  readonly longest: number;
  readonly notes: readonly DataNote[];
}

const rowsToGuessFrom = 100;

/**
 * Reads, renders, encodes and splits `file`. Throws bad-data at a bad row (unless skipped), without a usable column, without
 * rows, and where no row is left to train on; not-found, disk, unsupported and bad-config as named by what they come from.
 */
export async function loadDataset(
  file: string,
  model: ModelText,
  options: DatasetOptions = datasetDefaults,
): Promise<Dataset> {
  const main = await readOne(file, model, options);
  const second =
    options.holdoutFile === undefined
      ? undefined
      : await readOne(options.holdoutFile, model, { ...options, ...readingDefaults, onProgress: undefined });
  const { train, heldOut, copies } = second ? splitByFile(main, second) : splitByShare(main, options);
  if (train.lengths.length === 0) throw nothingToTrainOn(file, main.account, options);
  const { mapping, account, contents } = main;
  return {
    train,
    heldOut,
    mapping,
    heldOutFrom: second && { file: options.holdoutFile!, mapping: second.mapping },
    rows: account.rows,
    rowsUsed: contents.length - (second ? 0 : copies.length),
    skipped: { ...skippedOf(account), copies },
    cut: account.cut,
    lines: main.lines,
    unused: account.unused,
    source: account.source,
    tokens: sum(train.lengths) + sum(heldOut.lengths),
    labels: sum(train.labels) + sum(heldOut.labels),
    longest: Math.max(longest(train), longest(heldOut)),
    notes: [
      ...model.notes,
      ...account.notes,
      ...preferenceNote(mapping),
      ...(second ? unusedNote(options.holdoutFile!, second.account) : []),
    ],
  };
}

interface ReadFile extends EncodedFile {
  readonly mapping: Mapping;
}

async function readOne(file: string, model: ModelText, options: DatasetOptions): Promise<ReadFile> {
  const sample = await firstRows(file, options);
  const mapping = guessMapping(sample, file, options.map);
  const leaves = options.placeholders !== 'keep' && mapping.basis !== 'labels';
  const none = leaves ? placeholderColumn(sample, mapping.columns) : undefined;
  const encoded = await encodeFile(file, mapping.columns, model, { ...options, placeholderColumn: none });
  return { mapping, ...encoded };
}

interface Split extends Pick<Dataset, 'train' | 'heldOut'> {
  readonly copies: readonly number[];
}

/** One file, of which some rows are set aside. */
function splitByShare({ examples, contents, marked }: EncodedFile, { holdout, seed }: DatasetOptions): Split {
  const sides = marked ? holdOutMarked(contents, marked) : holdOut(contents, { share: holdout, seed });
  const indices = bySide(examples, sides);
  const copies = [...new Set(indices.copy.map((i) => examples.rows[i]!))];
  return { train: select(examples, indices.train), heldOut: select(examples, indices.heldOut), copies };
}

/** Two files; rows of the second that are also in the first are left out. */
function splitByFile(first: EncodedFile, second: EncodedFile): Split {
  const contents = [...first.contents, ...second.contents];
  const sides = holdOutMarked(
    contents,
    [...contents.keys()].map((i) => i >= first.contents.length),
  );
  const indices = bySide(second.examples, sides.slice(first.contents.length));
  const copies = [...new Set(indices.copy.map((i) => second.examples.rows[i]!))];
  return { train: first.examples, heldOut: select(second.examples, indices.heldOut), copies };
}

/** Which examples belong to each side, given the side of every row that gave examples. */
function bySide({ rows }: ExampleSet, sides: readonly Side[]): Record<Side, number[]> {
  const indices: Record<Side, number[]> = { train: [], heldOut: [], copy: [] };
  let used = -1;
  rows.forEach((row, i) => {
    if (i === 0 || row !== rows[i - 1]) used++;
    indices[sides[used]!].push(i);
  });
  return indices;
}

interface FirstRowsOptions extends Pick<DatasetOptions, 'badRows'>, Partial<Reading> {
  readonly notes?: SourceNotes;
}

/** What the column guess is made from; also what a preview shows. Throws bad-data where there is not one row. */
export async function firstRows(
  file: string,
  { badRows, notes, ...reading }: FirstRowsOptions,
): Promise<Row[]> {
  const rows: Row[] = [];
  let firstBad: AppError | undefined;
  const onBadRow = (error: AppError): void => {
    if (badRows === 'stop') throw error;
    firstBad ??= error;
  };
  for await (const row of readRows(file, { onBadRow, notes, reading: readingOf(reading) })) {
    if (rows.push(row) === rowsToGuessFrom) break;
  }
  if (rows.length > 0) return rows;
  if (firstBad) throw firstBad;
  throw new AppError(
    'bad-data',
    `${file}: no rows found`,
    'Expected a header and rows, one JSON object a line, or a list of objects.',
    { detail: { code: 'noRows', at: fileFact(file) } },
  );
}

function skippedOf({ empty, placeholders, beyond, bad }: RowAccount): Omit<SkippedRows, 'copies'> {
  return { empty, placeholders, beyond, bad };
}

function unusedNote(file: string, account: RowAccount): DataNote[] {
  const { rows } = account;
  const unused = Object.values(skippedOf(account)).reduce((sum, some) => sum + some.length, 0);
  return unused === 0 ? [] : [{ code: 'heldOutUnused', file, rows, unused }];
}

function preferenceNote({ columns: { messages, answer = messages, rejected } }: Mapping): DataNote[] {
  return answer === undefined || rejected === undefined ? [] : [{ code: 'preferences', answer, rejected }];
}

function nothingToTrainOn(
  file: string,
  { rows, empty, placeholders, beyond, bad }: RowAccount,
  { maxLength }: DatasetOptions,
): AppError {
  const counts = [
    [empty.length, 'have an empty answer'],
    [placeholders.length, 'have an answer such as nan, which stands for none'],
    [beyond.length, `have their answer beyond ${maxLength} tokens`],
    [bad.length, 'cannot be read'],
  ] as const;
  const why = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const [first] = bad;
  const message = `${file}: none of the ${rows} rows can be trained on: ${why.join(', ') || 'all are held out'}${first ? `, first: ${first.message}` : ''}`;
  return new AppError(
    'bad-data',
    message,
    'Check which column is the answer (--map answer=COLUMN), or raise --max-length.',
    {
      detail: {
        code: 'nothingToTrainOn',
        rows,
        maxLength,
        empty: empty.length,
        placeholders: placeholders.length,
        beyond: beyond.length,
        bad: bad.length,
        ...(first?.detail && { first: first.detail }),
      },
    },
  );
}

function sum(numbers: Int32Array): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function longest({ lengths }: ExampleSet): number {
  return lengths.reduce((most, length) => Math.max(most, length), 0);
}
