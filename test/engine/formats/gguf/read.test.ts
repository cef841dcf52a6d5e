/** The head of a GGUF file: what is read from a sound one, and how each kind of damage is named. */

import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readGgufHead } from '../../../../src/main/engine/formats/gguf/read.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import {
  array,
  f32,
  f32s,
  flag,
  floatTensor,
  ggufBytes,
  i32s,
  text,
  texts,
  u32,
  type WrittenGguf,
  writeGguf,
} from '../../../support/ggufWriter.ts';
import { expectError, temporaryFolder } from '../support.ts';

const values = Float32Array.from({ length: 6 }, (_, i) => i);
const sound: WrittenGguf = {
  metadata: {
    'general.architecture': text('llama'),
    count: u32(4_000_000_000),
    half: f32(0.5),
    yes: flag(true),
    bom: texts(['\ufeffé', '']),
    numbers: i32s([-1, 7]),
    none: f32s([]),
    wide: { type: 11, bytes: Buffer.from('feffffffffffffff', 'hex') },
    tiny: { type: 1, bytes: Buffer.of(0xff) },
  },
  tensors: [
    floatTensor('a', [2, 3], values),
    { name: 'b', shape: [1, 32], type: 8, data: new Uint8Array(34) },
  ],
};

const inFolder = (content: WrittenGguf) => writeGguf(join(temporaryFolder(), 'model.gguf'), content);

test.each([2, 3])('reads metadata and tensors of version %i', (version) => {
  const { metadata, tensors } = readGgufHead(inFolder({ ...sound, version }));
  expect(metadata.need('count', 'count')).toBe(4_000_000_000);
  expect(metadata.need('half', 'number')).toBe(0.5);
  expect(metadata.need('yes', 'flag')).toBe(true);
  expect(metadata.need('bom', 'texts')).toEqual(['\ufeffé', '']);
  expect(metadata.need('numbers', 'numbers')).toEqual([-1, 7]);
  expect(metadata.need('none', 'numbers')).toEqual([]);
  expect(metadata.need('wide', 'number')).toBe(-2);
  expect(metadata.need('tiny', 'number')).toBe(-1);
  expect(metadata.get('absent', 'text')).toBeUndefined();
  const [a, b] = [...tensors.values()];
  expect(a).toMatchObject({ name: 'a', type: 'F32', shape: [2, 3], byteLength: 24 });
  expect(b).toMatchObject({ name: 'b', type: 'Q8_0', shape: [1, 32], byteLength: 34 });
  expect(b!.offset - a!.offset).toBe(32);
});

test('places tensors by general.alignment', () => {
  const metadata = { 'general.alignment': u32(128) };
  const { tensors } = readGgufHead(inFolder({ metadata, tensors: sound.tensors, alignment: 128 }));
  expect([...tensors.values()].map(({ offset }) => offset)).toEqual([256, 384]);
});

test('names the key and both kinds when a value is of the wrong kind, and the key when it is missing', () => {
  const { metadata } = readGgufHead(inFolder(sound));
  expectError(() => metadata.get('half', 'count'), 'bad-model', 'half is 0.5, expected a count');
  expectError(() => metadata.need('bom', 'numbers'), 'bad-model', 'expected a numbers');
  expectError(() => metadata.need('absent', 'text'), 'bad-model', 'the metadata key absent is missing');
});

const pair = (key: string, type: number, bytes: Buffer): WrittenGguf => ({
  metadata: { [key]: { type, bytes } },
  tensors: [],
});
const one = (tensor: Partial<WrittenGguf['tensors'][number]>): WrittenGguf => ({
  metadata: {},
  tensors: [{ name: 'w', shape: [8], type: 0, data: new Uint8Array(32), ...tensor }],
});
const most = 2n ** 64n - 1n;

