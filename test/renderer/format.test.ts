/** Numbers read as people write them. */
import { expect, test } from 'vitest';
import { formatBytes, formatDuration } from '../../src/renderer/src/format.ts';

test.each([
  [0.0082, '8 ms'],
  [0.0994, '99 ms'],
  [0.42, '0.42 s'],
  [3, '3 s'],
  [9.94, '9.9 s'],
  [12.4, '12 s'],
  [59.7, '1 min 0 s'],
  [200, '3 min 20 s'],
  [3599.8, '1 h 0 min'],
  [7500, '2 h 5 min'],
])('%d seconds read %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test.each([
  [512, '512 B'],
  [1100, '1.1 kB'],
  [999_600, '1.0 MB'],
  [1.1e9, '1.1 GB'],
  [23.4e9, '23 GB'],
  [5e15, '5000 TB'],
])('%d bytes read %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
