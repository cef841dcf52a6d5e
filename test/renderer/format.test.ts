/** Times read as people tell them, in each language. */
import { expect, test } from 'vitest';
import { deviceText, formatsFor } from '../../src/renderer/src/format.ts';

const en = formatsFor('en');
const de = formatsFor('de');

test('times are told by how long ago they were, and by their day once that is long', () => {
  const now = Date.UTC(2026, 10, 24, 12);
  expect(en.ago(now - 20_000, now)).toBe('now');
  expect(en.ago(now - 5 * 60_000, now)).toBe('5 minutes ago');
  expect(en.ago(now - 3 * 3_600_000, now)).toBe('3 hours ago');
  expect(en.ago(now - 26 * 3_600_000, now)).toBe('yesterday');
  expect(en.ago(now - 40 * 86_400_000, now)).toBe('Oct 15, 2026');
  expect(de.ago(now - 5 * 60_000, now)).toBe('vor 5 Minuten');
});

test('devices by the names people know', () => {
  expect(['cpu', 'cuda', 'cuda:1', 'webgpu'].map(deviceText)).toEqual([
    'CPU',
    'GPU 0 (CUDA)',
    'GPU 1 (CUDA)',
    'GPU (WebGPU)',
  ]);
});
