/** How much a run will read: from the last report on the dataset, or guessed from the file's size until there is one. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { heldOutCount } from '../../../shared/heldOutCount.ts';
import type { DatasetReport } from '../../../shared/records/datasets.ts';
import type { RunConfig } from '../../../shared/runConfig.ts';
import type { RunLengths } from '../../engine/index.ts';
import { datasetWith, listDatasetVersions, reportOf } from '../../store/datasets.ts';
import { planOfVersion } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';

export interface DataEstimate {
  readonly name: string;
  /** Null where nobody has counted them. */
  readonly rows: number | null;
  readonly heldOutRows: number | null;
  /** Tokens of one pass over the training rows, and of the held-out ones. */
  readonly tokens: number;
  readonly heldOutTokens: number;
  /** Share of a step that stays empty. */
  readonly waste: number;
  /** Rows that lose tokens to `maxLength`, and the length that would keep them whole. */
  readonly cut: number;
  readonly uncutLength: number;
  /** Whether it is a guess from the file's size. */
  readonly guessed: boolean;
}

/** Bytes of text a token holds, roughly, with what a file needs around it. */
const bytesPerToken = 5;
/** Where no report tells. */
const usualLength = 512;
const usualWaste = 0.05;

/** Undefined where there is no such dataset or file. */
export function estimateData(store: Store, config: RunConfig): DataEstimate | undefined {
  const { data } = config;
  const row =
    datasetWith(store, 'id', data) ??
    datasetWith(store, 'path', resolve(data)) ??
    datasetWith(store, 'name', data);
  const version = row && listDatasetVersions(store, row.id).at(-1);
  const report = version && reportOf(store, version.id)?.report;
  const name = row?.name ?? data;
  if (report) return { name, ...fromReport(report, config) };
  const plan = version && planOfVersion(store, version.id);
  if (plan) return { name, ...fromPlan(plan, config) };
  const bytes = version?.bytes ?? sizeOf(data);
  if (bytes === undefined) return undefined;
  return { name, ...fromSize(bytes, version?.rows ?? null, config) };
}

/** As far as it can be told without the rows' own lengths: how full steps are is what they were in the report. */
export function lengthsOf(
  { tokens, heldOutTokens, waste }: DataEstimate,
  { batchTokens }: Pick<RunConfig, 'batchTokens'>,
): RunLengths {
  const perEpoch = Math.max(1, Math.ceil(tokens / (batchTokens * (1 - Math.min(0.5, waste)))));
  return {
    ...{ trainTokens: tokens, heldOutTokens },
    stepsIn: (epochs, most) => Math.min(most, perEpoch * epochs),
  };
}

/** Tokens of the longest example where rows are cut at `maxLength`; a file nobody has read has hardly any as long as may be. */
export function longestOf(data: DataEstimate | undefined, maxLength: number): number {
  const longest = Math.min(data?.uncutLength ?? usualLength, maxLength);
  return data?.guessed ? Math.min(usualLength, longest) : longest;
}

function fromReport(report: DatasetReport, { maxLength, holdout }: RunConfig): Omit<DataEstimate, 'name'> {
  const examples = report.train + report.heldOut;
  const marked = 'split' in report.dataset.mapping.columns || report.dataset.source.splits.length > 1;
  const heldOutRows = marked ? report.heldOut : heldOutOf(report, holdout);
  const longest = report.percentiles.at(-1)?.tokens ?? maxLength;
  const { tokens: lost, examples: cut } = costAt(report, maxLength);
  const perRow = (report.tokens - lost) / Math.max(1, examples);
  return {
    rows: examples - heldOutRows,
    heldOutRows,
    tokens: perRow * (examples - heldOutRows),
    heldOutTokens: perRow * heldOutRows,
    waste: report.packingWaste,
    cut,
    uncutLength: longest,
    guessed: false,
  };
}

/** Rows that are the same are split as one, and a row may give several examples. */
function heldOutOf(
  { dataset: { rowsUsed }, exactDuplicates, ...report }: DatasetReport,
  share: number,
): number {
  const examples = report.train + report.heldOut;
  const rows = heldOutCount(rowsUsed - exactDuplicates.length, share);
  return Math.round((rows * examples) / Math.max(1, rowsUsed));
}

/** What the last run on the same content has counted. */
function fromPlan(
  { rows, heldOutRows, tokens }: { rows: number; heldOutRows: number; tokens: number },
  { maxLength, holdout }: RunConfig,
): Omit<DataEstimate, 'name'> {
  const examples = rows + heldOutRows;
  const held = heldOutCount(examples, holdout);
  const perRow = tokens / Math.max(1, rows);
  return {
    rows: examples - held,
    heldOutRows: held,
    tokens: perRow * (examples - held),
    heldOutTokens: perRow * held,
    waste: usualWaste,
    cut: 0,
    uncutLength: maxLength,
    guessed: false,
  };
}

/** Tokens and examples a limit takes away; between the limits of the report in proportion. */
function costAt({ costs, percentiles }: DatasetReport, limit: number): { tokens: number; examples: number } {
  const longest = percentiles.at(-1)?.tokens ?? 0;
  if (limit >= longest) return { tokens: 0, examples: 0 };
  const known = [
    ...costs.map(({ limit: at, cut, tokens }) => ({ at, cut, tokens })),
    { at: longest, cut: 0, tokens: 0 },
  ];
  const above = known.findIndex(({ at }) => at >= limit);
  const high = known[above] ?? { at: longest, cut: 0, tokens: 0 };
  const low = known[above - 1] ?? high;
  const share = high.at === low.at ? 1 : (limit - low.at) / (high.at - low.at);
  return {
    tokens: low.tokens + share * (high.tokens - low.tokens),
    examples: Math.round(low.cut + share * (high.cut - low.cut)),
  };
}

function fromSize(
  bytes: number,
  rows: number | null,
  { holdout, maxLength }: RunConfig,
): Omit<DataEstimate, 'name'> {
  const tokens = Math.max(1, bytes / bytesPerToken);
  const heldOutRows = rows === null ? null : heldOutCount(rows, holdout);
  const share = rows === null ? holdout : (heldOutRows ?? 0) / Math.max(1, rows);
  return {
    rows: rows === null ? null : rows - (heldOutRows ?? 0),
    heldOutRows,
    tokens: tokens * (1 - share),
    heldOutTokens: tokens * share,
    waste: usualWaste,
    cut: 0,
    uncutLength: maxLength,
    guessed: true,
  };
}

function sizeOf(path: string): number | undefined {
  const stat = existsSync(path) ? statSync(path) : undefined;
  return stat?.isFile() ? stat.size : undefined;
}
