/** The wire derived from the contract: calls, answers and events as text, the same over Electron's IPC and a WebSocket. */

import { z } from 'zod';
import {
  type EventName,
  events,
  type Input,
  type Method,
  methods,
  type Output,
  type Payload,
  type Services,
} from './api.ts';
import type { Channel } from './channel.ts';
import { AppError, errorRecord, errorSchema, fromRecord, internalError } from './errors.ts';
import { say } from './sentence.ts';

const callSchema = z.strictObject({
  id: z.int().nonnegative(),
  method: z.string(),
  input: z.unknown().optional(),
});
/** JSON leaves out what is undefined: what a method that answers nothing answers, and what an event without payload bears. */
const answerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('result'), id: z.int(), output: z.unknown().optional() }),
  z.object({ type: z.literal('error'), id: z.int(), error: errorSchema }),
  z.object({ type: z.literal('event'), event: z.string(), payload: z.unknown().optional() }),
]);
type Answer = z.infer<typeof answerSchema>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no message is undefined, so the schema refuses it with every other malformed one
  }
}

/**
 * The name under which the input holds a text with a NUL character, where it does: systems end paths at one, so that the
 * path that was checked would not be the one that is opened.
 */
function placeOfNul(input: unknown): string | undefined {
  // Not recursive: a hostile input is nested deeper than the stack.
  const waiting: [string, unknown][] = [['the input', input]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [name, value] = next;
    if (typeof value === 'string' && value.includes('\0')) return name;
    if (Array.isArray(value)) for (const each of value) waiting.push([name, each]);
    else if (value !== null && typeof value === 'object') {
      for (const [key, each] of Object.entries(value)) waiting.push([key, each], [name, key]);
    }
  }
  return undefined;
}

async function perform(services: Services, method: string, input: unknown): Promise<unknown> {
  if (!Object.hasOwn(methods, method)) throw internalError(`no method '${method}' in the contract`);
  const schema = methods[method as Method];
  const checked = schema.input.safeParse(input);
  if (!checked.success) throw internalError(`${method}: ${z.prettifyError(checked.error)}`);
  const place = placeOfNul(checked.data);
  if (place !== undefined)
    throw new AppError(
      'bad-input',
      say`${method}: ${place} holds a NUL character, which no path, name or text can hold`,
      say`Type it anew, or choose it in the page.`,
    );
  const implementation = services.methods[method as Method] as (input: unknown) => Promise<unknown>;
  return schema.output.parse(await implementation(checked.data));
}

/** Main's end: answers calls and pushes events until the channel closes; closes it on a message that is no call. */
export function serveApi(channel: Channel, services: Services): void {
  const send = (answer: Answer) => channel.send(JSON.stringify(answer));
  const unsubscribe = services.subscribe((event, payload) => {
    send({ type: 'event', event, payload: events[event].parse(payload) });
  });
  channel.onClose(unsubscribe);
  channel.onMessage((text) => {
    const call = callSchema.safeParse(parseJson(text));
    if (!call.success) return channel.close();
    const { id, method, input } = call.data;
    perform(services, method, input)
      .then((output) => send({ type: 'result', id, output }))
      .catch((cause: unknown) => {
        const error = cause instanceof AppError ? cause : internalError(`${method}: ${cause}`);
        send({ type: 'error', id, error: errorRecord(error) });
      });
  });
}

/** A renderer's end: the contract's methods as promises, its events as subscriptions. */
export interface ApiClient {
  /** Rejects with the `AppError` main threw, or with code `network` when the line breaks first. */
  call<M extends Method>(
    method: M,
    ...input: Input<M> extends undefined ? [] : [Input<M>]
  ): Promise<Output<M>>;
  /** Calls the listener on each such event; returns the function that ends it. */
  on<E extends EventName>(event: E, listener: (payload: Payload<E>) => void): () => void;
}

interface Pending {
  resolve(output: unknown): void;
  reject(error: AppError): void;
}

/** Makes the client for a channel whose other end runs `serveApi`. */
export function connectApi(channel: Channel): ApiClient {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  let lastId = 0;

  channel.onMessage((text) => {
    const answer = answerSchema.parse(parseJson(text));
    if (answer.type === 'event') {
      for (const listener of listeners.get(answer.event) ?? []) listener(answer.payload as never);
      return;
    }
    const call = pending.get(answer.id);
    pending.delete(answer.id);
    if (answer.type === 'result') call?.resolve(answer.output);
    else call?.reject(fromRecord(answer.error));
  });

  channel.onClose(() => {
    for (const call of pending.values()) {
      call.reject(
        new AppError(
          'network',
          say`The connection to the studio was lost.`,
          say`Check that it is still running.`,
        ),
      );
    }
    pending.clear();
  });

  return {
    call(method, ...input) {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve: resolve as (output: unknown) => void, reject });
        channel.send(JSON.stringify({ id, method, input: input[0] }));
      });
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener as (payload: never) => void));
      return () => set.delete(listener as (payload: never) => void);
    },
  };
}
