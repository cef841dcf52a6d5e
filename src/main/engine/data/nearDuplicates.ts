/** Finds rows that say almost the same, by MinHash over word triples and locality-sensitive hashing (Broder 1997). */

const hashes = 32;
const bandSize = 4; // 8 bands: rows that share 80 % of their triples meet with 98 %, rows that share 40 % with 19 %
const likeness = 0.75;

/** How many texts are compared: each needs about a kilobyte of memory. */
export const mostCompared = 200_000;

/** Feed it every row once; it tells which earlier row is almost the same. Beyond `mostCompared` rows it looks no further. */
export class NearDuplicates {
  readonly #signatures: Uint32Array[] = [];
  readonly #bands = new Map<string, number>();

  /** The number (0-based, in order of calls) of an earlier text with about three quarters of its word triples in common. */
  add(text: string): number | undefined {
    if (this.#signatures.length === mostCompared) return undefined;
    const signature = minHash(triples(text));
    const keys = Array.from(
      { length: hashes / bandSize },
      (_, band) => `${band}:${signature.subarray(band * bandSize, (band + 1) * bandSize)}`,
    );
    const met = new Set(keys.flatMap((key) => this.#bands.get(key) ?? []));
    const alike = [...met]
      .sort((a, b) => a - b)
      .find((earlier) => agreement(signature, this.#signatures[earlier]!) >= likeness);
    const number = this.#signatures.push(signature) - 1;
    for (const key of keys) if (!this.#bands.has(key)) this.#bands.set(key, number);
    return alike;
  }
}

/** Case, punctuation and spacing do not count; scripts without spaces between words are taken sign by sign. */
export function plainWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}]|[\p{L}\p{N}]+/gu) ?? [];
}

function triples(text: string): Set<number> {
  const words = plainWords(text);
  const found = new Set<number>();
  for (let i = 0; i < Math.max(1, words.length - 2); i++)
    found.add(hashText(words.slice(i, i + 3).join(' ')));
  return found;
}

function minHash(items: ReadonlySet<number>): Uint32Array {
  const lowest = new Uint32Array(hashes).fill(0xffffffff);
  for (const item of items) {
    for (let i = 0; i < hashes; i++) {
      let mixed = Math.imul(item ^ Math.imul(i + 1, 0x9e3779b9), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      mixed = (mixed ^ (mixed >>> 16)) >>> 0;
      if (mixed < lowest[i]!) lowest[i] = mixed;
    }
  }
  return lowest;
}

/** FNV-1a over UTF-16 units. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

function agreement(a: Uint32Array, b: Uint32Array): number {
  return a.reduce((same, value, i) => same + Number(value === b[i]), 0) / hashes;
}
