/** One table of ggml's tensor types: how many bytes a block of values takes, and how it becomes float32. */

import { decodeFloats } from '../float.ts';
import { bytesPerElement } from '../tensor.ts';

/** The tensor types this engine reads. */
export type GgmlType =
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'Q4_0'
  | 'Q4_1'
  | 'Q5_0'
  | 'Q5_1'
  | 'Q8_0'
  | 'Q2_K'
  | 'Q3_K'
  | 'Q4_K'
  | 'Q5_K'
  | 'Q6_K';

interface BlockType {
  /** Values in a block. */
  readonly values: number;
  /** Bytes of a block. */
  readonly bytes: number;
  /** Decodes all blocks of `x` into `y`, which has room for exactly their values. */
  readonly decode: (x: Uint8Array, y: Float32Array) => void;
}

/** Decodes the block at byte `b` of `x` to `y`, from index `i` on. */
type DecodeBlock = (x: Uint8Array, b: number, y: Float32Array, i: number) => void;

function plain(type: 'F32' | 'F16' | 'BF16'): BlockType {
  return { values: 1, bytes: bytesPerElement[type], decode: (x, y) => decodeFloats(type, x, y) };
}

function blocks(values: number, bytes: number, decodeBlock: DecodeBlock): BlockType {
  const decode = (x: Uint8Array, y: Float32Array): void => {
    for (let b = 0, i = 0; b < x.length; b += bytes, i += values) decodeBlock(x, b, y, i);
  };
  return { values, bytes, decode };
}

// Every half-precision number there is: a look-up needs no alignment and beats a conversion per block.
const halves = new Float32Array(
  new Float16Array(Uint16Array.from({ length: 65536 }, (_, bits) => bits).buffer),
);
const half = (x: Uint8Array, b: number): number => halves[x[b]! | (x[b + 1]! << 8)]!;
const signed = (byte: number): number => (byte << 24) >> 24;

/** The 6-bit scale and minimum of sub-block `j` of Q4_K and Q5_K, from the 12 bytes at `s`, as `scale | minimum << 8`. */
function scaleAndMinimum(x: Uint8Array, s: number, j: number): number {
  if (j < 4) return (x[s + j]! & 63) | ((x[s + j + 4]! & 63) << 8);
  const low = x[s + j + 4]!;
  return (low & 15) | ((x[s + j - 4]! >> 6) << 4) | (((low >> 4) | ((x[s + j]! >> 6) << 4)) << 8);
}

/**
 * Layouts as the ggml project documents them; d and m are half-precision scale and minimum, q the stored integer.
 * Blocks of 32 keep value j in the low nibble of byte j and value j + 16 in its high nibble; the K types
 * split 256 values into sub-blocks of 16 or 32 with small scales of their own.
 */
