/** Safetensors files survive reading and writing, byte for byte, and match those of the reference implementation. */

import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTensor, readTensorBytes } from '../../../src/main/engine/formats/readTensor.ts';
import {
  floatSource,
  openSafetensors,
  readSafetensorsMetadata,
  storedSource,
  type TensorSource,
  writeSafetensors,
} from '../../../src/main/engine/formats/safetensors.ts';
import { bytesPerElement, elementCount, type StoredType } from '../../../src/main/engine/formats/tensor.ts';
import { golden, temporaryFolder, writeRaw } from './support.ts';

test.each(['llama/model.safetensors', 'llama/adapter/adapter_model.safetensors'])(
  '%s written again is the same file, whatever the order of its tensors',
  (name) => {
    const copy = join(temporaryFolder(), 'copy.safetensors');
    const original = join(golden, name);
    const tensors = [...openSafetensors(original).values()].reverse().map((info) => storedSource(info));
    writeSafetensors(copy, tensors, readSafetensorsMetadata(original));
    expect(readFileSync(copy).equals(readFileSync(original))).toBe(true);
  },
);

test('a golden tensor is described as PEFT wrote it', () => {
  const file = join(golden, 'llama/adapter/adapter_model.safetensors');
  const name = 'base_model.model.model.layers.0.mlp.down_proj.lora_B.weight';
  expect(openSafetensors(file).get(name)).toEqual({
    name,
    dtype: 'F32',
    shape: [64, 8],
    file,
    offset: 3496 + 5120,
    byteLength: 2048,
  });
  expect(readSafetensorsMetadata(file)).toEqual({ format: 'pt' });
});

test('wide types come first, then names; the header is padded to eight bytes', () => {
  const file = join(temporaryFolder(), 'x.safetensors');
  const tensors = [
    floatSource('b', [1], Float32Array.of(1), 'F16'),
    floatSource('2', [1], Float32Array.of(2)),
    floatSource('10', [], Float32Array.of(3)),
    floatSource('a', [2], Float32Array.of(4, 5), 'F64'),
  ];
  writeSafetensors(file, tensors, {});
  const bytes = readFileSync(file);
  expect(bytes.readBigUInt64LE() % 8n).toBe(0n);
  expect(bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE())).trimEnd()).toBe(
    '{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},' +
      '"10":{"dtype":"F32","shape":[],"data_offsets":[16,20]},' +
      '"2":{"dtype":"F32","shape":[1],"data_offsets":[20,24]},' +
      '"b":{"dtype":"F16","shape":[1],"data_offsets":[24,26]}}',
  );
  const index = openSafetensors(file);
  expect([...index.keys()]).toEqual(['a', '10', '2', 'b']);
  expect([...index.values()].map((info) => [...readTensor(info)])).toEqual([[4, 5], [3], [2], [1]]);
});

test('whatever is written is read back', () => {
  const folder = temporaryFolder();
  const dtypes = Object.keys(bytesPerElement) as StoredType[];
  const tensor = fc.record({
    name: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('__proto__', '0', '{"', 'a\\"}', 'toString'),
    ),
    dtype: fc.constantFrom(...dtypes),
    shape: fc.array(fc.nat({ max: 4 }), { maxLength: 3 }),
    seed: fc.nat(),
  });
  const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 6 });
  const metadata = fc.dictionary(fc.string(), fc.string());
  fc.assert(
    fc.property(tensors, metadata, (list, notes) => {
      const file = join(folder, 'x.safetensors');
      const sources = list
        .filter(({ name }) => name.isWellFormed() && name !== '__metadata__')
        .map(patterned);
      writeSafetensors(file, sources, notes);
      const index = openSafetensors(file);
      expect(new Set(index.keys())).toEqual(new Set(sources.map(({ name }) => name)));
      for (const { name, dtype, shape, bytes } of sources) {
        const info = index.get(name);
        expect(info).toMatchObject({ name, dtype, shape });
        expect(info && Buffer.compare(readTensorBytes(info), bytes)).toBe(0);
      }
      expect(Object.entries(readSafetensorsMetadata(file))).toEqual(Object.entries(notes));
    }),
    { numRuns: 200 },
  );
});

test('names that hold braces and quotes are no duplicates; a long text in the metadata is no obstacle', () => {
  const text = 'x"{'.repeat(1e6);
  const file = writeRaw(join(temporaryFolder(), 'x'), {
    __metadata__: { text },
    '}"a': { dtype: 'U8', shape: [0], data_offsets: [0, 0], note: 'a' },
    a: { dtype: 'U8', shape: [0], data_offsets: [0, 0] },
  });
  expect([...openSafetensors(file).keys()]).toEqual(['}"a', 'a']);
  expect(readSafetensorsMetadata(file).text).toBe(text);
});

test('a link is followed to the file that holds the bytes, as in the cache of the Hub', () => {
  const folder = temporaryFolder();
  const blob = join(folder, 'blob');
  writeSafetensors(blob, [floatSource('w', [1], Float32Array.of(7))]);
  symlinkSync(blob, join(folder, 'model.safetensors'));
  expect(openSafetensors(join(folder, 'model.safetensors')).get('w')?.file).toBe(blob);
});

test.each([
  ['too few bytes', [floatSource('w', [2], Float32Array.of(1))], 'tensor w gave 4 bytes, expected 8'],
  ['one name twice', [1, 2].map((n) => floatSource('w', [1], Float32Array.of(n))), 'two tensors of one name'],
])('a writer that gives %s leaves no file', (_, sources, message) => {
  const file = join(temporaryFolder(), 'x.safetensors');
  expect(() => writeSafetensors(file, sources)).toThrow(`internal: ${message}`);
  expect(() => readFileSync(file)).toThrow('ENOENT');
});

function patterned({ name, dtype, shape, seed }: Omit<TensorSource, 'pieces'> & { seed: number }) {
  const bytes = new Uint8Array(elementCount(shape) * bytesPerElement[dtype]).map((_, i) => seed + 7 * i);
  const middle = bytes.length >> 1;
  return { name, dtype, shape, bytes, pieces: () => [bytes.subarray(0, middle), bytes.subarray(middle)] };
}
