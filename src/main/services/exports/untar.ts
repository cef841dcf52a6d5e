/** Reads the archives of npm's registry: plain files and folders of them, and nothing that leads elsewhere. */
import { gunzipSync } from 'node:zlib';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';

const blockBytes = 512;

/** Types of entries: files, as tar and as older programs mark them; what is only said of files. */
const files: ReadonlySet<string> = new Set(['0', '\0']);
const ignored: ReadonlySet<string> = new Set(['5', 'g']);

interface ArchivedFile {
  /** Relative, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * @param mostBytes that may come out of it
 * @throws AppError `bad-data` for what is no such archive, holds links, leads out of its folder, or is too large
 */
export function untar(gzipped: Uint8Array, mostBytes: number): readonly ArchivedFile[] {
  const archive = unzipped(gzipped, mostBytes);
  const found: ArchivedFile[] = [];
  const paths = new Set<string>();
  for (let at = 0; at + blockBytes <= archive.length; ) {
    const header = archive.subarray(at, at + blockBytes);
    if (header.every((byte) => byte === 0)) return found;
    requireChecksum(header);
    const [size, kind] = [octal(header, 124, 12), text(header, 156, 1) || '\0'];
    const path = [text(header, 345, 155), text(header, 0, 100)].filter(Boolean).join('/');
    const end = at + blockBytes + size;
    if (end > archive.length) throw damaged(`${path} ends early`);
    if (files.has(kind)) {
      requirePlain(path);
      if (paths.has(path)) throw damaged(`${path} comes twice`);
      paths.add(path);
      found.push({ path, bytes: archive.subarray(at + blockBytes, end) });
    } else if (!ignored.has(kind)) throw damaged(`${path} is no plain file (type ${JSON.stringify(kind)})`);
    at = at + blockBytes + Math.ceil(size / blockBytes) * blockBytes;
  }
  throw damaged('it has no end');
}

function unzipped(gzipped: Uint8Array, mostBytes: number): Uint8Array {
  try {
    return gunzipSync(gzipped, { maxOutputLength: mostBytes });
  } catch (cause) {
    throw damaged((cause as Error).message);
  }
}

/** The sum of all bytes of a header, its own field counted as spaces. */
function requireChecksum(header: Uint8Array): void {
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (octal(header, 148, 8) !== sum) throw damaged('the sum of a header is wrong');
}

function octal(header: Uint8Array, at: number, length: number): number {
  const digits = text(header, at, length).trim();
  if (!/^[0-7]+$/.test(digits)) throw damaged(`${JSON.stringify(digits)} is no number`);
  return Number.parseInt(digits, 8);
}

function text(header: Uint8Array, at: number, length: number): string {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return Buffer.from(end < 0 ? field : field.subarray(0, end)).toString();
}

function requirePlain(path: string): void {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..') || /[\\:]/.test(path))
    throw damaged(`${JSON.stringify(path)} leads out of its folder`);
}

function damaged(why: string): AppError {
  return new AppError('bad-data', say`the archive cannot be used: ${why}`, say`Download it again.`);
}
