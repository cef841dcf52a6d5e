/** Adapters of LoRA's kinds under PEFT's own names, in and out: a folder that PEFT loads as it is. */

import { existsSync, readFileSync } from 'node:fs';
import { join, posix, resolve, win32 } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { adapterKinds } from '../../../shared/methods.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import { writeFileAtomic } from './atomic.ts';
import { isFloatType } from './float.ts';
import { readJsonObject } from './json.ts';
import {
  type AdapterConfig,
  type ModuleScale,
  moduleScales,
  parseAdapterConfig,
  renderAdapterConfig,
} from './peftConfig.ts';
import { storedKinds } from './peftKinds.ts';
import { openSafetensors, type TensorSource, writeSafetensors } from './safetensors.ts';
import { pickleRefused } from './shards.ts';
import { storedAs, type TensorIndex, type TensorInfo } from './tensor.ts';

const configName = 'adapter_config.json';
const weightsName = 'adapter_model.safetensors';

/** What an adapter's folder holds, weights first. */
export const adapterFiles = [weightsName, configName] as const;

/** One adapted linear layer. */
export interface AdaptedModule extends ModuleScale {
  /** A [rank, in], B [out, rank], and what else its kind has. */
  readonly parts: {
    readonly lora_A: TensorInfo;
    readonly lora_B: TensorInfo;
    readonly [part: string]: TensorInfo;
  };
}

/** An adapter on disk; of its weights only the header has been read. */
export interface Adapter {
  /** Absolute path of its folder. */
  readonly path: string;
  readonly config: AdapterConfig;
  readonly weights: TensorIndex;
  /** By the name the module has in the model, such as `model.layers.0.self_attn.q_proj`. */
  readonly modules: ReadonlyMap<string, AdaptedModule>;
  /** Tensors that it brings in place of the model's, by their names there, such as `lm_head.weight`. */
  readonly whole: ReadonlyMap<string, TensorInfo>;
  /** Rows that it brings in place of those of the model's embeddings, by their names there. */
  readonly tokens: ReadonlyMap<string, TokenRows>;
}

/** Embeddings of some tokens. */
export interface TokenRows {
  /** Of the tokens, in the order of the rows. */
  readonly indices: readonly number[];
  /** [indices, hidden]. */
  readonly info: TensorInfo;
}

const prefix = 'base_model.model.';
const suffixes = new Map(
  Object.values(storedKinds).flatMap(({ tensors }) =>
    Object.entries(tensors).map(([part, { suffix }]) => [part, suffix] as const),
  ),
);

/** The name PEFT stores a module's tensor under: "model.layers.0.mlp.up_proj.lora_A" in, prefix and suffix around it. */
export function peftTensorName(name: string): string {
  return `${prefix}${name}${suffixes.get(name.slice(name.lastIndexOf('.') + 1)) ?? ''}`;
}

const rowsSuffix = '.token_adapter.trainable_tokens_delta';

/** The name PEFT stores rows of the tensor under. */
export function peftRowsName(name: string): string {
  return `${prefix}${name.replace(/\.weight$/, rowsSuffix)}`;
}

/** The name PEFT stores a tensor under that the adapter brings whole. @param adapted whether its layer is adapted too */
export function peftWholeName(name: string, adapted: boolean): string {
  return `${prefix}${adapted ? name.replace(/\.(?=[^.]+$)/, '.base_layer.') : name}`;
}

/**
 * Opens the adapter in `path`.
 * @throws AppError `not-found` when a file is missing; `unsupported` for other kinds than those in {@link storedKinds};
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
  const { modules: found, whole, tokens } = sortedOut(weights, config);
  const names = [...found.keys()].sort();
  const scales = moduleScales(config, names);
  const modules = new Map(
    names.map((name) => [
      name,
      adaptedModule(name, found.get(name) ?? new Map(), config, scales.get(name) as ModuleScale),
    ]),
  );
  if (config.tokenIndices && tokens.size === 0)
    throw bad(
      join(folder, weightsName),
      say`${configName} names tokens of its own, but their rows are missing`,
    );
  if (modules.size === 0) throw bad(join(folder, weightsName), say`it holds no LoRA matrices`);
  return { path: folder, config, weights, modules, whole, tokens };
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

/** Wrappers around a model, and models for more than text, which stay in the names of what was saved through them. */
const wrappers = /(?<=^|\.)(?:_orig_mod|module)\./g;
const textPart = /^(model\.)?language_model\./;

interface SortedOut {
  /** A module's tensors by part. */
  readonly modules: Map<string, Map<string, TensorInfo>>;
  readonly whole: Map<string, TensorInfo>;
  readonly tokens: Map<string, TokenRows>;
}

/** Every tensor of the file by the name it has in the model: as PEFT writes them now, and as it or others once did. */
function sortedOut(weights: TensorIndex, config: AdapterConfig): SortedOut {
  const sorted: SortedOut = { modules: new Map(), whole: new Map(), tokens: new Map() };
  for (const info of weights.values()) {
    const name = info.name.startsWith(prefix)
      ? info.name.slice(prefix.length).replaceAll(wrappers, '').replace(textPart, '$1')
      : '';
    const [, embedding] = rowsOf.exec(name) ?? [];
    if (embedding !== undefined) {
      sorted.tokens.set(`${embedding}.weight`, { indices: indicesFor(embedding, info, config), info });
      continue;
    }
    const [module, part] = partIn(name, config) ?? [];
    const tensor = part === undefined ? wholeName(name, weights, config) : undefined;
    const into = module === undefined ? sorted.whole : (sorted.modules.get(module) ?? new Map());
    const key = part ?? tensor;
    if (key === undefined) throw unknownTensor(info, config);
    const other = into.get(key);
    if (other) throw bad(info.file, say`it holds both ${other.name} and ${info.name}, which are the same`);
    into.set(key, info);
    if (module !== undefined) sorted.modules.set(module, into);
  }
  return sorted;
}

