/** The tables; `migrations` makes them. A row is as `rows.ts` reads it; booleans are 0 or 1, times ms since 1970. */

import type { ErrorRecord } from '../../shared/errors.ts';
import type { Estimate } from '../../shared/events.ts';
import type { MethodName } from '../../shared/methods.ts';
import type { DatasetMapping, DatasetReport } from '../../shared/records/datasets.ts';
import type { ModelShape } from '../../shared/records/models.ts';
import type { Preference } from '../../shared/records/playground.ts';
import type { RunActual, RunPlan, RunState, Verdict } from '../../shared/records/runs.ts';
import type { RunConfig } from '../../shared/runConfig.ts';
import type { Said } from '../../shared/sentence.ts';
import type { StoredCertificate } from './storedCertificate.ts';

/** 0 or 1. */
type Flag = number;

export interface ModelRow {
  id: string;
  name: string;
  path: string;
  source: 'folder' | 'gguf' | 'hub' | 'starter';
  origin: string;
  owned: Flag;
  architecture: string;
  license: string | null;
  bytes: number;
  hash: string | null;
  parameters: number;
  shape: ModelShape;
  sourceHash: string | null;
  sourceStamp: string | null;
  addedAt: number;
  removedAt: number | null;
}

export interface DatasetRow {
  id: string;
  name: string;
  path: string;
  source: 'file' | 'hub' | 'sample' | 'upload';
  origin: string;
  columns: readonly string[];
  addedAt: number;
  removedAt: number | null;
}

export interface DatasetVersionRow {
  id: string;
  datasetId: string;
  number: number;
  hash: string;
  bytes: number;
  rows: number | null;
  mapping: DatasetMapping;
  report: KeptReport | null;
  addedAt: number;
}

/** The last report made of a version, and what it was made for. */
export interface KeptReport {
  readonly key: string;
  /** The second file that its held-out rows are of, where there was one. */
  readonly holdoutFile?: string | undefined;
  readonly report: DatasetReport;
}

export interface RunRow {
  id: string;
  name: string;
  /** Written by `services/runs/transitions.ts` alone. */
  readonly state: RunState;
  model: string;
  modelId: string | null;
  data: string;
  dataVersionId: string | null;
  method: MethodName;
  rank: number | null;
  config: RunConfig;
  out: string;
  device: string | null;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  step: number;
  steps: number | null;
  loss: number | null;
  heldOutLoss: number | null;
  heldOutLossBefore: number | null;
  seconds: number;
  etaSeconds: number | null;
  tokensPerSecond: number | null;
  plan: RunPlan | null;
  estimate: Estimate | null;
  expectedSeconds: number | null;
  /** What its sizes alone came to before the start, which its measured peak is held against. */
  predictedMemoryBytes: number | null;
  actual: RunActual | null;
  verdict: Verdict | null;
  error: ErrorRecord | null;
  tags: readonly string[];
  notes: string;
  prompts: readonly string[];
  queuePosition: number | null;
  parentId: string | null;
  /** What the run becomes once its process has ended on request. */
  requestedState: 'paused' | 'done' | 'cancelled' | 'interrupted' | null;
  pid: number | null;
  pidStartedAt: string | null;
  eventsRead: number;
  partFrom: number;
  partStartedAt: number | null;
  secondsBefore: number;
  removedAt: number | null;
}

export interface MetricRow {
  runId: string;
  step: number;
  loss: number;
  learningRate: number;
  gradNorm: number;
  tokens: number;
  supervised: number;
  seconds: number;
  memoryBytes: number | null;
  heldOutLoss: number | null;
}

/** Sums, means and extremes over sixteen steps of {@link MetricRow}. */
export interface MetricBlockRow {
  runId: string;
  block: number;
  step: number;
  count: number;
  loss: number;
  lossMin: number;
  lossMax: number;
  learningRate: number;
  gradNorm: number;
  tokens: number;
  seconds: number;
  memoryBytes: number | null;
}

/** An objective's own figure of a step. */
export interface NamedMetricRow {
  runId: string;
  step: number;
  name: string;
  value: number;
}

export interface LogEntryRow {
  id: number;
  runId: string;
  at: number;
  step: number | null;
  level: 'info' | 'warning' | 'error';
  message: string;
  said: Said | null;
}

export interface CheckpointRow {
  runId: string;
  step: number;
  path: string;
  bytes: number;
  heldOutLoss: number | null;
  best: Flag;
  createdAt: number;
}

export interface SampleRow {
  runId: string;
  step: number;
  prompt: string;
  text: string;
}

export interface AdapterRow {
  id: string;
  name: string;
  model: string;
  modelId: string | null;
  baseHash: string | null;
  createdAt: number;
}

export interface AdapterVersionRow {
  id: string;
  adapterId: string;
  number: number;
  parentId: string | null;
  runId: string | null;
  dataVersionId: string | null;
  path: string;
  bytes: number;
  rank: number;
  heldOutLoss: number | null;
  rating: number | null;
  notes: string;
  tags: readonly string[];
  archived: Flag;
  createdAt: number;
  removedAt: number | null;
}

export interface RatingRow {
  id: string;
  adapterVersionId: string;
  strength: number;
  prompt: string;
  preferred: Preference;
  at: number;
}

export interface ExportRow {
  id: string;
  adapterVersionId: string | null;
  adapter: string;
  model: string;
  target: string;
  path: string;
  bytes: number;
  certificate: StoredCertificate;
  createdAt: number;
  removedAt: number | null;
}

export interface PromptSetRow {
  id: string;
  name: string;
  prompts: string[];
}

export interface SettingRow {
  key: string;
  /** JSON; `settings.ts` knows what of. */
  value: string;
}

/** Every table by its name, its rows as they are read. */
export interface Rows {
  models: ModelRow;
  datasets: DatasetRow;
  datasetVersions: DatasetVersionRow;
  runs: RunRow;
  metrics: MetricRow;
  metricBlocks: MetricBlockRow;
  namedMetrics: NamedMetricRow;
  logEntries: LogEntryRow;
  checkpoints: CheckpointRow;
  samples: SampleRow;
  adapters: AdapterRow;
  adapterVersions: AdapterVersionRow;
  ratings: RatingRow;
  exports: ExportRow;
  promptSets: PromptSetRow;
  settings: SettingRow;
}

/** A row as SQLite has it: what is neither number nor text is JSON. */
type Columns<Row> = {
  [C in keyof Row]: Row[C] extends string | number | null
    ? Row[C]
    : null extends Row[C]
      ? string | null
      : string;
};

/** Every table as kysely sees it. */
export type Tables = { [T in keyof Rows]: Columns<Rows[T]> };
