/** A damaged or hostile safetensors file ends in an error that says what is wrong, never in a wild read. */

import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTensor } from '../../../src/main/engine/formats/readTensor.ts';
import {
  floatSource,
  openSafetensors,
  writeSafetensors,
} from '../../../src/main/engine/formats/safetensors.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { expectError, temporaryFolder, writeRaw } from './support.ts';

const data = new Uint8Array(8);
const f32 = (shape: unknown, offsets: unknown) => ({ dtype: 'F32', shape, data_offsets: offsets });

test.each<[string, string | object, string]>([
  ['broken JSON', '{"w":', 'the header is not valid JSON'],
  ['a byte order mark', '\ufeff{}', 'the header is not valid JSON'],
  ['bytes that are not UTF-8', Buffer.from('7b22ff223a7b7d7d', 'hex'), 'the header is not valid JSON'],
  ['a list', [1], 'the header is not a JSON object'],
  ['null', 'null', 'the header is not a JSON object'],
  ['metadata of numbers', { __metadata__: { step: 1 } }, '__metadata__ is not an object of strings'],
  ['metadata as a list', { __metadata__: ['a'] }, '__metadata__ is not an object of strings'],
  ['an entry that is text', { w: 'F32' }, 'tensor w: its entry is not an object'],
  ['no dtype', { w: { shape: [2], data_offsets: [0, 8] } }, 'tensor w: it has no dtype'],
  ['no shape', { w: f32(undefined, [0, 8]) }, 'tensor w: shape undefined is not a list of whole numbers'],
  ['a negative size', { w: f32([-2], [0, 8]) }, 'tensor w: shape [-2] is not a list of whole numbers'],
  ['a fractional size', { w: f32([2.5], [0, 8]) }, 'tensor w: shape [2.5] is not a list'],
  [
    'a size beyond all numbers',
    '{"w":{"dtype":"F32","shape":[1e999],"data_offsets":[0,8]}}',
    'is not a list',
  ],
  ['an absurd shape', { w: f32([2 ** 50, 2 ** 50], [0, 8]) }, 'bytes, but data_offsets span 8'],
  ['a size as text', { w: f32(['2'], [0, 8]) }, 'tensor w: shape ["2"] is not a list of whole numbers'],
  ['one offset', { w: f32([2], [8]) }, 'tensor w: data_offsets [8] are not two whole numbers'],
  ['a negative offset', { w: f32([2], [-8, 0]) }, 'data_offsets [-8,0] are not two whole numbers'],
  ['offsets in reverse', { w: f32([2], [8, 0]) }, 'tensor w: data_offsets begin at 8 after their end 0'],
  [
    'an end after the file',
    { w: f32([4], [0, 16]) },
    'data_offsets end at 16, but the file has only 8 bytes',
  ],
  ['too many bytes for the shape', { w: f32([1], [0, 8]) }, 'F32 [1] takes 4 bytes, but data_offsets span 8'],
  [
    'an overlap',
    { a: f32([2], [0, 8]), b: f32([1], [4, 8]) },
    'tensor b overlaps the one before it by 4 bytes',
  ],
  ['a hole', { w: f32([1], [4, 8]) }, '4 bytes before tensor w belong to no tensor'],
  ['bytes left over', { w: f32([1], [0, 4]) }, 'the last 4 bytes belong to no tensor'],
  ['no tensor for the bytes', {}, 'the last 8 bytes belong to no tensor'],
  [
    'a name twice',
    '{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"\\u0077":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}',
    'tensor w is listed twice',
  ],
])('a header with %s is refused', (_, header, text) => {
  const file = writeRaw(join(temporaryFolder(), 'model.safetensors'), header, data);
  expectError(() => openSafetensors(file), 'bad-model', `${file}: `);
  expectError(() => openSafetensors(file), 'bad-model', text);
  expectError(() => openSafetensors(file, 'bad-adapter'), 'bad-adapter', text);
});

test('an element type we cannot read is named with those we can', () => {
  const header = { w: { dtype: 'F4', shape: [8], data_offsets: [0, 8] } };
  const file = writeRaw(join(temporaryFolder(), 'x'), header, data);
  const text = 'tensor w is stored as F4, expected float32, float16 or bfloat16';
  expectError(() => openSafetensors(file), 'unsupported', text);
  writeRaw(file, { w: { dtype: 'constructor', shape: [8], data_offsets: [0, 8] } }, data);
  expectError(() => openSafetensors(file), 'unsupported', 'stored as constructor');
});

test('a header length beyond the file or the limit is refused before it is read', () => {
  const file = join(temporaryFolder(), 'x');
  writeRaw(file, '{}', data, 11n);
  expectError(() => openSafetensors(file), 'bad-model', 'claims 11 bytes, but the file has only 10 left');
  writeRaw(file, '{}', data, 2n ** 64n - 1n);
  expectError(() => openSafetensors(file), 'bad-model', 'claims 18446744073709551615 bytes');
  writeRaw(file, '{}', data, 100_000_001n);
  truncateSync(file, 200_000_000);
  expectError(() => openSafetensors(file), 'bad-model', 'claims 100000001 bytes, more than 100000000');
});

test('what is no safetensors file at all is refused', () => {
  const folder = temporaryFolder();
  expectError(() => openSafetensors(join(folder, 'none')), 'not-found', 'none does not exist');
  writeFileSync(join(folder, 'short'), 'abc');
  expectError(() => openSafetensors(join(folder, 'short')), 'bad-model', 'it has 3 bytes');
  mkdirSync(join(folder, 'folder'));
  expectError(() => openSafetensors(join(folder, 'folder')), 'bad-model', 'not a regular file');
});

test('a file cut off after it was opened is reported with the byte where it ends', () => {
  const file = join(temporaryFolder(), 'x');
  writeSafetensors(file, [floatSource('w', [100], new Float32Array(100))]);
  const info = openSafetensors(file).get('w');
  truncateSync(file, (info?.offset ?? 0) + 40);
  expectError(
    () => info && readTensor(info),
    'bad-model',
    `ends at byte ${(info?.offset ?? 0) + 40}, expected 360`,
  );
  expectError(() => openSafetensors(file), 'bad-model', 'but the file has only 40 bytes of data');
});

test('no change of one byte makes the reader do anything but answer or refuse', () => {
  const file = join(temporaryFolder(), 'x');
  const values = Float32Array.of(1, 2);
  writeSafetensors(file, [floatSource('a', [2], values), floatSource('b', [2], values, 'BF16')]);
  const bytes = readFileSync(file);
  fc.assert(
    fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (place, value) => {
      const changed = Buffer.from(bytes);
      changed[place] = value;
      writeFileSync(file, changed);
      try {
        const tensors = [...openSafetensors(file).values()];
        expect(tensors.every((info) => info.offset + info.byteLength <= bytes.length)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect((error as AppError).message).not.toContain('internal');
      }
    }),
    { numRuns: 500 },
  );
});
