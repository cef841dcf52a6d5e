/** Signing out of a host that asks for a password: the cookie is worth nothing any more, and others' cookies stay good. */
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openHome } from '../../src/main/services/home/home.ts';
import { Password } from '../../src/main/web/password.ts';
import { signedOutCode } from '../../src/shared/channel.ts';
import { fakeServices } from '../support/services.ts';
import { cookieOf, openHost, scratch, sendHundredMegabytes, type TestHost } from './support.ts';

const secret = 'correct horse battery';
const info = {
  ...{ version: '1', platform: 'p', cpu: 'c', cores: 1, memoryBytes: 1, notice: null },
  ...{ command: ['npx', 'lowrank'], homeOption: [] },
};
const services = fakeServices({ 'app.info': async () => ({ ...info, behindPassword: false }) });
let host: TestHost;

beforeAll(async () => {
  const home = openHome(mkdtempSync(join(scratch, 'home-')));
  host = await openHost({ services, guard: { password: new Password(secret), home, names: [] } });
});

async function logIn(): Promise<string> {
  const body = new URLSearchParams({ password: secret }).toString();
  const headers = { origin: host.origin, 'content-length': String(body.length) };
  return cookieOf((await host.ask('/login', { method: 'POST', headers, body })).headers);
}

const signOut = (cookie: string, headers: Record<string, string> = { origin: host.origin }) =>
  host.ask('/logout', { method: 'POST', headers: { cookie, ...headers } });
const page = async (cookie: string) => (await host.ask('/', { headers: { cookie } })).status;

test('the cookie that signed out lets nobody in, its sockets end, and the browser forgets it', async () => {
  const [mine, theirs] = [await logIn(), await logIn()];
  const [socket, other] = [await host.openSocket(mine), await host.openSocket(theirs)];
  const ended = once(socket, 'close');

  const { status, headers } = await signOut(mine);
  expect(status).toBe(204);
  expect(headers['set-cookie']).toEqual([
    `lowrank-${host.port}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`,
  ]);
  expect((await ended)[0]).toBe(signedOutCode);
  expect(await page(mine)).toBe(303);
  expect(await host.knock({ cookie: mine, origin: host.origin })).toBe(403);

  expect(await page(theirs)).toBe(200);
  other.send('{"id":1,"method":"app.info"}');
  const [answer] = await once(other, 'message');
  expect(JSON.parse(String(answer)).output).toEqual({ ...info, behindPassword: true });
  other.terminate();
});

test.each([
  ['a form of another site', { origin: 'http://evil.example' }],
  ['a form that does not say whose it is', {}],
])('%s puts nobody out', async (_what, headers) => {
  const cookie = await logIn();
  expect((await signOut(cookie, headers as Record<string, string>)).status).toBe(403);
  expect(await page(cookie)).toBe(200);
});

test('signing out twice, or without having been let in, changes nothing', async () => {
  const cookie = await logIn();
  const strange = `lowrank-${host.port}=${'x'.repeat(43)}`;
  for (const each of [strange, '', `lowrank-${host.port}=`]) expect((await signOut(each)).status).toBe(204);
  expect(await page(cookie)).toBe(200);
  await signOut(cookie);
  expect((await signOut(cookie)).status).toBe(204);
});

test('a host with a token has nothing to sign out of', async () => {
  const plain = await openHost({ services });
  const cookie = await plain.enter();
  const headers = { cookie, origin: plain.origin };
  expect((await plain.ask('/logout', { method: 'POST', headers })).status).toBe(405);
  expect((await plain.ask('/', { headers: { cookie } })).status).toBe(200);
});

test('a hundred megabytes in place of a sign-out are not read', async () => {
  const { said, sent } = await sendHundredMegabytes(host, [
    'POST /logout HTTP/1.1',
    `Host: ${host.own}`,
    `Origin: ${host.origin}`,
    'Content-Length: 104857600',
  ]);
  expect(said).toMatch(/^HTTP\/1.1 204 /);
  expect(sent).toBeLessThan(100);
});
