/** Weights as MatMulNBits reads them: small integers, each block of a row with a scale of its own. */

/** Weights that share a scale; with 16 the scales weigh as much as half the codes, with 128 int4 loses too much. */
export const blockSize = 32;

export type CodeBits = 4 | 8;

/** Rows as codes: `bits` each, two of 4 bits in a byte, the lower first, rows filled up to whole blocks with zeros. */
export interface CodedRows {
  readonly codes: Uint8Array;
  /** One a block. */
  readonly scales: Float32Array;
}

/** Blocks of a row of `width` weights. */
export const blocksOf = (width: number): number => Math.ceil(width / blockSize);

/** Bytes of a block's codes. */
export const codeBytes = (bits: CodeBits): number => (blockSize * bits) / 8;

/** Codes of whole rows. A weight reads as (code - 2^(bits-1))·scale. */
export function encodeBlocks(values: Float32Array, width: number, bits: CodeBits): CodedRows {
  const blocks = blocksOf(width);
  const rows = values.length / width;
  const codes = new Uint8Array(rows * blocks * codeBytes(bits));
  const scales = new Float32Array(rows * blocks);
  const block = new Float32Array(blockSize);
  const zero = 2 ** (bits - 1);
  for (let i = 0; i < scales.length; i++) {
    const start = Math.floor(i / blocks) * width + (i % blocks) * blockSize;
    const end = Math.min(start + blockSize, (Math.floor(i / blocks) + 1) * width);
    block.fill(0);
    block.set(values.subarray(start, end));
    const scale = bits === 4 ? searchedScale(block) : Math.fround(largest(block) / 127);
    scales[i] = scale;
    const at = i * codeBytes(bits);
    for (let j = 0; j < blockSize; j++) {
      const code = scale === 0 ? zero : nearestCode(block[j]! / scale, zero);
      if (bits === 8) codes[at + j] = code;
      else codes[at + (j >> 1)]! |= j % 2 === 0 ? code : code << 4;
    }
  }
  return { codes, scales };
}

/** The weights that codes stand for, rows of `width`. */
export function decodeBlocks({ codes, scales }: CodedRows, width: number, bits: CodeBits): Float32Array {
  const blocks = blocksOf(width);
  const values = new Float32Array((scales.length / blocks) * width);
  const [perBlock, zero] = [codeBytes(bits), 2 ** (bits - 1)];
  for (let i = 0; i < values.length; i++) {
    const [row, column] = [Math.floor(i / width), i % width];
    const block = row * blocks + Math.floor(column / blockSize);
    const j = column % blockSize;
    const byte = codes[block * perBlock + (bits === 8 ? j : j >> 1)]!;
    const code = bits === 8 ? byte : j % 2 === 0 ? byte & 15 : byte >> 4;
    values[i] = (code - zero) * scales[block]!;
  }
  return values;
}

/** Ties to even, as `Math.rint` elsewhere: adding 1.5·2^23 leaves no place for a fraction. */
function nearestCode(steps: number, zero: number): number {
  const whole = Math.fround(steps + 12582912) - 12582912;
  return Math.min(2 * zero - 1, Math.max(0, whole + zero));
}

/** The largest magnitude. */
function largest(block: Float32Array): number {
  let most = 0;
  for (const value of block) most = Math.max(most, Math.abs(value));
  return most;
}

/** Scales that are tried: the weight of the largest magnitude as -8, and up to a fifth more or less. */
const trials = Array.from({ length: 17 }, (_, i) => 8 + (i - 8) * 0.2);

/**
 * The scale with the least Σ w²·(w - code·scale)², each trial's codes with the scale that is best for them: large weights
 * count more, since they move the result more.
 */
function searchedScale(block: Float32Array): number {
  let extreme = 0;
  for (const value of block) if (Math.abs(value) > Math.abs(extreme)) extreme = value;
  if (extreme === 0) return 0;
  let [best, gained] = [0, -1];
  for (const steps of trials) {
    const perStep = -steps / extreme;
    let [product, square] = [0, 0];
    for (const value of block) {
      const code = nearestCode(value * perStep, 8) - 8;
      const weight = value * value;
      product += weight * value * code;
      square += weight * code * code;
    }
    if (square > 0 && product * product > gained * square) {
      gained = (product * product) / square;
      best = product / square;
    }
  }
  return Math.fround(best);
}
