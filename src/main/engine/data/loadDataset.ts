/** The way from a dataset file to what a run trains on and measures with, and the account of every row on it. */

import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { Sample } from './conversation.ts';
import { type DraftedRow, type DraftOptions, draft, type Example, encodeRows } from './encodeExamples.ts';
import { type ExampleSet, exampleSet } from './exampleSet.ts';
import { holdOut } from './holdout.ts';
import { guessMapping, type Mapping, toSample } from './mapping.ts';
import type { ModelText } from './modelText.ts';
import { readRows } from './readRows.ts';
import { atRow, type OnBadRow, type Row } from './row.ts';

export interface DatasetOptions extends DraftOptions {
  /** Tokens of the longest example; see `encodeRows`. */
  readonly maxLength: number;
  /** Share of rows to set aside, 0 for none. */
  readonly holdout: number;
  readonly seed: number;
  /** Put before conversations that have no system turn of their own; empty for none. */
  readonly system: string;
  /** The user's own choices of column by field. */
  readonly map: Readonly<Record<string, string>>;
  /** Rows that cannot be used: `stop` with an error at the first, or `skip` and list them. */
  readonly badRows: 'stop' | 'skip';
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

/** Rows by what became of them, each where it stands in the file, ascending. */
export interface SkippedRows {
  /** Nothing is learned from them: the answer is empty. */
  readonly empty: readonly number[];
  /** The answer begins beyond `maxLength`. */
  readonly beyond: readonly number[];
  /** Not readable, not a conversation, or refused by the chat template. */
  readonly bad: readonly { readonly row: number; readonly message: string }[];
  /** The same as an earlier held-out row. */
  readonly copies: readonly number[];
}

export interface Dataset {
  readonly train: ExampleSet;
  readonly heldOut: ExampleSet;
  readonly mapping: Mapping;
  /** Rows read, whatever became of them. */
  readonly rows: number;
  readonly rowsUsed: number;
  readonly skipped: SkippedRows;
  /** Rows that lost tokens to `maxLength` and are used all the same. */
  readonly cut: readonly number[];
  /** Tokens, labels and longest example over train and held-out together. */
  readonly tokens: number;
  readonly labels: number;
  readonly longest: number;
  readonly warnings: readonly string[];
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
  const mapping = guessMapping(await firstRows(file, options), file, options.map);
  const skipped = {
    empty: [] as number[],
    beyond: [] as number[],
    bad: [] as { row: number; message: string }[],
    copies: [] as number[],
  };
  let rows = 0;

  const onBadRow: OnBadRow = (error, row) => {
    rows++;
    if (options.badRows === 'stop') throw error;
    skipped.bad.push({ row, message: error.message });
  };
  async function* draftedRows(): AsyncGenerator<DraftedRow> {
    for await (const { values, line: row } of readRows(file, onBadRow)) {
      let drafted: DraftedRow;
      try {
        const sample = withSystem(toSample(values, mapping.columns), options.system);
        drafted = { row, sample, drafts: draft(sample, model, options) };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        onBadRow(atRow(error, file, row), row);
        continue;
      }
      rows++;
      yield drafted;
    }
  }

  const used: { readonly content: string; readonly examples: readonly Example[]; readonly row: number }[] =
    [];
  const cut: number[] = [];
  for await (const { row, sample, examples, cut: lost } of encodeRows(
    draftedRows(),
    model.tokenizer,
    options.maxLength,
  )) {
    if (examples.length === 0) (lost > 0 ? skipped.beyond : skipped.empty).push(row);
    else {
      used.push({ content: hash(sample), examples, row });
      if (lost > 0) cut.push(row);
    }
  }
  const sides = holdOut(
    used.map(({ content }) => content),
    { share: options.holdout, seed: options.seed },
  );
  const on = (side: string): ExampleSet =>
    exampleSet(used.flatMap(({ examples }, i) => (sides[i] === side ? examples : [])));
  const [train, heldOut] = [on('train'), on('heldOut')];
  skipped.copies.push(...used.flatMap(({ row }, i) => (sides[i] === 'copy' ? [row] : [])));
  if (train.lengths.length === 0) throw nothingToTrainOn(file, rows, skipped, options);
  const sum = (numbers: Int32Array): number => numbers.reduce((total, count) => total + count, 0);
  return {
    train,
    heldOut,
    mapping,
    rows,
    rowsUsed: used.length - skipped.copies.length,
    skipped,
    cut,
    tokens: sum(train.lengths) + sum(heldOut.lengths),
    labels: sum(train.labels) + sum(heldOut.labels),
    longest: [train, heldOut].reduce(
      (most, { lengths }) => lengths.reduce((a, b) => Math.max(a, b), most),
      0,
    ),
    warnings: [...model.warnings, ...preferenceWarning(mapping)],
  };
}

async function firstRows(file: string, { badRows }: DatasetOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of readRows(file, badRows === 'skip' ? () => {} : undefined)) {
    if (rows.push(row) === rowsToGuessFrom) break;
  }
  if (rows.length > 0) return rows;
  throw new AppError(
    'bad-data',
    `${file}: no rows found`,
    'Expected a header and rows, one JSON object a line, or a list of objects.',
  );
}

function withSystem(sample: Sample, system: string): Sample {
  if ('text' in sample || system === '' || sample.messages[0]?.role === 'system') return sample;
  return { ...sample, messages: [{ role: 'system', content: system }, ...sample.messages] };
}

function hash(sample: Sample): string {
  return createHash('sha256').update(JSON.stringify(sample)).digest('base64');
}

function preferenceWarning({ columns: { answer, rejected } }: Mapping): string[] {
  if (rejected === undefined) return [];
  return [`The file holds preferences: "${answer}" is learned, "${rejected}" is not used.`];
}

function nothingToTrainOn(
  file: string,
  rows: number,
  skipped: SkippedRows,
  { maxLength }: DatasetOptions,
): AppError {
  const counts = [
    [skipped.empty.length, 'have an empty answer'],
    [skipped.beyond.length, `have their answer beyond ${maxLength} tokens`],
    [skipped.bad.length, 'cannot be read'],
  ] as const;
  const why = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const hint = 'Check which column is the answer (--map answer=COLUMN), or raise --max-length.';
  return new AppError(
    'bad-data',
    `${file}: none of the ${rows} rows can be trained on: ${why.join(', ') || 'all are held out'}`,
    hint,
  );
}
