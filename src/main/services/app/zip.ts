/** Takes one file out of a zip archive, such as a Python wheel, without reading the rest. */

import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { AppError } from '../../../shared/errors.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import { diskError } from '../../engine/index.ts';

// Layout: PKWARE's APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.16 (end); numbers are little-endian.
const endBytes = 22;
const longestComment = 0xffff;
const entryBytes = 46;
const localBytes = 30;
const signatures = { end: 0x06054b50, entry: 0x02014b50, local: 0x04034b50 };

interface Entry {
  readonly name: string;
  readonly stored: boolean;
  readonly compressed: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * Writes the only entry of `archive` whose name matches to the file `target`.
 * @throws AppError `bad-data` where it is no zip archive, or holds none or several of them; nothing is left then
 */
export async function extractOne(
  archive: string,
  wanted: RegExp,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  await using handle = await open(archive);
  const matching = (await readDirectory(handle, archive)).filter(({ name }) => wanted.test(name));
  const [entry, second] = matching;
  if (!entry || second)
    throw bad(archive, say`it holds ${matching.length} files called ${String(wanted)}, expected one`);
  const local = await readAt(handle, archive, entry.offset, localBytes);
  if (local.readUInt32LE(0) !== signatures.local)
    throw bad(archive, say`an entry is not where the directory says`);
  const start = entry.offset + localBytes + local.readUInt16LE(26) + local.readUInt16LE(28);
  const source = createReadStream(archive, { start, end: start + entry.compressed - 1 });
  let written = 0;
  try {
    const inflate = entry.stored ? new PassThrough() : createInflateRaw();
    // Not a stream: one that is destroyed while it opens would make its file after it was deleted.
    await using out = await open(target, 'w');
    await pipeline(
      source,
      inflate,
      async (pieces: AsyncIterable<Uint8Array>) => {
        for await (const piece of pieces) {
          written += piece.length;
          if (written > entry.size) throw bad(archive, say`${entry.name} is larger than the directory says`);
          await out.writeFile(piece);
        }
      },
      { signal },
    );
    if (written < entry.size) throw bad(archive, say`${entry.name} is cut off`);
  } catch (error) {
    await rm(target, { force: true });
    if (signal?.aborted) throw new AppError('interrupted', say`unpacking was stopped`);
    if (String((error as NodeJS.ErrnoException).code).startsWith('Z_'))
      throw bad(archive, say`${entry.name} cannot be unpacked`);
    throw diskError(error, target, 'write');
  }
}

async function readDirectory(handle: FileHandle, archive: string): Promise<Entry[]> {
  const { size } = await handle.stat();
  const tail = await readAt(handle, archive, Math.max(0, size - endBytes - longestComment), size);
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + endBytes > tail.length) throw bad(archive, say`it has no directory`);
  const [count, bytes, offset] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
  ];
  const directory = await readAt(handle, archive, offset, bytes);
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + entryBytes > directory.length || directory.readUInt32LE(at) !== signatures.entry)
      throw bad(archive, say`its directory is damaged`);
    const method = directory.readUInt16LE(at + 10);
    const [name, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const path = directory.toString('utf8', at + entryBytes, at + entryBytes + name);
    if (method !== 0 && method !== 8)
      throw bad(archive, say`${path} is compressed in an unknown way (${method})`);
    entries.push({
      name: path,
      stored: method === 0,
      compressed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at += entryBytes + name + extra + comment;
  }
  return entries;
}

/** Up to `length` bytes at `position`; none beyond the file's end. */
async function readAt(
  handle: FileHandle,
  archive: string,
  position: number,
  length: number,
): Promise<Buffer> {
  const { size } = await handle.stat();
  if (position > size) throw bad(archive, say`it is cut off`);
  const buffer = Buffer.alloc(Math.min(length, size - position));
  await handle.read(buffer, 0, buffer.length, position);
  return buffer;
}

function bad(archive: string, found: Sentence): AppError {
  return new AppError('bad-data', say`${archive} is no usable zip archive: ${found}`, say`Fetch it again.`);
}
