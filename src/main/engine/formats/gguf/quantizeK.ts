/**
 * The K types of ggml: 256 numbers in sub-blocks of 16 or 32, whose small scales are searched for.
 * Every operation is rounded to float32, in the order in which llama.cpp does them: its bytes are the measure.
 */

const f = Math.fround;

/** Below, a sub-block counts as zero. */
const nothing = f(1e-15);

/** To the nearest whole number, ties to even, as adding 1.5 · 2^23 makes float32 do. */
const nearest = (x: number): number => f(x + 12_582_912) - 12_582_912;

const bounded = (q: number, least: number, most: number): number => (q < least ? least : q > most ? most : q);

/**
 * A block at work: whole numbers, the search's trial, and of a sub-block numbers and weights. Numbers of float32 in arrays
 * of float64, which spares V8 the way back and forth at each access.
 */
const codes = new Float64Array(256);
const trial = new Float64Array(32);
const numbers = new Float64Array(32);
const weights = new Float64Array(32);
const scales = new Float32Array(16);
const minima = new Float32Array(8);
const packed = new Uint8Array(12);

/** How the scale and the minimum of 32 numbers are searched for. */
interface Search {
  /** Largest whole number. */
  readonly levels: number;
  /** What is tried instead of `levels`: levels + first + n step, n from 0 to `steps`. */
  readonly first: number;
  readonly step: number;
  readonly steps: number;
}

const fourBits: Search = { levels: 15, first: -1, step: f(0.1), steps: 20 };
const fiveBits: Search = { levels: 31, first: -0.5, step: f(0.1), steps: 15 };

/**
 * Finds scale and minimum (of which the opposite is kept) of sub-block `sub`, with the least weighted square error among
 * those that least squares give for each trial's whole numbers.
 */
function searchAffine(sub: number, search: Search): void {
  const { levels, first, step, steps } = search;
  const start = numbers[0]!;
  let [least, most] = [start, start];
  let sumW = weights[0]!;
  let sumX = f(sumW * start);
  for (let j = 1; j < 32; j++) {
    const value = numbers[j]!;
    const w = weights[j]!;
    if (value < least) least = value;
    if (value > most) most = value;
    sumW = f(sumW + w);
    sumX = f(sumX + f(w * value));
  }
  if (least > 0) least = 0;
  const at = 32 * sub;
  if (most === least) {
    codes.fill(0, at, at + 32);
    scales[sub] = 0;
    minima[sub] = -least;
    return;
  }
  const plain = f(levels / f(most - least));
  let scale = f(1 / plain);
  let best = 0;
  for (let j = 0; j < 32; j++) {
    const value = numbers[j]!;
    const q = bounded(nearest(f(plain * f(value - least))), 0, levels);
    codes[at + j] = q;
    const off = f(f(f(scale * q) + least) - value);
    best = f(best + f(weights[j]! * f(off * off)));
  }
  for (let n = 0; n <= steps; n++) {
    // From the best minimum so far, not from the smallest number.
    const low = least;
    const inverse = f(f(f(first + f(step * n)) + levels) / f(most - low));
    let sumQ = 0;
    let sumQ2 = 0;
    let sumXQ = 0;
    for (let j = 0; j < 32; j++) {
      const value = numbers[j]!;
      const w = weights[j]!;
      const q = bounded(nearest(f(inverse * f(value - low))), 0, levels);
      trial[j] = q;
      const wq = f(w * q);
      sumQ = f(sumQ + wq);
      sumQ2 = f(sumQ2 + f(wq * q));
      sumXQ = f(sumXQ + f(wq * value));
    }
    const determinant = f(f(sumW * sumQ2) - f(sumQ * sumQ));
    if (!(determinant > 0)) continue;
    let tried = f(f(f(sumW * sumXQ) - f(sumX * sumQ)) / determinant);
    let offset = f(f(f(sumQ2 * sumX) - f(sumQ * sumXQ)) / determinant);
    if (offset > 0) {
      offset = 0;
      tried = f(sumXQ / sumQ2);
    }
    let error = 0;
    // It only grows: past the best there is no need to know how far.
    for (let j = 0; j < 32 && error < best; j++) {
      const off = f(f(f(tried * trial[j]!) + offset) - numbers[j]!);
      error = f(error + f(weights[j]! * f(off * off)));
    }
    if (!(error < best)) continue;
    codes.set(trial, at);
    best = error;
    scale = tried;
    least = offset;
  }
  scales[sub] = scale;
  minima[sub] = -least;
}

