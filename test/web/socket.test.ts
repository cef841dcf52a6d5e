/** One socket cannot hurt the host: floods are slowed, what is not read is not kept, and who is gone is forgotten. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { type SocketLimits, serveSocket } from '../../src/main/web/socket.ts';
import type { Implementation } from '../../src/shared/api.ts';
import { type FakeServices, fakeServices } from '../support/services.ts';

const roomy: SocketLimits = {
  burst: 1000,
  perSecond: 1000,
  calls: 1000,
  unreadBytes: 1 << 20,
  idleTimeoutMs: 60_000,
};

let server: WebSocketServer | undefined;
afterEach(() => {
  for (const client of server?.clients ?? []) client.terminate();
  server?.close();
});

interface Ends {
  readonly client: WebSocket;
  readonly served: WebSocket;
  readonly services: FakeServices;
}

async function connect(limits: Partial<SocketLimits>, own: Partial<Implementation>): Promise<Ends> {
  const services = fakeServices(own);
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const connected = once(server, 'connection');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  client.on('error', () => {});
  const [served] = (await connected) as [WebSocket];
  serveSocket(served, services, { ...roomy, ...limits });
  if (client.readyState !== WebSocket.OPEN) await once(client, 'open');
  return { client, served, services };
}

const call = (id: number) => JSON.stringify({ id, method: 'jobs.list' });

/** Ids of the answers, in the order they come. */
function answersOf(client: WebSocket): number[] {
  const ids: number[] = [];
  client.on('message', (data) => ids.push(JSON.parse(String(data)).id as number));
  return ids;
}

/** Lets the two ends talk until there are so many; unlike `vi.waitUntil`, no time passes meanwhile for fake timers. */
async function until(ids: readonly number[], count: number): Promise<void> {
  while (ids.length < count) await new Promise((resolve) => setImmediate(resolve));
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

test('a flood is slowed and answered to the last message, in order', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  const { client } = await connect({ burst: 10, perSecond: 8 }, { 'jobs.list': async () => [] });
  const ids = answersOf(client);
  for (let id = 0; id < 50; id++) client.send(call(id));
  const counts: number[] = [];
  for (const [seconds, count] of [
    [0, 10],
    [1, 18],
    [0.5, 22],
    [4, 50],
  ] as const) {
    vi.advanceTimersByTime(1000 * seconds);
    await until(ids, count);
    counts.push(ids.length);
  }
  vi.useRealTimers();
  expect(counts).toEqual([10, 18, 22, 50]);
  expect(ids).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test('more calls than may be open at once wait for others to end', async () => {
  const open: (() => void)[] = [];
  let most = 0;
  const list = () =>
    new Promise<[]>((resolve) => {
      open.push(() => resolve([]));
      most = Math.max(most, open.length);
    });
  const { client, served } = await connect({ calls: 3 }, { 'jobs.list': list });
  const ids = answersOf(client);
  for (let id = 0; id < 10; id++) client.send(call(id));
  await vi.waitUntil(() => open.length === 3 && served.isPaused);
  while (ids.length < 10) {
    open.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(most).toBe(3);
  expect(ids).toEqual(Array.from({ length: 10 }, (_, i) => i));
  expect(served.isPaused).toBe(false);
});

test('a socket that reads nothing is cut off before what it has not read grows', async () => {
  const { client, served, services } = await connect({ unreadBytes: 1 << 20 }, {});
  client.pause();
  const gone = once(served, 'close');
  const text = 'x'.repeat(10_000);
  let most = 0;
  for (let i = 0; i < 10_000 && services.listeners.size > 0; i++) {
    for (const listener of services.listeners) listener('playground.token', { id: 'a', variant: 0, text });
    most = Math.max(most, served.bufferedAmount);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await gone;
  expect(services.listeners.size).toBe(0);
  expect(most).toBeGreaterThan(1 << 20);
  expect(most).toBeLessThan((1 << 20) + 2 * text.length);
});

test('who gives no sign of life is forgotten, and who does stays', async () => {
  const { client, served, services } = await connect({ idleTimeoutMs: 30 }, {});
  let pings = 0;
  client.on('ping', () => pings++);
  await vi.waitUntil(() => pings >= 3);
  expect(served.readyState).toBe(WebSocket.OPEN);
  client.pause(); // as when the cable is pulled: nothing says goodbye
  await once(served, 'close');
  expect(services.listeners.size).toBe(0);
});

test('nothing that came after a message that is no call is taken', async () => {
  let taken = 0;
  const { client, served } = await connect(
    {},
    {
      'jobs.list': async () => {
        taken++;
        return [];
      },
    },
  );
  const gone = once(served, 'close');
  for (const text of [call(1), 'no call', call(2), call(3)]) client.send(text);
  await gone;
  expect(taken).toBe(1);
});