/** With the adapter's own name behind it, where it was saved by hand. */
const rowsOf = /^(.+)\.token_adapter\.trainable_tokens_delta(?:\.[^.]+)?$/;

/** The tokens that rows of `embedding` are of, which only the config says. */
function indicesFor(embedding: string, info: TensorInfo, { tokenIndices }: AdapterConfig): readonly number[] {
  const { name, file, shape, dtype } = info;
  const own =
    tokenIndices && Object.entries(tokenIndices).find(([module]) => isMeantBy(embedding, module))?.[1];
  const indices = Array.isArray(tokenIndices) ? (tokenIndices as readonly number[]) : own;
  if (!indices) throw bad(file, say`${name} has rows of tokens, but ${configName} does not say which`);
  if (!isFloatType(dtype) || shape.length !== 2 || shape[0] !== indices.length)
    throw bad(
      file,
      say`${name} is [${shape.join(', ')}] of ${storedAs(dtype)}, but ${configName} names ${indices.length} tokens`,
    );
  return indices;
}

/** Module and part of a tensor's name. Saved by hand, it may hold the adapter's own name, such as `default`. */
function partIn(name: string, { kind }: AdapterConfig): readonly [string, string] | undefined {
  for (const [part, { suffix }] of Object.entries(storedKinds[kind].tensors)) {
    // PEFT before 0.12 kept magnitudes as what is now a module's weight.
    const end = suffix === '' ? '(?:\\.[^.]+)?(?:\\.weight)?' : `(?:\\.[^.]+)?\\${suffix}`;
    const [, module] = new RegExp(`^(.+)\\.${part}${end}$`).exec(name) ?? [];
    if (module !== undefined) return [module, part];
  }
  return undefined;
}

/** PEFT saves these beside an adapter, named or not, when the vocabulary has grown. */
const ends = ['embed_tokens', 'lm_head'];

/** The model's own name of a tensor that config names as saved whole; undefined: it names none such. */
function wholeName(
  name: string,
  weights: TensorIndex,
  { modulesToSave, bias }: AdapterConfig,
): string | undefined {
  const own = name.replace(/\.modules_to_save(\.[^.]+(?=\.))?|\.base_layer(?=\.)/, '');
  const [, module = '', tensor] = /^(.+)\.(weight|bias)$/.exec(own) ?? [];
  if (tensor === undefined) return undefined;
  const saved = modulesToSave?.some((each) => isMeantBy(module, each)) ?? false;
  const bothEnds = ends.every((end) => [...weights.keys()].some((key) => key.endsWith(`.${end}.weight`)));
  const grown = bothEnds && ends.some((end) => isMeantBy(module, end));
  return saved || grown || (tensor === 'bias' && bias !== 'none') ? own : undefined;
}

/** Whether a module is meant by this name, or is inside of one that is: PEFT looks no further than at the last letters. */
export function isMeantBy(module: string, name: string): boolean {
  const parts = module.split('.');
  return parts.some((_, i) =>
    parts
      .slice(0, i + 1)
      .join('.')
      .endsWith(name),
  );
}

function unknownTensor({ name, file }: TensorInfo, { kind }: AdapterConfig): AppError {
  if (name.includes('.token_adapter.'))
    return new AppError(
      'unsupported',
      say`${file}: tensor ${name} is a whole embedding beside single tokens of it`,
      say`Merge it with PEFT's merge_and_unload, and take the merged model as a base.`,
    );
  const hint = say`Use an adapter of linear layers, saved by PEFT.`;
  const found = say`${file}: tensor ${name} is no ${adapterKinds[kind]} tensor of a linear layer`;
  return new AppError('unsupported', found, hint);
}

function adaptedModule(
  module: string,
  stored: ReadonlyMap<string, TensorInfo>,
  config: AdapterConfig,
  scale: ModuleScale,
): AdaptedModule {
  const { tensors } = storedKinds[config.kind];
  const found = Object.keys(tensors).map((part) => [part, stored.get(part)]);
  const lost = found.find(([, info]) => info === undefined);
  const parts = Object.fromEntries(found) as AdaptedModule['parts'];
  const { lora_A: a, lora_B: b } = parts;
  if (lost)
    throw bad(
      Object.values(parts).find((info) => info)?.file ?? module,
      say`module ${module} has no ${String(lost[0])}`,
    );
  const sizes = { rank: scale.rank, in: a.shape[1], out: b.shape[0] };
  for (const [part, { axes }] of Object.entries(tensors)) {
    const { name, file, dtype, shape } = parts[part] as TensorInfo;
    const ranked = shape[axes.indexOf('rank')];
    if (!isFloatType(dtype))
      throw bad(file, say`${name} is stored as ${storedAs(dtype)}, expected a floating-point type`);
    if (shape.length !== axes.length)
      throw bad(
        file,
        axes.length === 1
          ? say`${name} has shape [${shape.join(', ')}], expected one axis`
          : say`${name} has shape [${shape.join(', ')}], expected two axes`,
      );
    if (axes.includes('rank') && ranked !== sizes.rank)
      throw bad(file, say`${name} has rank ${ranked}, but ${configName} says ${sizes.rank}`);
    if (axes.some((axis, i) => shape[i] !== sizes[axis]))
      throw bad(file, say`${name} has shape [${shape.join(', ')}], but B is [${b.shape.join(', ')}]`);
  }
  return { parts, ...scale };
}

function bad(file: string, found: Sentence): AppError {
  return new AppError(
    'bad-adapter',
    say`${file}: ${found}`,
    say`The adapter is damaged: copy or export it again.`,
  );
}
