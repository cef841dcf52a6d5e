/** Runs as history shows them: the row of the table, the page of one run, and what several have in common. */

import { z } from 'zod';
import { errorSchema } from '../errors.ts';
import { methodSchema } from '../methods.ts';
import { saidSchema } from '../sentence.ts';
import { aboutRunSchema, basisSchema, warningSchema } from './forecast.ts';

export const runStateSchema = z.enum([
  'queued',
  'running',
  'paused',
  'interrupted',
  'failed',
  'cancelled',
  'done',
]);

export type RunState = z.infer<typeof runStateSchema>;

/** What a verdict speaks of: held-out losses, and mean training losses of the first and the last tenth of the steps. */
const verdictFactsSchema = z.object({
  /** Rows trained on. */
  rows: z.int().nonnegative(),
  /** Of the untouched model. */
  before: z.number().nullable(),
  best: z.number().nullable(),
  bestStep: z.int().nullable(),
  last: z.number().nullable(),
  firstLoss: z.number().nullable(),
  lastLoss: z.number().nullable(),
  /** Rows it was measured with. */
  heldOutRows: z.int().nonnegative().exactOptional(),
  /** Loss of a blind guess, which gives each token of the vocabulary the same chance. */
  chance: z.number().exactOptional(),
  /** Where it was ended before its last step. */
  stopped: z.object({ step: z.int(), steps: z.int() }).exactOptional(),
});

export type VerdictFacts = z.infer<typeof verdictFactsSchema>;

/** The judgement at the end, from a table of rules. */
export const verdictSchema = z.object({
  kind: z.enum([
    'improved',
    'overfitting',
    'notLearning',
    'diverged',
    'tooFewData',
    'stillFalling',
    'rateRanOut',
    'chance',
  ]),
  /** In English. */
  sentence: z.string(),
  /** For the same in another language. */
  facts: verdictFactsSchema.exactOptional(),
});

export type Verdict = z.infer<typeof verdictSchema>;

/** How long a run takes and what it needs, memory and disk at the peak. */
export const estimateSchema = z.object({
  seconds: z.number().nonnegative(),
  memoryBytes: z.number().nonnegative(),
  diskBytes: z.number().nonnegative(),
});

/** What a run is made of, once its data is read and its device chosen. */
export const runPlanSchema = z.object({
  rows: z.int(),
  heldOutRows: z.int(),
  tokens: z.int(),
  trainable: z.int(),
  total: z.int(),
  deviceReason: z.string(),
  /** Tokens that the model knows. */
  vocabulary: z.int().positive().exactOptional(),
});

export type RunPlan = z.infer<typeof runPlanSchema>;

/** What a run really took; `tokens` and `stepSeconds` of its steps alone, which the next estimate is made of. */
export const runActualSchema = estimateSchema.extend({ tokens: z.number(), stepSeconds: z.number() });

export type RunActual = z.infer<typeof runActualSchema>;

/** A row of the runs table. */
export const runSchema = z.object({
  id: z.string(),
  name: z.string(),
  state: runStateSchema,
  /** Model name, and its id while the library has it. */
  model: z.string(),
  modelId: z.string().nullable(),
  /** Dataset name, and the version it was trained on. */
  data: z.string(),
  dataVersionId: z.string().nullable(),
  method: methodSchema,
  rank: z.int().positive().nullable(),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** Steps taken, and of the whole run once it is planned. */
  step: z.int().nonnegative(),
  steps: z.int().positive().nullable(),
  /** Training loss of the last step. */
  loss: z.number().nullable(),
  /** Lowest so far, and before training. */
  heldOutLoss: z.number().nullable(),
  heldOutLossBefore: z.number().nullable(),
  /** Time spent training, over all its parts. */
  seconds: z.number().nonnegative(),
  etaSeconds: z.number().nonnegative().nullable(),
  tokensPerSecond: z.number().nonnegative().nullable(),
  device: z.string().nullable(),
  tags: z.array(z.string()),
  notes: z.string(),
  /** Place in the queue, from 1; null when not queued. */
  queuePosition: z.int().positive().nullable(),
  /** The run it was continued or repeated from. */
  parentId: z.string().nullable(),
  verdict: verdictSchema.nullable(),
  error: errorSchema.nullable(),
});

export type Run = z.infer<typeof runSchema>;

const checkpointSchema = z.object({
  step: z.int().nonnegative(),
  path: z.string(),
  bytes: z.int().nonnegative(),
  heldOutLoss: z.number().nullable(),
  best: z.boolean(),
  createdAt: z.number(),
});

/** The page of one run. */
export const runDetailSchema = runSchema.extend({
  /** Folder with adapter, run.json, metrics.jsonl and checkpoints. */
  out: z.string(),
  /** Every setting, as in run.json. */
  config: z.record(z.string(), z.unknown()),
  /** The same run from the command line. */
  command: z.string(),
  plan: runPlanSchema.nullable(),
  estimate: estimateSchema.nullable(),
  /** What it took in the end, to hold the estimate against. */
  actual: estimateSchema.nullable(),
  checkpoints: z.array(checkpointSchema),
  /** The adapter version it became. */
  adapterVersionId: z.string().nullable(),
  /** Where a full fine-tuning left its model. */
  modelPath: z.string().nullable(),
});

