/** Whatever is thrown at the browser host in bulk, nothing gets in, nothing falls over, and it still answers afterwards. */
import { mkdtempSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join, sep } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type WebSocket from 'ws';
import { openHome } from '../../src/main/services/home/home.ts';
import { createServices } from '../../src/main/services/index.ts';
import { type Method, methods, type Services } from '../../src/shared/api.ts';
import { fakeServices } from '../support/services.ts';
import { openHost, scratch, sendHundredMegabytes, type TestHost } from './support.ts';

const home = openHome(mkdtempSync(join(scratch, 'home-')));
const megabyte = Buffer.alloc(1 << 20, 'x');
const seeded = { seed: 6 };
let services: Services;
let host: TestHost;
let cookie: string;

beforeAll(async () => {
  services = createServices({ home: home.path });
  host = await openHost({ services });
  cookie = await host.enter();
});
afterAll(() => services.close());

// After every attack the real services still answer those who were let in, and nobody else.
afterEach(async () => {
  expect((await host.ask('/', { headers: { cookie } })).body).toBe('<html>');
  expect((await host.ask('/')).status).toBe(401);
  const socket = await host.openSocket(cookie);
  socket.send('{"id":1,"method":"datasets.list"}');
  const answer = await new Promise((resolve) => socket.once('message', resolve));
  expect(JSON.parse(String(answer))).toMatchObject({ type: 'result', id: 1 });
  socket.terminate();
});

test('a token that was used, and those of a studio started before, let nobody in', async () => {
  const before = await openHost({ services: fakeServices({}) });
  const used = before.addresses[0]!.search;
  const old = await before.enter();
  const unused = before.addresses[1]!.search;
  expect((await before.ask(`/${used}`)).status).toBe(401);
  await before.close();
  const after = await openHost({ services: fakeServices({}), port: before.port });
  for (const search of [used, unused]) expect((await after.ask(`/${search}`)).status).toBe(401);
  expect((await after.ask('/', { headers: { cookie: old } })).status).toBe(401);
  expect(await after.knock({ cookie: old, origin: after.origin })).toBe(403);
});

test('no path leads out of the renderer', async () => {
  const part = fc.constantFrom(
    '..',
    '%2e%2e',
    '.',
    '/',
    '%2f',
    '\\',
    '%5c',
    '%00',
    'assets',
    'renderer',
    '%c0%ae',
  );
  const end = fc.constantFrom(
    'secret.js',
    'secret.js%00.html',
    'secret.js?',
    'home',
    'secret.js/',
    'secret.js::$DATA',
  );
  const path = fc
    .tuple(fc.array(part, { maxLength: 8 }), end)
    .map(([parts, last]) => `/${parts.join('/')}/${last}`);
  await fc.assert(
    fc.asyncProperty(path, async (wanted) => {
      const { status, body } = await host.ask(wanted, { headers: { cookie } });
      // 400: no address at all.
      expect([
        [404, 'Not found.'],
        [400, ''],
      ]).toContainEqual([status, body]);
    }),
    { ...seeded, numRuns: 400 },
  );
});

