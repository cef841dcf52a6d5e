/** A host that others can reach lets in who knows the password, slowly who guesses, and nobody out of its folders. */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type WebSocket from 'ws';
import { z } from 'zod';
import { openHome } from '../../src/main/services/home/home.ts';
import { createServices } from '../../src/main/services/index.ts';
import { confined } from '../../src/main/web/confine.ts';
import { startWebHost } from '../../src/main/web/host.ts';
import { Password } from '../../src/main/web/password.ts';
import { methods, type Services } from '../../src/shared/api.ts';
import { Line } from '../../src/shared/channel.ts';
import { type ApiClient, connectApi } from '../../src/shared/wire.ts';
import { fakeServices } from '../support/services.ts';
import { type Answer, cookieOf, openHost, scratch, type TestHost } from './support.ts';

const secret = 'correct horse battery';
const home = openHome(mkdtempSync(join(scratch, 'home-')));
const guard = { password: new Password(secret), home, names: ['studio.example'] };
let services: Services;
let host: TestHost;
let cookie: string;
let api: ApiClient;
let socket: WebSocket;

/** Sends the form as a browser does. */
function logIn(password: string, headers: Record<string, string> = {}, to = host): Promise<Answer> {
  const body = new URLSearchParams({ password }).toString();
  const form = {
    origin: to.origin,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(Buffer.byteLength(body)),
  };
  return to.ask('/login', { method: 'POST', headers: { ...form, ...headers }, body });
}

