/** Continues token sequences with a loaded model, its adapter chosen anew for every call. */

import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../../shared/errors.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import { type AdaptedLayers, type AdapterInputs, type AdapterKind, layersOf } from '../adapters/kind.ts';
import { usualKind } from '../adapters/kinds.ts';
import { type Bucket, parameterInput } from '../adapters/parameters.ts';
import { modelWith } from '../adapters/wholeTensors.ts';
import type { BaseModel } from '../baseModel.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { weightsOf } from '../models/decoder.ts';
import { jumps } from '../nn/rope.ts';
import {
  type Feeds,
  float32,
  floats,
  int32,
  Session,
  type SessionOptions,
  scalar,
} from '../runtime/session.ts';
import { neutralFeeds, wholeFeeds } from './adapter.ts';
import { Cache } from './cache.ts';
import { type GenerationGraph, generationGraph, promptPiece } from './generationGraph.ts';
import { type SamplingOptions, sampler } from './sample.ts';

/** Which adapter speaks, and how loudly. */
export interface ModelVariant {
  /** Undefined: the base model. */
  readonly adapter?: AdapterInputs | undefined;
  /** The adapter's update is multiplied by it: 0 is the base model, 1 (the default) the adapter as trained. */
  readonly strength?: number | undefined;
  /** Weights that are not read from the model's files: the graph's inputs for what {@link Generator.load} was told is trained. */
  readonly weights?: Feeds | undefined;
}

export interface GenerateOptions extends SamplingOptions, ModelVariant {
  /** Tokens to generate at most. */
  readonly maxTokens: number;
  /** Tokens that end the text. */
  readonly stopIds: readonly number[];
  /** The next token is not chosen before what it returns has come to its end. */
  readonly onToken?: ((id: number) => unknown) | undefined;
  /** Aborting it ends the text before the next token. */
  readonly signal?: AbortSignal | undefined;
}

export interface Generation {
  /** What was generated, the stop token last where there is one. */
  readonly ids: Int32Array;
  /** `length`: maxTokens are made, or the model's positions are used up. */
  readonly ending: 'stop' | 'length' | 'interrupted';
}

/** What a generator is loaded with besides the model. */
export interface GeneratorSetup {
  /** Weights that come with every call instead of from the model's files. */
  readonly trained?: readonly Bucket[] | undefined;
  /** The kind of adapter that is expected first, and by name its tensors on layers and those that it brings whole. */
  readonly kind?: AdapterKind | undefined;
  readonly feeds?: Readonly<Record<string, unknown>> | undefined;
  readonly whole?: Readonly<Record<string, unknown>> | undefined;
  /** The model with its weights in few bits too, to answer from them. */
  readonly quantised?: BaseModel | undefined;
}

/** Adapters that share a graph: of one kind, on no more layers and with no more tensors of their own than these. */
interface Form extends AdaptedLayers {
  readonly whole: ReadonlySet<string>;
}

/** What a form is made for, by the names of its tensors. */
interface Expected {
  readonly kind: AdapterKind;
  readonly feeds: Readonly<Record<string, unknown>>;
  readonly whole: Readonly<Record<string, unknown>>;
}

function formOf({ kind, feeds, whole }: Expected): Form {
  return { kind, layers: layersOf(Object.keys(feeds)), whole: new Set(Object.keys(whole)) };
}

interface Loaded extends Form, Pick<GenerationGraph, 'cached'> {
  /** Reads several tokens at once. */
  readonly reading: Session;
  /** Reads one token, as an answer does all the time; from weights in few bits, where the model has them. */
  readonly answering: Session;
  /** Inputs that leave the base as it is. */
  readonly neutral: Feeds;
}

/** A model variant, ready to read tokens. */
interface Prepared extends Pick<Loaded, 'cached'> {
  readonly run: Session['run'];
}

export class Generator {
  readonly model: BaseModel;
  /** Lengths of a text at which it is read from its beginning. */
  readonly #jumps: ReadonlySet<number>;
  readonly #create: (form: Form) => Promise<Loaded>;
  #loaded: Loaded | undefined;
  /** The one made last: a conversation asks for it again with every answer. */
  #mixture: { readonly whole: Feeds; readonly strength: number; readonly feeds: Feeds } | undefined;

