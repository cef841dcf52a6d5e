/** Writes GGUF files: metadata and a table of tensors first, then the weights one after another, as they come. */

import { nothingKept, yieldOrAbort } from '../../runtime/yieldOrAbort.ts';
import { AtomicFile } from '../atomic.ts';
import type { StreamOptions } from '../streamSafetensors.ts';
import { elementCount } from '../tensor.ts';
import { blockTypes, type GgmlType } from './dequantize.ts';
import { ggmlTypeId } from './read.ts';

/** A metadata value by its type in the file; numbers without one are ambiguous. */
export type GgufValue =
  | { readonly uint32: number }
  | { readonly float32: number }
  | { readonly flag: boolean }
  | { readonly text: string }
  | { readonly texts: readonly string[] }
  | { readonly int32s: readonly number[] }
  | { readonly float32s: readonly number[] };

export type GgufPairs = readonly (readonly [key: string, value: GgufValue])[];

/** A tensor to be written: its bytes are asked for only when their turn comes. */
export interface GgufSource {
  readonly name: string;
  readonly type: GgmlType;
  /** Row-major, slowest first, as Hugging Face has it. */
  readonly shape: readonly number[];
  /** Whole blocks, in order. A piece may reuse the memory of the one before. */
  pieces(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

const version = 3;
const alignment = 32;

/** Type numbers of values; the reader's table in read.ts has them all. */
const valueIds = { uint32: 4, int32: 5, float32: 6, flag: 7, text: 8, array: 9 } as const;

/**
 * Writes the new file `path`, which appears only when it is whole.
 * @throws AppError `disk`; `interrupted` through the signal; whatever a source throws
 */
export async function streamGguf(
  path: string,
  metadata: GgufPairs,
  tensors: readonly GgufSource[],
  { onProgress, signal }: StreamOptions = {},
): Promise<void> {
  const total = tensors.reduce((sum, tensor) => sum + ggufBytes(tensor), 0);
  let written = 0;
  const file = new AtomicFile(path);
  try {
    file.write(headBytes(metadata, tensors));
    for (const tensor of tensors) {
      for await (const piece of tensor.pieces()) {
        await yieldOrAbort(signal, nothingKept);
        await file.append(piece);
        written += piece.byteLength;
        onProgress?.(Math.min(1, written / total));
      }
      const bytes = ggufBytes(tensor);
      file.write(new Uint8Array(aligned(bytes) - bytes));
    }
    await file.settle();
    file.commit();
  } finally {
    file.abort();
  }
}

/** Bytes of a tensor's blocks. */
function ggufBytes({ type, shape }: Pick<GgufSource, 'type' | 'shape'>): number {
  const { values, bytes } = blockTypes[type];
  return (elementCount(shape) / values) * bytes;
}

function headBytes(metadata: GgufPairs, tensors: readonly GgufSource[]): Uint8Array {
  const parts: Buffer[] = [
    ...[Buffer.from('GGUF'), uint32(version), uint64(tensors.length), uint64(metadata.length)],
    ...metadata.flatMap(([key, value]) => [text(key), valueBytes(value)]),
  ];
  let offset = 0;
  for (const tensor of tensors) {
    const { name, shape, type } = tensor;
    // The file lists sizes fastest first.
    parts.push(text(name), uint32(shape.length), ...shape.toReversed().map(uint64));
    parts.push(uint32(ggmlTypeId(type)), uint64(offset));
    offset += aligned(ggufBytes(tensor));
  }
  const head = Buffer.concat(parts);
  return Buffer.concat([head], aligned(head.length));
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

function valueBytes(value: GgufValue): Buffer {
  const typed = (id: number, ...bytes: readonly Buffer[]) => Buffer.concat([uint32(id), ...bytes]);
  const array = (id: number, length: number, bytes: Buffer) =>
    typed(valueIds.array, uint32(id), uint64(length), bytes);
  if ('uint32' in value) return typed(valueIds.uint32, uint32(value.uint32));
  if ('float32' in value) return typed(valueIds.float32, bytesOf(Float32Array.of(value.float32)));
  if ('flag' in value) return typed(valueIds.flag, Buffer.of(Number(value.flag)));
  if ('text' in value) return typed(valueIds.text, text(value.text));
  if ('texts' in value) return array(valueIds.text, value.texts.length, Buffer.concat(value.texts.map(text)));
  if ('int32s' in value)
    return array(valueIds.int32, value.int32s.length, bytesOf(Int32Array.from(value.int32s)));
  return array(valueIds.float32, value.float32s.length, bytesOf(Float32Array.from(value.float32s)));
}

function bytesOf(numbers: Float32Array | Int32Array): Buffer {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
