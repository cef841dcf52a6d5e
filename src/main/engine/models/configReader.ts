/** Reads a Hugging Face config.json key by key, so that whatever nobody asked for can be refused by name. */

import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../../shared/errors.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import type { Rope } from '../nn/rope.ts';
import { isNeutral, type Neutral, neutral, neutralInRope } from './neutralKeys.ts';
import { ropeScalings } from './ropeScaling.ts';

/** What a key means where a config leaves it out. */
export type ConfigDefaults = Readonly<Record<string, unknown>>;

export interface ConfigReaderOptions {
  readonly defaults?: ConfigDefaults;
  /** Which unread keys ask for nothing. */
  readonly neutral?: Neutral;
  /** What a key is called where the config was made from something else, for messages. */
  readonly spelling?: (key: string) => string;
}

/** What a family calls RoPE's base and the share of a head that is turned, where they stand beside its settings. */
interface RopeKeys {
  readonly theta: string;
  readonly share: string;
}

const usualKeys: RopeKeys = { theta: 'rope_theta', share: 'partial_rotary_factor' };

export class ConfigReader {
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #file: string;
  readonly #defaults: ConfigDefaults;
  readonly #neutral: Neutral;
  readonly #spelling: (key: string) => string;
  readonly #read = new Set<string>();

  /** @param file path of the config, for messages */
  constructor(
    config: Readonly<Record<string, unknown>>,
    file: string,
    { defaults = {}, neutral: unread = neutral, spelling = (key) => key }: ConfigReaderOptions = {},
  ) {
    this.#config = config;
    this.#file = file;
    this.#defaults = defaults;
    this.#neutral = unread;
    this.#spelling = spelling;
  }

