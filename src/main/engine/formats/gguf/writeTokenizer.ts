/** A model's tokenizer as the token tables of a GGUF file: the way of tokenizer.ts backwards, with the same tables. */

import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../../../shared/errors.ts';
import { type Sentence, say } from '../../../../shared/sentence.ts';
import { isJsonObject, type JsonObject, readJsonObject } from '../json.ts';
import { type ModelFolder, requireTokenizer } from '../modelFolder.ts';
import { wordRules } from './byteLevel.ts';
import { spaceSign } from './sentencePiece.ts';
import { tokenKind } from './vocabulary.ts';
import type { GgufPairs, GgufValue } from './write.ts';

/** Metadata keys that can name an end token. */
const endKeys = ['eos', 'eot', 'eom'] as const;

interface Tokens {
  readonly texts: string[];
  readonly kinds: number[];
}

/**
 * The pairs below `tokenizer.`.
 * @param rows rows of the embedding matrix, of which each needs a token
 * @param ends ids that end an answer, the one that ends most of them first
 * @throws AppError `unsupported` naming what GGUF has no word for; `not-found` without tokenizer.json
 */
export function tokenizerPairs(folder: ModelFolder, rows: number, ends: readonly number[]): GgufPairs {
  const json = readJsonObject(requireTokenizer(folder), 'bad-model');
  const model = isJsonObject(json.model) ? json.model : {};
  if (model.type !== 'BPE') throw refused(folder, say`its tokenizer is of the kind ${String(model.type)}`);
  if (ends.length > endKeys.length)
    throw refused(
      folder,
      say`${ends.length} tokens end its answers, and a GGUF file names ${endKeys.length}`,
    );
  const tokens = tokenTable(json, model, rows);
  const id = (name: string) => {
    const token = textOf(folder.tokenizerConfig[name] ?? folder.specialTokens[name]);
    const at = token === undefined ? -1 : tokens.texts.indexOf(token);
    return at < 0 ? undefined : at;
  };
  const named = { bos: id('bos_token'), unknown: id('unk_token'), padding: id('pad_token') };
  const around = addedAround(json.post_processor, tokens.texts);
  const pairs: [string, GgufValue | undefined][] = [
    ...rulePairs(folder, json, model, tokens),
    ['ggml.tokens', { texts: tokens.texts }],
    ['ggml.token_type', { int32s: tokens.kinds }],
    ...Object.entries(named).map(([name, token]): [string, GgufValue | undefined] => [
      `ggml.${name}_token_id`,
      token === undefined ? undefined : { uint32: token },
    ]),
    ...ends.map((end, i): [string, GgufValue] => [`ggml.${endKeys[i]}_token_id`, { uint32: end }]),
    ['ggml.add_bos_token', { flag: around.before !== undefined && around.before === named.bos }],
    ['ggml.add_eos_token', { flag: around.after !== undefined && around.after === ends[0] }],
    ['chat_template', folder.chatTemplate === undefined ? undefined : { text: folder.chatTemplate }],
  ];
  return pairs.flatMap(([key, value]) => (value ? [[`tokenizer.${key}`, value] as const] : []));
}

/** How text becomes words and pieces. */
function rulePairs(
  folder: ModelFolder,
  json: JsonObject,
  model: JsonObject,
  tokens: Tokens,
): [string, GgufValue][] {
  const merges = (Array.isArray(model.merges) ? model.merges : []).map((merge) =>
    Array.isArray(merge) ? merge.map(String) : String(merge).split(' '),
  );
  const rule = wordRules.find(
    ({ preTokenizers, normalizer, ignoreMerges }) =>
      isDeepStrictEqual(parts(json.pre_tokenizer), preTokenizers.map(essential)) &&
      isDeepStrictEqual(json.normalizer ?? null, normalizer ?? null) &&
      (model.ignore_merges ?? false) === (ignoreMerges ?? false),
  );
  if (rule)
    return [
      ['ggml.model', { text: 'gpt2' }],
      ['ggml.pre', { text: rule.names[0] as string }],
      // A part with a space in it could not be told from two; byte-level tokens spell it otherwise.
      ['ggml.merges', { texts: merges.map(([a, b]) => `${a} ${b}`) }],
    ];
  const prefix = spacePrefix(json);
  if (prefix === undefined || model.byte_fallback !== true)
    throw refused(folder, say`its tokenizer cuts text into words by a rule that has no name in GGUF`);
  return [
    ['ggml.model', { text: 'llama' }],
    ['ggml.pre', { text: 'default' }],
    ['ggml.scores', { float32s: scoresOf(tokens, merges) }],
    ['ggml.add_space_prefix', { flag: prefix }],
  ];
}

