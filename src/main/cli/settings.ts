/** A run's settings as options of the command line: one row a setting, and the way back to what the services take. */
import { type Command, Option } from 'commander';
import { methodNames } from '../../shared/methods.ts';
import { type RunConfigInput, runConfigSchema, validateRunConfig } from '../../shared/runConfig.ts';
import { configError, flagOf, kindOf, mapOption, patternOption, UsageError, valuesFor } from './options.ts';

/** Every setting but those with an option of another form: what its value is (a switch has none), and what it does. */
const rows: Readonly<
  Record<
    Exclude<keyof RunConfigInput, 'model' | 'data' | 'map' | 'init' | 'rankPattern' | 'alphaPattern'>,
    readonly [string, string]
  >
> = {
  method: [methodNames.join('|'), 'train an adapter, or every weight'],
  rank: ['n', 'rank of the adapter'],
  alpha: ['n', 'the update is scaled by alpha/rank; default: 2 x rank'],
  dropout: ['p', "probability of dropping an adapter's input"],
  targets: ['names', 'linear layers to adapt: all-linear, or names with commas'],
  layersToTransform: ['indices', 'layers to adapt, such as 0-3,7; default: all'],
  modulesToSave: ['names', 'modules to train whole and save, such as embed_tokens,lm_head; default: none'],
  trainableTokens: ['tokens', 'tokens whose embeddings are learned alone, by text or index; default: none'],
  bias: ['none|all|lora_only', 'biases to train: none, all, or those of adapted layers'],
  useRslora: ['', 'scale by alpha/sqrt(rank)'],
  useDora: ['', "DoRA: train each row's length apart; slower, on average for nothing"],
  initLoraWeights: ['default|pissa|pissa_niter_n|olora', 'what the adapter begins as'],
  loraplusRatio: ['n', 'learning rate of B over that of A'],
  epochs: ['n', 'passes over the rows; default: 3, or as many as --steps takes'],
  steps: ['n', 'optimizer steps at most'],
  lr: ['rate', 'peak learning rate'],
  schedule: ['cosine|linear|constant', 'course of the learning rate'],
  warmup: ['n', 'share of the steps that warm up, or a count when at least 1'],
  weightDecay: ['n', 'decoupled weight decay'],
  clip: ['norm', 'largest global norm of the gradient; 0: no clipping'],
  batchTokens: ['n', 'tokens of an optimizer step, supervised or not'],
  microTokens: ['n', 'tokens of one forward pass; default: chosen by memory'],
  maxLength: ['n', 'tokens of an example at most; what is longer is cut'],
  packing: ['', 'one example a row, rather than several that attend to themselves only'],
  holdout: ['share', 'share of rows to measure with rather than train on, at most 200 rows'],
  holdoutFile: ['file', 'a second file to measure with, instead of a share of rows'],
  trainOn: ['all|answers', 'what is learned'],
  turns: ['all|last', 'of several answers in a conversation, which are learned'],
  controlTokens: ['text|tokens', "what special tokens in questions and tools' results are read as"],
  missingThought: ['empty|none', 'what is learned where the template opens a thought that a row has not'],
  placeholders: ['skip|keep', 'what to do with answers that are what programs write for none, such as nan'],
  system: ['text', 'system message of conversations that have none'],
  encoding: ['name', 'of a text file, such as windows-1252; default: found by looking'],
  sheet: ['name', 'of a workbook; default: the one whose columns are understood'],
  split: ['name', 'of a dataset in several parts, which is trained on; default: train'],
  badRows: ['stop|skip', 'what to do at a row that cannot be used'],
  seed: ['n', 'of shuffling, hold-out, initial weights and dropout'],
  device: ['auto|cpu|cuda[:n]|webgpu', 'where to train'],
  threads: ['n', 'threads of the processor; default: one per core'],
  precision: ['auto|float32|float16|int8|int4', 'of the frozen base'],
  recompute: ['none|cheap|layer', 'what the backward pass computes again to save memory'],
  patience: ['n', 'stop after so many measurements without progress; 0: never'],
  allowShorter: ['', 'cut examples shorter where memory would not do otherwise'],
  checkpointMinutes: ['n', 'minutes between checkpoints'],
  checkpointBudgetBytes: ['n', 'disk for checkpoints besides the best and the last'],
};

/** Settings that may be wrong yet. */
export type Settings = Readonly<Record<string, unknown>>;

/** Adds an option for every setting. */
export function addSettings(command: Command): Command {
  const defaults: Settings = runConfigSchema.parse({ model: '-', data: '-' });
  for (const [field, [value, about]] of Object.entries(rows)) {
    const preset = defaults[field];
    const flag = flagOf(field);
    if (kindOf(runConfigSchema.shape[field as keyof typeof rows]) === 'boolean') {
      // Either may have to win over a --config; help shows the one that changes something.
      const [yes, no] = [new Option(flag, about), new Option(flag.replace('--', '--no-'), about)];
      command.addOption(yes.hideHelp(preset === true)).addOption(no.hideHelp(preset === false));
    } else
      command.option(
        `${flag} <${value}>`,
        preset === undefined || preset === '' ? about : `${about} (default: ${preset})`,
      );
  }
  return command
    .addOption(mapOption())
    .addOption(patternOption('rank'))
    .addOption(patternOption('alpha'))
    .option('--init <folder>', 'start from the weights of this adapter');
}

/** The settings that were given on the line. */
export function givenSettings(command: Command): Settings {
  const given = Object.entries(command.opts()).filter(
    ([name]) => command.getOptionValueSource(name) === 'cli',
  );
  return valuesFor(runConfigSchema, Object.fromEntries(given));
}

/** @throws UsageError where something is missing, or with every problem at once, each by its option */
export function requireValid(settings: Settings): void {
  for (const field of ['model', 'data'])
    if (settings[field] === undefined) throw new UsageError(`${flagOf(field)} is missing`);
  const problems = validateRunConfig(settings).map(({ field, message }) =>
    field in runConfigSchema.shape ? `${flagOf(field)}: ${message}` : message,
  );
  if (problems.length > 0) throw configError(problems, 'train');
}
