/** The tables as kysely sees them; `migrations` makes them. JSON columns hold text, booleans 0 or 1, times ms since 1970. */
import type { Preference } from '../../shared/records/playground.ts';
import type { RunState } from '../../shared/records/runs.ts';

/** 0 or 1. */
type Flag = number;
/** JSON as text. */
type Json = string;

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
  shape: Json;
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
  columns: Json;
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
  mapping: Json;
  report: Json | null;
  addedAt: number;
}

export interface RunRow {
  id: string;
  name: string;
  state: RunState;
  model: string;
  modelId: string | null;
  data: string;
  dataVersionId: string | null;
  method: 'lora' | 'full';
  rank: number | null;
  config: Json;
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
  plan: Json | null;
  estimate: Json | null;
  expectedSeconds: number | null;
  /** What its sizes alone came to before the start, which its measured peak is held against. */
  reckonedMemoryBytes: number | null;
  actual: Json | null;
  verdict: Json | null;
  error: Json | null;
  tags: Json;
  notes: string;
  prompts: Json;
  queuePosition: number | null;
  parentId: string | null;
  wanted: 'paused' | 'done' | 'cancelled' | 'interrupted' | null;
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

export interface EventRow {
  id: number;
  runId: string;
  at: number;
  step: number | null;
  level: 'info' | 'warning' | 'error';
  message: string;
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
  tags: Json;
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
  certificate: Json;
  createdAt: number;
  removedAt: number | null;
}

export interface PromptSetRow {
  id: string;
  name: string;
  prompts: Json;
}

export interface SettingRow {
  key: string;
  value: Json;
}

/** Every table by its name. */
export interface Tables {
  models: ModelRow;
  datasets: DatasetRow;
  datasetVersions: DatasetVersionRow;
  runs: RunRow;
  metrics: MetricRow;
  metricBlocks: MetricBlockRow;
  events: EventRow;
  checkpoints: CheckpointRow;
  samples: SampleRow;
  adapters: AdapterRow;
  adapterVersions: AdapterVersionRow;
  ratings: RatingRow;
  exports: ExportRow;
  promptSets: PromptSetRow;
  settings: SettingRow;
}
