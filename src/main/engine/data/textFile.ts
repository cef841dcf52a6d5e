/** Turns a file of any common encoding, gzipped or not, into a stream of text, so that no reader handles bytes. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '../../../shared/errors.ts';
import { diskError } from '../formats/diskError.ts';
import { refuseBinary } from './binaryKinds.ts';
import type { OnBytes } from './row.ts';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const headBytes = 4096;

/**
 * Chunks of decoded text without a byte order mark. Throws not-found, disk, unsupported for what is no text, or bad-data for
 * a damaged gzip stream.
 * @param onBytes told how much of the file is read, as it lies on the disk
 */
export async function* textChunks(file: string, onBytes?: OnBytes): AsyncGenerator<string> {
  const gzipped = isGzip(await readHead(file));
  const decoder = new TextDecoder(await detectEncoding(file, gzipped), { fatal: false });
  for await (const chunk of readBytes(file, gzipped, onBytes)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/**
 * A byte order mark decides; else zero bytes in every second place mean UTF-16; else the whole file is UTF-8, or, when one
 * sequence is not, Windows-1252 (of which Latin-1 text is a part).
 */
async function detectEncoding(file: string, gzipped: boolean): Promise<Encoding> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let head: Uint8Array | undefined;
  try {
    for await (const chunk of readBytes(file, gzipped)) {
      if (head === undefined) {
        head = chunk.subarray(0, headBytes);
        const wide = detectUtf16(head);
        refuseBinary(file, head, wide !== undefined);
        if (wide) return wide;
      }
      utf8.decode(chunk, { stream: true });
    }
    utf8.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252'; // the decoder's way to say that it is not UTF-8
    throw error;
  }
}

function detectUtf16(head: Uint8Array): Encoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  head.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2]!++;
  });
  const most = head.length * 0.2; // ASCII text in UTF-16 has half its bytes zero, all on one side
  if (zeros[1]! > most && zeros[0]! < most / 10) return 'utf-16le';
  if (zeros[0]! > most && zeros[1]! < most / 10) return 'utf-16be';
  return undefined;
}

async function* readBytes(file: string, gzipped: boolean, onBytes?: OnBytes): AsyncGenerator<Uint8Array> {
  const source = createReadStream(file, { highWaterMark: 1 << 18 });
  const bytes = gzipped ? pipeline(source, createGunzip(), () => {}) : source;
  try {
    for await (const chunk of bytes) {
      onBytes?.(source.bytesRead);
      yield chunk as Uint8Array;
    }
  } catch (error) {
    throw readError(file, error);
  } finally {
    source.destroy();
  }
}

async function readHead(file: string): Promise<Uint8Array> {
  try {
    await using handle = await open(file, 'r');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw readError(file, error);
  }
}

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

function readError(file: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!code?.startsWith('Z_')) return diskError(error, file, 'read');
  const hint = 'The file is cut off or damaged: unpack it with gzip to see where, or fetch it again.';
  return new AppError('bad-data', `${file}: gzip stream cannot be unpacked (${message})`, hint, {
    cause: error,
  });
}
