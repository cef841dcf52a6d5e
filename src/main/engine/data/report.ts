/** Everything worth knowing about a dataset before training on it, as data: what is learned, what is lost, what looks wrong. */

import type { DataNote } from '../../../shared/dataNotes.ts';
import type { DatasetReport } from '../../../shared/records/datasets.ts';
import { checkTexts, type TextFindings } from './checkTexts.ts';
import { readingOf } from './encodeFile.ts';
import { type ExampleSet, select } from './exampleSet.ts';
import { type Dataset, type DatasetOptions, loadDataset } from './loadDataset.ts';
import type { ModelText } from './modelText.ts';
import { mostCompared } from './nearDuplicates.ts';
import { planSteps } from './pack.ts';
import { sourceRecord } from './reading.ts';
import type { OnProgress } from './readRows.ts';

export interface ReportOptions {
  /** Tokens of an optimizer step, which packing is to fill. */
  readonly batchTokens?: number;
  /** Bytes a training step takes where no example is longer than `limit` tokens. */
  readonly memoryAt?: (limit: number) => number;
  /** Told how much of the work is done. */
  readonly onProgress?: OnProgress;
}

const unlimited = 2 ** 30;
/** Columns of the histogram, at most. */
const columns = 24;
/** Share of the time in which rows become tokens; in the rest their texts are looked at. */
const encodingShare = 0.6;
const previews = 3;
/** Examples among which the longest rows are. */
const mostLongest = 10;
/** Rows of a list of which it is told where they stand: more are shown nowhere. */
const rowsPlaced = 20;
const comparedInPart: DataNote = { code: 'comparedInPart', rows: mostCompared };
const packing = { packing: true, seed: 0, epoch: 0 };

/**
 * Throws what `loadDataset` throws. Conversations are not cut while looking, so that the cost of a limit can be told; plain
 * texts lose nothing to a limit and come in pieces, as they are trained on.
 */
export async function reportDataset(
  file: string,
  model: ModelText,
  options: DatasetOptions,
  { batchTokens = 2048, memoryAt, onProgress }: ReportOptions = {},
): Promise<DatasetReport> {
  const dataset = await loadDataset(file, model, {
    ...options,
    maxLength: unlimited,
    pieceLength: options.maxLength,
    onProgress: onProgress && ((share) => onProgress(encodingShare * share)),
  });
  const { train, heldOut, mapping, rows, rowsUsed, skipped, notes, tokens, labels } = dataset;
  const { maxLength } = options;
  const isText = mapping.columns.text !== undefined;
  const all = joined(train, heldOut);
  const indices = [...all.lengths.keys()];
  const sorted = all.lengths.toSorted();
  const tooLong = indices.filter((i) => all.lengths[i]! > maxLength);
  const beyond = new Set(tooLong.filter((i) => !learns(all, i, maxLength)));
  const starts = indices.flatMap((i) => answerStarts(all.at(i).supervised));
  const kept = train.lengths.filter((_, i) => learns(train, i, maxLength)).map((n) => Math.min(n, maxLength));
  const cut = rowsAt(
    all,
    tooLong.filter((i) => !beyond.has(i)),
  );
  const withoutEnd = rowsAt(
    all,
    indices.filter((i) => (!isText || isLastOfRow(all, i)) && !endsWithStop(all, i, model.stopIds)),
  );
  const longest = indices
    .toSorted((a, b) => all.lengths[b]! - all.lengths[a]! || a - b)
    .map((i) => ({ row: all.rows[i]!, tokens: all.lengths[i]! }))
    .filter(
      ({ row }, i, sortedRows) => i < mostLongest && sortedRows.findIndex((each) => each.row === row) === i,
    );
  const texts = await checkTexts(
    file,
    dataset,
    readingOf(options),
    onProgress && ((share) => onProgress(encodingShare + (1 - encodingShare) * share)),
  );
  const preview = await Promise.all(
    byRow(train)
      .slice(0, previews)
      .map((i) => render(train, i, maxLength, model)),
  );
  const named = [
    ...[skipped.empty, skipped.copies, skipped.bad.map(({ row }) => row), cut, rowsAt(all, [...beyond])],
    ...notes.flatMap((note) => ('rows' in note && Array.isArray(note.rows) ? [note.rows] : [])),
    ...[withoutEnd, [...longest, ...preview].map(({ row }) => row), ...rowsOf(texts, dataset)],
  ];
  return {
    file,
    dataset: {
      mapping: { ...mapping, columns: { ...mapping.columns }, rivals: [...mapping.rivals] },
      rows,
      rowsUsed,
      notes: [...notes, ...(rowsUsed > mostCompared ? [comparedInPart] : [])],
      source: sourceRecord(dataset.source),
      unused: dataset.unused.map((each) => ({ ...each, share: each.rows / Math.max(1, rows) })),
      skipped: {
        empty: [...skipped.empty],
        placeholders: [...skipped.placeholders],
        beyond: [...skipped.beyond],
        bad: [...skipped.bad],
        copies: [...skipped.copies],
      },
    },
    train: train.lengths.length,
    heldOut: heldOut.lengths.length,
    tokens,
    labels,
    ...lengthFigures(sorted, isText ? [] : starts, memoryAt, !isText),
    maxLength,
    answers: { total: starts.length, lost: starts.filter((start) => start >= maxLength).length },
    packingWaste: 1 - planSteps(kept, { ...packing, batchTokens, microTokens: batchTokens }).fill,
    cut,
    beyond: rowsAt(all, [...beyond]),
    longest,
    withoutEnd,
    ...texts,
    lines: linesOf(named, dataset.lines),
    preview,
  };
}

