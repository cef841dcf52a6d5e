/** The playground: questions to a base model and its adapters, answered word by word in a process that keeps the model. */
import type { Implementation, Input, Output } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import { findVersion } from '../../store/adapters.ts';
import { listPromptSets, removePromptSet, savePromptSet } from '../../store/promptSets.ts';
import { removeRating, saveRating } from '../../store/ratings.ts';
import { usableVersion } from '../adapters/index.ts';
import type { Context } from '../context.ts';
import { Worker } from '../process/worker.ts';

/** A model in memory is memory a run may want. */
const idleMilliseconds = 5 * 60_000;

/** What is asked: a conversation for each variant of a model. */
export type Question = Omit<Input<'playground.chat'>, 'id'>;

export interface ChatOptions {
  /** Ends the answers where they are; what has been said stays. */
  readonly signal?: AbortSignal;
  /** Is called with each piece of the answer of a variant, by its place in the question. */
  readonly onText?: (variant: number, text: string) => void;
}

/** Keeps a process with the model that was asked last, for whoever asks: a page, by {@link playgroundMethods}, or a program. */
export class Playground {
  readonly #context: Pick<Context, 'store' | 'processes'>;
  readonly #idle: number;
  /** Questions under way. */
  #open = 0;
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param idle milliseconds after the last answer until the model leaves memory */
  constructor(context: Pick<Context, 'store' | 'processes'>, idle: number = idleMilliseconds) {
    this.#context = context;
    this.#idle = idle;
  }

  /** Whether a process with a model is kept. */
  get warm(): boolean {
    return this.#worker?.alive ?? false;
  }

  /**
   * Answers with every variant, one after the other.
   * @throws AppError `not-found` for a model or version that is gone; `bad-adapter` for one of another model; what the
   *   engine throws, such as `bad-config` for a conversation that is too long
   */
  async chat(
    { modelId, variants, sampling }: Question,
    { signal, onText }: ChatOptions = {},
  ): Promise<Output<'playground.chat'>> {
    const model = this.#modelPath(modelId);
    const input = {
      model,
      sampling,
      variants: variants.map(({ adapterVersionId, ...variant }) => ({
        ...variant,
        adapter: adapterVersionId === null ? null : this.#adapterPath(adapterVersionId, modelId),
      })),
    };
    clearTimeout(this.#timer);
    this.#open++;
    if (!this.#worker?.alive) this.#worker = new Worker(this.#context.processes);
    try {
      return await this.#worker.call('chat', input, {
        signal,
        onEvent: ({ variant, text }) => onText?.(variant, text),
      });
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

  #modelPath(id: string): string {
    const { query } = this.#context.store;
    const row = this.#context.store.first(
      query.selectFrom('models').select('path').where('id', '=', id).where('removedAt', 'is', null),
    );
    if (row) return row.path;
    throw new AppError('not-found', `There is no model ${id} in the library.`, 'Choose another model.');
  }

  #adapterPath(versionId: string, modelId: string): string {
    const version = usableVersion(this.#context.store, versionId);
    if (version.modelId === modelId) return version.path;
    throw new AppError(
      'bad-adapter',
      `${version.name} v${version.number} was trained on ${version.model}, not on this model.`,
      `Choose ${version.model} to try it.`,
    );
  }
}

export function playgroundMethods(playground: Playground, { store, emit }: Pick<Context, 'store' | 'emit'>) {
  /** Questions under way, by their id. */
  const asked = new Map<string, AbortController>();
  return {
    'playground.chat': async ({ id, ...question }) => {
      if (asked.has(id))
        throw new AppError('exists', `The question ${id} is being answered already.`, 'Wait for its answer.');
      const controller = new AbortController();
      asked.set(id, controller);
      try {
        return await playground.chat(question, {
          signal: controller.signal,
          onText: (variant, text) => emit('playground.token', { id, variant, text }),
        });
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
          'The adapter version of this blind test was removed, so its outcome was not kept.',
          'Choose another version to test.',
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
