/** Reads tensors from disk in pieces: one read may not pass 2 GiB, and a model may not fit in memory. */

import { closeSync, openSync, readSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { diskError } from './diskError.ts';
import { bytesOf, decodeFloats, type FloatType, isFloatType } from './float.ts';
import { bytesPerElement, elementCount, storedAs, type TensorIndex, type TensorInfo } from './tensor.ts';

const longestRead = 2 ** 30;
const pieceBytes = 2 ** 24;

/** Rows `first` to `first + count - 1` of a tensor's first axis, float32, row-major. */
export interface TensorRows {
  readonly first: number;
  readonly count: number;
  readonly values: Float32Array;
}

/** The tensor as float32, row-major. @throws AppError `unsupported` when it does not hold floats. */
export function readTensor(info: TensorInfo): Float32Array {
  const values = readStored(info);
  const [rows, columns] = info.shape as [number, number];
  return info.transposed ? transposedMatrix(values, columns, rows) : values;
}

/** A matrix [rows, columns] as [columns, rows]. */
export function transposedMatrix(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) turned[j * rows + i] = values[i * columns + j]!;
  return turned;
}

function readStored(info: TensorInfo): Float32Array {
  const dtype = floatTypeOf(info);
  const values = new Float32Array(elementCount(info.shape));
  if (dtype === 'F32') {
    withFile(info.file, (descriptor) => readAt(descriptor, info.file, bytesOf(values), info.offset));
    return values;
  }
  let done = 0;
  for (const piece of readTensorPieces(info)) {
    const end = done + piece.byteLength / bytesPerElement[dtype];
    decodeFloats(dtype, piece, values.subarray(done, end));
    done = end;
  }
  return values;
}

/** The tensor's bytes as they are stored. */
export function readTensorBytes(info: TensorInfo): Uint8Array {
  const bytes = new Uint8Array(info.byteLength);
  withFile(info.file, (descriptor) => readAt(descriptor, info.file, bytes, info.offset));
  return bytes;
}

/** The stored bytes in pieces of whole elements; all pieces share one buffer, so use each before the next. */
export function* readTensorPieces(
  info: Pick<TensorInfo, 'file' | 'offset' | 'byteLength'>,
): Generator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(pieceBytes, info.byteLength));
  const descriptor = openForReading(info.file);
  try {
    for (let done = 0; done < info.byteLength; done += buffer.byteLength) {
      const piece = buffer.subarray(0, info.byteLength - done);
      readAt(descriptor, info.file, piece, info.offset + done);
      yield piece;
    }
  } finally {
    closeSync(descriptor);
  }
}

/**
 * The tensor as float32, `rowsPerPiece` rows at a time (the last piece may be shorter); all pieces share one memory, so use
 * each before the next.
 */
export function* readTensorRows(info: TensorInfo, rowsPerPiece: number): Generator<TensorRows> {
  const [rows = 1, ...rowShape] = info.shape;
  const rowLength = elementCount(rowShape);
  const dtype = floatTypeOf(info);
  const most = Math.min(rows, rowsPerPiece) * rowLength;
  // Rows of a tensor that is stored the other way round lie scattered over all of it.
  const whole = info.transposed && readTensor(info);
  const memory = whole ? undefined : new Float32Array(most);
  const stored =
    memory && (dtype === 'F32' ? bytesOf(memory) : new Uint8Array(most * bytesPerElement[dtype]));
  const descriptor = openForReading(info.file);
  try {
    for (let first = 0; first < rows; first += rowsPerPiece) {
      const count = Math.min(rowsPerPiece, rows - first);
      const [start, length] = [first * rowLength, count * rowLength];
      if (!memory || !stored) {
        yield { first, count, values: (whole as Float32Array).subarray(start, start + length) };
        continue;
      }
      const values = memory.subarray(0, length);
      const bytes = stored.subarray(0, length * bytesPerElement[dtype]);
      readAt(descriptor, info.file, bytes, info.offset + start * bytesPerElement[dtype]);
      if (dtype !== 'F32') decodeFloats(dtype, bytes, values);
      yield { first, count, values };
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Name of the first tensor that holds a NaN or an infinity; reads every float tensor once. */
export function findNonFinite(index: TensorIndex): string | undefined {
  for (const info of index.values()) {
    if (!isFloatType(info.dtype)) continue;
    for (const piece of readTensorPieces(info)) if (!allFinite(info.dtype, piece)) return info.name;
  }
  return undefined;
}

function allFinite(dtype: FloatType, bytes: Uint8Array): boolean {
  if (dtype === 'F64') return new Float64Array(bytes.buffer, 0, bytes.byteLength / 8).every(Number.isFinite);
  // NaN and infinity are the numbers whose exponent bits are all set.
  const exponent = dtype === 'F32' ? 0x7f800000 : dtype === 'F16' ? 0x7c00 : 0x7f80;
  const words =
    dtype === 'F32'
      ? new Uint32Array(bytes.buffer, 0, bytes.byteLength / 4)
      : new Uint16Array(bytes.buffer, 0, bytes.byteLength / 2);
  for (let i = 0; i < words.length; i++) if ((words[i]! & exponent) === exponent) return false;
  return true;
}

function floatTypeOf(info: TensorInfo): FloatType {
  if (isFloatType(info.dtype)) return info.dtype;
  throw new AppError(
    'unsupported',
    say`${info.file}: tensor ${info.name} is stored as ${storedAs(info.dtype)}, expected floating-point numbers`,
    say`Use a version of the model whose weights are floating-point numbers.`,
  );
}

/** Opens `file`, hands its descriptor to `use` and closes it again. */
export function withFile<T>(file: string, use: (descriptor: number) => T): T {
  const descriptor = openForReading(file);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Fills `target` from byte `position` on. @throws AppError `bad-model` when the file ends before that. */
export function readAt(descriptor: number, file: string, target: Uint8Array, position: number): void {
  for (let done = 0; done < target.byteLength; ) {
    let count: number;
    try {
      count = readSync(
        descriptor,
        target,
        done,
        Math.min(target.byteLength - done, longestRead),
        position + done,
      );
    } catch (error) {
      throw diskError(error, file, 'read');
    }
    if (count === 0) {
      throw new AppError(
        'bad-model',
        say`${file} ends at byte ${position + done}, expected ${target.byteLength - done} more`,
        say`The file is truncated: copy or download it again.`,
      );
    }
    done += count;
  }
}

function openForReading(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    throw diskError(error, file, 'read');
  }
}
