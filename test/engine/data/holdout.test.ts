/** Rows are set aside by content: exactly as many as asked, the same ones in a longer file, and no copy on both sides. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdOut } from '../../../src/main/engine/data/holdout.ts';
import { heldOutCount } from '../../../src/shared/heldOutCount.ts';

const rows = (count: number): string[] => Array.from({ length: count }, (_, i) => `row ${i}`);
const heldOut = (contents: readonly string[], share = 0.05, seed = 0): string[] => {
  const sides = holdOut(contents, { share, seed });
  return contents.filter((_, i) => sides[i] === 'heldOut');
};

test.each([
  [19, 0.05, 0],
  [20, 0.05, 1],
  [20, 0.01, 1],
  [503, 0.05, 25],
  [100, 0.2, 20],
  [90, 0.3, 27],
  [5000, 0.05, 200],
  [100, 0, 0],
])('of %i rows a share of %d is %i', (count, share, expected) => {
  expect(heldOut(rows(count), share).length).toBe(expected);
});

test('what is foretold of a split is what it holds out, for every share and number of rows', () => {
  const shares = [
    0,
    0.001,
    0.025,
    1 / 7,
    1 / 3,
    0.999,
    ...Array.from({ length: 99 }, (_, i) => (i + 1) / 100),
  ];
  const counts = [...Array.from({ length: 64 }, (_, i) => i), 143, 199, 200, 201, 400, 4001];
  const wrong = shares.flatMap((share) =>
    counts
      .map((count) => [share, count, heldOutCount(count, share), heldOut(rows(count), share).length] as const)
      .filter(([, , predicted, actual]) => predicted !== actual),
  );
  expect(wrong).toEqual([]);
});

test.each([
  [14, 0.07, 1],
  [13, 0.07, 0],
  [28, 0.07, 2],
  [19, 0.05, 0],
  [20, 0.0001, 1],
  [10, 0.3, 3],
  [9, 0.3, 2],
  [400, 0.5, 200],
  [1_000_000, 0.5, 200],
])('of %i rows, of which a share of %d is to be held out, %i are', (count, share, expected) => {
  expect(heldOutCount(count, share)).toBe(expected);
});

test('appended rows change no earlier choice', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(400), { maxLength: 300 }),
      fc.nat(300),
      fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      (numbers, cut, share) => {
        const contents = numbers.map(String);
        const before = holdOut(contents.slice(0, cut), { share, seed: 1 });
        const after = holdOut(contents, { share, seed: 1 });
        const chosen = before.flatMap((side, i) => (side === 'heldOut' ? [i] : []));
        for (const i of chosen) expect(after[i]).toBe('heldOut');
      },
    ),
  );
});

test('copies stay on one side', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { maxLength: 400 }), (numbers) => {
      const contents = numbers.map(String);
      const sides = holdOut(contents, { share: 0.1, seed: 2 });
      const train = new Set(contents.filter((_, i) => sides[i] === 'train'));
      const held = contents.filter((_, i) => sides[i] === 'heldOut');
      expect(held.filter((content) => train.has(content))).toEqual([]);
      expect(new Set(held).size).toBe(held.length);
    }),
  );
});

test('the seed decides which, over the whole file', () => {
  const [one, two] = [heldOut(rows(10_000), 0.05, 1), heldOut(rows(10_000), 0.05, 2)];
  expect(one).not.toEqual(two);
  const late = one.filter((row) => Number(row.slice(4)) >= 5000);
  expect(late.length).toBeGreaterThan(70);
});