test.each<[string, WrittenGguf, string]>([
  [
    'an absurd tensor count',
    { ...sound, tensorCount: 2n ** 40n },
    'the tensor count claims 1099511627776 x 32 bytes',
  ],
  ['a tensor fewer than there are', { ...sound, tensorCount: 1n }, 'bytes belong to no tensor'],
  ['a negative tensor count', { ...sound, tensorCount: most }, 'impossible size 18446744073709551615'],
  ['an absurd metadata count', { ...sound, pairCount: 2n ** 50n }, 'the metadata count claims'],
  ['one pair too many', { ...sound, pairCount: 10n }, 'tensor 1 of 2 claims'],
  [
    'a key appearing twice',
    {
      metadata: [
        ['k', u32(1)],
        ['k', u32(2)],
      ],
      tensors: [],
    },
    'the metadata key k appears twice',
  ],
  ['an unknown value type', pair('k', 13, Buffer.alloc(8)), 'metadata k has the unknown value type 13'],
  [
    'an unknown item type',
    pair('k', 9, Buffer.alloc(12, 0xee)),
    'metadata k has the unknown value type 4008636142',
  ],
  [
    'arrays in arrays',
    { metadata: { k: array(9, [Buffer.alloc(12)]) }, tensors: [] },
    'unknown value type 9',
  ],
  [
    'an absurd array',
    { metadata: { k: array(8, [], 2n ** 60n) }, tensors: [] },
    'impossible size 1152921504606846976',
  ],
  [
    'an array past the end',
    { metadata: { k: array(4, [], 1000) }, tensors: [] },
    'metadata k claims 1000 x 4 bytes or more',
  ],
  [
    'a text past the end',
    pair('k', 8, Buffer.from('ffff000000000000', 'hex')),
    'metadata k claims 65535 x 1 bytes',
  ],
  [
    'a text that is not UTF-8',
    { metadata: { k: text(Buffer.of(0xc3, 0x28)) }, tensors: [] },
    'metadata k is not UTF-8 text',
  ],
  [
    'an alignment of 24',
    { metadata: { 'general.alignment': u32(24) }, tensors: [] },
    'general.alignment is 24',
  ],
  ['an alignment of 0', { metadata: { 'general.alignment': u32(0) }, tensors: [] }, 'general.alignment is 0'],
  [
    'an absurd alignment',
    { metadata: { 'general.alignment': u32(2 ** 30) }, tensors: [] },
    'expected a power of two up to',
  ],
  ['no axes', one({ shape: [] }), 'tensor w has 0 axes, expected 1 to 4'],
  ['five axes', one({ shape: [1, 1, 1, 1, 8] }), 'tensor w has 5 axes'],
  ['an empty axis', one({ shape: [0, 8] }), 'tensor w has the impossible shape [0, 8]'],
  ['an overflowing shape', one({ shape: [2 ** 40, 2 ** 40] }), 'tensor w has the impossible shape'],
  ['a negative axis', one({ shape: [most] }), 'tensor w has the impossible size'],
  ['half a block', one({ shape: [4, 16], type: 8 }), 'rows of 16 values, which Q8_0 cannot cut into 32'],
  ['more values than bytes', one({ shape: [1000, 8] }), 'tensor w ends at byte'],
  ['an offset past the end', one({ offset: 2n ** 40n }), 'tensor w ends at byte'],
  ['a negative offset', one({ offset: most }), 'tensor w has the impossible size'],
  [
    'bytes between two tensors',
    {
      metadata: {},
      tensors: [
        { ...floatTensor('w', [2, 3], values), data: new Uint8Array(64) },
        floatTensor('v', [2, 3], values),
      ],
    },
    '32 bytes before tensor v belong to no tensor',
  ],
  ['an unaligned offset', one({ offset: 4n }), 'tensor w lies at offset 4, not a multiple of 32'],
  [
    'two tensors of one name',
    { metadata: {}, tensors: [floatTensor('w', [2, 3], values), floatTensor('w', [2, 3], values)] },
    'tensor w appears twice',
  ],
  [
    'two tensors in one place',
    {
      metadata: {},
      tensors: [floatTensor('v', [6], values), { ...floatTensor('w', [6], values), offset: 0n }],
    },
    'tensor w overlaps the one before it',
  ],
])('refuses %s', (_, content, message) => {
  const file = inFolder(content);
  expectError(() => readGgufHead(file), 'bad-model', message);
  expectError(() => readGgufHead(file), 'bad-model', file);
});

