/** The browser host lets in one browser per token and nothing else, whatever is thrown at it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { startWebHost, type WebHost } from '../../src/main/web/host.ts';
import { fakeServices } from '../support/services.ts';

const services = fakeServices({
  'app.info': async () => ({
    version: '1.2.3',
    platform: 'p',
    cpu: 'c',
    cores: 1,
    memoryBytes: 1,
    notice: null,
  }),
  'devices.selfTest': async () => [],
});

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
    services,
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
