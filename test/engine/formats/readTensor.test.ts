/** Tensors are read whole, in rows and in pieces with the same numbers, and bad numbers are found. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FloatType } from '../../../src/main/engine/formats/float.ts';
import {
  findNonFinite,
  readTensor,
  readTensorBytes,
  readTensorPieces,
  readTensorRows,
} from '../../../src/main/engine/formats/readTensor.ts';
import {
  floatSource,
  openSafetensors,
  writeSafetensors,
} from '../../../src/main/engine/formats/safetensors.ts';
import { sameNumbers } from '../../../src/main/engine/formats/sameNumbers.ts';
import type { TensorInfo } from '../../../src/main/engine/formats/tensor.ts';
import { expectError, golden, temporaryFolder, writeRaw } from './support.ts';

const floats: FloatType[] = ['F64', 'F32', 'F16', 'BF16'];

test.each(floats)('%s is read as float32, whole or in rows', (dtype) => {
  const values = Float32Array.from({ length: 5 * 6 }, (_, i) => (i - 7) / 4);
  const info = stored([5, 2, 3], values, dtype);
  expect(readTensor(info)).toEqual(values);
  const rows = [...readTensorRows(info, 2).map((piece) => ({ ...piece, values: [...piece.values] }))];
  expect(rows.map(({ first, count }) => [first, count])).toEqual([
    [0, 2],
    [2, 2],
    [4, 1],
  ]);
  expect(rows.flatMap(({ values }) => values)).toEqual([...values]);
});

test.each(floats)('a tensor of %s longer than a piece comes back whole', (dtype) => {
  const length = 2 ** 23 + 2 ** 20 + 3;
  const values = new Float32Array(length).map((_, i) => i % 251);
  const info = stored([length], values, dtype);
  expect(Buffer.compare(new Uint8Array(readTensor(info).buffer), new Uint8Array(values.buffer))).toBe(0);
  let bytes = 0;
  for (const piece of readTensorPieces(info)) bytes += piece.byteLength;
  expect(bytes).toBe(info.byteLength);
});

test('empty tensors and scalars have no rows and one row', () => {
  const empty = stored([0, 3], new Float32Array(0), 'F32');
  expect([
    readTensor(empty).length,
    readTensorBytes(empty).length,
    [...readTensorRows(empty, 4)].length,
  ]).toEqual([0, 0, 0]);
  const scalar = stored([], Float32Array.of(2), 'F16');
  expect([...readTensorRows(scalar, 4)]).toEqual([{ first: 0, count: 1, values: Float32Array.of(2) }]);
});

test('a golden weight has the value PyTorch wrote', () => {
  const info = openSafetensors(join(golden, 'llama/model.safetensors')).get('model.norm.weight');
  expect(info && [...readTensor(info).subarray(0, 2)]).toEqual([0.8453148603439331, 1.1487284898757935]);
});

test('whole numbers are not taken for weights', () => {
  const header = { ids: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } };
  const index = openSafetensors(writeRaw(join(temporaryFolder(), 'x'), header, new Uint8Array(8).fill(255)));
  const info = index.get('ids') as TensorInfo;
  expectError(
    () => readTensor(info),
    'unsupported',
    'tensor ids is stored as int64 (I64), expected floating-point numbers',
  );
  expect([...readTensorBytes(info)]).toEqual([255, 255, 255, 255, 255, 255, 255, 255]);
  expect(findNonFinite(index)).toBeUndefined();
});

test.each(floats)('a NaN or an infinity in %s is found, and the largest numbers are not', (dtype) => {
  const largest = dtype === 'F16' ? 65504 : dtype === 'BF16' ? 3.3895314e38 : 3.4028235e38;
  const fine = stored([4], Float32Array.of(0, -0, largest, -largest), dtype);
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const info = { ...stored([3], Float32Array.of(1, 2, odd), dtype), name: 'odd' };
    expect(
      findNonFinite(
        new Map([
          ['w', fine],
          ['odd', info],
        ]),
      ),
    ).toBe('odd');
  }
  expect(findNonFinite(new Map([['w', fine]]))).toBeUndefined();
});

function stored(shape: number[], values: Float32Array, dtype: FloatType): TensorInfo {
  const file = join(temporaryFolder(), 'x.safetensors');
  writeSafetensors(file, [floatSource('w', shape, values, dtype)]);
  return openSafetensors(file).get('w') as TensorInfo;
}

test('numbers are the same to the last bit, in one type or in two', () => {
  const values = new Float32Array(5_000_000).map((_, i) => i % 128);
  const other = values.with(values.length - 1, 1);
  const [a, again, b] = [values, values, other].map((each) => stored([50, 100_000], each, 'F32'));
  const [half, otherHalf] = [values, other].map((each) => stored([50, 100_000], each, 'BF16'));
  expect(sameNumbers(a!, again!)).toBe(true);
  expect(sameNumbers(a!, b!)).toBe(false);
  expect(sameNumbers(a!, half!)).toBe(true);
  expect(sameNumbers(a!, otherHalf!)).toBe(false);
});
