/** Checks every claim of a safetensors header, because the file may come from a stranger. */

import { AppError, type ErrorCode } from '../../../shared/errors.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import { nestsTooDeep } from './json.ts';
import { bytesPerElement, elementCount, type StoredType, type TensorInfo } from './tensor.ts';

/** What a header says: the tensors in the order of their bytes, and the free text under `__metadata__`. */
export interface SafetensorsHeader {
  readonly tensors: readonly TensorInfo[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The file a header was read from; `file` is absolute, `dataStart` the byte after the header. */
export interface HeaderPlace {
  readonly file: string;
  readonly dataStart: number;
  readonly fileSize: number;
  /** Code of the errors, so that a damaged adapter is not called a damaged model. */
  readonly code: ErrorCode;
}

/** Parses the header's JSON. @throws AppError with the place's code; `unsupported` for an unknown dtype. */
export function parseHeader(bytes: Uint8Array, place: HeaderPlace): SafetensorsHeader {
  const { text, json } = parseObject(bytes, place);
  const { __metadata__: metadata = {}, ...entries } = json;
  if (!isObject(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw damaged(place, say`__metadata__ is not an object of strings`);
  }
  const tensors = Object.entries(entries).map(([name, entry]) => parseTensor(name, entry, place));
  refuseDuplicates(text, place);
  tensors.sort((a, b) => a.offset - b.offset || a.byteLength - b.byteLength);
  refuseGaps(tensors, place);
  return { tensors, metadata: metadata as Record<string, string> };
}

function parseObject(bytes: Uint8Array, place: HeaderPlace): { text: string; json: Record<string, unknown> } {
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    json = JSON.parse(text);
  } catch (error) {
    throw damaged(place, say`the header is not valid JSON (${(error as Error).message})`);
  }
  if (nestsTooDeep(json)) throw damaged(place, say`the header nests lists or objects too deep`);
  if (!isObject(json)) throw damaged(place, say`the header is not a JSON object`);
  return { text, json };
}

function parseTensor(name: string, entry: unknown, place: HeaderPlace): TensorInfo {
  const fail = (found: Sentence) => damaged(place, say`tensor ${name}: ${found}`);
  if (!isObject(entry)) throw fail(say`its entry is not an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string') throw fail(say`it has no dtype`);
  if (!isStoredType(dtype)) {
    const hint = say`Use a version of the model in one of these.`;
    throw new AppError(
      'unsupported',
      say`${place.file}: tensor ${name} is stored as ${dtype}, expected float32, float16 or bfloat16`,
      hint,
    );
  }
  if (!isSizeList(shape)) throw fail(say`shape ${JSON.stringify(shape)} is not a list of whole numbers`);
  if (!isSizeList(offsets) || offsets.length !== 2) {
    throw fail(say`data_offsets ${JSON.stringify(offsets)} are not two whole numbers`);
  }
  const [begin, end] = offsets as [number, number];
  const dataBytes = place.fileSize - place.dataStart;
  if (begin > end) throw fail(say`data_offsets begin at ${begin} after their end ${end}`);
  if (end > dataBytes)
    throw fail(say`data_offsets end at ${end}, but the file has only ${dataBytes} bytes of data`);
  const byteLength = elementCount(shape) * bytesPerElement[dtype];
  if (byteLength !== end - begin) {
    throw fail(
      say`${dtype} [${shape.join(', ')}] takes ${byteLength} bytes, but data_offsets span ${end - begin}`,
    );
  }
  return { name, dtype, shape, file: place.file, offset: place.dataStart + begin, byteLength };
}

// JSON.parse keeps the last of two equal keys silently. The outermost keys are the only strings at depth 1.
function refuseDuplicates(json: string, place: HeaderPlace): void {
  const seen = new Set<string>();
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    if (json[i] === '{') depth++;
    else if (json[i] === '}') depth--;
    else if (json[i] === '"') {
      const start = i++;
      for (; json[i] !== '"'; i++) if (json[i] === '\\') i++;
      if (depth > 1) continue;
      const name = JSON.parse(json.slice(start, i + 1)) as string;
      if (seen.has(name)) throw damaged(place, say`tensor ${name} is listed twice`);
      seen.add(name);
    }
  }
}

// The format allows neither holes, where bytes could hide, nor overlaps.
function refuseGaps(tensors: readonly TensorInfo[], place: HeaderPlace): void {
  let end = place.dataStart;
  for (const { name, offset, byteLength } of tensors) {
    if (offset < end)
      throw damaged(place, say`tensor ${name} overlaps the one before it by ${end - offset} bytes`);
    if (offset > end)
      throw damaged(place, say`${offset - end} bytes before tensor ${name} belong to no tensor`);
    end = offset + byteLength;
  }
  if (end !== place.fileSize)
    throw damaged(place, say`the last ${place.fileSize - end} bytes belong to no tensor`);
}

/** An error that names the file, with the way out that fits every kind of damage. */
export function damaged(place: Pick<HeaderPlace, 'file' | 'code'>, found: Sentence): AppError {
  return new AppError(
    place.code,
    say`${place.file}: ${found}`,
    say`The file is damaged: copy or download it again.`,
  );
}

function isStoredType(dtype: string): dtype is StoredType {
  return Object.hasOwn(bytesPerElement, dtype);
}

function isSizeList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
