/** PEFT's adapter_config.json for LoRA and its like: what it asks for beyond that is refused by name, never ignored. */

import { AppError } from '../../../shared/errors.ts';
import type { AdapterKindName } from '../../../shared/methods.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { type ModulePattern, patternValues } from './modulePattern.ts';
import { kindKeys, kindWith, storedKinds } from './peftKinds.ts';

/** What decides rank and scale of each module. */
export interface ScaleSettings {
  readonly rank: number;
  readonly alpha: number;
  /** Scale alpha / sqrt(rank) instead of alpha / rank. */
  readonly useRslora: boolean;
  /** Ranks and alphas of modules that differ, by regular expressions for their names or the ends of these. */
  readonly rankPattern: ModulePattern;
  readonly alphaPattern: ModulePattern;
}

export const biasSettings = ['none', 'all', 'lora_only'] as const;

/** What an adapter's config says about its modules. */
export interface AdapterConfig extends ScaleSettings {
  readonly kind: AdapterKindName;
  /** Share of inputs dropped while training. */
  readonly dropout: number;
  /** Ends of module names, or one regular expression, or `all-linear`. */
  readonly targetModules: readonly string[] | string;
  /** The layers that are adapted, by index; null: all. */
  readonly layersToTransform: readonly number[] | null;
  /** Ends of the names of modules that the adapter brings whole, such as `lm_head`; null: none. */
  readonly modulesToSave: readonly string[] | null;
  /** Which biases it brings: none, those of the layers it adapts, or every one. */
  readonly bias: (typeof biasSettings)[number];
  /** Tokens with embeddings of their own, of the input's or by the ends of modules' names. */
  readonly tokenIndices?: readonly number[] | Readonly<Record<string, readonly number[]>>;
  /** Its layers' weights are stored [in, out], which PEFT wants to be told; it finds out by itself when it loads. */
  readonly fanInFanOut?: boolean;
  /** Path or Hub name of the model the adapter was trained on. */
  readonly baseModel: string | undefined;
}

// Keys that do not change what a trained adapter computes, or that are read below; any other must be empty.
const understood = new Set([
  ...kindKeys,
  'alpha_pattern',
  'auto_mapping',
  'base_model_name_or_path',
  'bias',
  'ensure_weight_tying',
  'eva_config',
  'exclude_modules',
  // A and B lie the same way either way, and where weights do not, PEFT finds out by itself.
  'fan_in_fan_out',
  'inference_mode',
  'init_lora_weights',
  'layers_pattern',
  'layers_to_transform',
  'lora_alpha',
  'lora_dropout',
  'megatron_core',
  'modules_to_save',
  'peft_type',
  'peft_version',
  'qalora_group_size',
  'r',
  'rank_pattern',
  'revision',
  'runtime_config',
  'target_modules',
  'task_type',
  'trainable_token_indices',
  'use_rslora',
]);

const loftqHint = say`It corrects a base that LoftQ has quantised, and is wrong on any other: merge the two with PEFT.`;

/** What to do about keys that are met now and then. */
const hints: Readonly<Record<string, Sentence>> = {
  alora_invocation_tokens: say`It is an activated LoRA (aLoRA), which only acts after certain tokens. Use it with PEFT, or train a plain LoRA.`,
  loftq_config: loftqHint,
  target_parameters: say`It adapts the experts of a mixture, which no supported model has.`,
  lora_bias: say`Merge it with PEFT's merge_and_unload, and take the merged model as a base.`,
};

// Other ways to start also change the base model's weights, on which the adapter then depends.
const plainStarts: readonly unknown[] = [true, false, null, undefined, 'gaussian', 'eva', 'orthogonal'];

/**
 * Reads the parsed adapter_config.json of `file`.
 * @throws AppError `unsupported` naming the first key that asks for more; `bad-adapter` for a bad value.
 */