/** The lists that speak of rows of the file itself. */
function rowsOf(texts: TextFindings, { heldOutFrom }: Dataset): readonly (readonly number[])[] {
  const {
    withoutQuestion,
    placeholders,
    shortAnswers,
    exactDuplicates,
    nearDuplicates,
    leaks,
    damaged,
    private: secrets,
  } = texts;
  return [
    ...[
      withoutQuestion,
      placeholders,
      shortAnswers,
      exactDuplicates,
      nearDuplicates.map(({ row }) => row),
      damaged,
    ],
    ...[...Object.values(secrets), ...(heldOutFrom ? [] : [leaks])],
  ];
}

/** Where to look for the first rows of each list, as far as that is not the line of their number. */
function linesOf(lists: readonly (readonly number[])[], lines: Dataset['lines']): DatasetReport['lines'] {
  if (!lines) return [];
  const named = new Set(lists.flatMap((rows) => rows.slice(0, rowsPlaced)));
  return [...named]
    .sort((a, b) => a - b)
    .map((row) => ({ row, line: lines[row - 1]! }))
    .filter(({ row, line }) => row !== line);
}

/** The tokens with which the learned parts of an example begin. */
function answerStarts(supervised: Uint8Array): number[] {
  const starts: number[] = [];
  for (let i = supervised.indexOf(1); i >= 0; i = supervised.indexOf(1, supervised.indexOf(0, i))) {
    starts.push(i);
    if (supervised.indexOf(0, i) < 0) break;
  }
  return starts;
}

/** Whether anything is learned of an example that is cut at `maxLength`. */
function learns(set: ExampleSet, index: number, maxLength: number): boolean {
  return set.lengths[index]! <= maxLength || set.at(index).supervised.subarray(0, maxLength).includes(1);
}

function lengthFigures(
  sorted: Int32Array,
  starts: readonly number[],
  memoryAt: ReportOptions['memoryAt'],
  cuts: boolean,
): Pick<DatasetReport, 'percentiles' | 'histogram' | 'costs'> {
  const longest = sorted.at(-1) ?? 1;
  const upTo = limitsOf(sorted);
  const notLonger = (limit: number): number => sorted.filter((length) => length <= limit).length;
  return {
    percentiles: [50, 90, 95, 99, 100].map((percent) => ({ percent, tokens: percentile(sorted, percent) })),
    histogram: upTo.map((limit, i) => ({ limit, examples: notLonger(limit) - notLonger(upTo[i - 1] ?? 0) })),
    costs: upTo.map((limit) => ({
      ...costOf(limit, cuts ? sorted : sorted.subarray(0, 0)),
      answers: starts.filter((start) => start >= limit).length,
      memoryBytes: memoryAt?.(Math.min(limit, longest)) ?? null,
    })),
  };
}

/**
 * Lengths that part a histogram: equal steps; with a long tail, in which those would show nothing of the rest, halves of doublings.
 * @param sorted increasing
 * @returns increasing, the first one at or above the shortest, the last one at or above the longest
 */
function limitsOf(sorted: Int32Array): number[] {
  const [shortest, longest] = [sorted[0] ?? 1, sorted.at(-1) ?? 1];
  const even = longest <= 8 * percentile(sorted, 50);
  let step = 1;
  while ((longest - shortest) / step > columns) step *= 2;
  const limits: number[] = [];
  let limit = even ? step * Math.ceil(shortest / step) : 16;
  while ((limits.at(-1) ?? 0) < longest) {
    if (limit >= shortest) limits.push(limit);
    limit += even ? step : 2 ** Math.floor(Math.log2(limit)) / 2;
  }
  return limits;
}

/** What a limit on length would cost: examples that are longer, and their tokens beyond it. */
function costOf(limit: number, lengths: Int32Array) {
  const longer = lengths.filter((length) => length > limit);
  return { limit, cut: longer.length, tokens: longer.reduce((sum, length) => sum + length - limit, 0) };
}

/** Of a text in pieces, only the last one has an end. */
function isLastOfRow({ rows }: ExampleSet, index: number): boolean {
  return rows[index] !== rows[index + 1];
}

function endsWithStop(set: ExampleSet, index: number, stopIds: readonly number[]): boolean {
  const { ids, supervised } = set.at(index);
  return stopIds.includes(ids[supervised.lastIndexOf(1)]!);
}

async function render(
  set: ExampleSet,
  index: number,
  maxLength: number,
  { tokenizer }: ModelText,
): Promise<DatasetReport['preview'][number]> {
  const { ids, supervised, row } = set.at(index);
  const borders = [...supervised.keys()].filter(
    (i) => i === 0 || i === maxLength || supervised[i] !== supervised[i - 1],
  );
  const pieces = borders.map(async (start, i) => ({
    text: await tokenizer.decode(ids.subarray(start, borders[i + 1]), { keepSpecial: true }),
    learned: supervised[start] === 1,
    start,
  }));
  return { row, pieces: await Promise.all(pieces) };
}

function joined(a: ExampleSet, b: ExampleSet): ExampleSet {
  const first = a.lengths.length;
  const both = (name: 'lengths' | 'labels' | 'rows'): Int32Array => {
    const values = new Int32Array(first + b.lengths.length);
    values.set(a[name]);
    values.set(b[name], first);
    return values;
  };
  const at = (index: number) => (index < first ? a.at(index) : b.at(index - first));
  const set = { lengths: both('lengths'), labels: both('labels'), rows: both('rows'), at };
  return select(set, byRow(set));
}

function byRow(set: ExampleSet): number[] {
  return [...set.rows.keys()].sort((a, b) => set.rows[a]! - set.rows[b]! || a - b);
}

function rowsAt(set: ExampleSet, indices: readonly number[]): number[] {
  return [...new Set(indices.map((i) => set.rows[i]!))];
}

/** By nearest rank, of ascending values. */
function percentile(sorted: Int32Array, percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}
