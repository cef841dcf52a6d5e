/** The float types convert exactly, and round to nearest even where they must round. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bytesOf,
  decodeFloats,
  encodeFloats,
  type FloatType,
} from '../../../src/main/engine/formats/float.ts';

const decode = (dtype: FloatType, ...words: number[]) => {
  const out = new Float32Array(words.length);
  decodeFloats(dtype, bytesOf(Uint16Array.from(words)), out);
  return [...out];
};
const encode = (dtype: FloatType, ...values: number[]) => [
  ...new Uint16Array(encodeFloats(dtype, Float32Array.from(values)).buffer),
];
const everyWord = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);

// Exponents below 2^-14 (F16) and 2^-126 (BF16) are subnormal: no leading one.
test.each([
  ['F16', 5, 10],
  ['BF16', 8, 7],
] as const)(
  'every %s word means sign * 2^e * 1.m, and comes back as itself',
  (dtype, exponentBits, mantissaBits) => {
    const values = new Float32Array(everyWord.length);
    decodeFloats(dtype, bytesOf(everyWord), values);
    const top = 2 ** exponentBits - 1;
    const bias = 2 ** (exponentBits - 1) - 1;
    for (const word of everyWord) {
      const exponent = (word >> mantissaBits) & top;
      const fraction = (word & (2 ** mantissaBits - 1)) / 2 ** mantissaBits;
      const size = exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias);
      const magnitude = exponent < top ? size : fraction > 0 ? Number.NaN : Number.POSITIVE_INFINITY;
      if (!Object.is(values[word], word & 0x8000 ? -magnitude : magnitude)) {
        expect.unreachable(`${dtype} ${word.toString(16)} is ${values[word]}, expected ${magnitude}`);
      }
    }
    const back = new Uint16Array(encodeFloats(dtype, values).buffer);
    const changed = everyWord.filter((word) => back[word] !== word && !Number.isNaN(values[word]));
    expect([...changed]).toEqual([]);
    expect(decode(dtype, ...back).every((value, word) => Object.is(value, values[word]))).toBe(true);
  },
);

test('BF16 rounds to nearest, ties to even, into infinity at the top', () => {
  const ties = encode(
    'BF16',
    1 + 2 ** -8,
    1 + 3 * 2 ** -8,
    -(1 + 2 ** -8),
    1 + 2 ** -8 + 2 ** -20,
    3.4028235e38,
  );
  expect(ties).toEqual([0x3f80, 0x3f82, 0xbf80, 0x3f81, 0x7f80]);
  expect(encode('BF16', 0.1, -0, 2 ** -133, 2 ** -134, Number.NEGATIVE_INFINITY)).toEqual([
    0x3dcd, 0x8000, 0x0001, 0x0000, 0xff80,
  ]);
});

test('F16 rounds to nearest, ties to even, into infinity at the top', () => {
  const ties = encode('F16', 1 + 2 ** -11, 1 + 3 * 2 ** -11, 65519, 65520, -65520, 2 ** -24, 2 ** -25, 0.1);
  expect(ties).toEqual([0x3c00, 0x3c02, 0x7bff, 0x7c00, 0xfc00, 0x0001, 0x0000, 0x2e66]);
});

test('a NaN stays one in every type, also when only its low bits are set', () => {
  const nan = new Float32Array(Uint32Array.of(0x7f800001, 0xff800001, 0x7fffffff).buffer);
  for (const dtype of ['F64', 'F32', 'F16', 'BF16'] as const) {
    const out = new Float32Array(3);
    decodeFloats(dtype, encodeFloats(dtype, nan), out);
    expect([...out]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  }
});

test('BF16 differs from its source by at most half a step, and F64 not at all', () => {
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 8 }), (values) => {
      const narrow = new Float32Array(values.length);
      decodeFloats('BF16', encodeFloats('BF16', values), narrow);
      const wide = new Float32Array(values.length);
      decodeFloats('F64', encodeFloats('F64', values), wide);
      expect(wide).toEqual(values);
      values.forEach((value, i) => {
        if (Math.abs(value) > 3.3e38) return;
        expect(Math.abs((narrow[i] as number) - value)).toBeLessThanOrEqual(
          Math.abs(value) * 2 ** -8 + 2 ** -134,
        );
      });
    }),
  );
});

test('bytes that start between two elements are read all the same', () => {
  const bytes = new Uint8Array(9);
  bytes.set(bytesOf(Float32Array.of(1, 2)), 1);
  const out = new Float32Array(2);
  decodeFloats('F32', bytes.subarray(1), out);
  expect([...out]).toEqual([1, 2]);
  expect(() => decodeFloats('F32', bytes, out)).toThrow('internal: 9 bytes of F32 decoded into 2 numbers');
});
