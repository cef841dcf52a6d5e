/** The endpoint as a switch of the studio: on or off as the settings say, with its keys and what it serves. */

import type { Implementation } from '../../../shared/api.ts';
import { AppError, errorRecord } from '../../../shared/errors.ts';
import type { Endpoint } from '../../../shared/records/endpoint.ts';
import type { Precision } from '../../../shared/records/playground.ts';
import { say } from '../../../shared/sentence.ts';
import { readSettings } from '../../store/settings.ts';
import type { Store } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Playground } from '../playground/index.ts';
import { addKey, keyName, keysOf, removeKey } from './keys.ts';
import { servedModels } from './servedModels.ts';

/** What a host of the endpoint asks the services. */
export interface EndpointSource {
  readonly chat: Playground['chat'];
  models(): ReturnType<typeof servedModels>;
  /** Who shows the key; undefined: nobody known. */
  keyName(key: string): string | undefined;
  /** Whether a key is needed at all. */
  needsKey(): boolean;
}

export interface EndpointPlace {
  readonly port: number;
  /** Of web pages that may ask. */
  readonly origins: readonly string[];
}

export interface EndpointHost {
  /** What programs are given as their base URL. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts listening on this machine. Hosts bring it, since services know nothing of HTTP. */
export type StartEndpoint = (source: EndpointSource, place: EndpointPlace) => Promise<EndpointHost>;

/** @param precision of answers; undefined: as the settings say */
export function endpointSource(store: Store, playground: Playground, precision?: Precision): EndpointSource {
  return {
    chat: (question, options) => playground.chat({ ...question, ...(precision && { precision }) }, options),
    models: () => servedModels(store),
    keyName: (key) => keyName(store, key),
    needsKey: () => keysOf(store).length > 0,
  };
}

export class EndpointSwitch {
  readonly #context: Pick<Context, 'store' | 'emit'>;
  readonly #source: EndpointSource;
  readonly #start: StartEndpoint | undefined;
  #state: Pick<Endpoint, 'url' | 'error'> = { url: null, error: null };
  #running: { readonly host: EndpointHost; readonly as: string } | undefined;
  /** What is being changed. */
  #change: Promise<void> = Promise.resolve();

  constructor(
    context: Pick<Context, 'store' | 'emit'>,
    source: EndpointSource,
    start: StartEndpoint | undefined,
  ) {
    this.#context = context;
    this.#source = source;
    this.#start = start;
  }

  /** Starts, stops or moves it as the settings say; a failure is kept to be shown. */
  async apply(): Promise<void> {
    this.#change = this.#change.then(() => this.#apply());
    await this.#change;
  }

  state(): Endpoint {
    return { ...this.#state, keys: keysOf(this.#context.store), models: [...this.#source.models()] };
  }

  async close(): Promise<void> {
    await this.#change;
    await this.#stop();
  }

  async #apply(): Promise<void> {
    const { endpoint, endpointPort: port, endpointOrigins: origins } = readSettings(this.#context.store);
    const as = endpoint ? JSON.stringify([port, origins]) : undefined;
    if (as === this.#running?.as && this.#state.error === null) return;
    await this.#stop();
    try {
      if (as !== undefined) this.#running = { host: await this.#started({ port, origins }), as };
      this.#state = { url: this.#running?.host.url ?? null, error: null };
    } catch (error) {
      this.#state = { url: null, error: errorRecord(error) };
    }
    this.#context.emit('endpoint.changed', undefined);
  }

  async #started(place: EndpointPlace): Promise<EndpointHost> {
    if (this.#start) return await this.#start(this.#source, place);
    throw new AppError('unsupported', say`this studio serves no other programs`, say`Use lowrank serve.`);
  }

  async #stop(): Promise<void> {
    await this.#running?.host.close();
    this.#running = undefined;
  }
}

export function endpointMethods(endpoint: EndpointSwitch, { store, emit }: Pick<Context, 'store' | 'emit'>) {
  return {
    'endpoint.get': async () => endpoint.state(),
    'endpoint.addKey': async ({ name }) => {
      const key = addKey(store, name);
      emit('endpoint.changed', undefined);
      return { key };
    },
    'endpoint.removeKey': async ({ name }) => {
      removeKey(store, name);
      emit('endpoint.changed', undefined);
    },
  } satisfies Partial<Implementation>;
}
