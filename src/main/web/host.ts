/** Serves the studio to a browser: the same renderer over HTTP, the same contract over a WebSocket. */
import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Services } from '../../shared/api.ts';
import { signedOutCode } from '../../shared/channel.ts';
import { errorRecord, internalError } from '../../shared/errors.ts';
import { rendererResponse } from '../services/app/rendererFiles.ts';
import type { Home } from '../services/home/home.ts';
import { Access } from './access.ts';
import { authority, isLoopback, openAddresses } from './address.ts';
import { confined } from './confine.ts';
import { listen } from './listen.ts';
import { serveLogin } from './login.ts';
import type { Password } from './password.ts';
import { serveSocket } from './socket.ts';

const maxMessageBytes = 1 << 20;
const maxSockets = 64;
const maxUploads = 4;
/** Larger than any dataset one would send through a browser; the disk's own limit comes first. */
const maxUploadBytes = 64e9;

/** What a host needs that others than this machine can reach. */
export interface NetworkGuard {
  /** Instead of the one-time token. */
  readonly password: Password;
  /** No path outside its folders can be named by a page. */
  readonly home: Home;
  /** By which people reach this host besides its addresses, such as that of a proxy before it. */
  readonly names: readonly string[];
}

export interface WebHostOptions {
  readonly services: Services;
  /** Where the build put the renderer. */
  readonly renderer: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** IPv4 or IPv6; default: 127.0.0.1. Any but a loopback address demands a guard. */
  readonly address?: string;
  readonly guard?: NetworkGuard | undefined;
  /** Told each address to open, and a fresh one whenever its token has been used. */
  readonly onAddress: (url: string) => void;
}

export interface WebHost {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts listening. @throws AppError `exists` when the port is taken; `bad-config` for an address of another machine */
export async function startWebHost({
  services: given,
  renderer,
  port,
  address = '127.0.0.1',
  guard,
  onAddress,
}: WebHostOptions): Promise<WebHost> {
  if (!guard && !isLoopback(address)) throw internalError(`${address} is to be served without a password`);
  const services = guard ? confined(given, guard.home) : given;
  const app = new Hono<{ Bindings: HttpBindings }>();
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.maxConnections = 256;
  // A large file over a slow line takes its time; whoever is not let in is answered before their body is read.
  server.requestTimeout = 0;
  const bound = await listen(server, port, address);
  const access = new Access(bound, guard?.names);
  const announce = () => {
    const query = guard ? '' : `?token=${access.token}`;
    for (const each of openAddresses(address)) onAddress(`http://${authority(each, bound)}/${query}`);
  };

  app.use(async (context, next) => {
    if (!access.isOurs(context.env.incoming)) return context.text('Wrong Host or Origin.', 403);
    const { method, path } = context.req;
    const posts = guard ? ['/upload', '/login', '/logout'] : ['/upload'];
    if (method !== 'GET' && !(method === 'POST' && posts.includes(path)))
      return context.text('Only GET is answered.', 405, { connection: 'close' });
    return next();
  });
  let uploads = 0;
  app.post('/upload', async (context) => {
    const { headers } = context.env.incoming;
    // Nothing of the body is read before this is settled, and the connection ends with a refusal.
    const refuse = (status: 401 | 403 | 411 | 413 | 503, text: string) =>
      context.text(text, status, { connection: 'close' });
    if (!headers.origin) return refuse(403, 'Wrong Host or Origin.');
    if (!access.knows(headers)) return refuse(401, 'Open the address the studio printed.');
    const size = Number(headers['content-length'] ?? Number.NaN);
    if (!Number.isSafeInteger(size)) return refuse(411, 'The length of the file is missing.');
    if (size > maxUploadBytes) return refuse(413, `The file has more than ${maxUploadBytes / 1e9} GB.`);
    if (uploads >= maxUploads) return refuse(503, 'Other files are being sent: try again in a moment.');
    uploads++;
    try {
      const path = await services.upload(context.req.query('name') ?? '', context.env.incoming, size);
      return context.json({ path });
    } catch (error) {
      return context.json({ error: errorRecord(error) }, 400, { connection: 'close' });
    } finally {
      uploads--;
    }
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });
  /** With which headers each socket was let in. */
  const passes = new WeakMap<WebSocket, IncomingHttpHeaders>();
  const endDismissed = () => {
    for (const client of sockets.clients)
      if (!access.knows(passes.get(client) ?? {})) client.close(signedOutCode, 'signed out');
  };
  if (guard) serveLogin(app, { access, password: guard.password, onDismissed: endDismissed });
  app.get('*', async (context) => {
    const { path } = context.req;
    const cookie = guard ? undefined : access.exchange(context.req.query('token') ?? '');
    if (cookie) {
      announce();
      return context.body(null, 303, { location: '/', 'set-cookie': cookie, 'cache-control': 'no-store' });
    }
    if (access.knows(context.env.incoming.headers)) return rendererResponse(renderer, path);
    if (guard && path === '/') return context.redirect('/login', 303);
    return context.text(
      guard
        ? 'Log in first.'
        : 'Open the address the studio printed last when it was started; each works once.',
      401,
    );
  });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { headers, url } = request;
    socket.on('error', () => socket.destroy());
    const welcome = url === '/api' && headers.origin && access.isOurs(request) && access.knows(headers);
    if (!welcome || sockets.clients.size >= maxSockets) {
      socket.end(
        `HTTP/1.1 ${welcome ? '503 Service Unavailable' : '403 Forbidden'}\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      passes.set(client, headers);
      serveSocket(client, services);
    });
  });

  announce();
  return {
    port: bound,
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
