/** Whose turn it is: one run a device, in order, when memory is there. */
import { expect, test } from 'vitest';
import { moved, nextTurn, type Waiting } from '../../../src/main/services/runs/queue.ts';

const waiting = (id: string, device = 'cpu', memoryBytes = 1): Waiting => ({ id, device, memoryBytes });
const plenty = { freeBytes: 100, totalBytes: 1000 };

test('one run a device, the first of the queue for each', () => {
  const queue = [
    waiting('a'),
    waiting('b'),
    waiting('c', 'cuda'),
    waiting('d', 'cuda:0'),
    waiting('e', 'cuda:1'),
  ];
  expect(nextTurn(queue, [], plenty).start).toEqual(['a', 'c', 'e']);
  expect(nextTurn(queue, ['cpu', 'cuda:0'], plenty).start).toEqual(['e']);
});

test('a device nobody knows yet may be any: it waits for all, and all wait for it', () => {
  expect(nextTurn([waiting('a', 'auto')], ['cpu'], plenty).start).toEqual([]);
  expect(nextTurn([waiting('a')], ['auto'], plenty).start).toEqual([]);
  expect(nextTurn([waiting('a', 'auto'), waiting('b')], [], plenty).start).toEqual(['a']);
});

test('a run waits for memory and is not overtaken on its device, while another device goes on', () => {
  const queue = [waiting('a', 'cpu', 200), waiting('b', 'cpu', 1), waiting('c', 'webgpu', 0)];
  const turn = nextTurn(queue, [], plenty);
  expect(turn.start).toEqual(['c']);
  expect(turn.short.map(({ id }) => id)).toEqual(['a']);
});

test('runs that start together share the memory there is', () => {
  const queue = [waiting('a', 'cpu', 60), waiting('b', 'webgpu', 60)];
  expect(nextTurn(queue, [], plenty).start).toEqual(['a']);
});

test('what this machine could never hold does not wait for ever', () => {
  expect(nextTurn([waiting('a', 'cpu', 2000)], [], plenty).start).toEqual(['a']);
});

test.each([
  [1, ['c', 'a', 'b', 'd']],
  [2, ['a', 'c', 'b', 'd']],
  [4, ['a', 'b', 'd', 'c']],
  [99, ['a', 'b', 'd', 'c']],
])('moved to %i', (position, order) => {
  expect(moved(['a', 'b', 'c', 'd'], 'c', position)).toEqual(order);
});