test('whatever the name of a file that is sent, it lies among the files that were sent', async () => {
  const part = fc.constantFrom('..', '/', '\\', '\0', 'a', 'C:', '~', '\u202e', '.jsonl', 'CON', '\n', ' ');
  const name = fc.oneof(
    fc.array(part, { maxLength: 9 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  );
  const uploads = realpathSync(home.datasets) + sep + join('uploads', sep);
  await fc.assert(
    fc.asyncProperty(name, async (given) => {
      const headers = { cookie, origin: host.origin, 'content-length': '3' };
      const path = `/upload?name=${encodeURIComponent(given.toWellFormed())}`;
      const { status, body } = await host.ask(path, { method: 'POST', headers, body: 'abc' });
      expect(status).toBe(200);
      const kept = (JSON.parse(body) as { path: string }).path;
      expect(realpathSync(kept)).toBe(kept);
      expect(kept.startsWith(uploads) && kept.slice(uploads.length).split(sep).length === 2, kept).toBe(true);
      expect(statSync(kept).size).toBe(3);
    }),
    { ...seeded, numRuns: 150 },
  );
  expect(readdirSync(home.datasets)).toEqual(['uploads']);
});

test.each([
  ['in one message', (socket: WebSocket) => socket.send(Buffer.alloc(100 << 20, 'x').toString())],
  [
    'in a hundred fragments',
    (socket: WebSocket) => {
      for (let i = 0; i < 100; i++) socket.send(megabyte.toString(), { fin: i === 99 });
    },
  ],
])('a hundred megabytes %s end their socket', async (_what, send) => {
  const socket = await host.openSocket(cookie);
  socket.on('error', () => {}); // the host hangs up while we are sending
  const closed = new Promise((resolve) => socket.once('close', resolve));
  send(socket);
  expect([1006, 1009]).toContain(await closed);
});

test.each([
  ['as an upload of a stranger', '/upload?name=x', ''],
  ['as a form', '/login', ''],
  ['as a form of who was let in', '/', 'cookie'],
  ['as an upload in chunks', '/upload?name=x', 'chunked'],
])('a hundred megabytes %s are not read', async (_what, path, kind) => {
  const length = kind === 'chunked' ? 'Transfer-Encoding: chunked' : 'Content-Length: 104857600';
  const { said, sent } = await sendHundredMegabytes(host, [
    `POST ${path} HTTP/1.1`,
    `Host: ${host.own}`,
    `Origin: ${host.origin}`,
    ...(kind === '' ? [] : [`Cookie: ${cookie}`]),
    length,
  ]);
  expect(said).toMatch(/^HTTP\/1.1 (400|401|405|411) /);
  expect(sent).toBeLessThan(100);
});

test('of two Host headers neither counts, whichever comes first', async () => {
  const answer = (hosts: readonly string[]) =>
    new Promise<string>((resolve, reject) => {
      const named = hosts.map((each) => `Host: ${each}\r\n`).join('');
      const socket = connect(host.port, '127.0.0.1', () =>
        socket.write(`GET / HTTP/1.1\r\n${named}Cookie: ${cookie}\r\nConnection: close\r\n\r\n`),
      );
      socket.once('data', (data) => resolve(data.toString().slice(9, 12)));
      socket.once('error', reject);
    });
  expect(await answer([host.own])).toBe('200');
  expect(await answer([host.own, 'evil.example'])).toMatch(/^40[03]$/);
  expect(await answer(['evil.example', host.own])).toMatch(/^40[03]$/);
});

/** Bytes in use once all that can be forgotten is. */
async function heap(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 200));
  setFlagsFromString('--expose-gc');
  for (let i = 0; i < 3; i++) (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

test('ten thousand connections in turn leave nothing behind', { timeout: 120_000 }, async () => {
  const listening = fakeServices({});
  const target = await openHost({ services: listening });
  const known = `Host: ${target.own}\r\nOrigin: ${target.origin}\r\nCookie: ${await target.enter()}\r\n`;
  const upgrade =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
  const attacks = [
    [`GET / HTTP/1.1\r\n${known}Connection: close\r\n\r\n`, '200'],
    [`GET / HTTP/1.1\r\nHost: ${target.own}\r\n\r\n`, '401'],
    [`GET /api HTTP/1.1\r\n${known}${upgrade}\r\n`, '101'],
    [`GET /api HTTP/1.1\r\nHost: ${target.own}\r\n${upgrade}\r\n`, '403'],
    ['no HTTP at all\r\n\r\n', '400'],
  ] as const;
  /** Says it, hears the status and hangs up. */
  const visit = ([text, status]: readonly [string, string]) =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(target.port, '127.0.0.1', () => socket.write(text));
      socket.once('data', (data) => {
        if (!data.toString().startsWith(`HTTP/1.1 ${status}`)) reject(new Error(`${text} got ${data}`));
        socket.destroy();
      });
      socket.once('error', reject);
      socket.once('close', () => resolve());
    });
  const visits = async (count: number) => {
    let left = count;
    const visitor = async () => {
      while (left-- > 0) await visit(attacks[left % attacks.length]!);
    };
    await Promise.all(Array.from({ length: 20 }, visitor));
  };
  await visits(2000);
  const before = await heap();
  await visits(8000);
  const grown = (await heap()) - before;
  expect(grown).toBeLessThan(4e6); // 500 bytes each
  expect(listening.listeners.size).toBe(0);
  expect((await target.ask('/')).status).toBe(401);
});

