/** Writes tiny GGUF files for tests, sound ones and, because nothing is checked, broken ones. */

import { writeFileSync } from 'node:fs';

/** A metadata value: its type number and its bytes. */
export interface WrittenValue {
  readonly type: number;
  readonly bytes: Buffer;
}

export interface WrittenTensor {
  readonly name: string;
  /** Row-major, as Hugging Face writes it. */
  readonly shape: readonly (number | bigint)[];
  /** ggml's type number. */
  readonly type: number;
  readonly data: Uint8Array;
  /** Instead of the next free place. */
  readonly offset?: bigint;
}

export interface WrittenGguf {
  readonly metadata: Readonly<Record<string, WrittenValue>> | readonly (readonly [string, WrittenValue])[];
  readonly tensors: readonly WrittenTensor[];
  readonly version?: number;
  readonly alignment?: number;
  /** Instead of the true counts. */
  readonly tensorCount?: bigint;
  readonly pairCount?: bigint;
}

const fixed = (length: number, write: (buffer: Buffer) => void): Buffer => {
  const buffer = Buffer.alloc(length);
  write(buffer);
  return buffer;
};
const uint32 = (value: number) => fixed(4, (buffer) => buffer.writeUInt32LE(value));
const uint64 = (value: number | bigint) => fixed(8, (buffer) => buffer.writeBigUInt64LE(BigInt(value)));

const textBytes = (text: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(text as string);
  return Buffer.concat([uint64(bytes.length), bytes]);
};

export const u32 = (value: number): WrittenValue => ({ type: 4, bytes: uint32(value) });
export const f32 = (value: number): WrittenValue => ({
  type: 6,
  bytes: fixed(4, (b) => b.writeFloatLE(value)),
});
export const flag = (value: boolean): WrittenValue => ({ type: 7, bytes: Buffer.of(value ? 1 : 0) });
export const text = (value: string | Uint8Array): WrittenValue => ({ type: 8, bytes: textBytes(value) });

/** An array; `length` lies about how many items follow. */
export function array(
  itemType: number,
  items: readonly Buffer[],
  length: number | bigint = items.length,
): WrittenValue {
  return { type: 9, bytes: Buffer.concat([uint32(itemType), uint64(length), ...items]) };
}
export const texts = (values: readonly string[]): WrittenValue => array(8, values.map(textBytes));
export const i32s = (values: readonly number[]): WrittenValue =>
  array(
    5,
    values.map((value) => fixed(4, (b) => b.writeInt32LE(value))),
  );
export const f32s = (values: readonly number[]): WrittenValue =>
  array(
    6,
    values.map((value) => fixed(4, (b) => b.writeFloatLE(value))),
  );

/** A float32 tensor. */
export function floatTensor(name: string, shape: readonly number[], values: Float32Array): WrittenTensor {
  return { name, shape, type: 0, data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}

export function ggufBytes(content: WrittenGguf): Buffer {
  const { tensors, version = 3, alignment = 32 } = content;
  const pairs = Array.isArray(content.metadata) ? content.metadata : Object.entries(content.metadata);
  const padded = (length: number) => Math.ceil(length / alignment) * alignment;
  const table: Buffer[] = [];
  const data: Buffer[] = [];
  let next = 0;
  for (const tensor of tensors) {
    table.push(
      textBytes(tensor.name),
      uint32(tensor.shape.length),
      ...tensor.shape.toReversed().map(uint64),
      uint32(tensor.type),
      uint64(tensor.offset ?? next),
    );
    data.push(Buffer.concat([tensor.data], padded(tensor.data.length)));
    next += padded(tensor.data.length);
  }
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    uint32(version),
    uint64(content.tensorCount ?? tensors.length),
    uint64(content.pairCount ?? pairs.length),
    ...pairs.flatMap(([key, value]) => [textBytes(key), uint32(value.type), value.bytes]),
    ...table,
  ]);
  return Buffer.concat([Buffer.concat([head], padded(head.length)), ...data]);
}

export function writeGguf(file: string, content: WrittenGguf): string {
  writeFileSync(file, ggufBytes(content));
  return file;
}
