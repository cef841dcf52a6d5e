/** A reader sees the old file or the whole new one, and a failure leaves nothing behind. */

import { existsSync, fdatasync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import {
  AtomicFile,
  makeFolder,
  writeFileAtomic,
  writeFolderAtomic,
} from '../../../src/main/engine/formats/atomic.ts';
import { diskError } from '../../../src/main/engine/formats/diskError.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { expectError, temporaryFolder } from './support.ts';

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  return { ...real, fdatasync: vi.fn(real.fdatasync) };
});

test('text, bytes and pieces become the file, replacing an older one', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'a');
  writeFileAtomic(file, 'grüße');
  expect(readFileSync(file, 'utf8')).toBe('grüße');
  writeFileAtomic(file, Uint8Array.of(1, 2));
  expect([...readFileSync(file)]).toEqual([1, 2]);
  writeFileAtomic(file, [Uint8Array.of(3), new Uint8Array(), Uint8Array.of(4, 5)]);
  expect([...readFileSync(file)]).toEqual([3, 4, 5]);
  expect(readdirSync(folder)).toEqual(['a']);
});

test('the name appears on commit only; abort after it changes nothing', () => {
  const folder = temporaryFolder();
  const file = new AtomicFile(join(folder, 'a'));
  file.write(Uint8Array.of(1));
  expect(existsSync(file.path)).toBe(false);
  file.commit();
  file.abort();
  expect([...readFileSync(file.path)]).toEqual([1]);
  expect(readdirSync(folder)).toEqual(['a']);
  expect(() => file.write(Uint8Array.of(2))).toThrow('internal: ');
});

test('what is appended is all there, whether or not the disk was set to work meanwhile', async () => {
  const folder = temporaryFolder();
  const file = new AtomicFile(join(folder, 'a'));
  const piece = new Uint8Array(2 ** 25 + 1);
  for (const mark of [1, 2, 3]) await file.append(piece.fill(mark));
  await file.settle();
  file.commit();
  const found = readFileSync(file.path);
  expect(found.length).toBe(3 * piece.length);
  expect([0, 1, 2].map((i) => [found[i * piece.length], found[(i + 1) * piece.length - 1]])).toEqual(
    [1, 2, 3].map((mark) => [mark, mark]),
  );
});

test('a disk that fails later is heard of before commit', async () => {
  const folder = temporaryFolder();
  const file = new AtomicFile(join(folder, 'a'));
  const cause = Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'fdatasync' });
  vi.mocked(fdatasync).mockImplementationOnce((_, done) => done(cause));
  await file.append(new Uint8Array(2 ** 26));
  await expect(file.settle()).rejects.toMatchObject({ code: 'disk', cause });
  file.abort();
  expect(readdirSync(folder)).toEqual([]);
});

test('pieces that fail half-way leave the older file as it was', () => {
  const folder = temporaryFolder();
  writeFileAtomic(join(folder, 'a'), 'old');
  function* pieces() {
    yield Uint8Array.of(1);
    throw new Error('half-way');
  }
  expect(() => writeFileAtomic(join(folder, 'a'), pieces())).toThrow('half-way');
  expect(readdirSync(folder)).toEqual(['a']);
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('old');
});

test('a file cannot take the place of a folder, and no temporary file remains', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'a'));
  expectError(() => writeFileAtomic(join(folder, 'a'), 'x'), 'disk', 'it is a folder, expected a file');
  expect(readdirSync(folder)).toEqual(['a']);
});

test('a missing folder, and a file in place of one, are named', () => {
  const folder = temporaryFolder();
  expectError(() => writeFileAtomic(join(folder, 'no/a'), 'x'), 'not-found', 'its folder does not exist');
  writeFileSync(join(folder, 'file'), '');
  expectError(() => writeFileAtomic(join(folder, 'file/a'), 'x'), 'disk', 'is a file, not a folder');
});

test('a folder appears with all its files, also where an empty one was', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'out'));
  await writeFolderAtomic(join(folder, 'out'), async (inside) => {
    expect(readdirSync(join(folder, 'out'))).toEqual([]);
    mkdirSync(join(inside, 'deep'));
    await Promise.resolve();
    writeFileSync(join(inside, 'deep/a'), 'x');
  });
  expect(readFileSync(join(folder, 'out/deep/a'), 'utf8')).toBe('x');
  expect(readdirSync(folder)).toEqual(['out']);
});

test('a folder whose filling fails never appears', async () => {
  const folder = temporaryFolder();
  const fill = (inside: string) => {
    writeFileSync(join(inside, 'a'), 'x');
    throw new Error('half-way');
  };
  await expect(writeFolderAtomic(join(folder, 'out'), fill)).rejects.toThrow('half-way');
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder with something in it, or a file, is not replaced', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'out'));
  writeFileSync(join(folder, 'out/mine'), 'x');
  const exists = { code: 'exists', message: `${join(folder, 'out')} already exists and is not empty` };
  await expect(writeFolderAtomic(join(folder, 'out'), () => {})).rejects.toMatchObject(exists);
  await expect(writeFolderAtomic(join(folder, 'out/mine'), () => {})).rejects.toMatchObject({
    code: 'exists',
  });
  expect(readdirSync(join(folder, 'out'))).toEqual(['mine']);
});

test.each([
  ['ENOSPC', 'disk', 'no space left on the disk while writing /x; nothing half-written was kept'],
  ['EDQUOT', 'disk', 'no space left on the disk while writing /x; nothing half-written was kept'],
  ['EACCES', 'disk', 'no permission to write /x'],
  ['EPERM', 'disk', 'no permission to write /x'],
  ['EROFS', 'disk', 'cannot write /x: the disk is read-only'],
  ['EIO', 'disk', 'cannot write /x: EIO'],
])('%s becomes a sentence', (code, expected, message) => {
  const cause = Object.assign(new Error(code), { code, syscall: 'write' });
  const error = diskError(cause, '/x', 'write') as AppError;
  expect([error.code, error.message, error.cause]).toEqual([expected, message, cause]);
  expect(error.hint).not.toBe('');
});

test("errors that are not the disk's pass unchanged", () => {
  const own = new AppError('bad-model', 'x');
  const bug = new TypeError('x');
  expect([diskError(own, '/x', 'read'), diskError(bug, '/x', 'read')]).toEqual([own, bug]);
});

test('folders are made from the topmost that is missing, and one that cannot be made is said to be so', () => {
  const folder = temporaryFolder();
  expect(makeFolder(join(folder, 'a', 'b', 'c'))).toBe(join(folder, 'a'));
  expect(makeFolder(join(folder, 'a', 'b'))).toBeUndefined();
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolder(join(folder, 'file'))).toThrow('a part of the path is a file');
  // Where mkdir says that the folder above is missing, though it is there.
  expect(() => makeFolder('/proc/nowhere/deeper')).toThrow('cannot write /proc/nowhere');
});