  private constructor(model: BaseModel, create: (form: Form) => Promise<Loaded>) {
    this.model = model;
    this.#jumps = jumps(weightsOf(model).rotations.keys());
    this.#create = create;
  }

  /**
   * Loads the model; half-precision weights become float32 in memory where there is plenty of it, unless told otherwise.
   */
  static async load(
    model: BaseModel,
    options: Pick<SessionOptions, 'device' | 'threads' | 'foldConstants'>,
    { trained = [], kind = usualKind, feeds = {}, whole = {}, quantised }: GeneratorSetup = {},
  ): Promise<Generator> {
    const generator = new Generator(model, async (form) => {
      const plenty = 4 * model.parameters < process.availableMemory() / 2;
      const own = modelWith(model, form.whole);
      const inputs = [...form.whole].map((name): Bucket => {
        const { shape } = own.tensors.get(name) as TensorInfo;
        return { parameters: [{ name, shape }], rateFactor: 1 };
      });
      const load = async (each: BaseModel, how: Pick<SessionOptions, 'foldConstants' | 'prepack'>) => {
        const graph = generationGraph(modelWith(each, form.whole), form, [...trained, ...inputs]);
        const session = await Session.create(graph.graph, { ...how, ...options, folder: each.weightsFolder });
        return { session, cached: graph.cached };
      };
      const exact = { foldConstants: options.device.kind === 'cpu' && plenty };
      const { session: answering, cached } = quantised
        ? await load(quantised, { prepack: true })
        : await load(model, exact);
      // Rows by the hundred take longer with weights in few bits, on many a processor: where there is room for both.
      const reading = quantised && plenty ? (await load(model, exact)).session : answering;
      const neutral = { ...neutralFeeds(model, form), ...wholeFeeds(model, form.whole) };
      return { ...form, reading, answering, cached, neutral };
    });
    await generator.#loadedFor(formOf({ kind, feeds, whole }));
    return generator;
  }

  /**
   * Continues `prompt`.
   * @throws AppError `bad-config` for a prompt that is empty, too long or not the model's; `not-finite`; `device`
   */
  async generate(prompt: Int32Array, options: GenerateOptions): Promise<Generation> {
    const { maxTokens, stopIds, onToken, signal } = options;
    this.#check(prompt, this.model.config.maxPositions - 1);
    const most = Math.min(maxTokens, this.model.config.maxPositions - prompt.length);
    const { run, cached } = await this.#prepared(options);
    const cache = new Cache(cached, prompt.length + most);
    const choose = sampler(options);
    const ids: number[] = [];
    const ended = (ending: Generation['ending']): Generation => ({ ids: Int32Array.from(ids), ending });

    let length = prompt.length;
    let unread = prompt;
    while (ids.length < most) {
      // The run blocks this thread: whoever wants to abort, or to show a token, gets a turn here.
      await setImmediate();
      if (signal?.aborted) return ended('interrupted');
      const piece = unread.subarray(0, promptPiece);
      unread = unread.subarray(promptPiece);
      const logits = await this.#read(run, piece, cache, { length, rows: [piece.length - 1] });
      if (unread.length > 0) continue;
      const id = choose(logits);
      ids.push(id);
      await onToken?.(id);
      if (stopIds.includes(id)) return ended('stop');
      unread = Int32Array.of(id);
      length++;
      if (this.#jumps.has(length)) {
        unread = Int32Array.from([...prompt, ...ids]);
        cache.clear();
      }
    }
    return ended('length');
  }

  /** Logits after every token of `ids`, [tokens, vocabulary], row-major. Throws like {@link generate}. */
  async logits(ids: Int32Array, variant: ModelVariant = {}): Promise<Float32Array> {
    const { config } = this.model;
    this.#check(ids, config.maxPositions);
    const { run, cached } = await this.#prepared(variant);
    const cache = new Cache(cached, ids.length);
    const logits = new Float32Array(ids.length * config.vocabulary);
    while (cache.length < ids.length) {
      const start = cache.length;
      const piece = ids.subarray(start, start + promptPiece);
      const rows = Array.from(piece, (_, i) => i);
      const made = await this.#read(run, piece, cache, { length: ids.length, rows });
      logits.set(made, start * config.vocabulary);
    }
    return logits;
  }

