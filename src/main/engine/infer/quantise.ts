/** Rounds the rows of a weight to few bits by blocks, as the operator MatMulNBits reads them. */

import type { RoundedPrecision } from '../../../shared/records/playground.ts';

/** How weights are rounded. */
export interface Rounding {
  readonly bits: 4 | 8;
  /** Weights of a row that share a scale. */
  readonly blockSize: number;
}

/**
 * Blocks as long as those of llama.cpp's q8_0 and q4_0. What is multiplied with a block is rounded by blocks too, so that
 * short ones keep apart what stands out: at 8 bits, blocks of 128 lost three times as much (bench/README.md).
 */
export const roundings = {
  int8: { bits: 8, blockSize: 32 },
  int4: { bits: 4, blockSize: 32 },
} as const satisfies Readonly<Record<RoundedPrecision, Rounding>>;

/**
 * The scale of each block, [rows, blocks]. The weight furthest from 0 becomes the lowest step, which lies one further from 0
 * than the highest: with 16 steps that is a seventh less rounding than with as many on both sides.
 * @param rows float32 [.., width], row-major
 */
export function blockScales(rows: Float32Array, width: number, { bits, blockSize }: Rounding): Float32Array {
  const lowest = -(2 ** (bits - 1));
  const blocks = Math.ceil(width / blockSize);
  const scales = new Float32Array((rows.length / width) * blocks);
  for (let place = 0; place < scales.length; place++) {
    const row = Math.floor(place / blocks);
    const first = row * width + (place % blocks) * blockSize;
    const end = Math.min(first + blockSize, (row + 1) * width);
    let [least, most] = [0, 0];
    for (let i = first; i < end; i++) {
      const value = rows[i]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    scales[place] = (-least > most ? least : most) / lowest;
  }
  return scales;
}

/**
 * Each weight as the nearest whole number of its block's scales, [rows, blocks, bytes of a block]; a last block that is not
 * whole is filled up with zeros. Of 4 bits, the first of two lies in the lower half of its byte.
 */
export function roundRows(rows: Float32Array, width: number, rounding: Rounding): Uint8Array {
  const { bits, blockSize } = rounding;
  const scales = blockScales(rows, width, rounding);
  const blocks = Math.ceil(width / blockSize);
  const zero = 2 ** (bits - 1);
  const [half, highest] = [zero + 0.5, 2 * zero - 1];
  const steps = new Uint8Array(scales.length * blockSize).fill(zero);
  for (let place = 0; place < scales.length; place++) {
    const row = Math.floor(place / blocks);
    const first = row * width + (place % blocks) * blockSize;
    const end = Math.min(first + blockSize, (row + 1) * width);
    const shift = place * blockSize - first;
    const inverse = scales[place] === 0 ? 0 : 1 / scales[place]!;
    // What is cut off is rounded, since the sum is never negative.
    for (let i = first; i < end; i++) steps[shift + i] = Math.min((rows[i]! * inverse + half) | 0, highest);
  }
  return bits === 8 ? steps : halves(steps);
}

/** Two steps of 4 bits a byte. */
function halves(steps: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(steps.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = steps[2 * i]! | (steps[2 * i + 1]! << 4);
  return bytes;
}
