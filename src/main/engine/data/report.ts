/** Everything worth knowing about a dataset before training on it, as data: what is learned, what is lost, what looks wrong. */

import { checkTexts, type Rows, type TextFindings } from './checkTexts.ts';
import { type ExampleSet, select } from './exampleSet.ts';
import { type Dataset, type DatasetOptions, loadDataset } from './loadDataset.ts';
import type { ModelText } from './modelText.ts';

/** A part of a rendered example as the model sees it. */
export interface Piece {
  readonly text: string;
  readonly learned: boolean;
}

/** What a limit on length would cost. */
export interface LengthCost {
  readonly limit: number;
  /** Examples that are longer. */
  readonly cut: number;
  /** Tokens beyond the limit. */
  readonly tokens: number;
}

export interface DatasetReport extends TextFindings {
  readonly file: string;
  readonly dataset: Pick<Dataset, 'mapping' | 'rows' | 'rowsUsed' | 'skipped' | 'warnings'>;
  /** Examples to train on and held out. */
  readonly train: number;
  readonly heldOut: number;
  readonly tokens: number;
  readonly labels: number;
  /** Lengths in tokens that this percentage of the examples does not exceed. */
  readonly percentiles: readonly { readonly percent: number; readonly tokens: number }[];
  /** Examples by length: up to `limit`, and longer than the limit before. */
  readonly histogram: readonly { readonly limit: number; readonly examples: number }[];
  readonly costs: readonly LengthCost[];
  readonly maxLength: number;
  /** Rows that lose tokens to `maxLength`; those that lose all they teach are in `beyond`. */
  readonly cut: Rows;
  readonly beyond: Rows;
  readonly longest: readonly { readonly row: number; readonly tokens: number }[];
  /** Rows whose last label is not a token after which the model stops. */
  readonly withoutEnd: Rows;
  /** The first examples as they will be read and learned. */
  readonly preview: readonly { readonly row: number; readonly pieces: readonly Piece[] }[];
}

const unlimited = 2 ** 30;
const limits = Array.from({ length: 22 }, (_, i) => (i % 2 === 0 ? 32 : 48) * 2 ** Math.floor(i / 2)); // 32, 48, 64, 96 ... 49,152
const previews = 3;

/** Throws what `loadDataset` throws. Nothing is cut while looking, so that the cost of a limit can be told. */
export async function reportDataset(
  file: string,
  model: ModelText,
  options: DatasetOptions,
): Promise<DatasetReport> {
  const dataset = await loadDataset(file, model, { ...options, maxLength: unlimited });
  const { train, heldOut, mapping, rows, rowsUsed, skipped, warnings, tokens, labels } = dataset;
  const { maxLength } = options;
  const all = joined(train, heldOut);
  const indices = [...all.lengths.keys()];
  const sorted = all.lengths.toSorted();
  const tooLong = indices.filter((i) => all.lengths[i]! > maxLength);
  const beyond = new Set(tooLong.filter((i) => !all.at(i).supervised.subarray(0, maxLength).includes(1)));
  const byLength = indices.toSorted((a, b) => all.lengths[b]! - all.lengths[a]! || a - b);
  return {
    file,
    dataset: { mapping, rows, rowsUsed, skipped, warnings },
    train: train.lengths.length,
    heldOut: heldOut.lengths.length,
    tokens,
    labels,
    ...lengthFigures(sorted),
    maxLength,
    cut: rowsAt(
      all,
      tooLong.filter((i) => !beyond.has(i)),
    ),
    beyond: rowsAt(all, [...beyond]),
    longest: byLength.slice(0, 10).map((i) => ({ row: all.rows[i]!, tokens: all.lengths[i]! })),
    withoutEnd: rowsAt(
      all,
      indices.filter((i) => !endsWithStop(all, i, model.stopIds)),
    ),
    ...(await checkTexts(file, dataset)),
    preview: await Promise.all(
      byRow(train)
        .slice(0, previews)
        .map((i) => render(train, i, model)),
    ),
  };
}

function lengthFigures(sorted: Int32Array): Pick<DatasetReport, 'percentiles' | 'histogram' | 'costs'> {
  const [shortest, longest] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const upTo = [
    ...limits.filter((limit) => limit >= shortest && limit < longest),
    limits.find((limit) => limit >= longest) ?? longest,
  ];
  const notLonger = (limit: number): number => sorted.filter((length) => length <= limit).length;
  return {
    percentiles: [50, 90, 95, 99, 100].map((percent) => ({ percent, tokens: percentile(sorted, percent) })),
    histogram: upTo.map((limit, i) => ({ limit, examples: notLonger(limit) - notLonger(upTo[i - 1] ?? 0) })),
    costs: upTo.slice(0, -1).map((limit) => costOf(limit, sorted)),
  };
}

function costOf(limit: number, lengths: Int32Array): LengthCost {
  const longer = lengths.filter((length) => length > limit);
  return { limit, cut: longer.length, tokens: longer.reduce((sum, length) => sum + length - limit, 0) };
}

function endsWithStop(set: ExampleSet, index: number, stopIds: readonly number[]): boolean {
  const { ids, supervised } = set.at(index);
  return stopIds.includes(ids[supervised.lastIndexOf(1)]!);
}

async function render(
  set: ExampleSet,
  index: number,
  { tokenizer }: ModelText,
): Promise<DatasetReport['preview'][number]> {
  const { ids, supervised, row } = set.at(index);
  const borders = [...supervised.keys()].filter((i) => i === 0 || supervised[i] !== supervised[i - 1]);
  const pieces = borders.map(async (start, i) => ({
    text: await tokenizer.decode(ids.subarray(start, borders[i + 1]), { keepSpecial: true }),
    learned: supervised[start] === 1,
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
