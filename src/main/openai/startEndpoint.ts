/** Serves the library's models as OpenAI's API, so that programs written for that ask here by changing an address. */

import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { AppError } from '../../shared/errors.ts';
import type { EndpointHost, EndpointPlace, EndpointSource } from '../services/endpoint/index.ts';
import { authority, isLoopback, isOwnHost } from '../web/address.ts';
import { listen } from '../web/listen.ts';
import { answer } from './answer.ts';
import { ApiError, asApiError } from './apiError.ts';
import { chatForm, completionForm, type Form } from './form.ts';
import { type Order, readChat, readCompletion } from './request.ts';

/** More text than any model's window holds. */
const maxBodyBytes = 4 << 20;

export interface EndpointOptions extends EndpointPlace {
  /** IPv4 or IPv6; default: 127.0.0.1. Any but a loopback address demands a key. */
  readonly address?: string;
  /** By which others reach it besides its addresses, such as that of a proxy before it. */
  readonly names?: readonly string[];
}

type Env = { Bindings: HttpBindings; Variables: { who: string } };

/**
 * Starts listening.
 * @throws AppError `exists` when the port is taken; `bad-config` for an address of another machine, or one that others
 *   reach without a key
 */
export async function startEndpoint(
  source: EndpointSource,
  { port, origins, address = '127.0.0.1', names = [] }: EndpointOptions,
): Promise<EndpointHost> {
  if (!source.needsKey() && (!isLoopback(address) || names.length > 0))
    throw new AppError(
      'bad-config',
      `others could use the models on ${address} without a key`,
      'Make one first: lowrank serve keys add NAME.',
    );
  const app = new Hono<Env>();
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.maxConnections = 256;
  const bound = await listen(server, port, address);

  app.use(async (context, next) => {
    context.res.headers.set('x-request-id', `req_${randomUUID().replaceAll('-', '')}`);
    if (!isOwnHost(context.env.incoming, bound, names)) throw new ApiError(403, 'Wrong Host.');
    // A page that is not named must not even make the machine work.
    const origin = context.req.header('origin');
    if (origin !== undefined && !origins.includes(origin))
      throw new ApiError(
        403,
        `Pages of ${origin} may not ask: allow this origin where the endpoint is started.`,
      );
    return next();
  });
  // Without a list of its own it takes whatever headers a client's version sends.
  app.use(cors({ origin: [...origins], allowMethods: ['GET', 'POST'], exposeHeaders: ['x-request-id'] }));
  app.use(async (context, next) => {
    const [, key = ''] = /^Bearer +(.+)$/i.exec(context.req.header('authorization') ?? '') ?? [];
    const name = source.keyName(key);
    if (source.needsKey() && name === undefined)
      throw new ApiError(401, 'A key of this endpoint is needed: send it as "Authorization: Bearer KEY".', {
        code: 'invalid_api_key',
      });
    context.set('who', `program ${name ?? context.env.incoming.socket.remoteAddress}`);
    return next();
  });

  const listed = () =>
    source.models().map(({ id, parent, createdAt }) => ({
      ...{ id, object: 'model', created: Math.floor(createdAt / 1000), owned_by: 'lowrank' },
      ...{ root: parent ?? id, parent },
    }));
  app.get('/v1/models', (context) => context.json({ object: 'list', data: listed() }));
  app.get('/v1/models/:id', (context) => {
    const asked = context.req.param('id');
    const found = listed().find(({ id }) => id === asked);
    if (found) return context.json(found);
    throw new ApiError(404, `The model '${asked}' does not exist.`, {
      param: 'model',
      code: 'model_not_found',
    });
  });
  const ask = (read: (body: unknown) => Order, form: Form) => async (context: Context<Env>) => {
    const order = read(await readBody(context));
    return await answer(source, order, form, { who: context.get('who'), outgoing: context.env.outgoing });
  };
  app.post('/v1/chat/completions', ask(readChat, chatForm));
  app.post('/v1/completions', ask(readCompletion, completionForm));
  app.notFound(({ req }) =>
    refusal(new ApiError(404, `Unknown request URL: ${req.method} ${req.path}.`, { code: 'unknown_url' })),
  );
  app.onError((error) => refusal(asApiError(error)));

  return {
    url: `http://${authority(address, bound)}/v1`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refusal(error: ApiError): Response {
  return Response.json(error.body, { status: error.status, headers: error.headers });
}

/** @throws ApiError 413 for more than anybody could ask, 400 for what is no JSON */
async function readBody({ env: { incoming } }: Context<Env>): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBodyBytes) throw new ApiError(413, `The request has more than ${maxBodyBytes} bytes.`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    throw new ApiError(400, 'The body of the request is no JSON.');
  }
}
