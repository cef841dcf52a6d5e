/** Converts between the float types of weight files and float32, the type the engine computes in. */

import { internalError } from '../../../shared/errors.ts';
import { bytesPerElement, type StoredType } from './tensor.ts';

/** The stored types that hold real numbers. */
export type FloatType = Extract<StoredType, 'F64' | 'F32' | 'F16' | 'BF16'>;

/** Their names in PyTorch and in config.json. */
export const torchNames = { F64: 'float64', F32: 'float32', F16: 'float16', BF16: 'bfloat16' } as const;

export function isFloatType(dtype: StoredType): dtype is FloatType {
  return dtype === 'F64' || dtype === 'F32' || dtype === 'F16' || dtype === 'BF16';
}

/** Decodes little-endian `bytes` into `out`, whose length fixes how many numbers are read. */
export function decodeFloats(dtype: FloatType, bytes: Uint8Array, out: Float32Array): void {
  const size = bytesPerElement[dtype];
  if (bytes.byteLength !== out.length * size) {
    throw internalError(`${bytes.byteLength} bytes of ${dtype} decoded into ${out.length} numbers`);
  }
  // A typed array cannot start between two elements, so such bytes are moved first.
  const { buffer, byteOffset } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const count = out.length;
  if (dtype === 'F64') out.set(new Float64Array(buffer, byteOffset, count));
  else if (dtype === 'F32') out.set(new Float32Array(buffer, byteOffset, count));
  else if (dtype === 'F16') float16ToFloat32(new Float16Array(buffer, byteOffset, count), out);
  else bfloat16ToFloat32(new Uint16Array(buffer, byteOffset, count), out);
}

/**
 * Encodes `values` as little-endian bytes, rounding to nearest even; F32 shares memory with `values`.
 * @param memory where the others are to be put, if it is there already: new memory takes longer than the rounding
 */
export function encodeFloats(dtype: FloatType, values: Float32Array, memory?: ArrayBuffer): Uint8Array {
  if (dtype === 'F32') return bytesOf(values);
  const count = values.length;
  const room = memory ?? new ArrayBuffer(count * bytesPerElement[dtype]);
  if (dtype === 'BF16') return bytesOf(float32ToBfloat16(values, new Uint16Array(room, 0, count)));
  const out = dtype === 'F16' ? new Float16Array(room, 0, count) : new Float64Array(room, 0, count);
  out.set(values);
  return bytesOf(out);
}

/** The bytes under a typed array, without a copy. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

// `set` between the two types is several times slower than this loop until it has warmed up.
function float16ToFloat32(from: Float16Array, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = from[i]!;
}

// bfloat16 is the upper half of a float32.
function bfloat16ToFloat32(from: Uint16Array, out: Float32Array): void {
  const bits = new Uint32Array(out.buffer, out.byteOffset, out.length);
  for (let i = 0; i < bits.length; i++) bits[i] = from[i]! << 16;
}

// In whole numbers of 32 bits and without a branch: a third of the time.
function float32ToBfloat16(values: Float32Array, out: Uint16Array): Uint16Array {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < out.length; i++) {
    const word = bits[i]!;
    // Rounding could carry a NaN over into infinity or drop its payload, so a quiet bit is set instead.
    const isNan = (0x7f800000 - (word & 0x7fffffff)) >> 31; // all bits, or none
    const half = (0x7fff + ((word >>> 16) & 1)) & ~isNan;
    out[i] = ((word + half) >>> 16) | (isNan & 0x40);
  }
  return out;
}
