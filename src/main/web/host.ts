/** Serves the studio to a browser on this machine: the same renderer over HTTP, the same contract over a WebSocket. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Services } from '../../shared/api.ts';
import { Line } from '../../shared/channel.ts';
import { AppError, errorRecord } from '../../shared/errors.ts';
import { serveApi } from '../../shared/wire.ts';
import { rendererResponse } from '../services/rendererFiles.ts';
import { Access } from './access.ts';

const maxMessageBytes = 1 << 20;
const maxSockets = 64;
const maxUploads = 4;
/** Larger than any dataset one would send through a browser; the disk's own limit comes first. */
const maxUploadBytes = 64e9;

export interface WebHostOptions {
  readonly services: Services;
  /** Where the build put the renderer. */
  readonly renderer: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Told the address to open, and a fresh one whenever it has been used. */
  readonly onAddress: (url: string) => void;
}

export interface WebHost {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts listening on 127.0.0.1. @throws AppError `exists` when the port is taken */
export async function startWebHost({
  services,
  renderer,
  port,
  onAddress,
}: WebHostOptions): Promise<WebHost> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.maxConnections = 256;
  // A large file over a slow line takes its time; whoever is not let in is answered before their body is read.
  server.requestTimeout = 0;
  const bound = await listen(server, port);
  const access = new Access(bound);
  const announce = () => onAddress(`http://127.0.0.1:${bound}/?token=${access.token}`);

  app.use(async (context, next) => {
    if (!access.isOurs(context.env.incoming.headers)) return context.text('Wrong Host or Origin.', 403);
    const { method, path } = context.req;
    if (method !== 'GET' && !(method === 'POST' && path === '/upload'))
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
  app.get('*', async (context) => {
    const { path } = context.req;
    const cookie = access.exchange(context.req.query('token') ?? '');
    if (cookie) {
      announce();
      return context.body(null, 303, { location: '/', 'set-cookie': cookie, 'cache-control': 'no-store' });
    }
    if (access.knows(context.env.incoming.headers)) return rendererResponse(renderer, path);
    return context.text(
      'Open the address the studio printed last when it was started; each works once.',
      401,
    );
  });

  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { headers, url } = request;
    socket.on('error', () => socket.destroy());
    const welcome = url === '/api' && headers.origin && access.isOurs(headers) && access.knows(headers);
    if (!welcome || sockets.clients.size >= maxSockets) {
      socket.end(
        `HTTP/1.1 ${welcome ? '503 Service Unavailable' : '403 Forbidden'}\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => serveSocket(client, services));
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

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      const message = `port ${port}: ${taken ? 'another program is using it' : cause.message}`;
      reject(
        new AppError(taken ? 'exists' : 'network', message, 'Choose another port with --port.', { cause }),
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function serveSocket(client: WebSocket, services: Services): void {
  const line = new Line({
    send: (text) => {
      if (client.readyState === client.OPEN) client.send(text);
    },
    close: () => client.close(1008, 'not a call'),
  });
  client.on('message', (data, isBinary) => line.deliver(isBinary ? '' : data.toString()));
  client.on('close', () => line.closed());
  client.on('error', () => client.terminate()); // an oversized or malformed frame; 'close' follows
  serveApi(line, services);
}
