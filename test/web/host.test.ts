/** The browser host lets in one browser per token and nothing else, whatever is thrown at it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { startWebHost, type WebHost } from '../../src/main/web/host.ts';
import type { Services } from '../../src/shared/api.ts';
import { AppError } from '../../src/shared/errors.ts';
import { fakeServices } from '../support/services.ts';

const services = fakeServices({
  'app.info': async () => ({
    version: '1.2.3',
    platform: 'p',
    cpu: 'c',
    cores: 1,
    memoryBytes: 1,
    notice: null,
    behindPassword: false,
    command: ['npx', 'lowrank'],
    homeOption: [],
  }),
  'devices.selfTest': async () => [],
});

const received: { name: string; text: string; size: number }[] = [];
let holdUploads: Promise<void> | undefined;
let releaseUploads = () => {};
let waiting = 0;

const withUploads: Services = {
  ...services,
  async upload(name, bytes, size) {
    if (name === 'refuse me') throw new AppError('disk', 'no room', 'Make some.');
    waiting++;
    await holdUploads;
    waiting--;
    const parts: Uint8Array[] = [];
    for await (const part of bytes) parts.push(part);
    received.push({ name, text: Buffer.concat(parts).toString(), size });
    return `/kept/${name}`;
  },
};

let folder: string;
let host: WebHost;
let own: string;
let cookie: string;
const addresses: URL[] = [];

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A plain request with exactly these headers; the path goes out as it is, unlike with fetch. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      port: host.port,
      host: '127.0.0.1',
      path,
      method,
      headers: { host: own, ...headers },
    });
    asked.on('response', async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part);
      const text = Buffer.concat(parts).toString();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** The status a WebSocket is refused with, or `open`. */
function knock(path: string, headers: Record<string, string>): Promise<number | 'open'> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => {});
  });
}

/** An open socket with our cookie. */
async function openSocket(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/api`, {
    headers: { cookie, origin: `http://${own}` },
  });
  await new Promise((resolve) => socket.once('open', resolve));
  return socket;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lowrank-web-'));
  mkdirSync(join(folder, 'renderer'));
  writeFileSync(join(folder, 'secret.js'), 'secret');
  writeFileSync(join(folder, 'renderer/index.html'), '<html>');
  host = await startWebHost({
    services: withUploads,
    renderer: join(folder, 'renderer'),
    port: 0,
    onAddress: (url) => addresses.push(new URL(url)),
  });
  own = `127.0.0.1:${host.port}`;
  const { headers } = await ask(`/${addresses[0]!.search}`);
  cookie = String(headers['set-cookie']).split(';')[0]!;
});

afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

