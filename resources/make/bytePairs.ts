/** Learns a byte-level BPE vocabulary from text: Sennrich et al. 2016, over GPT-2's bytes-as-characters and its words. */

const word = /'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** GPT-2's printable stand-ins for the 256 bytes, by byte. */
const characters: readonly string[] = (() => {
  const printable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte !== 173);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
})();

/** The alphabet in a fixed order, then what the merges make. */
export interface Vocabulary {
  readonly tokens: readonly string[];
  readonly merges: readonly (readonly [string, string])[];
}

interface Word {
  symbols: string[];
  readonly count: number;
}

/** @param size tokens in all, the 256 bytes included */
export function learnBytePairs(texts: Iterable<string>, size: number): Vocabulary {
  const words = countWords(texts);
  const tokens = [...characters];
  const merges: (readonly [string, string])[] = [];
  while (tokens.length < size) {
    const pair = commonestPair(words);
    if (!pair) break;
    merges.push(pair);
    tokens.push(pair[0] + pair[1]);
    for (const each of words) each.symbols = merge(each.symbols, pair);
  }
  return { tokens, merges };
}

function countWords(texts: Iterable<string>): Word[] {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const [found] of text.matchAll(word)) counts.set(found, (counts.get(found) ?? 0) + 1);
  const encoder = new TextEncoder();
  return [...counts].map(([text, count]) => ({
    symbols: [...encoder.encode(text)].map((byte) => characters[byte] as string),
    count,
  }));
}

/** Ties go to the pair that sorts first, so that the same text gives the same vocabulary. */
function commonestPair(words: readonly Word[]): readonly [string, string] | undefined {
  const counts = new Map<string, number>();
  for (const { symbols, count } of words)
    for (let i = 1; i < symbols.length; i++) {
      const pair = `${symbols[i - 1]} ${symbols[i]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + count);
    }
  let best: string | undefined;
  for (const [pair, count] of counts) {
    const most = best === undefined ? 1 : (counts.get(best) as number);
    if (count > most || (count === most && best !== undefined && pair < best)) best = pair;
  }
  return best?.split(' ') as [string, string] | undefined;
}

function merge(symbols: readonly string[], [left, right]: readonly [string, string]): string[] {
  const merged: string[] = [];
  for (const symbol of symbols) {
    if (symbol === right && merged.at(-1) === left) merged[merged.length - 1] = left + right;
    else merged.push(symbol);
  }
  return merged;
}
