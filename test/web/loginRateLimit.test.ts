/** Guessing becomes slow, for one address and for many together, and typing a password wrong once costs nothing. */
import { expect, test } from 'vitest';
import { LoginRateLimit } from '../../src/main/web/loginRateLimit.ts';

/** The waits told to one attempt after the other, each made as soon as it may be. */
function pauses(rateLimit: LoginRateLimit, address: string, count: number): number[] {
  let now = 0;
  return Array.from({ length: count }, () => {
    const waitMs = rateLimit.attempt(address, now);
    now += waitMs;
    if (waitMs > 0) expect(rateLimit.attempt(address, now)).toBe(0);
    return waitMs;
  });
}

test('three failures are free, and each one after them doubles the wait up to five minutes', () => {
  const waits = pauses(new LoginRateLimit(), '192.0.2.1', 14);
  expect(waits.map((ms) => ms / 1000)).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
});

test('one address does not make another wait, until there are twenty failures in a minute', () => {
  const rateLimit = new LoginRateLimit();
  for (let i = 0; i < 20; i++) expect(rateLimit.attempt(`192.0.2.${i}`, i * 1000)).toBe(0);
  expect(rateLimit.attempt('198.51.100.1', 20_000)).toBe(40_000);
  expect(rateLimit.attempt('198.51.100.1', 60_000)).toBe(0);
});

test('the right password makes good what was typed wrong before', () => {
  const rateLimit = new LoginRateLimit();
  for (let i = 0; i < 100; i++) {
    expect(rateLimit.attempt('192.0.2.1', 0)).toBe(0);
    expect(rateLimit.attempt('192.0.2.1', 0)).toBe(0);
    rateLimit.right('192.0.2.1');
    if (i % 10 === 9) for (let n = 0; n < 10; n++) rateLimit.right('192.0.2.1');
  }
});

test('all addresses of one IPv6 network are one, and IPv4 written as IPv6 is itself', () => {
  const rateLimit = new LoginRateLimit();
  for (const end of ['1', '2', 'a:b:c:d']) rateLimit.attempt(`2001:db8::${end}`, 0);
  expect(rateLimit.attempt('2001:db8:0:0:1:2:3:4', 0)).toBe(1000);
  expect(rateLimit.attempt('2001:db8:0:1::1', 0)).toBe(0);
  for (let i = 0; i < 3; i++) rateLimit.attempt('::ffff:192.0.2.7', 0);
  expect(rateLimit.attempt('192.0.2.7', 0)).toBe(1000);
});

test('an hour without a failure is forgiven', () => {
  const rateLimit = new LoginRateLimit();
  for (let i = 0; i < 3; i++) rateLimit.attempt('192.0.2.1', 0);
  expect(rateLimit.attempt('192.0.2.1', 0)).toBe(1000);
  for (let i = 0; i < 3; i++) expect(rateLimit.attempt('192.0.2.1', 3_600_000)).toBe(0);
});
