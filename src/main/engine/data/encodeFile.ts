/** Reads, renders and encodes a whole dataset file, with an account of every row; taken from the cache where nothing changed. */

import { createHash } from 'node:crypto';
import { mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type RowFault, rowFaultSchema } from '../../../shared/dataFaults.ts';
import type { DataNote } from '../../../shared/dataNotes.ts';
import { marksHeldOut } from '../../../shared/datasetFiles.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Sample } from './conversation.ts';
import { type DraftedRow, type DraftOptions, draft, type Example, encodeRows } from './encodeExamples.ts';
import { ExampleWriter, openExamples } from './exampleFile.ts';
import { type ExampleSet, exampleSet } from './exampleSet.ts';
import { hashDataset } from './hashDataset.ts';
import type { Columns } from './mapping.ts';
import type { ModelText } from './modelText.ts';
import { isPlaceholder } from './placeholders.ts';
import { type Reading, readingDefaults, type Source, SourceNotes } from './reading.ts';
import { type OnProgress, readRows } from './readRows.ts';
import { atRow, type OnBadRow } from './row.ts';
import { SampleNotes } from './sampleNotes.ts';
import { toSample } from './toSample.ts';
import { type Unused, UnusedCounter } from './unused.ts';

export interface EncodeOptions extends DraftOptions, Partial<Reading> {
  /** Tokens of the longest example; see `encodeRows`. */
  readonly maxLength: number;
  /** Tokens of a piece of plain text; `maxLength` unless said otherwise. */
  readonly pieceLength?: number;
  /** Put before conversations that have no system turn of their own; empty for none. */
  readonly system: string;
  /** Rows that cannot be used: `stop` with an error at the first, or `skip` and list them. */
  readonly badRows: 'stop' | 'skip';
  /** The column in which a cell that is what programs write for none, such as nan, stands for no answer. */
  readonly placeholderColumn?: string | undefined;
  /** Folder for encoded rows; without it they stay in memory and are made anew each time. */
  readonly cache?: string;
  /** Told the share of the file that is encoded. */
  readonly onProgress?: OnProgress | undefined;
}

/** Why a row cannot be used. */
export interface BadRow {
  readonly row: number;
  readonly message: string;
  readonly detail?: RowFault;
}

/** What became of the rows, each by its number, ascending. */
export interface RowAccount {
  /** Rows read, whatever became of them. */
  readonly rows: number;
  /** Nothing is learned from them: the answer is empty. */
  readonly empty: readonly number[];
  /** Nothing is learned from them: the answer is what programs write for none, such as nan. */
  readonly placeholders: readonly number[];
  /** The answer begins beyond `maxLength`. */
  readonly beyond: readonly number[];
  /** Not readable, not a conversation, or refused by the chat template. */
  readonly bad: readonly BadRow[];
  /** Lost tokens to `maxLength` and are used all the same. */
  readonly cut: readonly number[];
  /** What became of rows otherwise than they were written. */
  readonly notes: readonly DataNote[];
  /** What the rows hold besides. */
  readonly unused: readonly Unused[];
  /** What the rows were read from. */
  readonly source: Source;
}

export interface EncodedFile {
  readonly examples: ExampleSet;
  /** What identifies the content of each row that gave examples, in their order. */
  readonly contents: readonly string[];
  /** Where rows stand in their files, by number; undefined where each is on the line of its number. */
  readonly lines: readonly number[] | undefined;
  /** Which of those rows the file itself sets aside, by a column or as a part of its own; undefined where it says nothing. */
  readonly marked: readonly boolean[] | undefined;
  readonly account: RowAccount;
}

const cacheVersion = 7;

/** Throws what `loadDataset` throws. */
export async function encodeFile(
  file: string,
  columns: Columns,
  model: ModelText,
  options: EncodeOptions,
): Promise<EncodedFile> {
  if (options.cache === undefined) {
    const examples: Example[] = [];
    const rest = await encode(file, columns, model, options, (example) => examples.push(example));
    return { ...rest, examples: exampleSet(examples) };
  }
  const path = join(options.cache, `${cacheKey(file, columns, model, options)}.tokens`);
  const found = openExamples(path);
  if (found) {
    // The time of the last use, by which old ones are found and deleted.
    utimesSync(path, new Date(), new Date());
    return { ...(found.notes as unknown as Omit<EncodedFile, 'examples'>), examples: found.examples };
  }
  mkdirSync(options.cache, { recursive: true });
  const writer = new ExampleWriter(path);
  try {
    const rest = await encode(file, columns, model, options, (example) => writer.add(example));
    writer.commit(rest as unknown as Record<string, unknown>);
    return { ...rest, examples: openExamples(path)!.examples };
  } finally {
    writer.abort();
  }
}