  /** Whether the config itself says something under `key`. */
  gives(key: string): boolean {
    return Object.hasOwn(this.#config, key) && this.#config[key] !== undefined;
  }

  /** A whole number from 1 to `most`. */
  count(key: string, most = 2 ** 31 - 1): number {
    const value = this.#take(key);
    if (!Number.isSafeInteger(value) || (value as number) < 1 || (value as number) > most)
      this.#wrong(key, value, say`a whole number from 1 to ${most}`);
    return value as number;
  }

  /** A whole number from 0. */
  index(key: string): number {
    return this.#take(key) === 0 ? 0 : this.count(key);
  }

  /** A positive number. */
  positive(key: string): number {
    const value = this.#take(key);
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
      this.#wrong(key, value, say`a positive number`);
    return value;
  }

  /** A positive number, or undefined where the key is null, or missing without a default. */
  optionalPositive(key: string): number | undefined {
    return this.#take(key) == null ? undefined : this.positive(key);
  }

  /** A list of `length` positive numbers. */
  numbers(key: string, length: number): readonly number[] {
    const value = this.#take(key);
    const fits = (entry: unknown) => typeof entry === 'number' && Number.isFinite(entry) && entry > 0;
    if (!Array.isArray(value) || value.length !== length || !value.every(fits))
      this.#wrong(key, value, say`a list of ${length} positive numbers`);
    return value;
  }

  /** One 0 or 1 for each layer, or undefined where the key is null, or missing without a default. */
  switches(key: string, layers: number): readonly boolean[] | undefined {
    const value = this.#take(key);
    if (value == null) return undefined;
    if (!Array.isArray(value) || value.length !== layers || !value.every((each) => each === 0 || each === 1))
      this.#wrong(key, value, say`a list of ${layers} entries 0 or 1, one per layer`);
    return value.map((each) => each === 1);
  }

  optionalFlag(key: string): boolean | undefined {
    return this.#take(key) == null ? undefined : this.flag(key);
  }

  flag(key: string): boolean {
    const value = this.#take(key);
    if (typeof value !== 'boolean') this.#wrong(key, value, say`true or false`);
    return value;
  }

  /** A number, or undefined where the key is null, or missing without a default. */
  optionalCount(key: string): number | undefined {
    return this.#take(key) == null ? undefined : this.count(key);
  }

  /** A count that divides `whole`, which null means: key-value heads share query heads evenly. */
  dividing(key: string, whole: number): number {
    const value = this.optionalCount(key) ?? whole;
    if (whole % value !== 0) this.#wrong(key, value, say`a divisor of ${whole}`);
    return value;
  }

  /** `head_dim`, or hidden size over heads where that is null; even, since rotary embedding turns pairs. */
  headDim(hidden: number, heads: number): number {
    const given = this.optionalCount('head_dim');
    if (given === undefined && hidden % heads !== 0)
      this.#wrong('hidden_size', hidden, say`a multiple of ${heads} heads`);
    const size = given ?? hidden / heads;
    if (size % 2 !== 0) this.#wrong('head_dim', size, say`an even number`);
    return size;
  }

  /** One of the values we implement; anything else is refused by name. */
  oneOf<T extends string | null>(key: string, supported: readonly T[]): T {
    const value = this.#take(key);
    if (!supported.includes(value as T)) this.#unsupported(key, value, supported.join(', '));
    return value as T;
  }

  /** One of these names for each layer, or undefined where the key is null, or missing without a default. */
  perLayer(key: string, layers: number, known: readonly string[]): readonly string[] | undefined {
    const names = this.#take(key);
    if (names == null) return undefined;
    if (!Array.isArray(names) || names.length !== layers)
      this.#wrong(key, names, say`a list of ${layers} entries, one per layer`);
    const odd = names.find((name) => !known.includes(name));
    if (odd !== undefined) this.#unsupported(key, odd, known.join(', '));
    return names;
  }

  /** A list of layers, from 0, or undefined where the key is null, or missing without a default. */
  places(key: string, layers: number): readonly number[] | undefined {
    const value = this.#take(key);
    if (value == null) return undefined;
    const fits = (place: unknown) =>
      Number.isSafeInteger(place) && 0 <= Number(place) && Number(place) < layers;
    if (!Array.isArray(value) || !value.every(fits))
      this.#wrong(key, value, say`a list of whole numbers from 0 to ${layers - 1}`);
    return value;
  }

  /** A key that says once more what others have said: it agrees, or is null or missing. */
  same(key: string, value: unknown): void {
    const found = this.#take(key);
    if (found != null && !isDeepStrictEqual(found, value))
      this.#wrong(key, found, say`${JSON.stringify(value)}, as other keys say`);
  }

  /** Passes over the keys of parts that the model is without. */
  without(keys: RegExp): void {
    for (const key of Object.keys(this.#config)) if (keys.test(key)) this.#read.add(key);
  }

  /** @throws AppError `unsupported`, naming the architecture that comes closest */
  refuse(found: Sentence, nearest: string): never {
    const hint = say`The nearest supported architecture is ${nearest}.`;
    throw new AppError('unsupported', say`${this.#file}: the model is not supported: ${found}`, hint);
  }

  /**
   * Which layers look through a window: by `layer_types`, or else by `rule`.
   * @param rule what the other keys of the family say of a layer, and whether the config gives them: then both must agree
   */
  windowed(
    layers: number,
    window: number | undefined,
    rule: { readonly slides: (layer: number) => boolean; readonly given: boolean },
  ): readonly boolean[] {
    const ruled = Array.from({ length: layers }, (_, layer) => window !== undefined && rule.slides(layer));
    const known = ['full_attention', ...(window === undefined ? [] : ['sliding_attention'])];
    const types = this.perLayer('layer_types', layers, known);
    if (!types) return ruled;
    const listed = types.map((type) => type === 'sliding_attention');
    const layer = listed.findIndex((slides, i) => slides !== ruled[i]);
    if (rule.given && layer >= 0)
      this.#wrong(
        'layer_types',
        types,
        ruled[layer]
          ? say`what the other keys say: layer ${layer} slides`
          : say`what the other keys say: layer ${layer} sees everything`,
      );
    return listed;
  }

  /** `rope_theta` with `rope_scaling` (transformers 4), or `rope_parameters` (transformers 5). */
  rope(keys: RopeKeys = usualKeys): Rope {
    return this.#agreed(this.#take('rope_parameters'), this.#take('rope_scaling'), keys);
  }

  /**
   * What `rope_parameters` has for layers of this type (transformers 5), or the keys that said so before.
   * @param thetaKey the key with this type's base (transformers 4)  @param scaled whether `rope_scaling` is for this type
   */
  layerRope(type: string, thetaKey: string, scaled: boolean): Rope {
    const byType = this.#take('rope_parameters') ?? {};
    if (typeof byType !== 'object' || Object.values(byType).some((each) => typeof each !== 'object'))
      this.#wrong('rope_parameters', byType, say`an object with settings for each type of layer`);
    const settings = (byType as Readonly<Record<string, unknown>>)[type];
    return this.#agreed(settings, scaled ? this.#take('rope_scaling') : null, {
      ...usualKeys,
      theta: thetaKey,
    });
  }

