/** Byte-level BPE from GGUF: the file has vocabulary and merges, and names the rule that cuts text into words. */

import { say } from '../../../../shared/sentence.ts';
import { plainBpe, type TokenizerParts, type Vocabulary } from './vocabulary.ts';

interface WordRule {
  readonly preTokenizers: readonly unknown[];
  readonly normalizer?: unknown;
  /** A word that is itself a token is taken whole, even where no merges lead to it. */
  readonly ignoreMerges?: true;
  readonly addsBos?: true;
  /** By whose ids the vocabulary is known that the rule was made for. */
  readonly tokens: Readonly<Record<string, number>>;
}

function byteLevel(gpt2Words: boolean): unknown {
  return { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: gpt2Words };
}

const spaces = ['\\s*[\\r\\n]+', '\\s+(?!\\S)', '\\s+'];

/**
 * Words after contractions: letters with one leading symbol, digits, symbols with their line ends, white space.
 * @param marks what joins letters besides
 */
function words(digits: string, marks = ''): readonly string[] {
  return [
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)",
    `[^\\r\\n\\p{L}\\p{N}]?${marks ? `[\\p{L}${marks}]` : '\\p{L}'}+`,
    digits,
    ` ?[^\\s\\p{L}${marks}\\p{N}]+[\\r\\n]*`,
    ...spaces,
  ];
}

function cutInto(words: readonly string[]): readonly unknown[] {
  return [
    { type: 'Split', pattern: { Regex: words.join('|') }, behavior: 'Isolated', invert: false },
    byteLevel(false),
  ];
}

/** Words of one case, or capitals before small letters; digits one by one. */
const tekkenWords = (() => {
  const [upper, lower] = ['\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}', '\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}'];
  const lead = '[^\\r\\n\\p{L}\\p{N}]?';
  return [
    `${lead}[${upper}]*[${lower}]+`,
    `${lead}[${upper}]+[${lower}]*`,
    '\\p{N}',
    ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*',
    ...spaces,
  ];
})();

/** Each under the names that `tokenizer.ggml.pre` has for it, as llama.cpp takes them for the same; the first is written. */
export const wordRules: readonly (WordRule & { readonly names: readonly string[] })[] = [
  {
    names: ['gpt-2', 'phi-2', 'gigachat', 'a.x-4.0', 'mellum', 'exaone4'],
    preTokenizers: [byteLevel(true)],
    tokens: { '<|endoftext|>': 50_256 },
  },
  {
    names: ['smollm', 'starcoder', 'refact', 'codeshell'],
    preTokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel(true)],
    tokens: { '<|endoftext|>': 0, '<|im_start|>': 1, '<|im_end|>': 2, '<repo_name>': 3 },
  },
  {
    names: [
      ...['llama-bpe', 'llama-v3', 'llama3', 'falcon3', 'falcon-h1', 'pixtral', 'midm-2.0', 'lfm2'],
      'smaug-bpe',
    ],
    preTokenizers: cutInto(words('\\p{N}{1,3}')),
    ignoreMerges: true,
    addsBos: true,
    tokens: { '<|begin_of_text|>': 128_000, '<|eot_id|>': 128_009 },
  },
  {
    names: ['qwen2', 'deepseek-r1-qwen', 'kormo', 'megrez'],
    preTokenizers: cutInto(words('\\p{N}')),
    normalizer: { type: 'NFC' },
    tokens: { '<|endoftext|>': 151_643, '<|im_start|>': 151_644 },
  },
  {
    names: ['qwen35'],
    preTokenizers: cutInto(words('\\p{N}', '\\p{M}')),
    normalizer: { type: 'NFC' },
    tokens: { '<|endoftext|>': 248_044, '<|im_start|>': 248_045 },
  },
  {
    names: ['tekken'],
    preTokenizers: cutInto(tekkenWords),
    ignoreMerges: true,
    addsBos: true,
    tokens: { '<s>': 1, '[INST]': 3, '[/INST]': 4, '[AVAILABLE_TOOLS]': 5 },
  },
];

/** By its name, or else by the vocabulary: one rule cuts a text otherwise than another, and no file may be guessed at. */
function wordRule({ metadata, ids }: Vocabulary): WordRule {
  const name = metadata.get('tokenizer.ggml.pre', 'text') ?? 'default';
  // What converters write who do not know the rule either.
  const unnamed = name === 'default';
  const isOurs = ({ names, tokens }: (typeof wordRules)[number]) =>
    unnamed ? Object.entries(tokens).every(([token, id]) => ids.get(token) === id) : names.includes(name);
  const rule = wordRules.find(isOurs);
  if (rule) return rule;
  throw metadata.unsupported(
    unnamed
      ? say`the file does not say how text is cut into words (tokenizer.ggml.pre), and its vocabulary is not a known one`
      : say`the pre-tokenizer (tokenizer.ggml.pre) is ${name}, expected one of ${wordRules.flatMap(({ names }) => names).join(', ')}`,
  );
}

/** @throws AppError `unsupported` for an unknown word rule; `bad-model` for a merge of unknown tokens */
export function byteLevelParts(vocabulary: Vocabulary): TokenizerParts {
  const { metadata, tokens, ids } = vocabulary;
  const rule = wordRule(vocabulary);
  const [only, ...more] = rule.preTokenizers;
  const merges = metadata.need('tokenizer.ggml.merges', 'texts').map((merge, index) => {
    const space = merge.indexOf(' ', 1);
    const pair = [merge.slice(0, space), merge.slice(space + 1)] as const;
    if (space < 0 || ![...pair, pair.join('')].every((token) => ids.has(token))) {
      throw metadata.error(
        say`merge ${index} is ${JSON.stringify(merge)}, expected two tokens that make up a third`,
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
