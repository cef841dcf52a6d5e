/** Every block type gives exactly the numbers gguf-py gives for the same bytes. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  blockTypes,
  dequantize,
  type GgmlType,
} from '../../../../src/main/engine/formats/gguf/dequantize.ts';
import { readTensor, readTensorBytes } from '../../../../src/main/engine/formats/readTensor.ts';
import { openSafetensors } from '../../../../src/main/engine/formats/safetensors.ts';
import { golden } from '../support.ts';

const blocks = openSafetensors(join(golden, 'gguf/blocks.safetensors'));
const plain: Partial<Record<GgmlType, readonly number[]>> = {
  // 1.5, -2, infinity, the smallest subnormal of each type
  F32: [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0x80, 0x7f, 1, 0, 0, 0],
  F16: [0x00, 0x3e, 0x00, 0xc0, 0x00, 0x7c, 0x01, 0x00],
  BF16: [0xc0, 0x3f, 0x00, 0xc0, 0x80, 0x7f, 0x01, 0x00],
};
const smallest: Partial<Record<GgmlType, number>> = { F32: 2 ** -149, F16: 2 ** -24, BF16: 2 ** -133 };

test.each(Object.keys(blockTypes) as GgmlType[])('%s', (type) => {
  const bytes = plain[type];
  if (bytes) {
    const expected = [1.5, -2, Number.POSITIVE_INFINITY, smallest[type] as number];
    expect([...dequantize(type, Uint8Array.from(bytes))]).toEqual(expected);
    return;
  }
  const stored = readTensorBytes(blocks.get(`${type}.bytes`)!);
  const expected = readTensor(blocks.get(`${type}.values`)!);
  expect(expected.length).toBe(8 * 512);
  expect(dequantize(type, stored)).toEqual(expected);
});
