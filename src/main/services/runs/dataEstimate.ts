/** How much a run will read: from the last report on the dataset, or guessed from the file's size until there is one. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { heldOutCount } from '../../../shared/heldOutCount.ts';
import type { DatasetReport } from '../../../shared/records/datasets.ts';
import type { RunPlan } from '../../../shared/records/runs.ts';
import type { RunConfig } from '../../../shared/runConfig.ts';
import type { RunLengths } from '../../engine/index.ts';
import { datasetWith, listDatasetVersions, reportOf } from '../../store/datasets.ts';
import { planOfVersion } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import type { KeptReport } from '../../store/tables.ts';

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

/** What is known of a file by itself. */
interface FileEstimate extends Pick<DataEstimate, 'name' | 'waste' | 'cut' | 'uncutLength' | 'guessed'> {
  /** All that it gives; null where nobody has counted them. */
  readonly examples: number | null;
  /** Those of them that a run sets aside, in number and as a share of the tokens. */
  readonly heldOut: number | null;
  readonly heldOutShare: number;
  /** Of all its examples. */
  readonly tokens: number;
  /** The second file that was read along with it. */
  readonly second?: { readonly path: string; readonly examples: number; readonly tokens: number };
}

/** @param config with `maxLength` no longer than the model takes. Undefined where there is no such dataset or file. */
export function estimateData(store: Store, config: RunConfig): DataEstimate | undefined {
  const file = estimateFile(store, config.data, config);
  if (!file || config.holdoutFile === undefined) return file && ofOneFile(file);
  const path = resolve(config.holdoutFile);
  const known = file.second?.path === path ? file.second : undefined;
  const other = known ? undefined : estimateFile(store, path, config);
  const { name, waste, cut, uncutLength, guessed, examples, tokens } = file;
  return {
    ...{ name, waste, tokens, rows: examples },
    heldOutRows: (known ?? other)?.examples ?? null,
    heldOutTokens: (known ?? other)?.tokens ?? 0,
    cut: cut + (other?.cut ?? 0),
    uncutLength: Math.max(uncutLength, other?.uncutLength ?? 0),
    guessed: guessed || (other?.guessed ?? false),
  };
}

function ofOneFile({ examples, heldOut, heldOutShare, tokens, ...file }: FileEstimate): DataEstimate {
  const { name, waste, cut, uncutLength, guessed } = file;
  return {
    ...{ name, waste, cut, uncutLength, guessed },
    rows: examples === null ? null : examples - (heldOut ?? 0),
    heldOutRows: heldOut,
    tokens: tokens * (1 - heldOutShare),
    heldOutTokens: tokens * heldOutShare,
  };
}

function estimateFile(store: Store, data: string, config: RunConfig): FileEstimate | undefined {
  const row =
    datasetWith(store, 'id', data) ??
    datasetWith(store, 'path', resolve(data)) ??
    datasetWith(store, 'name', data);
  const version = row && listDatasetVersions(store, row.id).at(-1);
  const kept = version && reportOf(store, version.id);
  const name = row?.name ?? data;
  if (kept) return { name, ...fromReport(kept, config) };
  const planned = version && planOfVersion(store, version.id);
  if (planned) return { name, ...fromPlan(planned, config) };
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

function fromReport(
  { report, holdoutFile }: KeptReport,
  { maxLength, holdout, holdoutFile: wanted }: RunConfig,
): Omit<FileEstimate, 'name'> {
  const both = report.train + report.heldOut;
  const { tokens: lost, examples: cut } = costAt(report, maxLength);
  const perExample = (report.tokens - lost) / Math.max(1, both);
  const facts = {
    ...{ cut, waste: report.packingWaste, guessed: false },
    uncutLength: report.percentiles.at(-1)?.tokens ?? maxLength,
  };
  if (holdoutFile !== undefined) {
    const heldOut = heldOutOf(report, holdout, report.train);
    return {
      ...{ ...facts, heldOut, examples: report.train, tokens: perExample * report.train },
      heldOutShare: heldOut / Math.max(1, report.train),
      second: {
        path: resolve(holdoutFile),
        examples: report.heldOut,
        tokens: perExample * report.heldOut,
      },
    };
  }
  const marked = 'split' in report.dataset.mapping.columns || report.dataset.source.splits.length > 1;
  const heldOut = marked ? report.heldOut : heldOutOf(report, holdout, both);
  // Copies of other rows are left out where rows of the file are set aside, and trained on where another file is measured with.
  const examples = both + (wanted === undefined ? 0 : report.dataset.skipped.copies.length);
  return {
    ...{ ...facts, examples, heldOut, tokens: perExample * examples },
    heldOutShare: heldOut / Math.max(1, both),
  };
}

/** Rows that are the same are split as one, and a row may give several examples. */
function heldOutOf(
  { dataset: { rowsUsed }, exactDuplicates }: DatasetReport,
  share: number,
  examples: number,
): number {
  const rows = heldOutCount(rowsUsed - exactDuplicates.length, share);
  return Math.round((rows * examples) / Math.max(1, rowsUsed));
}

/** What the last run on the same content has counted. */
function fromPlan(
  { plan, config }: { readonly plan: RunPlan; readonly config: Pick<RunConfig, 'holdoutFile'> },
  { maxLength, holdout }: RunConfig,
): Omit<FileEstimate, 'name'> {
  const { rows, heldOutRows, tokens } = plan;
  const examples = rows + (config.holdoutFile === undefined ? heldOutRows : 0);
  const heldOut = heldOutCount(examples, holdout);
  return {
    ...{ examples, heldOut, heldOutShare: heldOut / Math.max(1, examples) },
    tokens: (tokens / Math.max(1, rows)) * examples,
    ...{ waste: usualWaste, cut: 0, uncutLength: maxLength, guessed: false },
  };
}

/**
 * Tokens and examples a limit takes away; between the limits of the report in proportion. The first of them is the shortest
 * example's, or hardly more: what is below cuts them all.
 */
function costAt(
  { costs, percentiles, tokens, train, heldOut }: DatasetReport,
  limit: number,
): { tokens: number; examples: number } {
  const longest = percentiles.at(-1)?.tokens ?? 0;
  if (limit >= longest) return { tokens: 0, examples: 0 };
  const known = [
    { at: 0, cut: train + heldOut, tokens },
    ...costs.map(({ limit: at, cut, tokens: lost }) => ({ at, cut, tokens: lost })),
    { at: longest, cut: 0, tokens: 0 },
  ];
  const above = known.findIndex(({ at }) => at >= limit);
  const [low, high] = [known[above - 1], known[above]] as [(typeof known)[number], (typeof known)[number]];
  const share = (limit - low.at) / (high.at - low.at);
  return {
    tokens: low.tokens + share * (high.tokens - low.tokens),
    examples: low.at === 0 ? low.cut : Math.round(low.cut + share * (high.cut - low.cut)),
  };
}

function fromSize(
  bytes: number,
  examples: number | null,
  { holdout, maxLength }: RunConfig,
): Omit<FileEstimate, 'name'> {
  const heldOut = examples === null ? null : heldOutCount(examples, holdout);
  return {
    ...{ examples, heldOut, tokens: Math.max(1, bytes / bytesPerToken) },
    heldOutShare: heldOut === null ? holdout : heldOut / Math.max(1, examples ?? 0),
    ...{ waste: usualWaste, cut: 0, uncutLength: maxLength, guessed: true },
  };
}

function sizeOf(path: string): number | undefined {
  const stat = existsSync(path) ? statSync(path) : undefined;
  return stat?.isFile() ? stat.size : undefined;
}
