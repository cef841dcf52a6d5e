/** The safetensors format, in and out: https://github.com/huggingface/safetensors#format. */

import { realpathSync, statSync } from 'node:fs';
import { type ErrorCode, internalError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { writeFileAtomic } from './atomic.ts';
import { diskError } from './diskError.ts';
import { encodeFloats, type FloatType } from './float.ts';
import { readAt, readTensorPieces, withFile } from './readTensor.ts';
import { damaged, parseHeader, type SafetensorsHeader } from './safetensorsHeader.ts';
import {
  bytesPerElement,
  elementCount,
  type StoredType,
  type TensorIndex,
  type TensorInfo,
} from './tensor.ts';

const lengthBytes = 8;
// The reference implementation refuses longer ones too.
const longestHeader = 100_000_000;

/** A tensor to be written: its bytes are asked for only when their turn comes, and may come in pieces. */
export interface TensorSource {
  readonly name: string;
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  /** The bytes, row-major and little-endian. A piece may reuse the memory of the one before. */
  pieces(): Iterable<Uint8Array>;
}

/**
 * The tensors of a file in the order of their bytes; only the header is read.
 * @throws AppError `not-found`; `code` when the header contradicts itself or the file; `unsupported` dtype.
 */
export function openSafetensors(file: string, code: ErrorCode = 'bad-model'): TensorIndex {
  return new Map(readHeader(file, code).tensors.map((info) => [info.name, info]));
}

/** The free text a file carries under `__metadata__`; empty when it has none. */
export function readSafetensorsMetadata(file: string): Readonly<Record<string, string>> {
  return readHeader(file, 'bad-model').metadata;
}

/**
 * Writes `tensors` one after another, in the reference implementation's order (widest elements first, then by
 * name); `path` appears only when all are there. @throws AppError `disk`; whatever a source throws.
 */
export function writeSafetensors(
  path: string,
  tensors: Iterable<TensorSource>,
  metadata: Readonly<Record<string, string>> = { format: 'pt' },
): void {
  writeFileAtomic(path, safetensorsBytes(tensors, metadata));
}

/** The bytes that `writeSafetensors` writes, for a caller with something to do between the pieces. */
export function safetensorsBytes(
  tensors: Iterable<TensorSource>,
  metadata: Readonly<Record<string, string>> = { format: 'pt' },
): Generator<Uint8Array> {
  return fileBytes([...tensors].sort(byTypeThenName), metadata);
}

/** A source that copies a stored tensor byte for byte, under another name if one is given. */
export function storedSource(info: TensorInfo, name = info.name): TensorSource {
  return { name, dtype: info.dtype, shape: info.shape, pieces: () => readTensorPieces(info) };
}

/** A source of numbers in memory, rounded to `dtype` when written. */
export function floatSource(
  name: string,
  shape: readonly number[],
  values: Float32Array,
  dtype: FloatType = 'F32',
): TensorSource {
  return { name, dtype, shape, pieces: () => [encodeFloats(dtype, values)] };
}

function readHeader(path: string, code: ErrorCode): SafetensorsHeader {
  // Links are followed here: the Hub's cache is made of them, and onnxruntime follows none out of a folder.
  let file: string;
  let fileSize: number;
  try {
    file = realpathSync(path);
    const found = statSync(file);
    // Opening a pipe would wait for ever.
    if (!found.isFile()) throw damaged({ file, code }, say`not a regular file`);
    fileSize = found.size;
  } catch (error) {
    throw diskError(error, path, 'read');
  }
  const place = { file, fileSize, code };
  if (fileSize < lengthBytes)
    throw damaged(place, say`it has ${fileSize} bytes, too few for a safetensors file`);
  return withFile(file, (descriptor) => {
    const lengthField = new Uint8Array(lengthBytes);
    readAt(descriptor, file, lengthField, 0);
    const length = new DataView(lengthField.buffer).getBigUint64(0, true);
    if (length > fileSize - lengthBytes) {
      throw damaged(
        place,
        say`the header claims ${length} bytes, but the file has only ${fileSize - lengthBytes} left`,
      );
    }
    if (length > longestHeader)
      throw damaged(place, say`the header claims ${length} bytes, more than ${longestHeader}`);
    const header = new Uint8Array(Number(length));
    readAt(descriptor, file, header, lengthBytes);
    return parseHeader(header, { ...place, dataStart: lengthBytes + header.byteLength });
  });
}

function* fileBytes(tensors: readonly TensorSource[], metadata: Readonly<Record<string, string>>) {
  yield headerBytes(tensors, metadata);
  for (const tensor of tensors) {
    let written = 0;
    for (const piece of tensor.pieces()) {
      written += piece.byteLength;
      yield piece;
    }
    if (written !== sizeOf(tensor)) {
      throw internalError(`tensor ${tensor.name} gave ${written} bytes, expected ${sizeOf(tensor)}`);
    }
  }
}

function headerBytes(
  tensors: readonly TensorSource[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const names = new Set(tensors.map((tensor) => tensor.name)).add('__metadata__');
  if (names.size !== tensors.length + 1) throw internalError('two tensors of one name in a safetensors file');
  let end = 0;
  // Entries are joined by hand because an object would move names that look like numbers to the front.
  const entries = tensors.map((tensor) => {
    const begin = end;
    end += sizeOf(tensor);
    const entry = { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [begin, end] };
    return `${JSON.stringify(tensor.name)}:${JSON.stringify(entry)}`;
  });
  if (Object.keys(metadata).length > 0) entries.unshift(`"__metadata__":${JSON.stringify(metadata)}`);
  const json = Buffer.from(`{${entries.join(',')}}`);
  const length = Math.ceil(json.byteLength / lengthBytes) * lengthBytes;
  const bytes = Buffer.alloc(lengthBytes + length, ' ');
  bytes.writeBigUInt64LE(BigInt(length));
  json.copy(bytes, lengthBytes);
  return bytes;
}

const writingOrder = Object.keys(bytesPerElement);

function byTypeThenName(a: TensorSource, b: TensorSource): number {
  return writingOrder.indexOf(a.dtype) - writingOrder.indexOf(b.dtype) || (a.name < b.name ? -1 : 1);
}

function sizeOf(tensor: TensorSource): number {
  return elementCount(tensor.shape) * bytesPerElement[tensor.dtype];
}
