/** Takes parts out of a zip archive from a stranger: found from its end, whatever stands behind it, and never unpacked beyond a bound. */
import { inflateRawSync } from 'node:zlib';

/** Bytes of a part, unpacked. */
const mostUnpacked = 2 ** 28;

const endOfDirectory = Buffer.from('PK\x05\x06', 'latin1');
const endOfDirectory64 = Buffer.from('PK\x06\x06', 'latin1');
const entry = 0x02014b50;
const local = 0x04034b50;
const stored = 0;
const deflated = 8;
/** A number that stands in a field of 64 bits elsewhere. */
const elsewhere = 0xffffffff;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly at: number;
}

export class ZipFile {
  readonly #bytes: Buffer;
  readonly #entries: ReadonlyMap<string, Entry>;

  /** Throws Error where `bytes` hold no zip archive. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#entries = new Map(directoryOf(bytes).map((each) => [each.name, each]));
  }

  /** The part `name`; undefined where there is none. Throws Error where it is damaged, or larger than any we read. */
  part(name: string): Buffer | undefined {
    const found = this.#entries.get(name);
    if (!found) return undefined;
    const { at, packed, method } = found;
    if (this.#bytes.readUInt32LE(at) !== local) throw new Error(`the part ${name} is damaged`);
    const start = at + 30 + this.#bytes.readUInt16LE(at + 26) + this.#bytes.readUInt16LE(at + 28);
    const data = this.#bytes.subarray(start, start + packed);
    if (method === stored && packed <= mostUnpacked) return data;
    if (method !== deflated) throw new Error(`the part ${name} is packed in a way that is not known`);
    try {
      return inflateRawSync(data, { maxOutputLength: mostUnpacked });
    } catch (cause) {
      const isLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      const why = isLarge ? `unpacks to more than ${mostUnpacked / 2 ** 20} MB` : 'is damaged';
      throw new Error(`the part ${name} ${why}`, { cause });
    }
  }
}

/** The last directory that is sound: a tail may hold the mark of one by chance. */
function directoryOf(bytes: Buffer): Entry[] {
  for (
    let end = bytes.lastIndexOf(endOfDirectory);
    end >= 0;
    end = bytes.lastIndexOf(endOfDirectory, end - 1)
  ) {
    try {
      return entriesOf(bytes, end);
    } catch {
      // the mark of no directory
    }
    if (end === 0) break;
  }
  throw new Error('it is no zip archive');
}

function entriesOf(bytes: Buffer, end: number): Entry[] {
  let count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if (count === 0xffff || at === elsewhere) {
    const end64 = bytes.lastIndexOf(endOfDirectory64, end);
    count = Number(bytes.readBigUInt64LE(end64 + 32));
    at = Number(bytes.readBigUInt64LE(end64 + 48));
  }
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    if (bytes.readUInt32LE(at) !== entry) throw new Error('no entry where one should be');
    const [names, extras, comments] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const extra = bytes.subarray(at + 46 + names, at + 46 + names + extras);
    const name = bytes.toString('utf8', at + 46, at + 46 + names).replaceAll('\\', '/');
    entries.push({ name, method: bytes.readUInt16LE(at + 10), ...sizesOf(bytes, at, extra) });
    at += 46 + names + extras + comments;
  }
  return entries;
}

function sizesOf(bytes: Buffer, at: number, extra: Buffer): Pick<Entry, 'packed' | 'at'> {
  const [packed, unpacked, offset] = [20, 24, 42].map((field) => bytes.readUInt32LE(at + field));
  const wide = wideNumbers(extra);
  if (unpacked === elsewhere) wide.shift();
  return {
    packed: packed === elsewhere ? (wide.shift() ?? 0) : packed!,
    at: offset === elsewhere ? (wide.shift() ?? 0) : offset!,
  };
}

/** The 64-bit numbers of an entry, in their order: unpacked, packed, offset, as far as each stands there. */
function wideNumbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const count = Math.floor(extra.readUInt16LE(at + 2) / 8);
    return Array.from({ length: count }, (_, i) => Number(extra.readBigUInt64LE(at + 4 + 8 * i)));
  }
  return [];
}