test('refuses other versions, byte orders and tensor types by name', () => {
  const refuse = (content: WrittenGguf, message: string) =>
    expectError(() => readGgufHead(inFolder(content)), 'unsupported', message);
  refuse({ ...sound, version: 1 }, 'version 1, expected version 2 or 3');
  refuse({ ...sound, version: 0x03000000 }, 'big-endian, expected');
  refuse(one({ type: 16 }), 'tensor w is stored as IQ2_XXS, expected one of F32, F16, BF16, Q4_0');
  refuse(one({ type: 4 }), 'tensor w is stored as type 4');
});

test('refuses bytes after the last tensor, but for its padding', () => {
  const file = inFolder(sound);
  const bytes = readFileSync(file);
  expect(readGgufHead(file).tensors.size).toBe(2);
  writeFileSync(file, bytes.subarray(0, -30));
  expect([...readGgufHead(file).tensors.keys()]).toEqual(['a', 'b']);
  writeFileSync(file, Buffer.concat([bytes, Buffer.alloc(1)]));
  expectError(() => readGgufHead(file), 'bad-model', 'the last 31 bytes belong to no tensor');
});

test('refuses what is no GGUF file, and says when there is none', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'model.gguf');
  expectError(() => readGgufHead(file), 'not-found', 'model.gguf does not exist');
  mkdirSync(file);
  expectError(() => readGgufHead(file), 'bad-model', 'is not a file');
  const other = join(folder, 'other.gguf');
  for (const content of ['', 'GGUF', 'PK\u0003\u0004'.padEnd(100)]) {
    writeFileSync(other, content);
    expectError(() => readGgufHead(other), 'bad-model', 'is not a GGUF file');
  }
});

test('refuses a file cut short anywhere', () => {
  const bytes = ggufBytes(sound);
  const file = join(temporaryFolder(), 'model.gguf');
  const end = bytes.length - 32 + 2; // the last tensor takes 34 of its 64 bytes
  for (let length = 0; length < end; length++) {
    writeFileSync(file, bytes.subarray(0, length));
    expectError(() => readGgufHead(file), 'bad-model', file);
  }
  writeFileSync(file, bytes.subarray(0, end));
  expect(readGgufHead(file).tensors.size).toBe(2);
});

test('a file with changed bytes is read or refused, never a crash', () => {
  const bytes = ggufBytes(sound);
  const file = join(temporaryFolder(), 'model.gguf');
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const damaged = Buffer.from(bytes);
      for (const [at, byte] of changes) damaged[at] = byte;
      writeFileSync(file, damaged);
      try {
        for (const { offset, byteLength } of readGgufHead(file).tensors.values()) {
          expect(offset + byteLength).toBeLessThanOrEqual(damaged.length);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect((error as AppError).code).not.toBe('internal');
      }
    }),
    { seed: 7, numRuns: 1000 },
  );
});

test('reads a head that is longer than its window', () => {
  const long = 'x'.repeat(3 * 2 ** 20);
  const tokens = Array.from({ length: 200_000 }, (_, i) => `token ${i}`);
  const file = inFolder({ metadata: { long: text(long), tokens: texts(tokens) }, tensors: sound.tensors });
  const { metadata, tensors } = readGgufHead(file);
  expect(metadata.need('long', 'text')).toBe(long);
  expect(metadata.need('tokens', 'texts')).toEqual(tokens);
  expect(tensors.get('a')?.byteLength).toBe(24);
});

test('refuses a text too long for any head, even where the file is long enough', () => {
  const length = Buffer.from('0000001100000000', 'hex'); // 272 MiB
  const file = inFolder(pair('k', 8, length));
  truncateSync(file, 2 ** 29);
  expectError(() => readGgufHead(file), 'bad-model', 'metadata k claims 285212672 x 1 bytes or more');
});