export type RunDetail = z.infer<typeof runDetailSchema>;

/** Parallel lists, one entry a bucket of steps: enough for a chart of as many pixels, however long the run. */
export const metricsSchema = z.object({
  /** Last step of each bucket. */
  step: z.array(z.int()),
  loss: z.array(z.number()),
  lossMin: z.array(z.number()),
  lossMax: z.array(z.number()),
  learningRate: z.array(z.number()),
  gradNorm: z.array(z.number()),
  tokensPerSecond: z.array(z.number()),
  memoryBytes: z.array(z.number().nullable()),
  heldOut: z.array(z.object({ step: z.int(), loss: z.number(), best: z.boolean() })),
  /** The objective's own figures by name, each at steps of its own; `heldOut.NAME` is of a measurement. */
  figures: z.array(z.object({ name: z.string(), step: z.array(z.int()), value: z.array(z.number()) })),
});

export type Metrics = z.infer<typeof metricsSchema>;

/** One line of a run's log: a decision in plain words. */
export const logEntrySchema = z.object({
  id: z.int(),
  at: z.number(),
  step: z.int().nullable(),
  level: z.enum(['info', 'warning', 'error']),
  /** In English. */
  message: z.string(),
  /** The same for a reader of any language; entries of older programs have it not. */
  said: saidSchema.optional().catch(undefined),
});

export type LogEntry = z.infer<typeof logEntrySchema>;

/** An answer to one of the run's fixed prompts; step 0 is the base model's. */
export const sampleSchema = z.object({ step: z.int(), prompt: z.string(), text: z.string() });

export type Sample = z.infer<typeof sampleSchema>;

/** A setting or input that will not do, by its field in the run's config. */
const problemSchema = z.object({ field: z.string(), message: z.string(), said: saidSchema.optional() });

/** What the summary column shows while a run is put together; parts are null until enough is known. */
export const previewSchema = z.object({
  problems: z.array(problemSchema),
  warnings: z.array(warningSchema),
  trainable: z.int().nullable(),
  total: z.int().nullable(),
  adapterBytes: z.int().nullable(),
  /** Bytes at the peak by what they hold. */
  memory: z
    .object({
      base: z.number(),
      adapter: z.number(),
      optimizer: z.number(),
      activations: z.number(),
      total: z.number(),
      /** What the sizes alone come to, before what other runs took corrects it. */
      predicted: z.number(),
      available: z.number(),
      fit: z.enum(['fits', 'tight', 'tooLarge']),
    })
    .nullable(),
  steps: z.int().nullable(),
  rows: z.int().nullable(),
  heldOutRows: z.int().nullable(),
  seconds: z.number().nullable(),
  diskBytes: z.number().nullable(),
  diskFreeBytes: z.number(),
  basis: basisSchema.nullable(),
  device: z.string().nullable(),
  /** Null until model and data are chosen. */
  about: aboutRunSchema.nullable(),
  command: z.string(),
});

export type Preview = z.infer<typeof previewSchema>;

/** What the best run and another took, where it differs enough to be worth a word. */
const measureSchema = z.strictObject({
  /** Trained numbers, seconds, or bytes at the peak. */
  of: z.enum(['size', 'time', 'memory']),
  best: z.number().positive(),
  other: z.number().positive(),
});

export type Measure = z.infer<typeof measureSchema>;

/** The names and the held-out loss of a ranking. */
const ranked = { best: z.string(), second: z.string(), loss: z.number() };

/** What is to be said of runs side by side, as facts: each language makes its sentence of them. */
const findingSchema = z.discriminatedUnion('kind', [
  /** Fewer than two have a held-out loss. */
  z.strictObject({ kind: z.literal('tooFew') }),
  /** They were measured on different rows. */
  z.strictObject({ kind: z.literal('unlikeRows') }),
  z.strictObject({ kind: z.literal('level'), ...ranked }),
  z.strictObject({ kind: z.literal('lowest'), ...ranked, ahead: z.number() }),
  z.strictObject({ kind: z.literal('lowestOfAll'), ...ranked, ahead: z.number() }),
  z.strictObject({ kind: z.literal('cost'), other: z.string(), measures: z.array(measureSchema) }),
  z.strictObject({ kind: z.literal('unmeasured'), names: z.array(z.string()).min(1) }),
]);

export type Finding = z.infer<typeof findingSchema>;

/** Two to six runs side by side. */
export const comparisonSchema = z.object({
  /** Under names that differ. */
  runs: z.array(runSchema),
  curves: z.array(metricsSchema),
  /** Only the settings in which they differ; values in the order of `runs`. */
  differences: z.array(z.object({ field: z.string(), values: z.array(z.string()) })),
  findings: z.array(findingSchema),
});

export type Comparison = z.infer<typeof comparisonSchema>;