/** Id of the proper call. */
const last = 777_777;

/** All answers to these messages and to a proper call after them, or that the socket was closed. */
async function say(messages: readonly (string | Uint8Array)[]): Promise<readonly string[] | 'closed'> {
  const socket = await host.openSocket(cookie);
  const said: string[] = [];
  const ended = new Promise<'closed'>((resolve) => socket.once('close', () => resolve('closed')));
  const answered = new Promise<readonly string[]>((resolve) => {
    socket.on('message', (data) => {
      const text = String(data);
      if (text.startsWith('{"type":"event"')) return;
      said.push(text);
      if (said.length === messages.length + 1) resolve(said);
    });
  });
  for (const message of messages) socket.send(message);
  socket.send(JSON.stringify({ id: last, method: 'jobs.list' }));
  const outcome = await Promise.race([ended, answered]);
  socket.terminate();
  return outcome;
}

test('bytes and JSON that are no call end their socket', async () => {
  const message = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 200 }),
    fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
    fc.json(),
    fc
      .record({ id: fc.jsonValue(), method: fc.constant(7), input: fc.jsonValue() })
      .map((call) => JSON.stringify(call)),
    fc
      .record({ id: fc.integer({ max: -1 }), method: fc.constant('jobs.list') })
      .map((call) => JSON.stringify(call)),
    fc.constantFrom(
      '[',
      'null',
      '{"__proto__":{"id":1}}',
      '{"id":1e999,"method":"jobs.list"}',
      '[]'.repeat(100),
    ),
  );
  await fc.assert(
    fc.asyncProperty(message, async (text) => {
      expect(await say([text])).toBe('closed');
    }),
    { ...seeded, numRuns: 300 },
  );
});

/** Methods that reach for the network or the engine when asked properly. */
const heavy =
  /^(models\.(look|download|starter)|datasets\.download|devices\.selfTest|settings\.diagnostics|exports\.installLlamaCpp)$/;
const all = Object.keys(methods) as Method[];

test.each(all)('%s takes no input of another shape, and says so', async (method) => {
  const { input } = methods[method];
  const values = fc.sample(
    fc.oneof(fc.jsonValue(), fc.record({ id: fc.jsonValue(), path: fc.jsonValue(), config: fc.jsonValue() })),
    { ...seeded, numRuns: 60 },
  );
  const wrong = values.filter((value) => !input.safeParse(JSON.parse(JSON.stringify(value))).success);
  expect(wrong.length).toBeGreaterThan(20);
  const said = await say(wrong.map((value, id) => JSON.stringify({ id, method, input: value })));
  const answers = (said as string[]).map((text) => JSON.parse(text)).filter(({ id }) => id !== last);
  expect(answers).toHaveLength(wrong.length);
  for (const { type, error } of answers) {
    expect([type, error?.code]).toEqual(['error', 'internal']);
    expect(error.message).toContain(`internal: ${method}: ✖`);
  }
});

