/** The one model a chat process has in memory, and the adapters that come and go as inputs of its graph. */

import { AppError } from '../../../shared/errors.ts';
import type { Precision } from '../../../shared/records/playground.ts';
import type { TaskInput } from '../../../shared/tasks.ts';
import { foreignBase } from '../adapters/foreignBase.ts';
import type { AdapterInputs } from '../adapters/kind.ts';
import { type BaseModel, openBaseModel } from '../baseModel.ts';
import { type ModelText, openModelText } from '../data/modelText.ts';
import { readAdapter } from '../formats/peft.ts';
import type { StreamOptions } from '../formats/streamSafetensors.ts';
import { loadAdapter } from '../infer/adapter.ts';
import { Generator, type GeneratorSetup } from '../infer/generate.ts';
import { quantisedModel } from '../infer/quantisedModel.ts';
import { chooseDevice } from '../runtime/devices.ts';
import type { Device } from '../runtime/session.ts';

/** Adapters whose matrices are kept. */
const keptAdapters = 20;

/** Which model, and where it computes. */
export interface ModelPlace {
  readonly model: string;
  /** As `--device` takes it; `auto` where it is not given. */
  readonly device?: string;
  readonly threads?: number;
  readonly rounded?: TaskInput<'chat'>['rounded'];
}

export interface LoadedAdapter {
  readonly inputs: AdapterInputs;
  /** The base it was trained on, where that is another one. */
  readonly trainedOn: string | undefined;
}

export interface LoadedModel {
  readonly generator: Generator;
  readonly text: ModelText;
  /** What answers are computed from. */
  readonly precision: Precision;
  /** The adapter of a folder; read where it is not in memory. @throws AppError what reading it throws */
  adapter(path: string): LoadedAdapter;
}

interface Kept extends LoadedModel {
  /** What decides whether it can be used again. */
  readonly key: string;
}

let kept: Kept | undefined;
let fastest: Device | undefined;

/**
 * The model, from memory where it is the one that was asked last. Nobody may be using another one meanwhile.
 * @param adapter the one that is asked first, or none
 * @param rounding of its weights, where that has to be done first
 * @throws AppError what loading the model or the adapter throws; `interrupted` through the signal
 */
export async function loadModel(
  place: ModelPlace,
  adapter: string | null,
  rounding: StreamOptions = {},
): Promise<LoadedModel> {
  const { model: path, device, threads, rounded } = place;
  const key = JSON.stringify([path, device, threads, rounded]);
  if (kept?.key === key) return kept;
  const before = kept;
  kept = undefined;
  await before?.generator.release();
  const model = openBaseModel(path);
  const text = openModelText(model.folder);
  const adapters = new Map<string, LoadedAdapter>();
  const setup = adapter === null ? undefined : keptAdapter(model, adapters, adapter).inputs;
  const loaded = await generatorOn(model, place, setup, rounding);
  kept = { key, ...loaded, text, adapter: (folder) => keptAdapter(model, adapters, folder) };
  return kept;
}

/** @param adapters by their folders, the one used last at the end */
function keptAdapter(model: BaseModel, adapters: Map<string, LoadedAdapter>, path: string): LoadedAdapter {
  const known = adapters.get(path) ?? openAdapter(model, path);
  adapters.delete(path);
  adapters.set(path, known);
  const [oldest] = adapters.keys();
  if (adapters.size > keptAdapters && oldest !== undefined) adapters.delete(oldest);
  return known;
}

function openAdapter(model: BaseModel, path: string): LoadedAdapter {
  const adapter = readAdapter(path);
  return { inputs: loadAdapter(model, adapter), trainedOn: foreignBase(model, adapter) };
}

/** On the device asked for; left open, on the fastest, or where that has no room left, as beside a run, on the processor. */
async function generatorOn(
  model: BaseModel,
  { device: setting = 'auto', threads, rounded }: ModelPlace,
  setup: GeneratorSetup | undefined,
  rounding: StreamOptions,
): Promise<Pick<LoadedModel, 'generator' | 'precision'>> {
  const on = async (device: Device) => {
    const quantised =
      device.kind === 'cpu' && rounded ? await roundedModel(model, rounded, rounding) : undefined;
    const options = { device, ...(threads !== undefined && { threads }) };
    const generator = await Generator.load(model, options, { ...setup, quantised });
    const precision: Precision = quantised && rounded ? rounded.precision : 'float32';
    return { generator, precision };
  };
  if (setting !== 'auto') return await on((await chooseDevice(setting)).device);
  fastest ??= (await chooseDevice('auto')).device;
  try {
    return await on(fastest);
  } catch (error) {
    if (fastest.kind === 'cpu') throw error;
    return await on({ kind: 'cpu' });
  }
}

/** Undefined where the disk has no room for it: answers are exact then, and slower, and say so. */
async function roundedModel(
  model: BaseModel,
  { precision, cache }: NonNullable<ModelPlace['rounded']>,
  options: StreamOptions,
): Promise<BaseModel | undefined> {
  try {
    return await quantisedModel(model, precision, cache, options);
  } catch (error) {
    if (error instanceof AppError && error.code === 'disk') return undefined;
    throw error;
  }
}