/** Codes, scales and minima of 256 numbers; then d, dmin and the packed 6-bit scales at byte `b`. */
function affineBlock(x: Float32Array, i: number, out: DataView, b: number, search: Search): void {
  let [mostScale, mostMinimum] = [0, 0];
  for (let sub = 0; sub < 8; sub++) {
    const at = i + 32 * sub;
    let squares = 0;
    for (let j = at; j < at + 32; j++) squares = f(squares + f(x[j]! * x[j]!));
    const typical = f(Math.sqrt(f(squares / 32)));
    for (let j = 0; j < 32; j++) {
      const value = x[at + j]!;
      numbers[j] = value;
      weights[j] = f(typical + Math.abs(value));
    }
    searchAffine(sub, search);
    if (scales[sub]! > mostScale) mostScale = scales[sub]!;
    if (minima[sub]! > mostMinimum) mostMinimum = minima[sub]!;
  }
  const inverseScale = mostScale > 0 ? f(63 / mostScale) : 0;
  const inverseMinimum = mostMinimum > 0 ? f(63 / mostMinimum) : 0;
  out.setFloat16(b, f(mostScale / 63), true);
  out.setFloat16(b + 2, f(mostMinimum / 63), true);
  const [d, dmin] = [out.getFloat16(b, true), out.getFloat16(b + 2, true)];
  packed.fill(0);
  for (let sub = 0; sub < 8; sub++) {
    const scale = Math.min(63, nearest(f(inverseScale * scales[sub]!)) & 255);
    const minimum = Math.min(63, nearest(f(inverseMinimum * minima[sub]!)) & 255);
    pack(sub, scale, minimum);
    const step = f(d * scale);
    if (step === 0) continue;
    const offset = f(dmin * minimum);
    for (let j = 32 * sub; j < 32 * sub + 32; j++)
      codes[j] = bounded(nearest(f(f(x[i + j]! + offset) / step)), 0, search.levels);
  }
  for (let k = 0; k < 12; k++) out.setUint8(b + 4 + k, packed[k]!);
}

/** Six bits of scale and minimum: whole for the first four, split into four and two for the others. */
function pack(sub: number, scale: number, minimum: number): void {
  if (sub < 4) {
    packed[sub] = scale;
    packed[sub + 4] = minimum;
    return;
  }
  packed[sub + 4] = (scale & 15) | ((minimum & 15) << 4);
  packed[sub - 4] = packed[sub - 4]! | ((scale >> 4) << 6);
  packed[sub] = packed[sub]! | ((minimum >> 4) << 6);
}

/** Bytes of two nibbles: of number j and number j + 32 of each 64. */
function putNibbles(out: DataView, b: number): void {
  for (let half = 0; half < 4; half++)
    for (let j = 0; j < 32; j++) {
      const [low, high] = [codes[64 * half + j]!, codes[64 * half + 32 + j]!];
      out.setUint8(b + 32 * half + j, (low & 15) | ((high & 15) << 4));
    }
}

// x = d s q - m t: d, m, 12 bytes of 6-bit s and t, 128 bytes of nibbles
export function quantizeQ4K(x: Float32Array, i: number, out: DataView, b: number): void {
  affineBlock(x, i, out, b, fourBits);
  putNibbles(out, b + 16);
}

