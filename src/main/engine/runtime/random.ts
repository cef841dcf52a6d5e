/** The one seeded source of randomness: xoshiro128** (Blackman and Vigna 2018), its state small enough to save in run.json. */

/** Four 32-bit words; saving them and restoring them continues the sequence exactly. */
export type RandomState = readonly [number, number, number, number];

/** A generator fixed by its seed. The same seed gives the same numbers on every machine. */
export class Random {
  readonly #words: Uint32Array;

  /** `seeds`: any integers; several of them (seed, epoch, ...) give independent streams. */
  constructor(...seeds: readonly number[]) {
    let word = 0x9e3779b9;
    for (const seed of seeds) word = mix(mix(word ^ (seed >>> 0)) ^ Math.floor(seed / 2 ** 32));
    this.#words = Uint32Array.from(
      { length: 4 },
      (_, i) => mix(word + Math.imul(i + 1, 0x9e3779b9)) | Number(i === 0),
    );
  }

  static restore(state: RandomState): Random {
    const random = new Random();
    random.#words.set(state);
    return random;
  }

  get state(): RandomState {
    const [a, b, c, d] = this.#words as unknown as RandomState;
    return [a, b, c, d];
  }

  /** Uniform over all 32-bit unsigned integers. */
  uint32(): number {
    const s = this.#words as unknown as [number, number, number, number];
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotateLeft(s[3], 11);
    return result;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 2 ** 26 + (this.uint32() >>> 6)) / 2 ** 53;
  }

  /** Uniform integer in [0, `below`), without bias; `below` in 1..2^32. */
  integer(below: number): number {
    const limit = 2 ** 32 - (2 ** 32 % below);
    let word = this.uint32();
    while (word >= limit) word = this.uint32();
    return word % below;
  }

  /** Standard normal, by Box and Muller; two uniforms each, so that the state is the whole memory. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Fisher-Yates in place; returns its argument. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [items[i], items[j]] = [items[j], items[i]];
    }
    return items;
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** The finaliser of MurmurHash3: every input bit changes about half of the output bits. */
function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
