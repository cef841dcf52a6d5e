/** Byte-level BPE from GGUF: the file has vocabulary and merges, and names the rule that cuts text into words. */

import { plainBpe, type TokenizerParts, type Vocabulary } from './vocabulary.ts';

interface WordRule {
  readonly preTokenizers: readonly unknown[];
  readonly normalizer?: unknown;
  /** A word that is itself a token is taken whole, even where no merges lead to it. */
  readonly ignoreMerges?: true;
  readonly addsBos?: true;
}

function byteLevel(gpt2Words: boolean): unknown {
  return { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: gpt2Words };
}

/** Words after contractions: letters with one leading symbol, digits, symbols with their line ends, white space. */
function words(digits: string): readonly unknown[] {
  const pattern = [
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)",
    '[^\\r\\n\\p{L}\\p{N}]?\\p{L}+',
    digits,
    ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*',
    '\\s*[\\r\\n]+',
    '\\s+(?!\\S)',
    '\\s+',
  ].join('|');
  return [
    { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false },
    byteLevel(false),
  ];
}

const gpt2: WordRule = { preTokenizers: [byteLevel(true)] };
const llama3: WordRule = { preTokenizers: words('\\p{N}{1,3}'), ignoreMerges: true, addsBos: true };

/** By `tokenizer.ggml.pre`, for both ways; of names for the same rule the first is written. */
export const wordRules: Readonly<Record<string, WordRule>> = {
  'gpt-2': gpt2,
  default: gpt2,
  smollm: { preTokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel(true)] },
  'llama-bpe': llama3,
  'llama-v3': llama3,
  llama3,
  qwen2: { preTokenizers: words('\\p{N}'), normalizer: { type: 'NFC' } },
};

/** @throws AppError `unsupported` for an unknown word rule; `bad-model` for a merge of unknown tokens */
export function byteLevelParts({ metadata, tokens, ids }: Vocabulary): TokenizerParts {
  const name = metadata.get('tokenizer.ggml.pre', 'text') ?? 'default';
  const rule = Object.hasOwn(wordRules, name) ? wordRules[name] : undefined;
  if (!rule) {
    const known = Object.keys(wordRules).join(', ');
    throw metadata.unsupported(`the pre-tokenizer (tokenizer.ggml.pre) is ${name}, expected one of ${known}`);
  }
  const [only, ...more] = rule.preTokenizers;
  const merges = metadata.need('tokenizer.ggml.merges', 'texts').map((merge, index) => {
    const space = merge.indexOf(' ', 1);
    const pair = [merge.slice(0, space), merge.slice(space + 1)] as const;
    if (space < 0 || ![...pair, pair.join('')].every((token) => ids.has(token))) {
      throw metadata.error(
        `merge ${index} is ${JSON.stringify(merge)}, expected two tokens that make up a third`,
      );
    }
    return pair;
  });
  return {
    normalizer: rule.normalizer ?? null,
    preTokenizer: more.length > 0 ? { type: 'Sequence', pretokenizers: rule.preTokenizers } : only,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      ...plainBpe,
      ignore_merges: rule.ignoreMerges ?? false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
    addsBos: rule.addsBos ?? false,
  };
}
