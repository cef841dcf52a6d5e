/** The playground: questions to a base model and its adapters, answered word by word in a process that keeps the model. */

import type { Implementation, Input, Output } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import { english } from '../../../shared/numbers.ts';
import type {
  ChatMessage,
  Precision,
  RoundedPrecision,
  Sampling,
} from '../../../shared/records/playground.ts';
import { say } from '../../../shared/sentence.ts';
import { memoryNow } from '../../engine/index.ts';
import { findVersion } from '../../store/adapters.ts';
import { modelWith } from '../../store/models.ts';
import { listPromptSets, removePromptSet, savePromptSet } from '../../store/promptSets.ts';
import { removeRating, saveRating } from '../../store/ratings.ts';
import { runsIn } from '../../store/runs.ts';
import { readSettings } from '../../store/settings.ts';
import type { Store } from '../../store/store.ts';
import { usableVersion } from '../adapters/index.ts';
import type { Context } from '../context.ts';
import { weightCache } from '../home/home.ts';
import { Worker } from '../process/worker.ts';
import { FairQueue } from './fairQueue.ts';

/** A model in memory is memory a run may want. */
const idleMilliseconds = 5 * 60_000;

/** What is asked: a conversation for each variant of a model, or a text that is continued as it is. */
export interface Question {
  readonly modelId: string;
  readonly variants: readonly (Omit<Input<'playground.chat'>['variants'][number], 'messages'> & {
    readonly messages: ChatMessage[] | string;
  })[];
  readonly sampling: Sampling;
  /** Strings that end an answer. */
  readonly stop?: readonly string[];
  /** A conversation that has outgrown the model's window loses its oldest messages instead of being refused. */
  readonly cut?: boolean;
  /** {@link usualPrecision} where it is not given. */
  readonly precision?: Precision;
}

export interface ChatOptions {
  /** Ends the answers where they are; what has been said stays. */
  readonly signal?: AbortSignal | undefined;
  /** Those who ask take turns; a page where it is not given. */
  readonly who?: string;
  /** Is called while a model's weights are rounded, which happens once, with the share that is done. */
  readonly onPreparing?: (variant: number, share: number) => void;
  /** Is called when the question of a variant begins to be read, with its length in tokens. */
  readonly onReading?: (variant: number, promptTokens: number) => void;
  /** Is called with each piece of the answer of a variant, by its place in the question. */
  readonly onText?: (variant: number, text: string) => void;
}

interface Model {
  readonly name: string;
  readonly path: string;
  /** Of memory, to answer. */
  readonly bytes: number;
}

/**
 * Bytes of memory to answer with, for each weight. Measured with SmolLM2-135M: 190 MB of its own with 8 bits, laid out for
 * products with sums of blocks, where the 538 MB of exact ones are mapped from their file.
 */
const answeringBytes: Readonly<Record<RoundedPrecision, number>> = { int8: 1.4, int4: 1.1 };

/** What answers are computed from, as the settings say. */
export function usualPrecision(store: Store): Precision {
  return readSettings(store).fastAnswers ? 'int8' : 'float32';
}

/** Keeps a process with the model that was asked last, for whoever asks: a page, by {@link playgroundMethods}, or a program. */
export class Playground {
  readonly #context: Pick<Context, 'store' | 'processes' | 'home'>;
  readonly #idle: number;
  readonly #freeBytes: () => number;
  readonly #queue = new FairQueue();
  /** Questions under way. */
  #open = 0;
  #worker: Worker | undefined;
  /** What the worker has in memory. */
  #loaded: Model | undefined;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param idle milliseconds after the last answer until the model leaves memory
   * @param freeBytes of memory, now
   */
  constructor(
    context: Pick<Context, 'store' | 'processes' | 'home'>,
    idle: number = idleMilliseconds,
    freeBytes: () => number = () => memoryNow().freeBytes,
  ) {
    this.#context = context;
    this.#idle = idle;
    this.#freeBytes = freeBytes;
  }

  /** Whether a process with a model is kept. */
  get warm(): boolean {
    return this.#worker?.alive ?? false;
  }

