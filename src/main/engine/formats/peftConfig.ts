/** PEFT's adapter_config.json for LoRA and its like: what it asks for beyond that is refused by name, never ignored. */

import { AppError } from '../../../shared/errors.ts';
import type { AdapterKindName } from '../../../shared/methods.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { kindKeys, kindWith, storedKinds } from './peftKinds.ts';

/** What an adapter's config says about its modules. */
export interface AdapterConfig {
  readonly kind: AdapterKindName;
  readonly rank: number;
  readonly alpha: number;
  /** Scale alpha / sqrt(rank) instead of alpha / rank. */
  readonly useRslora: boolean;
  /** Share of inputs dropped while training. */
  readonly dropout: number;
  /** Ends of module names, or one regular expression, or `all-linear`. */
  readonly targetModules: readonly string[] | string;
  /** Ranks and alphas of modules that differ, by module name or its end. */
  readonly rankPattern: Readonly<Record<string, number>>;
  readonly alphaPattern: Readonly<Record<string, number>>;
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
  'ensure_weight_tying',
  'eva_config',
  'exclude_modules',
  'fan_in_fan_out',
  'inference_mode',
  'init_lora_weights',
  'layers_pattern',
  'layers_to_transform',
  'lora_alpha',
  'lora_dropout',
  'megatron_core',
  'peft_type',
  'peft_version',
  'qalora_group_size',
  'r',
  'rank_pattern',
  'revision',
  'runtime_config',
  'target_modules',
  'task_type',
  'use_rslora',
]);

// Other ways to start also change the base model's weights, on which the adapter then depends.
const plainStarts: readonly unknown[] = [true, false, null, undefined, 'gaussian', 'eva', 'orthogonal'];

/**
 * Reads the parsed adapter_config.json of `file`.
 * @throws AppError `unsupported` naming the first key that asks for more; `bad-adapter` for a bad value.
 */
export function parseAdapterConfig(json: JsonObject, file: string): AdapterConfig {
  const refuse = (key: string, hint: string) =>
    new AppError(
      'unsupported',
      `${file}: ${key} is ${JSON.stringify(json[key])}, which is not supported`,
      hint,
    );
  if (json.peft_type !== 'LORA') throw refuse('peft_type', 'Use a LoRA adapter.');
  for (const [key, value] of Object.entries(json)) {
    if (!understood.has(key) && !isEmpty(value)) throw refuse(key, 'Use a LoRA adapter trained without it.');
  }
  if (!plainStarts.includes(json.init_lora_weights)) {
    throw refuse(
      'init_lora_weights',
      "Convert it with PEFT's path_initial_model_for_weight_conversion first.",
    );
  }
  const fail = (key: string, expected: string) => {
    const found = `${file}: ${key} is ${JSON.stringify(json[key])}, expected ${expected}`;
    return new AppError('bad-adapter', found, 'Correct the file or copy the adapter again.');
  };
  const pattern = (key: string, isValue: (value: unknown) => value is number) => {
    const entries = json[key] ?? {};
    if (!isJsonObject(entries) || !Object.values(entries).every(isValue))
      throw fail(key, 'numbers by module name');
    const odd = Object.keys(entries).find((name) => !/^\^?[\w.]+$/.test(name));
    if (odd !== undefined) throw refuse(key, `Name modules instead of the regular expression ${odd}.`);
    return entries as Readonly<Record<string, number>>;
  };
  const { r: rank, lora_alpha: alpha, lora_dropout: dropout = 0, use_rslora: useRslora = false } = json;
  const { target_modules: targetModules, base_model_name_or_path: baseModel } = json;
  if (!isRank(rank)) throw fail('r', 'a whole number above 0');
  if (!isNumber(alpha)) throw fail('lora_alpha', 'a number');
  if (!isNumber(dropout) || dropout < 0 || dropout >= 1)
    throw fail('lora_dropout', 'a number from 0 to below 1');
  if (typeof useRslora !== 'boolean') throw fail('use_rslora', 'true or false');
  const odd = kindKeys.find((key) => typeof (json[key] ?? false) !== 'boolean');
  if (odd !== undefined) throw fail(odd, 'true or false');
  if (!isNames(targetModules)) throw fail('target_modules', 'a list of module names or a regular expression');
  return {
    kind: kindWith((key) => json[key] === true),
    rank,
    alpha,
    useRslora,
    dropout,
    targetModules,
    rankPattern: pattern('rank_pattern', isRank),
    alphaPattern: pattern('alpha_pattern', isNumber),
    baseModel: typeof baseModel === 'string' ? baseModel : undefined,
  };
}

/** The adapter_config.json of `config`: the keys every PEFT since 0.9 knows, in PEFT's order and layout. */
export function renderAdapterConfig(config: AdapterConfig): string {
  const json = {
    alpha_pattern: config.alphaPattern,
    auto_mapping: null,
    base_model_name_or_path: config.baseModel ?? null,
    bias: 'none',
    fan_in_fan_out: config.fanInFanOut ?? false,
    inference_mode: true,
    init_lora_weights: true,
    layers_pattern: null,
    layers_to_transform: null,
    lora_alpha: config.alpha,
    lora_dropout: config.dropout,
    modules_to_save: null,
    peft_type: 'LORA',
    r: config.rank,
    rank_pattern: config.rankPattern,
    revision: null,
    target_modules: config.targetModules,
    task_type: 'CAUSAL_LM',
    ...Object.fromEntries(kindKeys.map((key) => [key, key === storedKinds[config.kind].key])),
    use_rslora: config.useRslora,
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** Rank, alpha and scale of one module: alpha / rank, with rsLoRA alpha / sqrt(rank), as in PEFT. */
export function moduleScale(config: AdapterConfig, module: string) {
  const rank = patternValue(config.rankPattern, module) ?? config.rank;
  const alpha = patternValue(config.alphaPattern, module) ?? config.alpha;
  return { rank, alpha, scale: alpha / (config.useRslora ? Math.sqrt(rank) : rank) };
}

// PEFT takes the first key that matches the whole name or its end from a dot on.
function patternValue(pattern: Readonly<Record<string, number>>, module: string): number | undefined {
  for (const [key, value] of Object.entries(pattern)) {
    if (module === key.replace(/^\^/, '') || module.endsWith(`.${key}`)) return value;
  }
  return undefined;
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

function isNames(value: unknown): value is readonly string[] | string {
  return (
    typeof value === 'string' || (Array.isArray(value) && value.every((name) => typeof name === 'string'))
  );
}
