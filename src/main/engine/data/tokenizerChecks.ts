/** Finds what makes the Rust tokenizer abort the whole process instead of failing: it trusts these parts of tokenizer.json. */

import { type Sentence, say } from '../../../shared/sentence.ts';
import { isJsonObject, type JsonObject } from '../formats/json.ts';
import { triesWithoutEnd } from './endlessPattern.ts';

/** What is wrong with the tokenizer, or undefined. Whatever is not looked at here, the library checks itself. */
export function fatalFault(tokenizer: JsonObject): Sentence | undefined {
  const { normalizer, pre_tokenizer, post_processor, decoder, model } = tokenizer;
  for (const part of [normalizer, pre_tokenizer, post_processor, decoder].flatMap(components)) {
    const fault = faults[String(part.type)]?.(part);
    if (fault !== undefined) return fault;
  }
  for (const part of components(decoder)) {
    if (part.type === 'Strip' && part.stop !== 0)
      return say`a Strip decoder cuts characters off the end of tokens`;
  }
  return growthFault(normalizer) ?? (isJsonObject(model) ? mergeFault(model) : undefined);
}

/** Characters that a text's normalizers may make of one. Real ones replace a space by a sign, or a letter by two. */
const mostGrowth = 64;

/** Normalizers multiply each other: a few that double the text fill any memory. */
function growthFault(normalizer: unknown): Sentence | undefined {
  let growth = 1;
  for (const { type, pattern, content } of components(normalizer)) {
    if (type !== 'Replace' || typeof content !== 'string' || !isJsonObject(pattern)) continue;
    const { String: text } = pattern;
    // a regular expression may match nothing, and so between all characters
    growth *=
      typeof text === 'string' && text !== ''
        ? Math.max(1, content.length / text.length)
        : content.length + 1;
  }
  return growth > mostGrowth
    ? say`its normalizers make a text up to ${Math.round(growth)} times as long`
    : undefined;
}

const faults: Readonly<Record<string, (part: JsonObject) => Sentence | undefined>> = {
  Prepend: ({ prepend }) => (prepend === '' ? say`a Prepend normalizer prepends nothing` : undefined),
  Split: ({ pattern }) => patternFault(pattern),
  TemplateProcessing: templateFault,
  Precompiled: ({ precompiled_charsmap: map }) =>
    typeof map === 'string' && isCharsmap(Buffer.from(map, 'base64'))
      ? undefined
      : say`its Precompiled normalizer is damaged`,
  Replace: ({ pattern }) =>
    isJsonObject(pattern) && Object.values(pattern).includes('')
      ? say`a Replace normalizer has an empty pattern`
      : patternFault(pattern),
  FixedLength: ({ length }) =>
    Number(length) >= 1 ? undefined : say`a FixedLength pre-tokenizer has no length`,
};

/** The part itself and all that are nested in it, as Sequence does. */
function components(part: unknown): JsonObject[] {
  if (Array.isArray(part)) return part.flatMap(components);
  return isJsonObject(part) ? [part, ...Object.values(part).filter(Array.isArray).flatMap(components)] : [];
}

function patternFault(pattern: unknown): Sentence | undefined {
  if (!isJsonObject(pattern) || typeof pattern.Regex !== 'string' || !triesWithoutEnd(pattern.Regex))
    return undefined;
  return say`the regular expression ${JSON.stringify(pattern.Regex)} does not come to an end on some texts`;
}

function templateFault({ single, pair, special_tokens: known }: JsonObject): Sentence | undefined {
  const pieces = [single, pair].flat().filter(isJsonObject);
  const names = pieces.flatMap(({ SpecialToken: token }) => (isJsonObject(token) ? [String(token.id)] : []));
  const missing = names.find((name) => !isJsonObject(known) || !Object.hasOwn(known, name));
  if (missing !== undefined)
    return say`its post-processor uses the token ${JSON.stringify(missing)} without saying what it is`;
  const second = [single]
    .flat()
    .some((piece) => isJsonObject(piece) && isJsonObject(piece.Sequence) && piece.Sequence.id !== 'A');
  return second ? say`its post-processor wants a second text` : undefined;
}

/** SentencePiece's: a little-endian size, a double array of that many bytes in blocks of 256 units, and UTF-8 text. */
function isCharsmap(bytes: Buffer): boolean {
  if (bytes.length < 4) return false;
  const size = bytes.readUInt32LE(0);
  if (size === 0 || size % 1024 !== 0 || 4 + size > bytes.length) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(4 + size));
    return true;
  } catch {
    return false;
  }
}

/** The second half of a merge loses the prefix, so it has to have it. */
function mergeFault({ continuing_subword_prefix: prefix, merges }: JsonObject): Sentence | undefined {
  if (typeof prefix !== 'string' || prefix === '' || !Array.isArray(merges)) return undefined;
  const wrong = merges.find(
    (merge) => !String(Array.isArray(merge) ? merge[1] : String(merge).split(' ')[1]).startsWith(prefix),
  );
  return wrong === undefined
    ? undefined
    : say`the merge ${JSON.stringify(wrong)} lacks the prefix ${JSON.stringify(prefix)}`;
}
