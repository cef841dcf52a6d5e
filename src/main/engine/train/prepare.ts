/** From a config to everything a run needs before its first step; nothing is written. */

import { type DataNote, noteSentence, type SourceNote } from '../../../shared/dataNotes.ts';
import { AppError } from '../../../shared/errors.ts';
import type { TrainEvent } from '../../../shared/events.ts';
import type { RunConfig } from '../../../shared/runConfig.ts';
import { amount, say, type Sentence } from '../../../shared/sentence.ts';
import type { FirstValues } from '../adapters/method.ts';
import { type BaseModel, openBaseModel } from '../baseModel.ts';
import { type Dataset, loadDataset } from '../data/loadDataset.ts';
import { type ModelText, openModelText } from '../data/modelText.ts';
import { countSteps } from '../data/pack.ts';
import { readAdapter } from '../formats/peft.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { headName } from '../models/decoder.ts';
import type { LinearLayer } from '../nn/weights.ts';
import { chooseDevice, type DeviceChoice } from '../runtime/devices.ts';
import { memoryNow } from '../runtime/freeResources.ts';
import { Random } from '../runtime/random.ts';
import { requireRoomFor } from './memory.ts';
import { planRun, type RunPlan } from './plan.ts';
import type { TrainingPlan } from './trainingGraph.ts';

export interface Prepared extends RunPlan {
  readonly config: RunConfig;
  readonly model: BaseModel;
  readonly text: ModelText;
  readonly dataset: Dataset;
  readonly plan: TrainingPlan;
  readonly choice: DeviceChoice;
  readonly warnings: readonly Sentence[];
}

/** What a run is told besides its settings. */
export interface TrainOptions {
  /** Folder of the results; new or empty for a new run. */
  readonly out: string;
  readonly onEvent: (event: TrainEvent) => void;
  readonly signal?: AbortSignal;
  /** When it began, by this process's own clock; undefined: now. */
  readonly begun?: number;
  /** The run's id, where it has one already. */
  readonly runId?: string;
  /** Answered by the model before training and at each measurement. */
  readonly prompts?: readonly string[];
  /** Folder for encoded rows; without it they are made anew each time. */
  readonly cache?: string;
}

/** What a run is prepared with besides its config. */
export interface PrepareOptions {
  /** How many are to be answered at each measurement. */
  readonly prompts: number;
  /** As settled when the run was started. */
  readonly measurements: number | undefined;
  /** Folder for encoded rows. */
  readonly cache: string | undefined;
}

/** Opens model and data, checks one against the other, and settles what the config left open. */
export async function prepare(
  config: RunConfig,
  { prompts, measurements, cache }: PrepareOptions,
): Promise<Prepared> {
  const opened = openBaseModel(config.model);
  const text = openModelText(opened.folder);
  const dataset = await loadRunData(config, opened, text, cache);
  checkIds(dataset, opened, config);
  const choice = await chooseDevice(config.device);

  const lengths = {
    trainTokens: sum(dataset.train.lengths),
    heldOutTokens: sum(dataset.heldOut.lengths),
    longest: dataset.longest,
    stepsIn: (epochs: number, most: number) => countEpochs(dataset.train.lengths, config, epochs, most),
  };
  const { freeBytes } = memoryNow();
  const planned = planRun(opened, config, lengths, { device: choice.device, freeBytes, prompts });
  const { model, method, objective, buckets, lossChunks, headParts, trainable, work } = planned;
  requireRoomFor(trainable, method.words);
  const features = method.dropout > 0 ? dropoutFeatures(method.adapted(model), config.seed) : undefined;
  return {
    ...planned,
    config,
    text,
    dataset,
    choice,
    plan: {
      model,
      method,
      buckets,
      objective,
      lossChunks,
      headParts,
      ...(features && { dropoutFeatures: features }),
    },
    work: measurements === undefined ? work : { ...work, measurements },
    warnings: [
      ...dataset.notes.map(noteAsSentence),
      ...dataWarnings(dataset, Math.min(config.maxLength, model.config.maxPositions)),
      ...rankWarnings(config, planned),
      ...(model === opened ? [] : [untiedWarning(model)]),
    ],
  };
}

/** The rows of a run, encoded and split as it trains and measures on them. @param cache folder for encoded rows */
export async function loadRunData(
  config: RunConfig,
  model: BaseModel,
  text: ModelText,
  cache: string | undefined,
): Promise<Dataset> {
  const { holdout, holdoutFile, seed, trainOn, turns, system, map, badRows, encoding, sheet, split } = config;
  const { controlTokens, missingThought, placeholders } = config;
  const maxLength = Math.min(config.maxLength, model.config.maxPositions);
  const options = {
    maxLength,
    holdout,
    seed,
    trainOn,
    map,
    badRows,
    turns,
    controlTokens,
    missingThought,
    placeholders,
    encoding,
    sheet,
    split,
    system: system ?? '',
    ...(holdoutFile !== undefined && { holdoutFile }),
    ...(cache !== undefined && { cache }),
  };
  return await loadDataset(config.data, text, options);
}