// as Q4_K, with 32 bytes of fifth bits between scales and nibbles: bit k of byte j is number 32 k + j's
export function quantizeQ5K(x: Float32Array, i: number, out: DataView, b: number): void {
  affineBlock(x, i, out, b, fiveBits);
  for (let j = 0; j < 32; j++) {
    let fifths = 0;
    for (let sub = 0; sub < 8; sub++) fifths |= (codes[32 * sub + j]! >> 4) << sub;
    out.setUint8(b + 16 + j, fifths);
  }
  putNibbles(out, b + 48);
}

/**
 * Finds the scale of 16 numbers, -32 to 31 steps of it, with the least square error weighted by the squares.
 * @returns the scale; the number farthest from zero may have either sign, and so may it
 */
function searchScale(x: Float32Array, i: number, at: number): number {
  let [most, signed] = [0, 0];
  for (let j = i; j < i + 16; j++) {
    const size = Math.abs(x[j]!);
    if (size > most) {
      most = size;
      signed = x[j]!;
    }
  }
  if (most < nothing) {
    codes.fill(0, at, at + 16);
    return 0;
  }
  let [scale, best] = [0, 0];
  for (let n = -10; n <= 9; n++) {
    if (n === 0) continue;
    // First the plain scale, which the others have to beat.
    const shift = n === -10 ? 0 : f(f(0.1) * n);
    const inverse = f(-f(32 + shift) / signed);
    let sumXQ = 0;
    let sumQ2 = 0;
    for (let j = i; j < i + 16; j++) {
      const value = x[j]!;
      const q = bounded(nearest(f(inverse * value)), -32, 31);
      trial[j - i] = q;
      const w = f(value * value);
      sumXQ = f(sumXQ + f(f(w * value) * q));
      sumQ2 = f(sumQ2 + f(f(w * q) * q));
    }
    if (n > -10 && !(sumQ2 > 0 && f(sumXQ * sumXQ) > f(best * sumQ2))) continue;
    for (let j = 0; j < 16; j++) codes[at + j] = 32 + trial[j]!;
    scale = sumQ2 === 0 ? 0 : f(sumXQ / sumQ2);
    best = f(scale * sumXQ);
  }
  return scale;
}

// x = d s (q - 32): 128 bytes of low nibbles, 64 of high two bits, 16 signed bytes s, d
export function quantizeQ6K(x: Float32Array, i: number, out: DataView, b: number): void {
  let [most, signed] = [0, 0];
  for (let sub = 0; sub < 16; sub++) {
    const scale = searchScale(x, i + 16 * sub, 16 * sub);
    scales[sub] = scale;
    if (Math.abs(scale) > most) {
      most = Math.abs(scale);
      signed = scale;
    }
  }
  if (most < nothing) return;
  const inverse = f(-128 / signed);
  out.setFloat16(b + 208, f(1 / inverse), true);
  const d = out.getFloat16(b + 208, true);
  for (let sub = 0; sub < 16; sub++) {
    const scale = Math.min(127, nearest(f(inverse * scales[sub]!)));
    out.setInt8(b + 192 + sub, scale);
    const step = f(d * scale);
    if (step === 0) continue;
    for (let j = 16 * sub; j < 16 * sub + 16; j++)
      codes[j] = 32 + bounded(nearest(f(x[i + j]! / step)), -32, 31);
  }
  for (let half = 0; half < 2; half++)
    for (let j = 0; j < 32; j++) {
      const at = 128 * half + j;
      const [a, c] = [codes[at]!, codes[at + 32]!];
      const [e, g] = [codes[at + 64]!, codes[at + 96]!];
      out.setUint8(b + 64 * half + j, (a & 15) | ((e & 15) << 4));
      out.setUint8(b + 64 * half + 32 + j, (c & 15) | ((g & 15) << 4));
      out.setUint8(b + 128 + 32 * half + j, (a >> 4) | ((c >> 4) << 2) | ((e >> 4) << 4) | ((g >> 4) << 6));
    }
}