  async release(): Promise<void> {
    const { reading, answering } = this.#loaded ?? {};
    await answering?.release();
    if (reading !== answering) await reading?.release();
    this.#loaded = undefined;
    this.#mixture = undefined;
  }

  /**
   * Runs the model over `ids`, which follow the cache's tokens and join them.
   * @param length tokens of the text they are of  @param rows of `ids`, whose logits it gives
   */
  async #read(
    run: Session['run'],
    ids: Int32Array,
    cache: Cache,
    { length, rows }: { readonly length: number; readonly rows: readonly number[] },
  ): Promise<Float32Array> {
    const positions = Float32Array.from({ length: cache.length + ids.length }, (_, i) => i);
    const outputs = await run({
      ...cache.feeds(),
      ids: int32(ids, [ids.length]),
      positions: float32(positions.subarray(cache.length), [ids.length]),
      textLengths: float32(new Float32Array(ids.length).fill(length), [ids.length]),
      contextPositions: float32(positions, [positions.length]),
      rows: int32(Int32Array.from(rows), [rows.length]),
    });
    cache.append(outputs, ids.length);
    return floats(outputs.logits);
  }

  /** The session with a variant's inputs given, and what it keeps. */
  async #prepared({ adapter, strength = 1, weights }: ModelVariant): Promise<Prepared> {
    const form = adapter
      ? formOf(adapter)
      : (this.#loaded ?? formOf({ kind: usualKind, feeds: {}, whole: {} }));
    const { reading, answering, neutral, cached } = await this.#loadedFor(form);
    const whole = adapter ? this.#mixed(adapter, neutral, strength) : {};
    const variant = { ...neutral, ...adapter?.feeds, ...whole, ...weights, strength: scalar(strength) };
    return {
      cached,
      run: (feeds) => (feeds.ids?.shape[0] === 1 ? answering : reading).run({ ...variant, ...feeds }),
    };
  }

  /**
   * One form at a time, since each has the weights in memory; the base alone takes whichever is there. One for further
   * layers has those of the last too, so that two adapters on different layers do not take turns in loading it.
   */
  async #loadedFor({ kind, layers, whole }: Form): Promise<Loaded> {
    const before = this.#loaded?.kind === kind ? this.#loaded : undefined;
    if (before && layers.isSubsetOf(before.layers) && whole.isSubsetOf(before.whole)) return before;
    await this.release();
    this.#loaded = await this.#create({ kind, layers: layers.union(before?.layers ?? new Set()), whole });
    return this.#loaded;
  }

  /** An adapter's own tensors as inputs: on the way from the base's to them, by its strength. */
  #mixed({ whole }: AdapterInputs, neutral: Feeds, strength: number): Feeds {
    if (this.#mixture?.whole === whole && this.#mixture.strength === strength) return this.#mixture.feeds;
    const mixed = Object.entries(whole).map(([name, tensor]) => {
      const input = parameterInput(name);
      if (strength === 1) return [input, tensor];
      const [from, to] = [neutral[input]?.data, tensor.data] as readonly Float32Array[];
      const values = from?.map((value, i) => value + strength * ((to?.[i] as number) - value));
      return [input, float32(values as Float32Array, tensor.shape)];
    });
    this.#mixture = { whole, strength, feeds: Object.fromEntries(mixed) as Feeds };
    return this.#mixture.feeds;
  }

  #check(ids: Int32Array, most: number): void {
    const { config, folder } = this.model;
    const refuse = (found: Sentence, hint: Sentence, detail?: AppError['detail']) => {
      throw new AppError('bad-config', found, hint, { detail });
    };
    if (ids.length === 0) refuse(say`the prompt has no tokens`, say`Give it some text.`);
    if (ids.length > most)
      refuse(
        say`the prompt is ${ids.length} tokens long; ${folder.path} reads at most ${config.maxPositions}, the answer included`,
        say`Shorten it, or start a new conversation.`,
        { code: 'promptTooLong', tokens: ids.length, most: config.maxPositions },
      );
    const odd = ids.find((id) => id < 0 || id >= config.vocabulary);
    if (odd !== undefined)
      refuse(
        say`the prompt holds token ${odd}, but ${folder.path} knows ${config.vocabulary} tokens`,
        say`tokenizer.json belongs to another model: download the model again.`,
      );
  }
}
