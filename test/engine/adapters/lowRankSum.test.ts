/** The sum that a merge is made of, against the plain loop that says what it is: to the last bit, whatever does not divide. */

import { expect, test } from 'vitest';
import { lowRankSum } from '../../../src/main/engine/adapters/lowRankSum.ts';
import { Random } from '../../../src/main/engine/runtime/random.ts';

const random = new Random(7);
const numbers = (count: number) => Float32Array.from({ length: count }, () => 2 * random.uniform() - 1);

function layer(out: number, width: number, rank: number, scale: number) {
  const [weight, down, up] = [numbers(out * width), numbers(rank * width), numbers(out * rank)];
  // A zero keeps its sign where nothing is added to it.
  weight[0] = -0;
  up.fill(-0, 0, rank);
  const expected = weight.map((value, at) => {
    const [i, j] = [Math.floor(at / width), at % width];
    let sum = value;
    for (let k = 0; k < rank; k++) sum += scale * up[i * rank + k]! * down[k * width + j]!;
    return sum;
  });
  return { weight, expected, edit: lowRankSum(down, up, rank, scale) };
}

const bytes = (values: Float32Array) => Buffer.from(values.buffer).toString('hex');

test.each([
  [1, 1, 1],
  [7, 5, 1],
  [9, 10, 33],
  [64, 64, 4],
  [130, 67, 9],
  [6, 300, 128],
])('a weight [%i, %i] and a rank of %i, some rows at a time', (out, width, rank) => {
  const { weight, expected, edit } = layer(out, width, rank, 1.7);
  for (let first = 0; first < out; first += 6)
    edit(weight.subarray(first * width, Math.min(out, first + 6) * width), first);
  expect(bytes(weight)).toBe(bytes(expected));
});

test('two layers in turn keep apart', () => {
  const layers = [layer(8, 12, 3, 0.5), layer(8, 20, 5, 2)];
  for (const first of [0, 4])
    for (const { weight, edit } of layers) {
      const width = weight.length / 8;
      edit(weight.subarray(first * width, (first + 4) * width), first);
    }
  for (const { weight, expected } of layers) expect(bytes(weight)).toBe(bytes(expected));
});
