/** Asks the services what a request wants to know, and answers it: at once, or piece by piece as it is said. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { AppError } from '../../shared/errors.ts';
import type { ChatAnswer } from '../../shared/records/playground.ts';
import type { EndpointSource } from '../services/endpoint/index.ts';
import { ApiError, asApiError } from './apiError.ts';
import type { Form, Head } from './form.ts';
import type { Order } from './request.ts';

export interface Asking {
  /** Takes its turn among those who ask. */
  readonly who: string;
  /** The connection: when it closes, the client has left. */
  readonly outgoing: Pick<ServerResponse, 'once'>;
}

/** Milliseconds between signs of life while nothing is said, as when a long question is read. */
const signMs = 15_000;

/** @throws ApiError, AppError before anything of the answer is sent */
export async function answer(
  source: EndpointSource,
  order: Order,
  form: Form,
  { who, outgoing }: Asking,
): Promise<Response> {
  const model = source.models().find(({ id }) => id === order.model);
  if (!model)
    throw new ApiError(404, `The model '${order.model}' does not exist.`, {
      param: 'model',
      code: 'model_not_found',
    });
  if (!model.chats && order.prompts.some((prompt) => typeof prompt !== 'string'))
    throw new ApiError(400, `The model '${order.model}' has no chat template: use /v1/completions.`, {
      param: 'model',
    });
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const head: Head = {
    id: `${form.prefix}-${randomUUID().replaceAll('-', '')}`,
    created: Math.floor(Date.now() / 1000),
    model: order.model,
  };
  const { adapterVersionId, modelId } = model;
  const question = {
    modelId,
    sampling: order.sampling,
    stop: order.stop ?? [],
    variants: order.prompts.map((messages) => ({ adapterVersionId, strength: order.strength, messages })),
  };
  const ask = (
    heard: Pick<NonNullable<Parameters<EndpointSource['chat']>[1]>, 'onReading' | 'onText'> = {},
  ) =>
    source.chat(question, { ...heard, who, signal: gone.signal }).then((answers) => {
      // Nobody hears it where the client has left; elsewhere the answer would seem to be whole.
      if (answers.some(({ ending }) => ending === 'interrupted'))
        throw new AppError('interrupted', 'the answer was stopped');
      return answers;
    });
  if (!order.stream) return Response.json(form.whole(head, await ask()));
  return await streamed(head, form, order.usage, ask);
}

type Ask = (heard: {
  onReading(): void;
  onText(index: number, text: string): void;
}) => Promise<readonly ChatAnswer[]>;

/** Once the question is found good and its turn has come, so that what is wrong with it has a status of its own. */
async function streamed(head: Head, form: Form, usage: boolean, ask: Ask): Promise<Response> {
  const events = new Events();
  events.send(form.first(head));
  const accepted = Promise.withResolvers<void>();
  const answers = ask({
    onReading() {
      accepted.resolve();
    },
    onText: (index, text) => events.send(form.text(head, index, text)),
  });
  await Promise.race([accepted.promise, answers]).catch((error: unknown) => {
    events.close();
    throw error;
  });
  answers
    .then((given) => {
      for (const [index, each] of given.entries()) events.send(form.last(head, index, each));
      if (usage) events.send(form.usage(head, given));
      events.end('[DONE]');
    })
    .catch((error) => events.end(JSON.stringify(asApiError(error).body)));
  return new Response(events.body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  });
}

/** Server-sent events, which may come before anybody reads them. */
class Events {
  readonly body: ReadableStream<Uint8Array>;
  readonly #signs: NodeJS.Timeout;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor() {
    this.body = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => this.close(),
    });
    this.#signs = setInterval(() => this.#write(': reading\n\n'), signMs).unref();
  }

  send(event: object | null): void {
    if (event) this.#write(`data: ${JSON.stringify(event)}\n\n`);
  }

  end(data: string): void {
    this.#write(`data: ${data}\n\n`);
    const controller = this.#controller;
    this.close();
    controller?.close();
  }

  /** Sends no more signs of life. */
  close(): void {
    clearInterval(this.#signs);
    this.#controller = undefined;
  }

  #write(text: string): void {
    this.#controller?.enqueue(Buffer.from(text));
  }
}