  /**
   * Answers with every variant, one after the other, when its turn has come.
   * @throws AppError `not-found` for a model or version that is gone; `bad-adapter` for one of another model; `memory` where
   *   the model has no room; `busy` where too many questions wait; `interrupted` where it was stopped before its turn; what
   *   the engine throws, such as `bad-config` for a conversation that is too long
   */
  async chat(
    { modelId, variants, precision = usualPrecision(this.#context.store), ...manner }: Question,
    { signal, who = 'page', onPreparing, onReading, onText }: ChatOptions = {},
  ): Promise<Output<'playground.chat'>> {
    const { home } = this.#context;
    const model = this.#model(modelId, precision);
    const input = {
      ...manner,
      ...(precision !== 'float32' && { rounded: { precision, cache: weightCache(home) } }),
      model: model.path,
      variants: variants.map(({ adapterVersionId, ...variant }) => ({
        ...variant,
        adapter: adapterVersionId === null ? null : this.#adapterPath(adapterVersionId, modelId),
      })),
    };
    clearTimeout(this.#timer);
    this.#open++;
    const ask = async () =>
      await this.#workerWith(model).call('chat', input, {
        signal,
        onEvent(event) {
          if ('text' in event) onText?.(event.variant, event.text);
          else if ('preparing' in event) onPreparing?.(event.variant, event.preparing);
          else onReading?.(event.variant, event.promptTokens);
        },
      });
    try {
      return await this.#queue.run(who, ask, signal);
    } finally {
      this.#open--;
      if (this.#open === 0) this.#timer = setTimeout(() => this.close(), this.#idle).unref();
    }
  }

  /** Lets go of the model; questions under way fail with `interrupted`. */
  close(): void {
    clearTimeout(this.#timer);
    this.#worker?.close();
    this.#worker = undefined;
  }

  /** The process that has the model, or will have. @throws AppError `memory` where there is no room for it */
  #workerWith(model: Model): Worker {
    const worker = this.#worker?.alive ? this.#worker : undefined;
    const loaded = worker && this.#loaded;
    // What is in memory now would make room.
    if (loaded?.path !== model.path) this.#requireRoom(model, this.#freeBytes() + (loaded?.bytes ?? 0));
    this.#loaded = model;
    this.#worker = worker ?? new Worker(this.#context.processes);
    return this.#worker;
  }

  #requireRoom({ name, bytes }: Model, free: number): void {
    if (bytes <= free) return;
    const run = runsIn(this.#context.store, ['running'])[0]?.name;
    const meanwhile = run === undefined ? 'are free' : `are free while the run "${run}" trains`;
    throw new AppError(
      'memory',
      `${name} needs ${english.bytes(bytes, 'up')} of memory to answer, and ${english.bytes(free, 'down')} ${meanwhile}`,
      run === undefined
        ? 'Close other programs, or ask a smaller model.'
        : 'Pause the run, or ask when it has ended.',
      {
        detail: {
          code: 'noRoomToAnswer',
          model: name,
          needed: bytes,
          free,
          ...(run !== undefined && { run }),
        },
      },
    );
  }

  #model(id: string, precision: Precision): Model {
    const model = modelWith(this.#context.store, 'id', id);
    if (model) {
      const { name, path, bytes, parameters } = model;
      const rounded = precision === 'float32' ? undefined : Math.ceil(parameters * answeringBytes[precision]);
      return { name, path, bytes: rounded ?? bytes };
    }
    throw new AppError('not-found', say`There is no model ${id} in the library.`, say`Choose another model.`);
  }

  #adapterPath(versionId: string, modelId: string): string {
    const version = usableVersion(this.#context.store, versionId);
    if (version.modelId === modelId) return version.path;
    throw new AppError(
      'bad-adapter',
      say`${version.name} v${version.number} was trained on ${version.model}, not on this model.`,
      say`Choose ${version.model} to try it.`,
    );
  }
}

export function playgroundMethods(playground: Playground, { store, emit }: Pick<Context, 'store' | 'emit'>) {
  /** Questions under way, by their id. */
  const asked = new Map<string, AbortController>();
  return {
    'playground.chat': async ({ id, ...question }) => {
      if (asked.has(id))
        throw new AppError(
          'exists',
          say`The question ${id} is being answered already.`,
          say`Wait for its answer.`,
        );
      const controller = new AbortController();
      asked.set(id, controller);
      try {
        return await playground.chat(
          { ...question, cut: true },
          {
            signal: controller.signal,
            onPreparing: (_, share) => emit('playground.preparing', { id, share }),
            onText: (variant, text) => emit('playground.token', { id, variant, text }),
          },
        );
      } finally {
        asked.delete(id);
      }
    },
    'playground.stop': async ({ id }) => asked.get(id)?.abort(),
    'playground.rate': async (rating) => {
      const version = findVersion(store, rating.adapterVersionId);
      if (!version || version.removedAt !== null)
        throw new AppError(
          'not-found',
          say`The adapter version of this blind test was removed, so its outcome was not kept.`,
          say`Choose another version to test.`,
        );
      saveRating(store, rating);
      emit('adapters.changed', undefined);
    },
    'playground.unrate': async ({ id }) => {
      if (removeRating(store, id)) emit('adapters.changed', undefined);
    },
    'playground.promptSets': async () => listPromptSets(store),
    'playground.savePromptSet': async (set) => savePromptSet(store, set),
    'playground.removePromptSet': async ({ id }) => removePromptSet(store, id),
  } satisfies Partial<Implementation>;
}