/**
 * What training starts from: fresh adapters, an adapter made earlier, or the model's own weights.
 * Gives each parameter's first values by name; to be asked in the plan's order.
 */
export function initialParameters({
  config,
  model,
  method,
}: Pick<Prepared, 'config' | 'model' | 'method'>): FirstValues {
  const init = config.init === undefined ? undefined : readAdapter(config.init);
  return method.start(model, new Random(config.seed), init);
}

function countEpochs(lengths: Int32Array, config: RunConfig, epochs: number, most: number): number {
  let steps = 0;
  for (let epoch = 0; epoch < epochs && steps < most; epoch++)
    steps += countSteps(lengths, { ...config, epoch });
  return steps;
}

function sum(numbers: Int32Array): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** A tokenizer with more tokens than the model has rows belongs to another model. */
function checkIds(
  { train, heldOut }: Dataset,
  { config: { vocabulary }, folder }: BaseModel,
  { data }: RunConfig,
): void {
  for (const set of [train, heldOut])
    for (let i = 0; i < set.lengths.length; i++) {
      const example = set.at(i);
      const largest = example.ids.reduce((most, id) => Math.max(most, id), 0);
      if (largest >= vocabulary)
        throw new AppError(
          'bad-model',
          say`${folder.path}: its tokenizer made token ${largest} of row ${example.row} of ${data}, but the model knows ${vocabulary} tokens`,
          say`tokenizer.json belongs to another model: download the model again.`,
        );
    }
}

/** Factors of the dropout masks: as many as all adapted layers have inputs, so that no two masks are alike. */
function dropoutFeatures(layers: readonly LinearLayer[], seed: number): Float32Array {
  const length = layers.reduce((sum, { input }) => sum + input, 0);
  const random = new Random(seed, 1);
  return Float32Array.from({ length }, () => dropoutFactor(random));
}

/** Uniform in [1, 64): see nn/dropout.ts. */
export function dropoutFactor(random: Random): number {
  return 1 + 63 * random.uniform();
}

/** In the words that notes have of their own. */
function noteAsSentence(note: DataNote | SourceNote): Sentence {
  return say`${amount.coded('note', note, noteSentence(note))}`;
}

function faultFact({ message, detail }: Dataset['skipped']['bad'][number]) {
  return detail ? amount.coded('fault', detail, message) : message;
}

function dataWarnings(dataset: Dataset, maxLength: number): Sentence[] {
  const warnings: Sentence[] = [];
  const { cut, skipped } = dataset;
  const rows = (list: readonly number[]) => list.slice(0, 5).join(', ') + (list.length > 5 ? ', ...' : '');
  if (cut.length > 0)
    warnings.push(say`${cut.length} rows are longer than ${maxLength} tokens and were cut: ${rows(cut)}`);
  if (skipped.empty.length > 0)
    warnings.push(say`${skipped.empty.length} rows have no answer: ${rows(skipped.empty)}`);
  if (skipped.placeholders.length > 0)
    warnings.push(
      say`${skipped.placeholders.length} rows have an answer such as nan, which stands for none: ${rows(skipped.placeholders)}`,
    );
  if (skipped.beyond.length > 0)
    warnings.push(
      say`${skipped.beyond.length} rows have their answer beyond ${maxLength} tokens: ${rows(skipped.beyond)}`,
    );
  if (skipped.bad.length > 0)
    warnings.push(
      say`${skipped.bad.length} rows were skipped, first: ${skipped.bad[0] && faultFact(skipped.bad[0])}`,
    );
  return [...warnings, ...leftOutWarnings(dataset)];
}

/** What the dataset holds besides and the run does not use. */
function leftOutWarnings({ unused, source, rows }: Dataset): Sentence[] {
  const left = source.left.map(({ kind, name }) => `${kind} ${JSON.stringify(name)}`);
  const idle = unused.map(({ kind, name, rows: filled }) => {
    const share = amount.share(filled / Math.max(1, rows));
    return kind === 'column'
      ? say`column ${JSON.stringify(name)} (in ${share} of the rows)`
      : say`key of turns ${JSON.stringify(name)} (in ${share} of the rows)`;
  });
  return [
    ...(source.encodings.length > 0 ? [say`The data is read as ${source.encodings.join(', ')}.`] : []),
    ...(left.length > 0 ? [say`Not read: ${left.join(', ')}.`] : []),
    ...(idle.length > 0 ? [say`Not used: ${idle}.`] : []),
    ...source.notes.map(noteAsSentence),
  ];
}

/** What PEFT says too where it trains one end of a model that has a single tensor for both. */
function untiedWarning(model: BaseModel): Sentence {
  const { byteLength } = model.tensors.get(headName(model)) as TensorInfo;
  return say`Embeddings and head are one tensor in this model. What is trained whole is a copy, so that the two part: a merged model is larger by ${amount.bytes(byteLength, 'up')}.`;
}

function rankWarnings({ rank }: RunConfig, { smallestSide: side }: RunPlan): Sentence[] {
  if (side === null || rank <= side) return [];
  return [
    say`rank ${rank} is more than the smaller side, ${side}, of a target layer: the adapter is larger than the layer`,
  ];
}
