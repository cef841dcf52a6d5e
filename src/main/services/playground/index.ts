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

export class Playground {
  readonly #context: Pick<Context, 'store' | 'emit' | 'processes'>;
  readonly #idle: number;
  /** Questions under way, by their id. */
  readonly #asked = new Map<string, AbortController>();
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param idle milliseconds after the last answer until the model leaves memory */
  constructor(context: Pick<Context, 'store' | 'emit' | 'processes'>, idle: number = idleMilliseconds) {
    this.#context = context;
    this.#idle = idle;
  }

  /** Whether a process with a model is kept. */
  get warm(): boolean {
    return this.#worker?.alive ?? false;
  }

  /**
   * Answers with every voice; text comes as `playground.token` meanwhile.
   * @throws AppError `not-found` for a model or version that is gone; `bad-adapter` for one of another model; what the
   *   engine throws, such as `bad-config` for a conversation that is too long
   */
  async chat({
    id,
    modelId,
    voices,
    sampling,
  }: Input<'playground.chat'>): Promise<Output<'playground.chat'>> {
    const { emit, processes } = this.#context;
    if (this.#asked.has(id))
      throw new AppError('exists', `The question ${id} is being answered already.`, 'Wait for its answer.');
    const model = this.#modelPath(modelId);
    const input = {
      model,
      sampling,
      voices: voices.map(({ adapterVersionId, ...voice }) => ({
        ...voice,
        adapter: adapterVersionId === null ? null : this.#adapterPath(adapterVersionId, modelId),
      })),
    };
    const controller = new AbortController();
    this.#asked.set(id, controller);
    clearTimeout(this.#timer);
    if (!this.#worker?.alive) this.#worker = new Worker(processes);
    try {
      return await this.#worker.call('chat', input, {
        signal: controller.signal,
        onEvent: ({ voice, text }) => emit('playground.token', { id, voice, text }),
      });
    } finally {
      this.#asked.delete(id);
      if (this.#asked.size === 0) this.#timer = setTimeout(() => this.close(), this.#idle).unref();
    }
  }

  /** Ends the answers to a question where they are; what has been said stays. */
  stop(id: string): void {
    this.#asked.get(id)?.abort();
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
  return {
    'playground.chat': (request) => playground.chat(request),
    'playground.stop': async ({ id }) => playground.stop(id),
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
