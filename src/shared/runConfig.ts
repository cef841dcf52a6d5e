/** A run's settings: plain data, one schema with every default, one validator for the form and the command line. */
import { z } from 'zod';
import { methodSchema, methods, yieldsAdapter } from './methods.ts';
import { libraryEntry, pathIn } from './paths.ts';

const count = z.int().min(1);
const share = z.number().min(0).max(1);

/** "cpu", "cuda", "cuda:1", "webgpu", or "auto". */
export const deviceSetting = z
  .string()
  .regex(/^(auto|cpu|webgpu|cuda(:\d+)?)$/, 'expected auto, cpu, cuda, cuda:N or webgpu');

/**
 * Everything that determines a run but the contents of the files it names. Alpha, and one of epochs and steps, may be
 * left out: see {@link completeRunConfig}.
 */
export const runConfigSchema = z.strictObject({
  /** Model folder. */
  model: libraryEntry(z.string().min(1)),
  /** Dataset file. */
  data: libraryEntry(z.string().min(1)),
  /** Which column plays which part, where the guess is wrong. */
  map: z.record(z.string(), z.string()).default({}),
  method: methodSchema.default('lora'),
  rank: count.default(16),
  /** The update is scaled by alpha/rank; twice the rank when not given. */
  alpha: z.number().positive().optional(),
  /** Probability of dropping an input of A. */
  dropout: z.number().min(0).lt(1).default(0),
  /** "all-linear", or names with commas. */
  targets: z.string().min(1).default('all-linear'),
  /** Which layers get an adapter, by index, such as "0-3, 7"; empty: all. */
  layersToTransform: z
    .string()
    .regex(/^\s*(\d+(-\d+)?\s*(,\s*|$))*$/, 'expected indices of layers, such as 0-3, 7')
    .default(''),
  /** Ranks and alphas of some layers, by a regular expression for their name or its end, as PEFT has it. */
  rankPattern: z.record(z.string(), count).default({}),
  alphaPattern: z.record(z.string(), z.number().positive()).default({}),
  /** Modules trained whole, names with commas, such as "embed_tokens, lm_head". */
  modulesToSave: z.string().default(''),
  /** Tokens whose embeddings are trained alone, by index or as the tokenizer has them, with commas. */
  trainableTokens: z.string().default(''),
  /** Which biases are trained: none, those of adapted layers, or every one. */
  bias: z.enum(['none', 'all', 'lora_only']).default('none'),
  useRslora: z.boolean().default(false),
  /** Trains each row's length apart from its direction: `adapters/dora.ts`. */
  useDora: z.boolean().default(false),
  loraplusRatio: z.number().positive().default(1),
  /** What A and B begin as, by PEFT's names: `adapters/weightStart.ts`. */
  initLoraWeights: z
    .string()
    .regex(/^(default|pissa|pissa_niter_[1-9]\d?|olora)$/, 'expected default, pissa, pissa_niter_N or olora')
    .default('default'),
  epochs: count.optional(),
  steps: count.optional(),
  /** Peak learning rate. */
  lr: z.number().positive().default(methods.lora.rate.usual),
  schedule: z.enum(['cosine', 'linear', 'constant']).default('cosine'),
  /** Share of all steps, or a number of steps when at least 1. */
  warmup: z.number().min(0).default(0.03),
  weightDecay: z.number().min(0).default(0),
  /** Largest global norm of the gradient; 0: no clipping. */
  clip: z.number().min(0).default(1),
  /** Tokens of an optimizer step, supervised or not. */
  batchTokens: count.default(2048),
  /** Tokens of one forward pass; chosen by memory when not given. */
  microTokens: count.optional(),
  /** Longer examples are cut. */
  maxLength: count.min(8).default(1024),
  packing: z.boolean().default(true),
  /** Share of rows that are not trained on but measured. */
  holdout: share.lt(1).default(0.05),
  /** A second file to measure with; nothing of the first is then held out. */
  holdoutFile: pathIn('library', z.string().min(1)).optional(),
  trainOn: z.enum(['all', 'answers']).default('answers'),
  /** Of several answers in a conversation, which are learned. */
  turns: z.enum(['all', 'last']).default('all'),
  /** What special tokens of the model are read as where they stand in questions and tools' results. */
  controlTokens: z.enum(['text', 'tokens']).default('text'),
  /** Where the chat template asks with an opened thought and a row has none: an empty one, or the answer as it is shown. */
  missingThought: z.enum(['empty', 'none']).default('empty'),
  /** Whether answers are learned that are what programs write for none, such as nan. */
  placeholders: z.enum(['skip', 'keep']).default('skip'),
  /** Told to the model before each conversation; undefined: as the data or the template has it. */
  system: z.string().optional(),
  /** Of a text file; empty: found by looking. */
  encoding: z.string().default(''),
  /** Of a workbook; empty: the one whose columns are understood. */
  sheet: z.string().default(''),
  /** Of several splits, which is trained on; empty: the one called train. */
  split: z.string().default(''),
  /** What to do with a row that cannot be used. */
  badRows: z.enum(['stop', 'skip']).default('stop'),
  seed: z.int().min(0).default(0),
  device: deviceSetting.default('auto'),
  /** Threads of the CPU provider; one per core when not given. */
  threads: count.optional(),
  precision: z.enum(['auto', 'float32', 'float16', 'int8', 'int4']).default('auto'),
  /** What is computed again in the backward pass to save memory. */
  recompute: z.enum(['none', 'cheap', 'layer']).default('cheap'),
  /** Stops after so many measurements in a row that are no better than the best; 0: never. */
  patience: z.int().min(0).default(3),
  /** Where nothing else saves memory, training rows may be cut shorter. */
  allowShorter: z.boolean().default(false),
  /** Minutes between checkpoints. */
  checkpointMinutes: z.number().positive().default(2),
  /** Disk for checkpoints besides the best and the last. */
  checkpointBudgetBytes: z
    .int()
    .min(0)
    .default(2 ** 30),
  /** Adapter folder to start from. */
  init: pathIn('library').optional(),
});

