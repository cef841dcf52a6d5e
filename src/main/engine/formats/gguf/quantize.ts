/** Turns float32 into the blocks of ggml's tensor types, as llama.cpp's own quantiser does, bit for bit. */

import { encodeFloats } from '../float.ts';
import { blockTypes } from './dequantize.ts';
import { quantizeQ4K, quantizeQ5K, quantizeQ6K } from './quantizeK.ts';

/** The types that can be written. */
export type WrittenType = keyof typeof encoders;

/** By type: whole blocks of numbers to their bytes. */
const encoders = {
  F32: (values: Float32Array) => encodeFloats('F32', values),
  F16: (values: Float32Array) => encodeFloats('F16', values),
  BF16: (values: Float32Array) => encodeFloats('BF16', values),
  Q5_0: inBlocks('Q5_0', quantizeQ50),
  Q5_1: inBlocks('Q5_1', quantizeQ51),
  Q8_0: inBlocks('Q8_0', quantizeQ8),
  Q4_K: inBlocks('Q4_K', quantizeQ4K),
  Q5_K: inBlocks('Q5_K', quantizeQ5K),
  Q6_K: inBlocks('Q6_K', quantizeQ6K),
} as const;

/** `values`: a whole number of blocks. The bytes of F32 share memory with them. */
export function quantize(type: WrittenType, values: Float32Array): Uint8Array {
  return encoders[type](values);
}

/** Whether rows of this length can be cut into the type's blocks. */
export function fits(type: WrittenType, rowLength: number): boolean {
  return rowLength % blockTypes[type].values === 0;
}

/** Writes the block at byte `b` of `out`, of the numbers that begin at index `i`; `out` is zero there. */
type EncodeBlock = (x: Float32Array, i: number, out: DataView, b: number) => void;

function inBlocks(type: 'Q5_0' | 'Q5_1' | 'Q8_0' | 'Q4_K' | 'Q5_K' | 'Q6_K', encode: EncodeBlock) {
  return (values: Float32Array): Uint8Array => {
    const { values: size, bytes } = blockTypes[type];
    const out = new Uint8Array((values.length / size) * bytes);
    const view = new DataView(out.buffer);
    for (let i = 0, b = 0; i < values.length; i += size, b += bytes) encode(values, i, view, b);
    return out;
  };
}

// d = max |x| / 127, kept in half precision; q = round(x / d) with the d of full precision, halves away from zero
function quantizeQ8(x: Float32Array, i: number, out: DataView, b: number): void {
  let most = 0;
  for (let j = i; j < i + 32; j++) most = Math.max(most, Math.abs(x[j]!));
  const scale = Math.fround(most / 127);
  const inverse = inverseOf(scale);
  out.setFloat16(b, scale, true);
  for (let j = 0; j < 32; j++) {
    const q = Math.fround(x[i + j]! * inverse);
    // Cut to a whole number so, and with the half chosen apart, it takes a third of the time.
    out.setInt8(b + 2 + j, (q + (q < 0 ? -0.5 : 0.5)) | 0);
  }
}

// d = the number farthest from zero / -16; q = floor(x / d + 16.5), at most 31
function quantizeQ50(x: Float32Array, i: number, out: DataView, b: number): void {
  let most = 0;
  for (let j = i; j < i + 32; j++) if (Math.abs(x[j]!) > Math.abs(most)) most = x[j]!;
  const scale = Math.fround(most / -16);
  const inverse = inverseOf(scale);
  out.setFloat16(b, scale, true);
  putFives(out, b + 2, (j) => Math.min(31, Math.trunc(Math.fround(Math.fround(x[i + j]! * inverse) + 16.5))));
}

// d = (max - min) / 31, m = min; q = floor((x - m) / d + 0.5)
function quantizeQ51(x: Float32Array, i: number, out: DataView, b: number): void {
  let [least, most] = [x[i]!, x[i]!];
  for (let j = i + 1; j < i + 32; j++) {
    least = Math.min(least, x[j]!);
    most = Math.max(most, x[j]!);
  }
  const scale = Math.fround(Math.fround(most - least) / 31);
  const inverse = inverseOf(scale);
  out.setFloat16(b, scale, true);
  out.setFloat16(b + 2, least, true);
  putFives(out, b + 4, (j) => {
    const steps = Math.fround(Math.fround(x[i + j]! - least) * inverse);
    return Math.trunc(Math.fround(steps + 0.5));
  });
}

function inverseOf(scale: number): number {
  return scale === 0 ? 0 : Math.fround(1 / scale);
}

/** 32 numbers of five bits: the fifth bits first, then the low four of value j and of value j + 16 in byte j. */
function putFives(out: DataView, b: number, value: (j: number) => number): void {
  let fifths = 0;
  for (let j = 0; j < 16; j++) {
    const [low, high] = [value(j), value(j + 16)];
    out.setUint8(b + 4 + j, (low & 15) | ((high & 15) << 4));
    fifths |= ((low >> 4) << j) | ((high >> 4) << (j + 16));
  }
  out.setUint32(b, fifths, true);
}
