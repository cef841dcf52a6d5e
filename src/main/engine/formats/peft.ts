/** LoRA adapters under PEFT's own names, in and out: a folder that PEFT loads as it is. */

import { existsSync, readFileSync } from 'node:fs';
import { join, posix, resolve, win32 } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { writeFileAtomic } from './atomic.ts';
import { isFloatType } from './float.ts';
import { readJsonObject } from './json.ts';
import { type AdapterConfig, moduleScale, parseAdapterConfig, renderAdapterConfig } from './peftConfig.ts';
import { openSafetensors, type TensorSource, writeSafetensors } from './safetensors.ts';
import { pickleRefused } from './shards.ts';
import type { TensorIndex, TensorInfo } from './tensor.ts';

const configName = 'adapter_config.json';
const weightsName = 'adapter_model.safetensors';

/** What an adapter's folder holds, weights first. */
export const adapterFiles = [weightsName, configName] as const;

/** One adapted linear layer: y = W x + scale B A x. */
export interface AdaptedModule {
  /** A [rank, in] and B [out, rank]. */
  readonly parts: { readonly lora_A: TensorInfo; readonly lora_B: TensorInfo };
  readonly rank: number;
  readonly alpha: number;
  readonly scale: number;
}

/** An adapter on disk; of its weights only the header has been read. */
export interface Adapter {
  /** Absolute path of its folder. */
  readonly path: string;
  readonly config: AdapterConfig;
  readonly weights: TensorIndex;
  /** By the name the module has in the model, such as `model.layers.0.self_attn.q_proj`. */
  readonly modules: ReadonlyMap<string, AdaptedModule>;
}

/** The name PEFT stores a module's tensor under: "model.layers.0.mlp.up_proj.lora_A" in, prefix and suffix around it. */
export function peftTensorName(name: string): string {
  return `base_model.model.${name}.weight`;
}

/**
 * Opens the adapter in `path`.
 * @throws AppError `not-found` when a file is missing; `unsupported` for all but plain LoRA in safetensors;
 *   `bad-adapter` when config and weights are damaged or contradict each other.
 */
export function readAdapter(path: string): Adapter {
  const folder = resolve(path);
  const configFile = join(folder, configName);
  const config = parseAdapterConfig(readJsonObject(configFile, 'bad-adapter'), configFile);
  const pickle = join(folder, 'adapter_model.bin');
  if (existsSync(pickle) && !existsSync(join(folder, weightsName))) {
    throw pickleRefused(pickle, 'AutoPeftModelForCausalLM');
  }
  const weights = openSafetensors(join(folder, weightsName), 'bad-adapter');
  const names = new Set([...weights.values()].map((info) => moduleOf(info)));
  const modules = new Map([...names].sort().map((name) => [name, pair(name, weights, config)]));
  if (modules.size === 0) throw bad(join(folder, weightsName), 'it holds no LoRA matrices');
  return { path: folder, config, weights, modules };
}

/**
 * Writes an adapter into the existing `folder`: weights first, so that a config never stands without them.
 * `tensors` bear the names of {@link peftTensorName}. @throws AppError `disk`.
 */
export function writeAdapter(folder: string, config: AdapterConfig, tensors: Iterable<TensorSource>): void {
  writeSafetensors(join(folder, weightsName), tensors);
  writeFileAtomic(join(folder, configName), renderAdapterConfig(config));
}

/**
 * Lets an adapter's config name its base where it tells a path of this machine, or a name alone of a model that the Hub
 * has; every other byte stays. @throws AppError `disk`
 */
export function renameBase(
  folder: string,
  { base: name, hubId }: { base: string; hubId: string | null },
): void {
  const file = join(folder, configName);
  const { base_model_name_or_path: known } = readJsonObject(file, 'bad-adapter');
  if (typeof known !== 'string') return;
  const isPath = posix.isAbsolute(known) || win32.isAbsolute(known);
  if (!isPath && (hubId === null || known.includes('/'))) return;
  const base = hubId ?? name;
  const entry = /("base_model_name_or_path"\s*:\s*)"(?:[^"\\]|\\.)*"/;
  const text = readFileSync(file, 'utf8');
  writeFileAtomic(
    file,
    text.replace(entry, (_, key: string) => `${key}${JSON.stringify(base)}`),
  );
}

function moduleOf({ name, file }: TensorInfo): string {
  const module = /^base_model\.model\.(.+)\.lora_[AB]\.weight$/.exec(name)?.[1];
  if (module !== undefined) return module;
  const hint = 'Use a LoRA adapter of linear layers, saved by PEFT.';
  throw new AppError('unsupported', `${file}: tensor ${name} is not a LoRA matrix of a linear layer`, hint);
}

function pair(module: string, weights: TensorIndex, config: AdapterConfig): AdaptedModule {
  const a = weights.get(peftTensorName(`${module}.lora_A`));
  const b = weights.get(peftTensorName(`${module}.lora_B`));
  if (a === undefined || b === undefined) {
    const [found, lost] = a === undefined ? [b, 'A'] : [a, 'B'];
    throw bad(found?.file ?? module, `module ${module} has no lora_${lost}`);
  }
  const scale = moduleScale(config, module);
  for (const { name, file, dtype, shape } of [a, b]) {
    const ranked = shape[name === a.name ? 0 : 1];
    if (!isFloatType(dtype)) throw bad(file, `${name} is stored as ${dtype}, expected a floating-point type`);
    if (shape.length !== 2) throw bad(file, `${name} has shape [${shape.join(', ')}], expected two axes`);
    if (ranked !== scale.rank)
      throw bad(file, `${name} has rank ${ranked}, but ${configName} says ${scale.rank}`);
  }
  return { parts: { lora_A: a, lora_B: b }, ...scale };
}

function bad(file: string, found: string): AppError {
  return new AppError('bad-adapter', `${file}: ${found}`, 'The adapter is damaged: copy or export it again.');
}