export type RunConfigInput = z.input<typeof runConfigSchema>;

/** A validated config with alpha and the number of epochs filled in; `steps`, where given, cuts the run short. */
export type RunConfig = z.output<typeof runConfigSchema> & {
  readonly alpha: number;
  readonly epochs: number;
};

/** What is wrong with a setting, for whoever says it in the reader's language. */
export type ProblemDetail =
  | { readonly code: 'missing' | 'notANumber' | 'notWhole' | 'unknown' | 'adaptersOnly' }
  /** `exclusive`: the limit itself is not allowed. */
  | { readonly code: 'tooSmall' | 'tooBig'; readonly limit: number; readonly exclusive: boolean }
  | { readonly code: 'notOneOf'; readonly values: readonly string[] }
  | { readonly code: 'form'; readonly example: string }
  | { readonly code: 'precision'; readonly precision: string }
  | { readonly code: 'moreThanBatch'; readonly batchTokens: number };

/** One thing wrong with a config. */
export interface Problem {
  /** The field, as in the schema. */
  readonly field: string;
  /** What is wrong, with the value: for the command line. */
  readonly message: string;
  readonly detail: ProblemDetail;
}

/** What shapes an adapter, as it must stay for full fine-tuning. */
export const withoutAdapter = {
  init: undefined,
  dropout: 0,
  useRslora: false,
  useDora: false,
  loraplusRatio: 1,
  targets: 'all-linear',
  layersToTransform: '',
  rankPattern: {},
  alphaPattern: {},
  modulesToSave: '',
  trainableTokens: '',
  bias: 'none',
  initLoraWeights: 'default',
} as const;