/** What many methods take, with these texts in it. */
const inputFor = (first: string, second: string) => ({
  ...{
    id: first,
    ids: [first, second],
    path: `/nowhere/${first}`,
    copy: true,
    modelId: second,
    name: second,
  },
  ...{
    adapterVersionId: first,
    target: 'peft',
    dtype: 'float32',
    position: 1,
    from: 0,
    to: null,
    points: 10,
  },
  ...{
    config: { model: first, data: second, [first]: second },
    queue: true,
    parentId: second,
    prompts: [first],
  },
  ...{
    page: 0,
    pageSize: 10,
    search: first,
    states: [],
    sort: 'name',
    descending: true,
    map: { [first]: second },
  },
});

test('hostile ids, names and paths of the right shape are answered, and change nothing', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      "'; DROP TABLE runs; --",
      '../../../etc/passwd',
      '/etc/passwd',
      '__proto__',
      '\0',
      'x'.repeat(1e5),
      '',
    ),
  );
  // A copy of the database may be under way at any time.
  const folders = () => readdirSync(home.path).filter((name) => !name.includes('.backup'));
  const before = folders();
  // An import reads in a process of its own, which takes a second to start.
  const asked = all.filter((method) => !heavy.test(method) && method !== 'datasets.import');
  await fc.assert(
    fc.asyncProperty(text, text, async (first, second) => {
      const input = inputFor(first, second);
      const calls = asked.map((method, id) => JSON.stringify({ id, method, input: valid(method, input) }));
      const said = await say(calls);
      expect(said).toHaveLength(calls.length + 1);
    }),
    { ...seeded, numRuns: 15 },
  );
  expect(folders()).toEqual(before);
  expect(await services.methods['runs.active'](undefined)).toEqual([]);
  expect(await services.methods['models.list'](undefined)).toEqual([]);
});

test('a NUL character in a path, a name or a text of any method is refused as what it is', async () => {
  const input = {
    ...inputFor('a\0', 'b'),
    name: 'a\0',
    token: '\0',
    exportsFolder: '\0',
    prompts: ['good', '\0'],
  };
  // Some take prompts, others their number.
  const inputOf = (method: Method) =>
    [input, { ...input, prompts: 2 }].find((each) => methods[method].input.safeParse(each).success);
  const asked = all.filter((method) => valid(method, input) !== undefined && inputOf(method));
  expect(asked).toEqual(
    expect.arrayContaining([
      'models.import',
      'models.look',
      'datasets.import',
      'adapters.import',
      'exports.create',
    ]),
  );
  expect(asked).toEqual(
    expect.arrayContaining(['runs.start', 'runs.preview', 'app.showFolder', 'runs.update']),
  );
  const said = await say(asked.map((method, id) => JSON.stringify({ id, method, input: inputOf(method) })));
  const answers = (said as string[]).map((text) => JSON.parse(text)).filter(({ id }) => id !== last);
  const codes = Object.fromEntries(answers.map(({ id, error }) => [asked[id], error?.code]));
  expect(codes).toEqual(Object.fromEntries(asked.map((method) => [method, 'bad-input'])));
  const { error } = answers.find(({ id }) => asked[id] === 'models.import');
  expect(error.message).toMatch(/^models.import: path holds a NUL character/);
});

/** What the method takes of it; nothing where it takes nothing. */
function valid(method: Method, input: object): unknown {
  return methods[method].input.safeParse(undefined).success ? undefined : input;
}

test.each([
  ['arrays', '[', ']'],
  ['objects', '{"a":', '}'],
])('sixty thousand %s in each other are answered or end their socket', async (_what, open, close) => {
  const deep = `${open.repeat(60_000)}1${close.repeat(60_000)}`;
  expect(await say([deep])).toBe('closed');
  const inputs = [
    deep,
    `{"config":${deep}}`,
    `{"config":{"model":${deep},"rank":${deep}}}`,
    `{"id":${deep}}`,
  ];
  for (const method of all.filter((each) => !heavy.test(each))) {
    const calls = inputs.map((input, id) => `{"id":${id},"method":"${method}","input":${input}}`);
    expect(await say(calls), method).toHaveLength(calls.length + 1);
  }
});
