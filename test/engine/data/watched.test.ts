/** Work that never settles ends with an error, and work that does is handed over as it is. */

import { expect, test, vi } from 'vitest';
import { watched, watchedItems } from '../../../src/main/engine/data/watched.ts';

const never = new Promise<never>(() => {});
const late = () => new Error('too late');

test('a promise that never settles fails when its time is over', async () => {
  vi.useFakeTimers();
  const failed = expect(watched(never, 60, late)).rejects.toThrow('too late');
  await vi.advanceTimersByTimeAsync(60_000);
  await failed;
  vi.useRealTimers();
});

test('what settles is handed over, an error too, and no timer stays behind', async () => {
  vi.useFakeTimers();
  expect(await watched(Promise.resolve(7), 60, late)).toBe(7);
  await expect(watched(Promise.reject(new Error('its own')), 60, late)).rejects.toThrow('its own');
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test('items come through until one takes too long', async () => {
  async function* items() {
    yield 1;
    yield 2;
    await never;
  }
  vi.useFakeTimers();
  const seen: number[] = [];
  const all = (async () => {
    for await (const item of watchedItems(items(), 60, late)) seen.push(item);
  })();
  const failed = expect(all).rejects.toThrow('too late');
  await vi.advanceTimersByTimeAsync(60_000);
  await failed;
  expect(seen).toEqual([1, 2]);
  vi.useRealTimers();
});
