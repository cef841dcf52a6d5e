/** Turns a file of any common encoding, packed or not, into a stream of text, so that no reader handles bytes. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { AppError } from '../../../shared/errors.ts';
import { diskError } from '../formats/diskError.ts';
import { refuseBinary } from './binaryKinds.ts';
import { detectLegacy, ForeignLines, standardName } from './encodings.ts';
import { fileFact, type OnBytes } from './row.ts';
import { countUtf8, decodeMarked } from './utf8.ts';

const headBytes = 4096;

/** Text may unpack to so many bytes, and beyond them to so many times its size: what grows more is no table. */
const mostUnpacked = { bytes: 2 ** 29, times: 200 };

const chunkSize = 1 << 18;
const unpackers = {
  gzip: () => createGunzip({ chunkSize }),
  zstd: () => createZstdDecompress({ chunkSize }),
};

type Packing = keyof typeof unpackers;

export interface TextOptions {
  /** The user's word on the encoding; empty: it is found by looking. */
  readonly encoding?: string;
  /** Told the encoding that was found, as the WHATWG standard calls it. */
  readonly onEncoding?: (encoding: string) => void;
  /** Told how much of the file is read, as it lies on the disk. */
  readonly onBytes?: OnBytes | undefined;
}

/**
 * Chunks of decoded text without a byte order mark. Bytes that are no UTF-8 in a file that is UTF-8 otherwise are marked as
 * `decodeMarked` has it. Throws not-found, disk, unsupported for what is no text, bad-config for an encoding that does not
 * exist, or bad-data for a damaged gzip stream, and where the encoding cannot be told.
 */
export async function* textChunks(
  file: string,
  { encoding = '', onEncoding, onBytes }: TextOptions = {},
): AsyncGenerator<string> {
  const packed = packingOf(await readHead(file));
  const { name, sound } =
    encoding === '' ? await detectEncoding(file, packed) : { name: chosenEncoding(encoding), sound: false };
  onEncoding?.(name);
  const bytes = readBytes(file, packed, onBytes);
  if (name === 'utf-8' && !sound) yield* decodeMarked(bytes);
  else {
    const decoder = new TextDecoder(name);
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  }
}

function chosenEncoding(asked: string): string {
  const name = standardName(asked.trim());
  if (name !== undefined) return name;
  throw new AppError(
    'bad-config',
    `there is no encoding ${JSON.stringify(asked)}`,
    'Use a name such as utf-8, windows-1252, windows-1251, gb18030, shift_jis or euc-kr.',
    { detail: { code: 'noSuchEncoding', asked } },
  );
}

interface Detected {
  readonly name: string;
  /** Whether every byte is known to be of that encoding. */
  readonly sound: boolean;
}

/**
 * A byte order mark decides; else zero bytes in every second place mean UTF-16; else the file is UTF-8, also where a few
 * bytes of it are not; else it is in an encoding of the time before.
 */
async function detectEncoding(file: string, packed: Packing | undefined): Promise<Detected> {
  let head: Uint8Array | undefined;
  let carried: Uint8Array = new Uint8Array();
  let sound = true;
  for await (const chunk of readBytes(file, packed)) {
    if (head === undefined) {
      head = chunk.subarray(0, headBytes);
      const wide = detectUtf16(file, head);
      refuseBinary(file, head, wide !== undefined);
      if (wide) return { name: wide, sound: true };
    }
    const bytes = carried.length === 0 ? chunk : Buffer.concat([carried, chunk]);
    const whole = wholeCharacters(bytes);
    sound = isUtf8(bytes.subarray(0, whole));
    carried = bytes.slice(whole);
    if (!sound) break;
  }
  if (sound && carried.length === 0) return { name: 'utf-8', sound: true };
  const foreign = new ForeignLines();
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of readBytes(file, packed)) {
      foreign.add(chunk);
      yield chunk;
    }
  }
  const count = await countUtf8(watched());
  // Letters of other encodings happen to be well-formed one time in five at most.
  const name = count.sound >= 2 * count.wrong ? 'utf-8' : detectLegacy(file, foreign.all());
  return { name, sound: false };
}

/** Where the last character begins that the end of `bytes` may cut off. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function detectUtf16(file: string, head: Uint8Array): string | undefined {
  refuseUtf32(file, head);
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

/** Rare, and read by nothing else either. */
function refuseUtf32(file: string, head: Uint8Array): void {
  const marked = [
    [0xff, 0xfe, 0, 0],
    [0, 0, 0xfe, 0xff],
  ].some((mark) => mark.every((byte, i) => head[i] === byte));
  if (marked)
    throw new AppError('bad-data', `${file} is written in UTF-32`, 'Save it as UTF-8.', {
      detail: { code: 'encodingUnknown', at: fileFact(file), tried: [] },
    });
}

async function* readBytes(
  file: string,
  packed: Packing | undefined,
  onBytes?: OnBytes,
): AsyncGenerator<Uint8Array> {
  const source = createReadStream(file, { highWaterMark: chunkSize });
  const bytes = packed ? pipeline(source, unpackers[packed](), () => {}) : source;
  let unpacked = 0;
  try {
    for await (const chunk of bytes) {
      onBytes?.(source.bytesRead);
      unpacked += (chunk as Uint8Array).length;
      if (packed && unpacked > Math.max(mostUnpacked.bytes, mostUnpacked.times * source.bytesRead))
        throw unpacksTooFar(file);
      yield chunk as Uint8Array;
    }
  } catch (error) {
    throw readError(file, error, packed);
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

function packingOf(head: Uint8Array): Packing | undefined {
  const begins = (...bytes: number[]): boolean => bytes.every((byte, i) => head[i] === byte);
  if (begins(0x1f, 0x8b)) return 'gzip';
  return begins(0x28, 0xb5, 0x2f, 0xfd) ? 'zstd' : undefined;
}

function unpacksTooFar(file: string): AppError {
  return new AppError(
    'bad-data',
    `${file} unpacks to more than ${mostUnpacked.times} times its size and ${mostUnpacked.bytes / 2 ** 20} MB`,
    'No table or text does that: the file is broken or made to do harm. Unpack it yourself if you trust it.',
    { detail: { code: 'unpacksTooFar', at: fileFact(file), ...mostUnpacked } },
  );
}

function readError(file: string, error: unknown, packing?: Packing): unknown {
  if (error instanceof AppError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (!packing || !/^(Z|ZSTD)_/.test(code ?? '')) return diskError(error, file, 'read');
  const hint = `The file is cut off or damaged: unpack it with ${packing} to see where, or fetch it again.`;
  return new AppError('bad-data', `${file}: ${packing} stream cannot be unpacked (${message})`, hint, {
    cause: error,
    detail: { code: 'damagedArchive', at: fileFact(file), reason: message },
  });
}