export function parseAdapterConfig(json: JsonObject, file: string): AdapterConfig {
  const refuse = (key: string, hint: Sentence) =>
    new AppError(
      'unsupported',
      say`${file}: ${key} is ${JSON.stringify(json[key])}, which is not supported`,
      hint,
    );
  if (json.peft_type !== 'LORA') throw refuse('peft_type', say`Use a LoRA adapter.`);
  for (const [key, value] of Object.entries(json)) {
    if (!understood.has(key) && !isEmpty(value))
      throw refuse(key, hints[key] ?? say`Use a LoRA adapter trained without it.`);
  }
  if (!plainStarts.includes(json.init_lora_weights)) {
    throw refuse(
      'init_lora_weights',
      json.init_lora_weights === 'loftq'
        ? loftqHint
        : say`Convert it with PEFT's path_initial_model_for_weight_conversion first.`,
    );
  }
  const fail = (key: string, expected: Sentence) => {
    const found = say`${file}: ${key} is ${JSON.stringify(json[key])}, expected ${expected}`;
    return new AppError('bad-adapter', found, say`Correct the file or copy the adapter again.`);
  };
  const pattern = (key: string, isValue: (value: unknown) => value is number) => {
    const entries = json[key] ?? {};
    if (!isJsonObject(entries) || !Object.values(entries).every(isValue))
      throw fail(key, say`numbers by module name`);
    return entries as Readonly<Record<string, number>>;
  };
  const { r: rank, lora_alpha: alpha, lora_dropout: dropout = 0, use_rslora: useRslora = false } = json;
  const { target_modules: targetModules, base_model_name_or_path: baseModel, bias = 'none' } = json;
  const { layers_to_transform: layers = null, modules_to_save: saved = null } = json;
  if (!isRank(rank)) throw fail('r', say`a whole number above 0`);
  if (!isNumber(alpha)) throw fail('lora_alpha', say`a number`);
  if (!isNumber(dropout) || dropout < 0 || dropout >= 1)
    throw fail('lora_dropout', say`a number from 0 to below 1`);
  if (typeof useRslora !== 'boolean') throw fail('use_rslora', say`true or false`);
  const odd = kindKeys.find((key) => typeof (json[key] ?? false) !== 'boolean');
  if (odd !== undefined) throw fail(odd, say`true or false`);
  if (!isNames(targetModules))
    throw fail('target_modules', say`a list of module names or a regular expression`);
  if (!isBias(bias)) throw fail('bias', say`${biasSettings.join(', ')}`);
  if (layers !== null && !isIndices(layers)) throw fail('layers_to_transform', say`indices of layers`);
  const { trainable_token_indices: tokens = null } = json;
  if (tokens !== null && !isTokens(tokens)) throw fail('trainable_token_indices', say`indices of tokens`);
  if (saved !== null && !(isNames(saved) && typeof saved !== 'string'))
    throw fail('modules_to_save', say`a list of module names`);
  return {
    kind: kindWith((key) => json[key] === true),
    rank,
    alpha,
    useRslora,
    dropout,
    targetModules,
    rankPattern: pattern('rank_pattern', isRank),
    alphaPattern: pattern('alpha_pattern', isNumber),
    layersToTransform: layers === null || [layers].flat().length === 0 ? null : [layers].flat(),
    modulesToSave: saved === null || saved.length === 0 ? null : saved,
    bias,
    ...(tokens !== null && Object.keys(tokens).length > 0 && { tokenIndices: tokens }),
    baseModel: typeof baseModel === 'string' ? baseModel : undefined,
  };
}

/** The adapter_config.json of `config`: the keys every PEFT since 0.9 knows, in PEFT's order and layout. */
export function renderAdapterConfig(config: AdapterConfig): string {
  const json = {
    alpha_pattern: config.alphaPattern,
    auto_mapping: null,
    base_model_name_or_path: config.baseModel ?? null,
    bias: config.bias,
    fan_in_fan_out: config.fanInFanOut ?? false,
    inference_mode: true,
    init_lora_weights: true,
    layers_pattern: null,
    layers_to_transform: config.layersToTransform,
    lora_alpha: config.alpha,
    lora_dropout: config.dropout,
    modules_to_save: config.modulesToSave,
    peft_type: 'LORA',
    r: config.rank,
    rank_pattern: config.rankPattern,
    revision: null,
    target_modules: config.targetModules,
    task_type: 'CAUSAL_LM',
    ...(config.tokenIndices && { trainable_token_indices: config.tokenIndices }),
    ...Object.fromEntries(kindKeys.map((key) => [key, key === storedKinds[config.kind].key])),
    use_rslora: config.useRslora,
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** Rank, alpha and scale of a module. */
export interface ModuleScale {
  readonly rank: number;
  readonly alpha: number;
  readonly scale: number;
}

/**
 * Those of each of `modules`: alpha / rank, with rsLoRA alpha / sqrt(rank), as in PEFT.
 * @throws AppError `unsupported` for a pattern that cannot be read
 */
export function moduleScales(
  { rank: usualRank, alpha: usualAlpha, useRslora, rankPattern, alphaPattern }: ScaleSettings,
  modules: readonly string[],
): ReadonlyMap<string, ModuleScale> {
  const [ranks, alphas] = [patternValues(rankPattern, modules), patternValues(alphaPattern, modules)];
  return new Map(
    modules.map((name) => {
      const [rank, alpha] = [ranks.get(name) ?? usualRank, alphas.get(name) ?? usualAlpha];
      // Kalajdzievski 2023, "A rank stabilization scaling factor".
      return [name, { rank, alpha, scale: alpha / (useRslora ? Math.sqrt(rank) : rank) }];
    }),
  );
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === false || value === '' || value === 'none') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isRank(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isIndices(value: unknown): value is number | readonly number[] {
  return [value].flat().every((index) => Number.isSafeInteger(index) && (index as number) >= 0);
}

/** Each named once: as row of which of two would it stand? */
function isTokens(value: unknown): value is readonly number[] | Readonly<Record<string, readonly number[]>> {
  const isList = (list: unknown) =>
    Array.isArray(list) && list.length > 0 && isIndices(list) && new Set(list).size === list.length;
  return Array.isArray(value)
    ? value.length === 0 || isList(value)
    : isJsonObject(value) && Object.values(value).every(isList);
}

function isBias(value: unknown): value is AdapterConfig['bias'] {
  return (biasSettings as readonly unknown[]).includes(value);
}

function isNames(value: unknown): value is readonly string[] | string {
  return (
    typeof value === 'string' || (Array.isArray(value) && value.every((name) => typeof name === 'string'))
  );
}