test('a token lets one browser in, and a fresh address is announced', async () => {
  const token = addresses.at(-1)!.search;
  const first = await ask(`/${token}`);
  expect([first.status, first.headers.location]).toEqual([303, '/']);
  expect(String(first.headers['set-cookie'])).toMatch(
    new RegExp(`^lowrank-${host.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
  );
  expect(addresses.at(-1)!.search).not.toBe(token);
  expect((await ask(`/${token}`)).status).toBe(401);
});

test.each([
  ['no token', '/'],
  ['an empty token', '/?token='],
  ['a wrong token', `/?token=${'A'.repeat(43)}`],
  ['a file without a cookie', '/index.html'],
])('%s gets nothing', async (_what, path) => {
  const { status, headers, body } = await ask(path);
  expect([status, headers['set-cookie']]).toEqual([401, undefined]);
  expect(body).toBe('Open the address the studio printed last when it was started; each works once.');
});

test('the cookie opens the page, under either of our names', async () => {
  expect((await ask('/', { cookie })).body).toBe('<html>');
  expect((await ask('/', { cookie, host: `localhost:${host.port}` })).body).toBe('<html>');
  expect((await ask('/', { cookie: `other=1; ${cookie}` })).body).toBe('<html>');
});

test.each([
  ['a rebound name', { host: 'evil.example' }],
  ['our address on another port', { host: '127.0.0.1:1' }],
  ['a page elsewhere', { origin: 'https://evil.example' }],
  ['a page on another local port', { origin: 'http://127.0.0.1:1' }],
  ['a sandboxed page', { origin: 'null' }],
])('%s is refused, even with the cookie', async (_what, headers) => {
  expect((await ask('/', { cookie, ...headers })).status).toBe(403);
  const origin = `http://${own}`;
  expect(await knock('/api', { cookie, host: own, origin, ...headers })).toBe(403);
});

test('a form posted from elsewhere changes nothing', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded', cookie };
  expect((await ask('/api', { ...form, origin: 'https://evil.example' }, 'POST', 'a=1')).status).toBe(403);
  expect((await ask('/api', form, 'POST', 'a=1')).status).toBe(405);
});

test.each([
  '/../secret.js',
  '/%2e%2e/secret.js',
  '/..%2fsecret.js',
  '/%2e%2e%2fsecret.js',
  '//secret.js',
  '/%zz',
])('%s does not leave the renderer', async (path) => {
  const { status, body } = await ask(path, { cookie });
  expect([status, body]).toEqual([404, 'Not found.']);
});

/** Posts `body` as a file of this name; `headers` besides the cookie, our own origin and its length. */
function upload(name: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const path = `/upload?name=${encodeURIComponent(name)}`;
  const own = { cookie, origin: `http://127.0.0.1:${host.port}`, 'content-length': String(body.length) };
  return ask(path, { ...own, ...headers }, 'POST', body);
}

test('a file that a page of ours sends is kept, and its path told', async () => {
  const { status, body } = await upload('my rows.csv', 'q,a\n1,2\n');
  expect([status, JSON.parse(body)]).toEqual([200, { path: '/kept/my rows.csv' }]);
  expect(received).toEqual([{ name: 'my rows.csv', text: 'q,a\n1,2\n', size: 8 }]);
});

test('why a file cannot be kept is told', async () => {
  const { status, body } = await upload('refuse me', 'x');
  const error = { code: 'disk', message: 'no room', hint: 'Make some.' };
  expect([status, JSON.parse(body)]).toEqual([400, { error }]);
});

test.each<[string, number, Record<string, string>]>([
  ['no cookie', 401, { cookie: '' }],
  ['a wrong cookie', 401, { cookie: 'lowrank=1' }],
  ['a page elsewhere', 403, { origin: 'https://evil.example' }],
  ['a sandboxed page', 403, { origin: 'null' }],
  ['another Host', 403, { host: 'evil.example' }],
  ['a length that is none', 400, { 'content-length': 'many' }],
  ['more bytes than any dataset', 413, { 'content-length': '1e15'.replace('1e15', '1000000000000000') }],
])('an upload with %s is refused with %i before it is read', async (_what, expected, headers) => {
  received.length = 0;
  const { status } = await upload('x.csv', 'x', headers);
  expect(status).toBe(expected);
  expect(received).toEqual([]);
});

test('an upload without an origin or a length is refused', async () => {
  received.length = 0;
  expect((await ask('/upload?name=x', { cookie, 'content-length': '1' }, 'POST', 'x')).status).toBe(403);
  const origin = `http://${own}`;
  const chunked = { cookie, origin, 'transfer-encoding': 'chunked' };
  expect((await ask('/upload?name=x', chunked, 'POST', 'x')).status).toBe(411);
  expect((await ask('/other?name=x', { cookie, origin }, 'POST', 'x')).status).toBe(405);
  expect(received).toEqual([]);
});

test('a hundred megabytes from a stranger are not read', async () => {
  const socket = connect(host.port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  socket.resume();
  received.length = 0;
  socket.write(`POST /upload?name=x HTTP/1.1\r\nHost: ${own}\r\nContent-Length: 100000000\r\n\r\n`);
  const megabyte = Buffer.alloc(1 << 20);
  const sending = setInterval(() => socket.write(megabyte), 1);
  await closed;
  clearInterval(sending);
  expect(received).toEqual([]);
  expect(socket.bytesWritten).toBeLessThan(100_000_000);
});

test('only a few files are taken at once', async () => {
  holdUploads = new Promise((resolve) => {
    releaseUploads = resolve;
  });
  const under = ['1', '2', '3', '4'].map((name) => upload(name, 'x'));
  await vi.waitUntil(() => waiting === 4);
  expect((await upload('5', 'x')).status).toBe(503);
  releaseUploads();
  expect((await Promise.all(under)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  holdUploads = undefined;
  expect((await upload('6', 'x')).status).toBe(200);
});

test('the socket wants the cookie, an origin and its own path', async () => {
  const origin = `http://${own}`;
  expect(await knock('/api', { cookie, origin })).toBe('open');
  expect(await knock('/api', { origin })).toBe(403);
  expect(await knock('/api', { cookie })).toBe(403);
  expect(await knock('/api', { cookie: `${cookie}x`, origin })).toBe(403);
  expect(await knock('/other', { cookie, origin })).toBe(403);
});

test('the socket answers calls', async () => {
  const socket = await openSocket();
  socket.send('{"id":7,"method":"devices.selfTest","input":{"again":false}}');
  const [data] = await new Promise<unknown[]>((resolve) => socket.once('message', (...got) => resolve(got)));
  expect(String(data)).toBe('{"type":"result","id":7,"output":[]}');
  socket.terminate();
});

test.each([
  ['a message that is no call', 'hello', 1008],
  ['a binary message', Buffer.from('{"id":1,"method":"app.info"}'), 1008],
  ['a message over one megabyte', `{"id":1,"method":"${'a'.repeat(1 << 20)}"}`, 1009],
])('%s ends that connection and no other', async (_what, message, code) => {
  const other = await openSocket();
  const socket = await openSocket();
  socket.send(message);
  expect(await new Promise((resolve) => socket.once('close', resolve))).toBe(code);
  expect(other.readyState).toBe(WebSocket.OPEN);
  other.terminate();
});

test('more sockets than anybody needs are turned away', async () => {
  const sockets = await Promise.all(Array.from({ length: 64 }, openSocket));
  expect(await knock('/api', { cookie, origin: `http://${own}` })).toBe(503);
  for (const socket of sockets) socket.terminate();
  await expect.poll(() => knock('/api', { cookie, origin: `http://${own}` })).toBe('open');
});

test('bytes that are no HTTP end their connection only', async () => {
  const socket = connect(host.port, '127.0.0.1');
  socket.write('\x16\x03\x01 no http at all\r\n\r\n');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume();
  await closed;
  expect((await ask('/', { cookie })).status).toBe(200);
});

test('a port that is taken is named', async () => {
  const second = startWebHost({ services, renderer: folder, port: host.port, onAddress: () => {} });
  await expect(second).rejects.toMatchObject({
    code: 'exists',
    message: `port ${host.port}: another program is using it`,
    hint: 'Choose another port with --port.',
  });
});
