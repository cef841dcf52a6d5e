/** Turns of those who ask at the same time. */
import { expect, test } from 'vitest';
import { FairQueue } from '../../src/main/services/playground/fairQueue.ts';

/** A queue whose work ends when the test says so. */
function open(most?: number) {
  const queue = new FairQueue(most);
  const order: string[] = [];
  const ends: (() => void)[] = [];
  const ask = (who: string, name: string, signal?: AbortSignal) =>
    queue.run(
      who,
      () => {
        order.push(name);
        return new Promise<string>((resolve) => ends.push(() => resolve(name)));
      },
      signal,
    );
  const endOne = async () => {
    await new Promise((resolve) => setImmediate(resolve)); // whoever has the turn begins
    ends.shift()?.();
  };
  return { order, ask, endOne };
}

test('those who wait take turns, whatever each of them has asked before', async () => {
  const { order, ask, endOne } = open();
  const all = [
    ask('a', 'a1'),
    ask('a', 'a2'),
    ask('a', 'a3'),
    ask('b', 'b1'),
    ask('c', 'c1'),
    ask('b', 'b2'),
  ];
  for (let i = 0; i < 6; i++) await endOne();
  expect(order).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
  expect(await Promise.all(all)).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'b2']);
});

test('whoever leaves before their turn has none, and who fails makes room', async () => {
  const { order, ask, endOne } = open();
  void ask('a', 'a1');
  const gone = new AbortController();
  const left = ask('b', 'b1', gone.signal);
  const last = ask('c', 'c1');
  gone.abort();
  await expect(left).rejects.toMatchObject({ code: 'interrupted' });
  await endOne();
  await endOne();
  expect([order, await last]).toEqual([['a1', 'c1'], 'c1']);
  await expect(ask('d', 'd1', gone.signal)).rejects.toMatchObject({ code: 'interrupted' });

  const queue = new FairQueue();
  await expect(queue.run('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await queue.run('a', async () => 'next')).toBe('next');
});

test('too much of one asker is refused, the others are not', async () => {
  const { ask } = open(2);
  for (const name of ['a1', 'a2', 'a3']) void ask('a', name);
  await expect(ask('a', 'a4')).rejects.toMatchObject({ code: 'busy' });
  const other = await Promise.race([ask('b', 'b1').then(() => 'answered'), Promise.resolve('waits')]);
  expect(other).toBe('waits');
});
