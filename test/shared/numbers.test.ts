/** Numbers read as people write them, in each language, and never as a number that belongs to the next unit. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { counted, english, numbersIn } from '../../src/shared/numbers.ts';

const de = numbersIn('de');
const zh = numbersIn('zh');

test.each([
  [0, '0 ms'],
  [0.0082, '8 ms'],
  [0.0994, '99 ms'],
  [0.0996, '0.1 s'],
  [0.42, '0.42 s'],
  [0.996, '1 s'],
  [3, '3 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [12.4, '12 s'],
  [59.4, '59 s'],
  [59.6, '1 min'],
  [61, '1 min 1 s'],
  [200, '3 min 20 s'],
  [3599.4, '59 min 59 s'],
  [3599.8, '1 h'],
  [7500, '2 h 5 min'],
  [7199, '2 h'],
  [172_740, '47 h 59 min'],
  [172_799, '2 d'],
  [183_600, '2 d 3 h'],
  [432_000, '5 d'],
])('%d seconds read %s', (seconds, text) => {
  expect(english.duration(seconds)).toBe(text);
});

test.each([
  [0, '0 B'],
  [512, '512 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1100, '1.1 kB'],
  [9949, '9.9 kB'],
  [9951, '10 kB'],
  [999_400, '999 kB'],
  [999_600, '1.0 MB'],
  [999_960_000, '1.0 GB'],
  [1.1e9, '1.1 GB'],
  [23.4e9, '23 GB'],
  [999.6e9, '1.0 TB'],
  [5e15, '5,000 TB'],
])('%d bytes read %s', (bytes, text) => {
  expect(english.bytes(bytes)).toBe(text);
});

test.each([
  [1_199_999, '1.1 MB', '1.2 MB'],
  [1_100_000, '1.1 MB', '1.1 MB'],
  [9_999_999, '9.9 MB', '10 MB'],
  [12_345_678, '12 MB', '13 MB'],
  [999_200_000, '999 MB', '1.0 GB'],
  [999_999_999, '999 MB', '1.0 GB'],
])('of %d bytes there are %s, and they take %s', (bytes, there, needed) => {
  expect([english.bytes(bytes, 'down'), english.bytes(bytes, 'up')]).toEqual([there, needed]);
});

test('what is needed never reads as less than what is there, when it is more', () => {
  const units = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };
  const value = (text: string) => {
    const [number = '', unit = ''] = text.replaceAll(',', '').split(' ');
    return Math.round(Number(number) * 10) * (units[unit as keyof typeof units] / 10);
  };
  fc.assert(
    fc.property(fc.maxSafeNat(), (bytes) => {
      expect(value(english.bytes(bytes, 'down'))).toBeLessThanOrEqual(bytes);
      expect(value(english.bytes(bytes, 'up'))).toBeGreaterThanOrEqual(bytes);
    }),
  );
});

test.each([
  [950, '950'],
  [12_345, '12,345'],
  [999_499, '999,499'],
  [999_600, '1 M'],
  [99_960_000, '100 M'],
  [134_515_008, '135 M'],
  [999_600_000, '1 B'],
  [1_543_714_304, '1.5 B'],
  [7e9, '7 B'],
])('a count of %d reads %s', (value, text) => {
  expect(english.count(value)).toBe(text);
});

test.each([
  [0, '0 %'],
  [0.0000431, '0.0043 %'],
  [0.0123, '1.2 %'],
  [0.0996, '10 %'],
  [0.5, '50 %'],
  [0.994, '99 %'],
  [0.996, '99.6 %'],
  [0.99996, '99.9 %'],
  [1, '100 %'],
  [1.3, '130 %'],
])('a share of %d reads %s', (value, text) => {
  expect(english.share(value)).toBe(text);
});

test.each([
  [0, '0 %'],
  [0.004, '0 %'],
  [0.29, '29 %'],
  [0.999, '99 %'],
  [1, '100 %'],
])('work of which %d is done stands at %s', (done, text) => {
  expect(english.percent(done)).toBe(text);
});

test.each([
  [2.6234, '2.623'],
  [2.6, '2.600'],
  [12.9996, '13.000'],
  [0.1, '0.100'],
  [0.09996, '0.100'],
  [0.0994, '0.0994'],
  [0.04567, '0.0457'],
  [0, '0'],
])('a loss of %d reads %s', (loss, text) => {
  expect(english.loss(loss)).toBe(text);
});

test.each([
  [2e-4, '0.0002'],
  [1e-5, '0.00001'],
  [2.126e-6, '0.00000213'],
  [9.996e-7, '0.000001'],
  [3e-16, '< 0.0000000001'],
])('a learning rate of %d reads %s', (rate, text) => {
  expect(english.rate(rate)).toBe(text);
});

test.each([
  [0, 2, '0'],
  [1.26e-6, 2, '0.0000013'],
  [-1.26e-6, 2, '-0.0000013'],
  [9.96e-5, 2, '0.0001'],
  [-4e-11, 2, '< 0.0000000001'],
  [0.000_999_6, 2, '0.001'],
  [0.0242, 2, '0.024'],
  [11.4, 2, '11'],
  [13.7819, 4, '13.78'],
  [Number.NaN, 3, 'NaN'],
])('of %d, %i digits read %s', (value, digits, text) => {
  expect(english.significant(value, digits)).toBe(text);
});

test('things are counted in the singular and in the plural', () => {
  expect([0, 1, 12_000].map((count) => counted(count, 'row'))).toEqual(['0 rows', '1 row', '12,000 rows']);
});

describe('other languages', () => {
  test('German has decimal commas and its own units', () => {
    expect(de.bytes(1.1e9)).toBe('1,1 GB');
    expect(de.loss(2.6234)).toBe('2,623');
    expect(de.duration(200)).toBe('3 min 20 s');
    expect(de.duration(183_600)).toBe('2 T. 3 h');
    expect(de.number(12_345)).toBe('12.345');
    expect(de.rate(2e-6)).toBe('0,000002');
  });

  test('Chinese has its own words for time', () => {
    expect(zh.duration(200)).toBe('3 分 20 秒');
    expect(zh.duration(59.6)).toBe('1 分');
    expect(zh.bytes(1.1e9)).toBe('1.1 GB');
  });
});
