/** Turns float32 into the blocks of ggml's tensor types, as llama.cpp's own quantiser does, bit for bit. */

import { encodeFloats } from '../float.ts';
import { blockTypes } from './dequantize.ts';

/** The types that can be written. */
export type WrittenType = keyof typeof encoders;

/** By type: whole blocks of numbers to their bytes. */
const encoders = {
  F32: (values: Float32Array) => encodeFloats('F32', values),
  F16: (values: Float32Array) => encodeFloats('F16', values),
  BF16: (values: Float32Array) => encodeFloats('BF16', values),
  Q8_0: quantizeQ8,
} as const;

/** `values`: a whole number of blocks. The bytes of F32 share memory with them. */
export function quantize(type: WrittenType, values: Float32Array): Uint8Array {
  return encoders[type](values);
}

/** Whether rows of this length can be cut into the type's blocks. */
export function fits(type: WrittenType, rowLength: number): boolean {
  return rowLength % blockTypes[type].values === 0;
}

// d = max |x| / 127, kept in half precision; q = round(x / d) with the d of full precision, halves away from zero
function quantizeQ8(values: Float32Array): Uint8Array {
  const { values: size, bytes } = blockTypes.Q8_0;
  const out = new Uint8Array((values.length / size) * bytes);
  const view = new DataView(out.buffer);
  for (let i = 0, b = 0; i < values.length; i += size, b += bytes) {
    let most = 0;
    for (let j = 0; j < size; j++) most = Math.max(most, Math.abs(values[i + j] as number));
    const scale = Math.fround(most / 127);
    const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
    view.setFloat16(b, scale, true);
    for (let j = 0; j < size; j++) {
      const x = Math.fround((values[i + j] as number) * inverse);
      view.setInt8(b + 2 + j, Math.sign(x) * Math.floor(Math.abs(x) + 0.5));
    }
  }
  return out;
}
