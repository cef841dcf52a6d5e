/** Compares many numbers at once, so that a failure names the worst of them. */

import { expect } from 'vitest';

/**
 * Asserts that every number lies within `tolerance` of the expected one, relative to the largest expected magnitude
 * where that is above 1.
 */
export function expectClose(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what = 'values',
): void {
  expect(found.length, `${what}: count`).toBe(expected.length);
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  const errors = Array.from(expected, (value, i) => Math.abs((found[i] as number) - value) / scale);
  const worst = errors.reduce((at, error, i) => (error <= (errors[at] as number) ? at : i), 0);
  const message = `${what}: entry ${worst} is ${found[worst]}, expected ${expected[worst]}`;
  for (const error of errors) expect(error, message).toBeLessThanOrEqual(tolerance);
}
