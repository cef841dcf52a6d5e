/** Rebuilds tokenizer.json and tokenizer_config.json from the token tables of a GGUF file. */

import { say } from '../../../../shared/sentence.ts';
import { byteLevelParts } from './byteLevel.ts';
import type { Metadata } from './metadata.ts';
import { sentencePieceParts } from './sentencePiece.ts';
import { readVocabulary, type TokenizerParts, tokenKind, type Vocabulary } from './vocabulary.ts';

/** The ids that config.json and generation_config.json repeat, under Hugging Face's names. */
export interface SpecialIds {
  readonly bos_token_id?: number;
  /** A list where the file names an end of turn besides the end of text. */
  readonly eos_token_id?: number | readonly number[];
  readonly pad_token_id?: number;
}

export interface ImportedTokenizer {
  /** tokenizer.json */
  readonly tokenizer: Readonly<Record<string, unknown>>;
  /** tokenizer_config.json */
  readonly config: Readonly<Record<string, unknown>>;
  readonly specialIds: SpecialIds;
  readonly chatTemplate: string | undefined;
}

interface TokenizerKind {
  readonly parts: (vocabulary: Vocabulary) => TokenizerParts;
  /** Ids of bos, eos and unknown where the file does not say. */
  readonly defaults: readonly [bos?: number, eos?: number, unknown?: number];
}

/** By `tokenizer.ggml.model`. */
const tokenizerKinds: Readonly<Record<string, TokenizerKind>> = {
  gpt2: { parts: byteLevelParts, defaults: [] },
  llama: { parts: sentencePieceParts, defaults: [1, 2, 0] },
};

/**
 * @param rows rows of the embedding matrix
 * @param contextLength longest sequence in tokens
 * @throws AppError `unsupported` for an unknown kind of tokenizer; `bad-model` for tables that contradict each other
 */
export function importTokenizer(metadata: Metadata, rows: number, contextLength: number): ImportedTokenizer {
  const name = metadata.need('tokenizer.ggml.model', 'text');
  const kind = Object.hasOwn(tokenizerKinds, name) ? tokenizerKinds[name] : undefined;
  if (!kind) {
    const known = Object.keys(tokenizerKinds).join(', ');
    throw metadata.unsupported(
      say`the tokenizer (tokenizer.ggml.model) is ${name}, expected one of ${known}`,
    );
  }
  const vocabulary = readVocabulary(metadata, rows);
  const parts = kind.parts(vocabulary);
  const { tokens } = vocabulary;

  const id = (key: string, byDefault?: number) => specialId(metadata, key, tokens, byDefault);
  const bos = id('bos', kind.defaults[0]);
  const eos = id('eos', kind.defaults[1]);
  const unknown = id('unknown', kind.defaults[2]);
  const pad = id('padding');
  const ends = [...new Set([eos, id('eot'), id('eom')])].filter((end) => end !== undefined);

  const token = (key: string, of: number | undefined) => (of === undefined ? {} : { [key]: tokens[of] });
  const addBos = (metadata.get('tokenizer.ggml.add_bos_token', 'flag') ?? parts.addsBos) && bos !== undefined;
  const addEos = (metadata.get('tokenizer.ggml.add_eos_token', 'flag') ?? false) && eos !== undefined;
  const chatTemplate = metadata.get('tokenizer.chat_template', 'text');
  return {
    tokenizer: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: addedTokens(vocabulary, [bos, pad, ...ends]),
      normalizer: parts.normalizer,
      pre_tokenizer: parts.preTokenizer,
      post_processor: template(tokens, addBos ? bos : undefined, addEos ? eos : undefined),
      decoder: parts.decoder,
      model: parts.model,
    },
    config: {
      tokenizer_class: 'PreTrainedTokenizerFast',
      ...token('bos_token', bos),
      ...token('eos_token', eos),
      ...token('unk_token', unknown),
      ...token('pad_token', pad),
      add_bos_token: addBos,
      add_eos_token: addEos,
      clean_up_tokenization_spaces: false,
      model_max_length: contextLength,
      ...(chatTemplate !== undefined && { chat_template: chatTemplate }),
    },
    specialIds: {
      ...(bos !== undefined && { bos_token_id: bos }),
      ...(ends[0] !== undefined && { eos_token_id: ends.length > 1 ? ends : ends[0] }),
      ...(pad !== undefined && { pad_token_id: pad }),
    },
    chatTemplate,
  };
}

function specialId(
  metadata: Metadata,
  name: string,
  tokens: readonly string[],
  byDefault?: number,
): number | undefined {
  const key = `tokenizer.ggml.${name}_token_id`;
  const id = metadata.get(key, 'count') ?? byDefault;
  if (id === undefined || id < tokens.length) return id;
  throw metadata.error(say`${key} is ${id}, but there are only ${tokens.length} tokens`);
}

/** Tokens that are found in the text before anything else; special ones are left out when ids become text. */
function addedTokens({ tokens, kinds }: Vocabulary, special: readonly (number | undefined)[]): unknown[] {
  return tokens.flatMap((content, id) => {
    const kind = kinds[id];
    const isSpecial = kind === tokenKind.control || kind === tokenKind.unknown || special.includes(id);
    if (content === '' || !(isSpecial || kind === tokenKind.userDefined)) return [];
    return [
      {
        id,
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: isSpecial,
      },
    ];
  });
}

/** A post-processor that puts bos before and eos after a text, or none where the model wants neither. */
function template(tokens: readonly string[], bos: number | undefined, eos: number | undefined): unknown {
  const text = (id: number | undefined) => (id === undefined ? [] : [tokens[id] as string]);
  const piece = (name: string, typeId: number) => ({ SpecialToken: { id: name, type_id: typeId } });
  const sequence = (id: string, typeId: number) => [
    ...text(bos).map((name) => piece(name, typeId)),
    { Sequence: { id, type_id: typeId } },
    ...text(eos).map((name) => piece(name, typeId)),
  ];
  const used = [bos, eos].filter((id) => id !== undefined);
  if (used.length === 0) return null;
  return {
    type: 'TemplateProcessing',
    single: sequence('A', 0),
    pair: [...sequence('A', 0), ...sequence('B', 1)],
    special_tokens: Object.fromEntries(
      used.map((id) => [tokens[id] as string, { id: tokens[id], ids: [id], tokens: [tokens[id]] }]),
    ),
  };
}