/** Every problem of a config at once; none: {@link completeRunConfig} takes it. */
export function validateRunConfig(input: unknown): readonly Problem[] {
  const parsed = runConfigSchema.safeParse(input);
  if (!parsed.success)
    return parsed.error.issues.map((issue) => ({
      field: issue.path.join('.') || (issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'config'),
      message: describeIssue(issue, input),
      detail: detailOf(issue, input),
    }));
  const config = parsed.data;
  const problems: Problem[] = [];
  const refuse = (field: keyof typeof config, message: string, detail: ProblemDetail) =>
    problems.push({ field, message, detail });
  if (config.precision !== 'auto' && config.precision !== 'float32')
    refuse('precision', `a base in ${config.precision} is not implemented; use float32 or auto`, {
      code: 'precision',
      precision: config.precision,
    });
  if (!yieldsAdapter(config))
    for (const field of Object.keys(withoutAdapter) as (keyof typeof withoutAdapter)[])
      if (JSON.stringify(config[field]) !== JSON.stringify(withoutAdapter[field]))
        refuse(field, `${JSON.stringify(config[field])} is for adapters; full fine-tuning has none`, {
          code: 'adaptersOnly',
        });
  if (config.initLoraWeights !== 'default' && (config.useDora || config.init !== undefined))
    refuse(
      'initLoraWeights',
      `${config.initLoraWeights} cannot begin ${config.useDora ? 'DoRA' : 'from an adapter, which has a start of its own'}`,
      { code: 'notOneOf', values: ['default'] },
    );
  if (config.microTokens !== undefined && config.microTokens > config.batchTokens)
    refuse('microTokens', `${config.microTokens} is more than batchTokens, ${config.batchTokens}`, {
      code: 'moreThanBatch',
      batchTokens: config.batchTokens,
    });
  return problems;
}

/** A config with every default filled in. Throws what zod throws: validate first. */
export function completeRunConfig(input: unknown): RunConfig {
  return complete(runConfigSchema.parse(input));
}

/** A config as the history keeps it, completed; a setting that only another version knows is kept. */
export const keptRunConfigSchema = z.looseObject(runConfigSchema.shape).transform(complete);

function complete(config: z.output<typeof runConfigSchema>): RunConfig {
  const epochs = config.epochs ?? (config.steps === undefined ? 3 : Number.MAX_SAFE_INTEGER);
  return { ...config, alpha: config.alpha ?? 2 * config.rank, epochs };
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown): string {
  if (issue.code === 'unrecognized_keys') return `unknown setting ${issue.keys.join(', ')}`;
  const value = valueAt(issue, input);
  return `${value === undefined ? 'missing' : `got ${JSON.stringify(value)}`}: ${issue.message}`;
}

function valueAt({ path }: z.core.$ZodIssue, input: unknown): unknown {
  return path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key],
    input,
  );
}

/** How a setting is written whose form is its own. */
const examples: Readonly<Record<string, string>> = {
  device: 'cuda:1',
  layersToTransform: '0-3, 7',
  rankPattern: 'q_proj=32',
  alphaPattern: 'q_proj=64',
  initLoraWeights: 'pissa',
};

function detailOf(issue: z.core.$ZodIssue, input: unknown): ProblemDetail {
  const example = examples[String(issue.path[0])];
  if (issue.code === 'unrecognized_keys') return { code: 'unknown' };
  if (valueAt(issue, input) === undefined) return { code: 'missing' };
  if (issue.code === 'invalid_value') return { code: 'notOneOf', values: issue.values.map(String) };
  if (issue.code === 'too_small' && issue.origin !== 'string')
    return { code: 'tooSmall', limit: Number(issue.minimum), exclusive: !issue.inclusive };
  if (issue.code === 'too_big' && issue.origin !== 'string')
    return { code: 'tooBig', limit: Number(issue.maximum), exclusive: !issue.inclusive };
  if (issue.code === 'invalid_type' && issue.expected === 'number') return { code: 'notANumber' };
  if (issue.code === 'invalid_type' && issue.expected === 'int') return { code: 'notWhole' };
  return example === undefined ? { code: 'missing' } : { code: 'form', example };
}