export const blockTypes: Readonly<Record<GgmlType, BlockType>> = {
  F32: plain('F32'),
  F16: plain('F16'),
  BF16: plain('BF16'),
  // y = d (q - 8): d, 16 bytes of nibbles
  Q4_0: blocks(32, 18, (x, b, y, i) => {
    const d = half(x, b);
    for (let j = 0; j < 16; j++) {
      const q = x[b + 2 + j]!;
      y[i + j] = d * ((q & 15) - 8);
      y[i + j + 16] = d * ((q >> 4) - 8);
    }
  }),
  // y = d q + m: d, m, 16 bytes of nibbles
  Q4_1: blocks(32, 20, (x, b, y, i) => {
    const d = half(x, b);
    const m = half(x, b + 2);
    for (let j = 0; j < 16; j++) {
      const q = x[b + 4 + j]!;
      y[i + j] = d * (q & 15) + m;
      y[i + j + 16] = d * (q >> 4) + m;
    }
  }),
  // y = d (q - 16): d, 32 fifth bits, 16 bytes of nibbles
  Q5_0: blocks(32, 22, (x, b, y, i) => {
    const d = half(x, b);
    const high = x[b + 2]! | (x[b + 3]! << 8) | (x[b + 4]! << 16) | (x[b + 5]! << 24);
    for (let j = 0; j < 16; j++) {
      const q = x[b + 6 + j]!;
      y[i + j] = d * (((q & 15) | (((high >>> j) & 1) << 4)) - 16);
      y[i + j + 16] = d * (((q >> 4) | (((high >>> (j + 16)) & 1) << 4)) - 16);
    }
  }),
  // y = d q + m: d, m, 32 fifth bits, 16 bytes of nibbles
  Q5_1: blocks(32, 24, (x, b, y, i) => {
    const d = half(x, b);
    const m = half(x, b + 2);
    const high = x[b + 4]! | (x[b + 5]! << 8) | (x[b + 6]! << 16) | (x[b + 7]! << 24);
    for (let j = 0; j < 16; j++) {
      const q = x[b + 8 + j]!;
      y[i + j] = d * ((q & 15) | (((high >>> j) & 1) << 4)) + m;
      y[i + j + 16] = d * ((q >> 4) | (((high >>> (j + 16)) & 1) << 4)) + m;
    }
  }),
  // y = d q: d, 32 signed bytes
  Q8_0: blocks(32, 34, (x, b, y, i) => {
    const d = half(x, b);
    for (let j = 0; j < 32; j++) y[i + j] = d * signed(x[b + 2 + j]!);
  }),
  // y = d s q - m t: 16 bytes of scale s (low nibble) and minimum t (high), 64 bytes of 2-bit q, d, m
  Q2_K: blocks(256, 84, (x, b, y, i) => {
    const d = half(x, b + 80);
    const m = half(x, b + 82);
    for (let sub = 0; sub < 16; sub++) {
      const scale = d * (x[b + sub]! & 15);
      const minimum = m * (x[b + sub]! >> 4);
      const q = b + 16 + (sub >> 3) * 32 + (sub & 1) * 16;
      const shift = sub & 6;
      for (let l = 0; l < 16; l++) y[i++] = scale * ((x[q + l]! >> shift) & 3) - minimum;
    }
  }),
  // y = d (s - 32) (q - 4): 32 bytes of third bits, 64 bytes of low 2 bits, 16 6-bit scales s in 12 bytes, d
  Q3_K: blocks(256, 110, (x, b, y, i) => {
    const d = half(x, b + 108);
    for (let sub = 0; sub < 16; sub++) {
      const low = (x[b + 96 + (sub & 7)]! >> ((sub >> 3) * 4)) & 15;
      const high = (x[b + 104 + (sub & 3)]! >> ((sub >> 2) * 2)) & 3;
      const scale = d * ((low | (high << 4)) - 32);
      const q = b + 32 + (sub >> 3) * 32 + (sub & 1) * 16;
      const third = b + (sub & 1) * 16;
      const shift = sub & 6;
      for (let l = 0; l < 16; l++) {
        const bit = (x[third + l]! >> (sub >> 1)) & 1;
        y[i++] = scale * (((x[q + l]! >> shift) & 3) + bit * 4 - 4);
      }
    }
  }),
  // y = d s q - m t: d, m, eight 6-bit s and t in 12 bytes, 128 bytes of nibbles
  Q4_K: blocks(256, 144, (x, b, y, i) => {
    const d = half(x, b);
    const m = half(x, b + 2);
    for (let sub = 0; sub < 8; sub++) {
      const packed = scaleAndMinimum(x, b + 4, sub);
      const scale = d * (packed & 255);
      const minimum = m * (packed >> 8);
      const q = b + 16 + (sub >> 1) * 32;
      const shift = (sub & 1) * 4;
      for (let l = 0; l < 32; l++) y[i++] = scale * ((x[q + l]! >> shift) & 15) - minimum;
    }
  }),
  // y = d s q - m t: d, m, eight 6-bit s and t in 12 bytes, 32 bytes of fifth bits, 128 bytes of nibbles
  Q5_K: blocks(256, 176, (x, b, y, i) => {
    const d = half(x, b);
    const m = half(x, b + 2);
    for (let sub = 0; sub < 8; sub++) {
      const packed = scaleAndMinimum(x, b + 4, sub);
      const scale = d * (packed & 255);
      const minimum = m * (packed >> 8);
      const q = b + 48 + (sub >> 1) * 32;
      const shift = (sub & 1) * 4;
      for (let l = 0; l < 32; l++) {
        const fifth = (x[b + 16 + l]! >> sub) & 1;
        y[i++] = scale * (((x[q + l]! >> shift) & 15) | (fifth << 4)) - minimum;
      }
    }
  }),
  // y = d s (q - 32): 128 bytes of low nibbles, 64 bytes of high 2 bits, 16 signed bytes s, d
  Q6_K: blocks(256, 210, (x, b, y, i) => {
    const d = half(x, b + 208);
    for (let sub = 0; sub < 16; sub++) {
      const group = (sub >> 1) & 3;
      const scale = d * signed(x[b + 192 + sub]!);
      const low = b + (sub >> 3) * 64 + (group & 1) * 32 + (sub & 1) * 16;
      const high = b + 128 + (sub >> 3) * 32 + (sub & 1) * 16;
      for (let l = 0; l < 16; l++) {
        const nibble = (x[low + l]! >> ((group >> 1) * 4)) & 15;
        y[i++] = scale * ((nibble | (((x[high + l]! >> (group * 2)) & 3) << 4)) - 32);
      }
    }
  }),
};

/** Whole blocks of `type` as float32; `bytes` must hold a whole number of blocks. */
export function dequantize(type: GgmlType, bytes: Uint8Array): Float32Array {
  const block = blockTypes[type];
  const values = new Float32Array((bytes.length / block.bytes) * block.values);
  block.decode(bytes, values);
  return values;
}