beforeAll(async () => {
  services = createServices({ home: home.path });
  host = await openHost({ services, guard });
  cookie = cookieOf((await logIn(secret)).headers);
  socket = await host.openSocket(cookie);
  const line = new Line({ send: (text) => socket.send(text), close: () => socket.close() });
  socket.on('message', (data) => line.deliver(data.toString()));
  api = connectApi(line);
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(async () => {
  socket.terminate();
  await services.close();
});

test('the address carries no token, and the page leads to the login', async () => {
  expect(host.addresses.map(String)).toEqual([`http://${host.own}/`]);
  const { status, headers } = await host.ask('/');
  expect([status, headers.location]).toEqual([303, '/login']);
  expect((await host.ask('/assets/a.js')).status).toBe(401);
  expect((await host.ask('/?token=')).status).toBe(303);
});

test.each([
  ['en', 'Log in to Lowrank Studio'],
  ['de-CH,de;q=0.9', 'Bei Lowrank Studio anmelden'],
  ['zh-CN', '登录 Lowrank Studio'],
])('the login page in %s is a plain form under the strict policy', async (language, title) => {
  const { status, headers, body } = await host.ask('/login', { headers: { 'accept-language': language } });
  expect(status).toBe(200);
  expect(body).toContain(`<title>${title}</title>`);
  expect(body).not.toMatch(/<script|<style|style=|\son\w+=/);
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("form-action 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(headers['referrer-policy']).toBe('same-origin'); // else browsers send the form with the origin null
});

test('the password lets a browser in, which then needs no login page', async () => {
  const { status, headers } = await logIn(secret);
  expect([status, headers.location]).toEqual([303, '/']);
  expect(String(headers['set-cookie'])).toMatch(
    new RegExp(`^lowrank-${host.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
  );
  const mine = { headers: { cookie: cookieOf(headers) } };
  expect((await host.ask('/', mine)).body).toBe('<html>');
  expect((await host.ask('/login', mine)).headers.location).toBe('/');
});

test('a password typed with other composition of its letters is the same', async () => {
  const password = new Password('schönes Wetter heute'.normalize('NFC'));
  expect(await password.matches('schönes Wetter heute'.normalize('NFD'))).toBe(true);
  expect(await password.matches('schones Wetter heute')).toBe(false);
});

test('a wrong password gets the page again, without a cookie or a hint', async () => {
  const other = await openHost({ services, guard });
  const { status, headers, body } = await logIn('correct horse battere', {}, other);
  expect([status, headers['set-cookie']]).toEqual([401, undefined]);
  expect(body).toContain('That did not work. Try again.');
  const empty = await logIn('', {}, other);
  expect([empty.status, empty.body]).toEqual([401, body]);
});

test('who guesses has to wait, even with many tries at once, while others go on', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const other = await openHost({ services, guard });
  const entered = { headers: { cookie: cookieOf((await logIn(secret, {}, other)).headers) } };
  const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => logIn(`wrong ${i}`, {}, other)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(3);
  expect(statuses.filter((status) => status === 429)).toHaveLength(9);
  const late = await logIn(secret, {}, other);
  expect([late.status, late.headers['retry-after'], late.headers['set-cookie']]).toEqual([
    429,
    '1',
    undefined,
  ]);
  expect(late.body).toContain('Wait 1 s and try again.');
  expect((await other.ask('/', entered)).status).toBe(200);
  vi.setSystemTime(Date.now() + 1000);
  expect((await logIn(secret, {}, other)).status).toBe(303);
});

test.each([
  ['of another site', { origin: 'https://evil.example' }, 403],
  ['of a page without origin', { origin: 'null' }, 403],
  ['with a rebound name', { host: 'evil.example', origin: 'http://evil.example' }, 403],
  ['of a megabyte', { 'content-length': String(1 << 20) }, 413],
  ['with a length that is none', { 'content-length': 'x' }, 400],
])('a form %s is refused, and counts for nobody', async (_what, headers, status) => {
  for (let i = 0; i < 5; i++) expect((await logIn(secret, headers)).status).toBe(status);
  expect((await logIn(secret)).status).toBe(303);
});

test('a form without an origin, or without a length, is refused', async () => {
  const body = `password=${encodeURIComponent(secret)}`;
  const length = { 'content-length': String(body.length) };
  expect((await host.ask('/login', { method: 'POST', headers: length, body })).status).toBe(403);
  const chunked = { origin: host.origin, 'transfer-encoding': 'chunked' };
  expect((await host.ask('/login', { method: 'POST', headers: chunked, body })).status).toBe(411);
});

test('a name that was allowed works, over http and behind a proxy that speaks TLS; others do not', async () => {
  const named = { host: 'studio.example', origin: 'https://studio.example' };
  const { status, headers } = await logIn(secret, named);
  expect([status, String(headers['set-cookie']).endsWith('; SameSite=Strict; Secure')]).toEqual([303, true]);
  expect(await host.knock({ cookie, ...named })).toBe('open');
  expect(await host.knock({ cookie, host: 'Studio.Example:80', origin: 'http://Studio.Example:80' })).toBe(
    'open',
  );
  expect(await host.knock({ cookie, ...named, origin: host.origin })).toBe(403);
  expect(await host.knock({ cookie, ...named, host: 'x.studio.example' })).toBe(403);
  expect(await host.knock({ cookie, host: host.own, origin: `https://${host.own}` })).toBe(403);
});

test('without a guard no other address than a loopback one is served', async () => {
  const open = startWebHost({
    services,
    renderer: scratch,
    port: 0,
    address: '0.0.0.0',
    onAddress: () => {},
  });
  await expect(open).rejects.toMatchObject({
    message: 'internal: 0.0.0.0 is to be served without a password',
  });
});

test('a host on all addresses answers under each of them, and not under that of another', async () => {
  const told: URL[] = [];
  const wide = await openHost({
    ...{ services: fakeServices({}), guard, address: '0.0.0.0' },
    onAddress: (url) => told.push(new URL(url)),
  });
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const addresses = all.filter(({ family }) => family === 'IPv4').map(({ address }) => address);
  expect(told.map(({ hostname }) => hostname)).toEqual(addresses);
  for (const url of told) {
    const { status, url: at } = await fetch(url);
    expect([status, at]).toEqual([200, `${url}login`]);
  }
  expect((await wide.ask('/login', { headers: { host: `192.0.2.99:${wide.port}` } })).status).toBe(403);
});

test('an address of another machine is named', async () => {
  const away = openHost({ services, guard, address: '198.51.100.7' });
  await expect(away).rejects.toMatchObject({
    code: 'bad-config',
    message: '198.51.100.7 is no address of this machine',
  });
});

test.each([['short'], ['elf letters'], ['x'.repeat(1001)]])('a password like %s is refused', (password) => {
  expect(() => new Password(password)).toThrow(/the password has \d+ characters; expected 12 to 1000/);
});

const refused = {
  code: 'unsupported',
  message: expect.stringContaining('over the network the studio takes'),
};
const foreign = join(scratch, 'foreign.jsonl');
writeFileSync(foreign, '{"question":"a","answer":"b"}\n'.repeat(4));
const sent = join(home.datasets, 'uploads/a/rows.jsonl');
mkdirSync(join(home.datasets, 'uploads/a'), { recursive: true });
writeFileSync(sent, '{"question":"a","answer":"b"}\n'.repeat(4));
const link = join(home.datasets, 'link.jsonl');
symlinkSync(foreign, link);
const token = join(home.path, 'hub-token');
writeFileSync(token, 'hf_secret');

test('what was sent is imported, and no file from elsewhere', async () => {
  const { name, id } = await api.call('datasets.import', { path: sent });
  expect(name).toBe('rows');
  for (const path of [
    foreign,
    link,
    token,
    home.database,
    home.path,
    'foreign.jsonl',
    `${sent}/../../../../x`,
  ])
    await expect(api.call('datasets.import', { path }), path).rejects.toMatchObject(refused);
  await api.call('datasets.remove', { id });
});

test('no method takes a path from elsewhere', async () => {
  const path = foreign;
  const config = { model: '', data: '' };
  const start = { name: 'x', queue: true, parentId: null, prompts: [] };
  const options = {
    system: '',
    trainOn: 'all',
    turns: 'all',
    badRows: 'stop',
    encoding: '',
    sheet: '',
    split: '',
  } as const;
  const calls: (readonly [string, () => Promise<unknown>])[] = [
    ['models.import', () => api.call('models.import', { path, copy: true })],
    ['adapters.import', () => api.call('adapters.import', { path, modelId: 'x' })],
    [
      'exports.create',
      () => api.call('exports.create', { adapterVersionId: 'x', target: 'peft', dtype: 'float32', path }),
    ],
    ['settings.set', () => api.call('settings.set', { exportsFolder: scratch })],
    [
      'datasets.report',
      () =>
        api.call('datasets.report', {
          ...{ id: 'x', modelId: 'x', rank: null },
          options: { ...options, map: {}, holdout: 0, holdoutFile: path, maxLength: 64, seed: 0 },
        }),
    ],
    ...['model', 'data', 'init', 'holdoutFile'].flatMap((field) => {
      const draft = { ...config, [field]: path };
      return [
        [`runs.preview of ${field}`, () => api.call('runs.preview', { config: draft, prompts: 0 })] as const,
        [`runs.start of ${field}`, () => api.call('runs.start', { ...start, config: draft })] as const,
      ];
    }),
  ];
  for (const [what, call] of calls) await expect(call(), what).rejects.toMatchObject(refused);
  await expect(api.call('app.showFolder', { path: home.exports })).rejects.toMatchObject({
    message: 'Folders are shown on the machine where the studio runs only.',
  });
});

test('a method whose schema does not say where its path may lead is refused', async () => {
  const reached = vi.fn(async () => []);
  const behind = confined(fakeServices({ 'runs.list': reached as never, 'jobs.list': reached }), home);
  const entry: { input: z.ZodType } = methods['runs.list'];
  const declared = entry.input;
  entry.input = z.object({ path: z.string() });
  try {
    await expect(behind.methods['runs.list']({ path: sent } as never)).rejects.toMatchObject({
      code: 'unsupported',
      message: 'internal: runs.list: the contract does not say where path may lead',
    });
  } finally {
    entry.input = declared;
  }
  expect(reached).not.toHaveBeenCalled();
  await behind.methods['jobs.list'](undefined);
  expect(reached).toHaveBeenCalledOnce();
});

test('an entry that was given the name of a file elsewhere does not open it', async () => {
  const { id } = await api.call('datasets.import', { path: sent });
  const preview = () => api.call('runs.preview', { config: { model: '', data: foreign }, prompts: 0 });
  await api.call('datasets.rename', { id, name: foreign });
  await expect(preview()).rejects.toMatchObject(refused);
  await api.call('datasets.rename', { id, name: 'package.json' });
  await expect(
    api.call('runs.preview', { config: { data: 'package.json' }, prompts: 0 }),
  ).rejects.toMatchObject(refused);
  await api.call('datasets.rename', { id, name: 'Rows' });
  for (const data of ['rows', id, sent]) {
    const { problems } = await api.call('runs.preview', { config: { data }, prompts: 0 });
    expect(problems.map(({ field }) => field)).toEqual(['model']);
  }
});

test('whatever the path, only what lies in the folders reaches a service', async () => {
  const reached: string[] = [];
  const behind = confined(
    fakeServices({
      'datasets.import': async (input) => {
        if ('path' in input) reached.push(input.path);
        throw new Error('reached');
      },
    }),
    home,
  );
  const away = join(home.datasets, 'away');
  symlinkSync(scratch, away);
  const part = fc.constantFrom(
    '..',
    '.',
    '',
    'datasets',
    'uploads',
    'hub-token',
    'away',
    '\0',
    '~',
    'C:',
    '..\\',
  );
  const start = fc.constantFrom(
    home.datasets,
    home.runs,
    home.path,
    scratch,
    '',
    '/etc',
    'file://',
    '//host',
  );
  await fc.assert(
    fc.asyncProperty(start, fc.array(part, { maxLength: 6 }), async (from, parts) => {
      const path = [from, ...parts].join('/');
      await behind.methods['datasets.import']({ path }).catch(() => {});
    }),
    { seed: 6, numRuns: 3000 },
  );
  expect(reached.length).toBeGreaterThan(100);
  for (const path of reached) {
    expect(
      [home.datasets, home.runs].some((place) => resolve(path).startsWith(`${place}/`)),
      path,
    ).toBe(true);
    expect(resolve(path).startsWith(away), path).toBe(false);
    expect(path.split(/[\\/]/)).not.toContain('..'); // behind a link it leads elsewhere than it reads
  }
});
