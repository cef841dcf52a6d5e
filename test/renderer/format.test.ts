/** Numbers read as people write them, in each language. */
import { describe, expect, test } from 'vitest';
import { deviceText, formatsFor } from '../../src/renderer/src/format.ts';

const en = formatsFor('en');
const de = formatsFor('de');
const zh = formatsFor('zh');

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
  [172_799, '2 d 0 h'],
  [432_000, '5 d 0 h'],
])('%d seconds read %s', (seconds, text) => {
  expect(en.duration(seconds)).toBe(text);
});

test.each([
  [512, '512 B'],
  [1100, '1.1 kB'],
  [999_600, '1.0 MB'],
  [1.1e9, '1.1 GB'],
  [23.4e9, '23 GB'],
  [5e15, '5,000 TB'],
])('%d bytes read %s', (bytes, text) => {
  expect(en.bytes(bytes)).toBe(text);
});

test.each([
  [950, '950'],
  [12_345, '12,345'],
  [134_515_008, '135 M'],
  [1_543_714_304, '1.5 B'],
  [7e9, '7 B'],
])('a count of %d reads %s', (value, text) => {
  expect(en.count(value)).toBe(text);
});

test.each([
  [0, '0 %'],
  [0.0000431, '0.0043 %'],
  [0.0123, '1.2 %'],
  [0.5, '50 %'],
  [1, '100 %'],
])('a share of %d reads %s', (value, text) => {
  expect(en.share(value)).toBe(text);
});

test('losses and learning rates keep the digits that tell', () => {
  expect(en.loss(2.6234)).toBe('2.623');
  expect(en.loss(0.04567)).toBe('0.0457');
  expect(en.rate(2e-4)).toBe('0.0002');
  expect(en.rate(2e-6)).toBe('2.0e-6');
});

describe('other languages', () => {
  test('German has decimal commas and its own units', () => {
    expect(de.bytes(1.1e9)).toBe('1,1 GB');
    expect(de.loss(2.6234)).toBe('2,623');
    expect(de.duration(200)).toBe('3 min 20 s');
    expect(de.number(12_345)).toBe('12.345');
  });

  test('Chinese has its own words for time', () => {
    expect(zh.duration(200)).toBe('3 分 20 秒');
    expect(zh.bytes(1.1e9)).toBe('1.1 GB');
  });
});

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
