/** The page's own channel against the real host: after a break each call is answered once, or told of it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { socketChannel } from '../../src/renderer/src/socketChannel.ts';
import { signedOutCode } from '../../src/shared/channel.ts';
import type { Job } from '../../src/shared/records/jobs.ts';
import { type ApiClient, connectApi } from '../../src/shared/wire.ts';
import { fakeServices } from '../support/services.ts';
import { openHost, type TestHost } from './support.ts';

let host: TestHost;
let api: ApiClient;
let states: boolean[];
let cookie: string;
/** The sockets the page has opened, and ids of what main was asked. */
let sockets: WebSocket[];
let asked: string[];
let hold: Promise<void> | undefined;

const services = fakeServices({
  'jobs.cancel': async ({ id }) => {
    asked.push(id);
    await hold;
  },
  'jobs.list': async () => [],
});

const isUp = () => states.at(-1) === true;

beforeEach(async () => {
  const own: boolean[] = []; // a channel of the test before may still say that it has ended
  [states, sockets, asked, hold] = [own, [], [], undefined];
  host = await openHost({ services });
  cookie = await host.enter();
  const { origin } = host;
  // What a browser does by itself: cookie and origin go along.
  class PageSocket extends WebSocket {
    constructor(address: URL) {
      super(address, { headers: { cookie, origin } });
      this.on('error', () => {});
      sockets.push(this);
    }
  }
  vi.stubGlobal('WebSocket', PageSocket);
  signedOut = 0;
  const channel = socketChannel(
    `${origin}/#/runs`,
    (up) => own.push(up),
    () => signedOut++,
  );
  ended = () => channel.close();
  api = connectApi(channel);
});
let ended = () => {};
let signedOut = 0;
afterEach(async () => {
  ended();
  await host.close();
  vi.unstubAllGlobals();
});

/** As when only the network was away. */
async function breakLine(): Promise<void> {
  sockets.at(-1)!.terminate();
  await vi.waitUntil(() => !isUp() || sockets.length > 1);
}

test('calls before the line is up are answered once it is', async () => {
  expect(states).toEqual([]);
  await Promise.all(['a', 'b', 'c'].map((id) => api.call('jobs.cancel', { id })));
  expect(asked).toEqual(['a', 'b', 'c']);
  expect(states).toEqual([true]);
});

test('a browser that has signed out is told once, and does not knock again', async () => {
  await api.call('jobs.list');
  sockets.at(-1)!.emit('close', signedOutCode, Buffer.from('signed out'));
  expect(signedOut).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect([sockets.length, isUp()]).toEqual([1, false]);
});

test('a call whose answer was lost is told so, and not sent again', async () => {
  hold = new Promise(() => {});
  const lost = api.call('jobs.cancel', { id: 'lost' });
  await vi.waitUntil(() => asked.length === 1);
  const told = expect(lost).rejects.toMatchObject({ code: 'network' });
  await breakLine();
  await told;
  await vi.waitUntil(isUp);
  expect(await api.call('jobs.list')).toEqual([]);
  expect(asked).toEqual(['lost']);
  expect(states).toEqual([true, false, true]);
});

test('calls while the line is down are answered exactly once after it is back', async () => {
  await api.call('jobs.list');
  await breakLine();
  expect(isUp()).toBe(false);
  await Promise.all(['d', 'e'].map((id) => api.call('jobs.cancel', { id })));
  expect(asked).toEqual(['d', 'e']);
  expect(isUp()).toBe(true);
});

test('over fifty breaks every call is answered once or told, and none twice', async () => {
  const told: string[] = [];
  const answered: string[] = [];
  const calls: Promise<unknown>[] = [];
  const ask = (id: string) => {
    const call = api.call('jobs.cancel', { id });
    calls.push(
      call.then(
        () => answered.push(id),
        () => told.push(id),
      ),
    );
  };
  await api.call('jobs.list');
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  for (let i = 0; i < 50; i++) {
    ask(`before ${i}`);
    for (let turn = 0; turn < i % 7; turn++) await new Promise((resolve) => setImmediate(resolve));
    sockets.at(-1)!.terminate();
    ask(`at once ${i}`);
    while (isUp()) await new Promise((resolve) => setImmediate(resolve));
    ask(`while down ${i}`);
    vi.advanceTimersByTime(10_000);
    await calls.at(-1);
  }
  await Promise.all(calls);
  vi.useRealTimers();
  expect(new Set(asked).size).toBe(asked.length);
  expect(answered.length + told.length).toBe(150);
  expect(answered.filter((id) => !asked.includes(id))).toEqual([]);
  expect(answered.filter((id) => id.startsWith('while down'))).toHaveLength(50);
  expect(told.filter((id) => id.startsWith('at once'))).toHaveLength(50);
});

test('events are heard again after a break, once each', async () => {
  const heard: string[] = [];
  api.on('jobs.changed', ({ id }) => heard.push(id));
  await api.call('jobs.list');
  await breakLine();
  await vi.waitUntil(isUp);
  await api.call('jobs.list');
  expect(services.listeners.size).toBe(1);
  for (const listener of services.listeners) listener('jobs.changed', job);
  await api.call('jobs.list');
  expect(heard).toEqual(['after']);
});

const job: Job = {
  ...{
    id: 'after',
    kind: 'export',
    title: 't',
    state: 'running',
    stage: '',
    progress: null,
    etaSeconds: null,
  },
  ...{ bytesDone: null, bytesTotal: null, canPause: false, result: null, error: null, startedAt: 0 },
};

test('while the studio is away each try tells those who wait, and the one that finds it again is heard', async () => {
  await api.call('jobs.list');
  const { port } = host;
  await host.close();
  await vi.waitUntil(() => !isUp());
  await expect(api.call('jobs.cancel', { id: 'away' })).rejects.toMatchObject({
    code: 'network',
    message: 'The connection to the studio was lost.',
  });
  const tries = sockets.length;
  host = await openHost({ services, port });
  cookie = await host.enter();
  const answered = vi.waitUntil(() => api.call('jobs.list').catch(() => undefined), { timeout: 15_000 });
  expect(await answered).toEqual([]);
  expect(sockets.length).toBeGreaterThan(tries);
  expect(asked).toEqual([]);
});
