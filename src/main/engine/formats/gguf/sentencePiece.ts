/** SentencePiece from GGUF as BPE with byte fallback: the file has scores where BPE wants an order of merges. */

import { say } from '../../../../shared/sentence.ts';
import { plainBpe, readPerToken, type TokenizerParts, tokenKind, type Vocabulary } from './vocabulary.ts';

/** SentencePiece's sign for a space. */
export const spaceSign = '\u2581';
/** Bounds the search for merges; pieces of real models have at most 64 characters. */
const longestPiece = 256;

/**
 * llama.cpp puts a space before the text and after every special token, which is what a prepending normalizer does.
 * @throws AppError `bad-model` where the scores are missing or do not fit
 */
export function sentencePieceParts(vocabulary: Vocabulary): TokenizerParts {
  const { metadata, tokens, ids, kinds } = vocabulary;
  const prefix = metadata.get('tokenizer.ggml.add_space_prefix', 'flag') ?? true;
  const replace = { type: 'Replace', pattern: { String: ' ' }, content: spaceSign };
  const restore = { type: 'Replace', pattern: { String: spaceSign }, content: ' ' };
  const decoders = [restore, { type: 'ByteFallback' }, { type: 'Fuse' }];
  const unknown = tokens.find((_, id) => kinds[id] === tokenKind.unknown);
  return {
    normalizer: prefix
      ? { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: spaceSign }, replace] }
      : replace,
    preTokenizer: null,
    decoder: {
      type: 'Sequence',
      decoders: prefix ? [...decoders, { type: 'Strip', content: ' ', start: 1, stop: 0 }] : decoders,
    },
    model: {
      ...plainBpe,
      unk_token: unknown ?? null,
      fuse_unk: true,
      byte_fallback: ids.has('<0x00>'),
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: mergesByScore(vocabulary),
    },
    addsBos: true,
  };
}

/**
 * Every way to make a piece of two others, the best pieces first. SentencePiece joins the neighbours whose joint
 * piece scores highest, BPE those whose merge comes first: the same thing once merges are in the order of scores.
 */
function mergesByScore({ metadata, tokens, ids, kinds }: Vocabulary): readonly (readonly [string, string])[] {
  const scores = readPerToken(metadata, 'scores', tokens);
  if (!scores)
    throw metadata.error(say`the metadata key tokenizer.ggml.scores is missing, expected a score a token`);
  const isPiece = (token: string) => kinds[ids.get(token) ?? -1] === tokenKind.normal;
  const ranked = [...tokens.keys()]
    .filter((id) => kinds[id] === tokenKind.normal)
    .sort((a, b) => scores[b]! - scores[a]!);
  return ranked.flatMap((id) => {
    const token = tokens[id] as string;
    if (token.length > longestPiece) {
      throw metadata.error(say`token ${id} has ${token.length} characters, expected at most ${longestPiece}`);
    }
    const pairs: [string, string][] = [];
    for (let cut = token.length - 1; cut > 0; cut--) {
      const pair: [string, string] = [token.slice(0, cut), token.slice(cut)];
      if (pair.every(isPiece)) pairs.push(pair);
    }
    return pairs;
  });
}
