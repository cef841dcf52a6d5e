/** What a row of numbers reads as after it was stored in some type: for the certificate, by other code than the writer's where it can. */

import type { FloatType } from '../formats/float.ts';
import { dequantize } from '../formats/gguf/dequantize.ts';
import { quantize, type WrittenType } from '../formats/gguf/quantize.ts';

/** float32 in, and what is read back. */
export type AsStored = (row: Float32Array) => Float32Array;

/** @param type of the stored numbers; the longer searches of ggml's K types are not written twice */
export function asStored(type: FloatType | WrittenType): AsStored {
  if (type === 'Q8_0') return plainQ8;
  if (Object.hasOwn(nearest, type)) return (row) => row.map(nearest[type as FloatType]);
  return (row) => dequantize(type as WrittenType, quantize(type as WrittenType, row));
}

/** To the nearest number of the type, ties to even. */
const nearest: Readonly<Record<FloatType, (value: number) => number>> = {
  F64: (value) => value,
  F32: (value) => value,
  F16: Math.f16round,
  // The two neighbours of 8 significant bits, and the nearer of them.
  BF16(value) {
    if (value === 0 || !Number.isFinite(value)) return value;
    const step = 2 ** Math.max(Math.floor(Math.log2(Math.abs(value))) - 7, -133);
    const [below, above] = [Math.floor(value / step), Math.ceil(value / step)];
    const [under, over] = [value - below * step, above * step - value];
    if (under === over) return (below % 2 === 0 ? below : above) * step;
    return (under < over ? below : above) * step;
  },
};

/** Whole steps of 1/127 of the largest of 32 numbers, and the step in half precision. */
function plainQ8(row: Float32Array): Float32Array {
  const read = new Float32Array(row.length);
  for (let start = 0; start < row.length; start += 32) {
    const block = [...row.subarray(start, start + 32)];
    const step = Math.fround(Math.max(...block.map(Math.abs)) / 127);
    const perStep = step > 0 ? Math.fround(1 / step) : 0;
    block.forEach((value, j) => {
      const steps = Math.fround(value * perStep);
      const whole = steps < 0 ? -Math.round(-steps) : Math.round(steps);
      read[start + j] = Math.f16round(step) * whole;
    });
  }
  return read;
}
