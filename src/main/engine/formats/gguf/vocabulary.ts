/** The token table of a GGUF file, checked once for both kinds of tokenizer. */

import { say } from '../../../../shared/sentence.ts';
import type { Metadata } from './metadata.ts';

/** What a token is, by ggml's numbers. Bytes are read by their spelling. */
export const tokenKind = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

export interface Vocabulary {
  readonly metadata: Metadata;
  readonly tokens: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
  readonly kinds: readonly number[];
}

/** The part of tokenizer.json that differs between the kinds of tokenizer. */
export interface TokenizerParts {
  readonly normalizer: unknown;
  readonly preTokenizer: unknown;
  readonly decoder: unknown;
  readonly model: Readonly<Record<string, unknown>>;
  /** Whether a sequence starts with the bos token where the file does not say. */
  readonly addsBos: boolean;
}

/** All of a BPE model's fields in tokenizer.json at rest; a kind of tokenizer overrides some. */
export const plainBpe = {
  type: 'BPE',
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: null,
  end_of_word_suffix: null,
  fuse_unk: false,
  byte_fallback: false,
  ignore_merges: false,
} as const;

/** @param rows rows of the embedding matrix, which no token id may pass */
export function readVocabulary(metadata: Metadata, rows: number): Vocabulary {
  const tokens = metadata.need('tokenizer.ggml.tokens', 'texts');
  if (tokens.length > rows) {
    throw metadata.error(say`${tokens.length} tokens, but the embedding matrix has only ${rows} rows`);
  }
  const ids = new Map<string, number>();
  for (const [id, token] of tokens.entries()) {
    const other = ids.get(token);
    if (other !== undefined)
      throw metadata.error(say`tokens ${other} and ${id} are both ${JSON.stringify(token)}`);
    ids.set(token, id);
  }
  return {
    metadata,
    tokens,
    ids,
    kinds: readPerToken(metadata, 'token_type', tokens) ?? tokens.map(() => tokenKind.normal),
  };
}

/** A number for every token, or undefined where the file has none. */
export function readPerToken(
  metadata: Metadata,
  name: string,
  tokens: readonly string[],
): readonly number[] | undefined {
  const key = `tokenizer.ggml.${name}`;
  const numbers = metadata.get(key, 'numbers');
  if (numbers === undefined || numbers.length === tokens.length) return numbers;
  throw metadata.error(say`${key} has ${numbers.length} entries for ${tokens.length} tokens`);
}