/** Pre-tokenizers by what they do; a rule says nothing of offsets, which only training needs. */
function parts(preTokenizer: unknown): unknown[] {
  if (!isJsonObject(preTokenizer)) return [];
  const list = preTokenizer.type === 'Sequence' ? preTokenizer.pretokenizers : [preTokenizer];
  return Array.isArray(list) ? list.map(essential) : [];
}

function essential(part: unknown): unknown {
  if (!isJsonObject(part)) return part;
  const { trim_offsets: _, ...rest } = part;
  return rest;
}

/** SentencePiece's ways to mark spaces: whether one is put before the text; undefined for any other normalizer. */
function spacePrefix({ normalizer, pre_tokenizer: words }: JsonObject): boolean | undefined {
  const replace = { type: 'Replace', pattern: { String: ' ' }, content: spaceSign };
  const prepend = { type: 'Prepend', prepend: spaceSign };
  if (words !== null && words !== undefined) return undefined;
  if (isDeepStrictEqual(normalizer, replace)) return false;
  if (isDeepStrictEqual(normalizer, { type: 'Sequence', normalizers: [prepend, replace] })) return true;
  return undefined;
}

/** SentencePiece joins what scores highest where BPE joins what comes first: the earlier a merge, the higher. */
function scoresOf({ texts }: Tokens, merges: readonly (readonly string[])[]): number[] {
  const scores = new Map<string, number>();
  merges.forEach((pair, rank) => {
    const token = pair.join('');
    if (!scores.has(token)) scores.set(token, -rank - 1);
  });
  return texts.map((text) => scores.get(text) ?? -merges.length - 1);
}

/** A text and a kind for every row, by id. */
function tokenTable({ added_tokens: added }: JsonObject, model: JsonObject, rows: number): Tokens {
  // Rows that no token belongs to are filled: every row needs one, and no two may be alike.
  const texts = Array.from({ length: rows }, (_, id) => `[PAD${id}]`);
  const kinds = texts.map((): number => tokenKind.unused);
  const put = (token: string, id: number, kind: number) => {
    if (id >= rows) return;
    texts[id] = token;
    kinds[id] = kind;
  };
  const byteFallback = model.byte_fallback === true;
  for (const [token, id] of Object.entries(isJsonObject(model.vocab) ? model.vocab : {})) {
    const isByte = byteFallback && /^<0x[0-9A-F]{2}>$/.test(token);
    put(token, Number(id), isByte ? tokenKind.byte : tokenKind.normal);
  }
  for (const token of Array.isArray(added) ? added.filter(isJsonObject) : []) {
    const isUnknown = token.content === model.unk_token;
    const kind = isUnknown ? tokenKind.unknown : tokenKind.control;
    put(String(token.content), Number(token.id), token.special === true ? kind : tokenKind.userDefined);
  }
  return { texts, kinds };
}

/** Ids of the tokens that are put before and after a text. */
function addedAround(postProcessor: unknown, texts: readonly string[]) {
  const list = isJsonObject(postProcessor) && Array.isArray(postProcessor.processors);
  const all = list ? (postProcessor.processors as unknown[]) : [postProcessor];
  const template = all.filter(isJsonObject).find(({ type }) => type === 'TemplateProcessing');
  const single = Array.isArray(template?.single) ? template.single.filter(isJsonObject) : [];
  const tokenAt = (piece: JsonObject | undefined) => {
    const token = piece?.SpecialToken;
    return isJsonObject(token) ? texts.indexOf(String(token.id)) : undefined;
  };
  return { before: tokenAt(single[0]), after: tokenAt(single.at(-1)) };
}

function textOf(token: unknown): string | undefined {
  const text = isJsonObject(token) ? token.content : token;
  return typeof text === 'string' ? text : undefined;
}

function refused({ path }: ModelFolder, found: Sentence): AppError {
  return new AppError(
    'unsupported',
    say`${path} cannot be written as GGUF: ${found}`,
    say`Export with --target merged.`,
  );
}