  /** The settings under either key; both only where they say the same. */
  #agreed(later: unknown, earlier: unknown, keys: RopeKeys): Rope {
    const first = later == null ? undefined : this.#ropeFrom('rope_parameters', later, keys);
    const second = earlier == null ? undefined : this.#ropeFrom('rope_scaling', earlier, keys);
    if (first && second && !isDeepStrictEqual(first, second))
      this.#wrong('rope_scaling', earlier, say`the same as rope_parameters, or nothing`);
    return first ?? second ?? this.#ropeFrom('rope_parameters', {}, keys);
  }

  #ropeFrom(key: string, given: unknown, keys: RopeKeys): Rope {
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      this.#wrong(key, given, say`an object`);
    const outer = {
      theta: this.positive(keys.theta),
      length: this.optionalCount('original_max_position_embeddings'),
      // Only of families whose class knows it; in others nobody asks for it.
      share: Object.hasOwn(this.#defaults, keys.share) ? this.positive(keys.share) : undefined,
    };
    const rope = new ConfigReader(given as Record<string, unknown>, `${this.#file} (${key})`, {
      neutral: neutralInRope,
      defaults: {
        rope_theta: outer.theta,
        original_max_position_embeddings: outer.length ?? this.#take('max_position_embeddings'),
        partial_rotary_factor: outer.share,
      },
    });
    const theta = rope.positive('rope_theta');
    if (this.gives(keys.theta)) this.#same(keys.theta, outer.theta, theta);
    const length = 'original_max_position_embeddings';
    if (outer.length !== undefined && rope.gives(length))
      this.#same(length, outer.length, rope.count(length));
    const [legacy, later] = [rope.#take('type'), rope.#take('rope_type')];
    if (legacy !== undefined && later !== undefined) rope.#same('type', legacy, later);
    const type = later ?? legacy ?? 'default';
    const read = Object.hasOwn(ropeScalings, String(type)) ? ropeScalings[String(type)] : undefined;
    if (!read) this.#unsupported('rope type', type, Object.keys(ropeScalings).join(', '));
    const headDim = this.headDim(this.count('hidden_size'), this.count('num_attention_heads'));
    const share = outer.share === undefined ? 1 : rope.positive(usualKeys.share);
    if (this.gives(keys.share) && outer.share !== undefined) this.#same(keys.share, outer.share, share);
    const turned = Math.trunc(headDim * share);
    if (share > 1 || turned % 2 !== 0)
      this.#wrong(keys.share, share, say`an even share of ${headDim} features`);
    const scaling = read(rope, { turned, maxPositions: this.count('max_position_embeddings') });
    const beta =
      Object.hasOwn(this.#defaults, 'llama_4_scaling_beta') && rope.positive('llama_4_scaling_beta');
    const temperature = beta && { beta, length: rope.count(length) };
    rope.finish();
    return { theta, scaling, ...(turned !== headDim && { turned }), ...(temperature && { temperature }) };
  }

  /** Two places that say the same thing must agree. */
  #same(key: string, here: unknown, there: unknown): void {
    if (here !== there)
      this.#wrong(key, here, say`${JSON.stringify(there)}, as the other place in the file says`);
  }

  /** Refuses what was neither read nor asks for nothing: to be called last. */
  finish(): void {
    for (const [key, value] of Object.entries(this.#config)) {
      const values = this.#neutral(key);
      if (value === undefined || this.#read.has(key) || isNeutral(value, values)) continue;
      const known = values?.map((each) => JSON.stringify(each)).join(', ');
      this.#unsupported(key, value, known || say`nothing under this name`);
    }
  }

  #take(key: string): unknown {
    this.#read.add(key);
    return this.gives(key) ? this.#config[key] : this.#defaults[key];
  }

  #wrong(key: string, value: unknown, expected: Sentence): never {
    const text = JSON.stringify(value);
    const missing = text === undefined ? say`missing` : say`missing, which means ${text}`;
    throw new AppError(
      'bad-model',
      say`${this.#file}: "${this.#spelling(key)}" is ${this.gives(key) ? text : missing}; expected ${expected}`,
      say`The file may be damaged: download the model again.`,
    );
  }

  #unsupported(key: string, value: unknown, supported: string | Sentence): never {
    const asked = `${this.#spelling(key)} ${JSON.stringify(value)}`;
    throw new AppError(
      'unsupported',
      say`${this.#file} asks for ${asked}, which is not implemented; supported: ${supported}`,
      say`Choose a model without it.`,
    );
  }
}
