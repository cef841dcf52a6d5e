/** Reads a Hugging Face config.json key by key, so that whatever nobody asked for can be refused by name. */

import { AppError } from '../../../shared/errors.ts';
import type { Rope, RopeScaling } from '../nn/rope.ts';

/** Keys that change nothing in what we compute: bookkeeping, defaults for initialisation, generation, dropout at 0. */
const harmless = new Set([
  ...[
    'architectures',
    'model_type',
    'name_or_path',
    'transformers_version',
    'torch_dtype',
    'dtype',
    'use_cache',
  ],
  ...[
    'bos_token_id',
    'eos_token_id',
    'pad_token_id',
    'unk_token_id',
    'sep_token_id',
    'decoder_start_token_id',
  ],
  ...[
    'initializer_range',
    'pretraining_tp',
    'max_window_layers',
    'is_llama_config',
    'tokenizer_class',
    'cache_implementation',
  ],
  ...[
    'return_dict',
    'chunk_size_feed_forward',
    'problem_type',
    'id2label',
    'label2id',
    'task_specific_params',
  ],
  ...['unsloth_fixed', 'unsloth_version', 'transformers.js_config', 'original_max_position_embeddings'],
]);

/** Keys whose only supported value is the one given; any other asks for something we do not compute. */
const fixed: Readonly<Record<string, unknown>> = {
  rope_interleaved: false,
  partial_rotary_factor: 1,
  attention_dropout: 0,
  is_encoder_decoder: false,
  add_cross_attention: false,
};

export class ConfigReader {
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #file: string;
  readonly #read = new Set<string>();

  /** @param file path of the config, for messages */
  constructor(config: Readonly<Record<string, unknown>>, file: string) {
    this.#config = config;
    this.#file = file;
  }

  /** A whole number from 1 to `most`. */
  count(key: string, fallback?: number, most = 2 ** 31 - 1): number {
    const value = this.#take(key) ?? fallback;
    if (!Number.isSafeInteger(value) || (value as number) < 1 || (value as number) > most)
      this.#wrong(key, value, `a whole number from 1 to ${most}`);
    return value as number;
  }

  /** A positive number. */
  positive(key: string, fallback?: number): number {
    const value = this.#take(key) ?? fallback;
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
      this.#wrong(key, value, 'a positive number');
    return value;
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.#take(key) ?? fallback;
    if (typeof value !== 'boolean') this.#wrong(key, value, 'true or false');
    return value;
  }

  /** A number, or undefined where the key is missing or null. */
  optionalCount(key: string): number | undefined {
    return this.#config[key] == null ? void this.#take(key) : this.count(key);
  }

  /** A count that divides `whole`: key-value heads share query heads evenly. */
  dividing(key: string, whole: number): number {
    const value = this.count(key, whole);
    if (whole % value !== 0) this.#wrong(key, value, `a divisor of ${whole}`);
    return value;
  }

  /** `head_dim`, or else `assumed`, hidden size over heads by default; even, since rotary embedding turns pairs. */
  headDim(hidden: number, heads: number, assumed?: number): number {
    const given = this.optionalCount('head_dim') ?? assumed;
    if (given === undefined && hidden % heads !== 0)
      this.#wrong('hidden_size', hidden, `a multiple of ${heads} heads`);
    const size = given ?? hidden / heads;
    if (size % 2 !== 0) this.#wrong('head_dim', size, 'an even number');
    return size;
  }

  /** One of the values we implement; anything else is refused by name. */
  oneOf(key: string, supported: readonly string[], fallback: string): string {
    const value = this.#take(key) ?? fallback;
    if (!supported.includes(value as string)) this.#unsupported(key, value, supported.join(', '));
    return value as string;
  }

  /** One entry per layer, or undefined where the key is missing. */
  layerTypes(layers: number, windowed: boolean): readonly string[] | undefined {
    const value = this.#take('layer_types');
    if (value == null) return undefined;
    const known = ['full_attention', ...(windowed ? ['sliding_attention'] : [])];
    if (!Array.isArray(value) || value.length !== layers)
      this.#wrong('layer_types', value, `a list of ${layers} entries, one per layer`);
    const odd = value.find((type) => !known.includes(type));
    if (odd !== undefined) this.#unsupported('layer_types', odd, known.join(', '));
    return value;
  }

  /** `rope_theta` with `rope_scaling` (transformers 4), or `rope_parameters` (transformers 5). */
  rope(defaultTheta: number): Rope {
    const [later, earlier] = [this.#take('rope_parameters'), this.#take('rope_scaling')];
    if (later != null && earlier != null && JSON.stringify(later) !== JSON.stringify(earlier))
      this.#wrong('rope_scaling', earlier, 'the same as rope_parameters, or nothing');
    return this.#ropeFrom(
      later ?? earlier ?? {},
      (this.#take('rope_theta') as number | undefined) ?? defaultTheta,
    );
  }

  /** What `rope_parameters` has for layers of this type, where it tells types apart (transformers 5). */
  layerRope(type: string, otherwise: () => Rope): Rope {
    const settings = (this.#take('rope_parameters') as Record<string, unknown> | undefined)?.[type];
    return settings === undefined ? otherwise() : this.#ropeFrom(settings);
  }

  #ropeFrom(given: unknown, defaultTheta?: number): Rope {
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      this.#wrong('rope_parameters', given, 'an object');
    const rope = new ConfigReader(given as Record<string, unknown>, `${this.#file} (rope_parameters)`);
    const theta = rope.positive('rope_theta', defaultTheta);
    const legacy = rope.#take('type');
    const type = rope.#take('rope_type') ?? legacy ?? 'default';
    const scaling = this.#scaling(type, rope);
    rope.finish();
    return { theta, scaling };
  }

  #scaling(type: unknown, rope: ConfigReader): RopeScaling {
    if (type === 'default') return { type };
    if (type === 'linear') return { type, factor: rope.positive('factor') };
    if (type !== 'llama3') this.#unsupported('rope type', type, 'default, linear, llama3');
    rope.#take('original_max_position_embeddings');
    return {
      type: 'llama3',
      factor: rope.positive('factor'),
      lowFreqFactor: rope.positive('low_freq_factor'),
      highFreqFactor: rope.positive('high_freq_factor'),
      originalMaxPositions: rope.count('original_max_position_embeddings'),
    };
  }

  /** Refuses what was neither read nor known to change nothing: to be called last. */
  finish(): void {
    for (const [key, value] of Object.entries(this.#config)) {
      if (
        this.#read.has(key) ||
        harmless.has(key) ||
        key.startsWith('_') ||
        value === null ||
        value === false
      )
        continue;
      const known = Object.hasOwn(fixed, key);
      if (known && value === fixed[key]) continue;
      this.#unsupported(key, value, known ? String(fixed[key]) : 'nothing under this name');
    }
  }

  #take(key: string): unknown {
    this.#read.add(key);
    return this.#config[key];
  }

  #wrong(key: string, value: unknown, expected: string): never {
    throw new AppError(
      'bad-model',
      `${this.#file}: "${key}" is ${JSON.stringify(value) ?? 'missing'}; expected ${expected}`,
      'The file may be damaged: download the model again.',
    );
  }

  #unsupported(key: string, value: unknown, supported: string): never {
    throw new AppError(
      'unsupported',
      `${this.#file} asks for ${key} ${JSON.stringify(value)}, which is not implemented; supported: ${supported}`,
      'Choose a model without it; `lowrank doctor` lists the supported architectures.',
    );
  }
}
