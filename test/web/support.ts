/** A browser host of the test's own, and the raw requests and sockets that are thrown at it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import WebSocket from 'ws';
import { startWebHost, type WebHostOptions } from '../../src/main/web/host.ts';

/** A folder that lives as long as the tests of the file; a file named secret.js lies beside the renderer. */
export const scratch = mkdtempSync(join(tmpdir(), 'lowrank-web-'));
const renderer = join(scratch, 'renderer');
mkdirSync(renderer);
writeFileSync(join(scratch, 'secret.js'), 'secret');
writeFileSync(join(renderer, 'index.html'), '<html>');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface TestHost {
  readonly port: number;
  /** As our pages send it. */
  readonly own: string;
  readonly origin: string;
  /** Every address told so far. */
  readonly addresses: readonly URL[];
  /** A request with exactly these headers besides Host; the path goes out as it is, unlike with fetch. */
  ask(path: string, asking?: Asking): Promise<Answer>;
  /** The cookie of a browser that has opened the address told last. */
  enter(): Promise<string>;
  /** The status a WebSocket is refused with, or `open`. */
  knock(headers: Readonly<Record<string, string>>): Promise<number | 'open'>;
  /** An open socket with this cookie. */
  openSocket(cookie: string): Promise<WebSocket>;
  close(): Promise<void>;
}

/** Closed after the tests of the file at the latest. */
export async function openHost(
  options: Pick<WebHostOptions, 'services'> & Partial<WebHostOptions>,
): Promise<TestHost> {
  const addresses: URL[] = [];
  const onAddress = (url: string) => addresses.push(new URL(url));
  const host = await startWebHost({ renderer, port: 0, onAddress, ...options });
  const { port } = host;
  const own = `127.0.0.1:${port}`;
  const origin = `http://${own}`;
  const ask: TestHost['ask'] = (path, { method = 'GET', headers = {}, body = '' } = {}) =>
    new Promise((resolve, reject) => {
      // Each over a connection of its own: one kept alive may have ended with a host on the same port before.
      const to = { port, host: '127.0.0.1', agent: false };
      const asked = request({ ...to, path, method, headers: { host: own, ...headers } });
      asked.on('response', async (response) => {
        const parts: Buffer[] = [];
        for await (const part of response) parts.push(part);
        const text = Buffer.concat(parts).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= host.close();
    return closed;
  };
  afterAll(close);
  return {
    ...{ port, own, origin, addresses, ask, close },
    async enter() {
      const { headers } = await ask(`/${addresses.at(-1)!.search}`);
      return cookieOf(headers);
    },
    knock: (headers) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`ws://${own}/api`, { headers });
        socket.on('open', () => {
          socket.terminate();
          resolve('open');
        });
        socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
        socket.on('error', () => {});
      }),
    async openSocket(cookie) {
      const socket = new WebSocket(`ws://${own}/api`, { headers: { cookie, origin } });
      await new Promise((resolve, reject) => {
        socket.once('open', resolve);
        socket.once('error', reject);
      });
      return socket;
    },
  };
}

/** What a browser would send back. */
export function cookieOf(headers: Answer['headers']): string {
  return String(headers['set-cookie']).split(';')[0]!;
}

/** Sends this head and a body of 100 MB, until the host hangs up. @returns what it said, and how many megabytes went out */
export async function sendHundredMegabytes(
  { port }: Pick<TestHost, 'port'>,
  head: readonly string[],
): Promise<{ readonly said: string; readonly sent: number }> {
  const megabyte = Buffer.alloc(1 << 20, 'x');
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {}); // the host hangs up while we are sending
  const closed = new Promise((resolve) => socket.once('close', resolve));
  let said = '';
  socket.on('data', (data) => {
    said += data;
  });
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  let sent = 0;
  const more = () => {
    while (sent < 100 && socket.writable) {
      sent++;
      if (!socket.write(megabyte)) return void socket.once('drain', more);
    }
  };
  more();
  await closed;
  return { said, sent };
}