/** The part of the options that says how the file is read. */
export function readingOf({ encoding, sheet, split }: Partial<Reading>): Reading {
  const { encoding: e, sheet: s, split: p } = readingDefaults;
  return { encoding: encoding ?? e, sheet: sheet ?? s, split: split ?? p };
}

/** Everything that decides the ids; the hold-out does not, so it is not part of it. */
function cacheKey(
  file: string,
  columns: Columns,
  { tokenizer, template }: ModelText,
  options: EncodeOptions,
): string {
  const {
    maxLength,
    trainOn,
    turns,
    system,
    badRows,
    controlTokens = 'text',
    missingThought = 'empty',
    placeholderColumn = null,
    pieceLength = maxLength,
  } = options;
  const settings = [
    maxLength,
    trainOn,
    turns,
    system,
    badRows,
    controlTokens,
    missingThought,
    placeholderColumn,
    pieceLength,
    columns,
    readingOf(options),
  ];
  const parts = [
    cacheVersion,
    hashDataset(file),
    tokenizer.hash,
    tokenizer.bos,
    tokenizer.eos,
    tokenizer.others,
    template.source,
    settings,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

async function encode(
  file: string,
  columns: Columns,
  model: ModelText,
  options: EncodeOptions,
  keep: (example: Example) => void,
): Promise<Omit<EncodedFile, 'examples'>> {
  const { onProgress, placeholderColumn } = options;
  const account = {
    rows: 0,
    empty: [] as number[],
    placeholders: [] as number[],
    beyond: [] as number[],
    bad: [] as BadRow[],
    cut: [] as number[],
  };
  const lines = new Lines();
  const notes = new SourceNotes();
  const sampleNotes = new SampleNotes(model, options);
  let setsAside = columns.split !== undefined;
  const unused = new UnusedCounter(model.template, columns);
  const onBadRow: OnBadRow = (error, { number, line }) => {
    account.rows++;
    if (options.badRows === 'stop') throw error;
    lines.note(number, line);
    const detail = rowFaultSchema.safeParse(error.detail).data;
    account.bad.push({ row: number, message: error.message, ...(detail && { detail }) });
  };
  async function* draftedRows(): AsyncGenerator<DraftedRow> {
    for await (const row of readRows(file, { onBadRow, onProgress, reading: readingOf(options), notes })) {
      const { values, number } = row;
      if (placeholderColumn !== undefined && isPlaceholder(values[placeholderColumn])) {
        account.rows++;
        account.placeholders.push(number);
        lines.note(number, row.line);
        continue;
      }
      let drafted: DraftedRow;
      try {
        const sample = withSystem(toSample(values, columns), options.system);
        const marked = row.heldOut || (columns.split !== undefined && marksHeldOut(values[columns.split]));
        setsAside ||= row.heldOut === true;
        unused.add(values, sample);
        drafted = {
          row: number,
          content: hashSample(sample),
          marked: marked === true,
          drafts: draft(sample, model, options),
        };
        sampleNotes.add(number, sample, drafted.drafts.length === 0);
      } catch (error) {
        // a template that does not end does so for the other rows as well
        if (!(error instanceof AppError) || error.code === 'bad-model') throw error;
        onBadRow(atRow(error, row), row);
        continue;
      }
      account.rows++;
      lines.note(number, row.line);
      yield drafted;
    }
  }
  const [contents, marked]: [string[], boolean[]] = [[], []];
  for await (const { examples, cut, ...row } of encodeRows(
    draftedRows(),
    model.tokenizer,
    options.maxLength,
    options.pieceLength,
  )) {
    if (examples.length === 0) (cut > 0 ? account.beyond : account.empty).push(row.row);
    else {
      contents.push(row.content);
      marked.push(row.marked);
      examples.forEach(keep);
      if (cut > 0) account.cut.push(row.row);
    }
  }
  return {
    contents,
    lines: lines.all(),
    marked: setsAside ? marked : undefined,
    account: {
      ...account,
      notes: sampleNotes.found(),
      unused: unused.found(),
      source: notes.found(),
    },
  };
}

/** The line of every row, kept only where it is not the row's number. */
class Lines {
  readonly #lines: number[] = [];
  #differ = false;

  note(number: number, line: number): void {
    this.#lines[number - 1] = line;
    this.#differ ||= number !== line;
  }

  all(): readonly number[] | undefined {
    return this.#differ ? this.#lines : undefined;
  }
}

function withSystem(sample: Sample, system: string): Sample {
  if ('text' in sample || system === '' || sample.messages[0]?.role === 'system') return sample;
  return { ...sample, messages: [{ role: 'system', content: system }, ...sample.messages] };
}

/** 96 bits: two of a billion rows collide with a chance of one in 10^11. */
function hashSample(sample: Sample): string {
  return createHash('sha256').update(JSON.stringify(sample)).digest().toString('base64', 0, 12);
}
