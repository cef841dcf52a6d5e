/** Encodes a text in which some parts are only text, whatever special token they spell. */

import type { Span } from './assistantSpans.ts';
import type { Encoded, Tokenizer } from './tokenizer.ts';

interface Piece {
  readonly text: string;
  readonly start: number;
  readonly isText: boolean;
}

/** `plain`: the parts, ascending. Pieces are encoded one by one, as what lies on either side must not join into a token. */
export async function encodeParts(
  text: string,
  plain: readonly Span[],
  tokenizer: Tokenizer,
): Promise<Encoded> {
  const pieces = cut(text, plain);
  const encoded = await Promise.all(pieces.map((piece, i) => encodePiece(piece, i > 0, tokenizer)));
  const starts = encoded.map((_, i) => encoded.slice(0, i).reduce((sum, { ids }) => sum + ids.length, 0));
  const ids = Int32Array.from(encoded.flatMap((each) => [...each.ids]));
  return {
    ids,
    tokenAt(offset) {
      const at = pieces.findLastIndex(({ start }) => start <= offset);
      return at < 0 ? 0 : starts[at]! + encoded[at]!.tokenAt(offset - pieces[at]!.start);
    },
  };
}

function cut(text: string, plain: readonly Span[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [start, end] of [...plain, [text.length, text.length] as const]) {
    pieces.push({ text: text.slice(at, start), start: at, isText: false });
    pieces.push({ text: text.slice(start, end), start, isText: true });
    at = end;
  }
  return pieces.filter((piece) => piece.text !== '');
}

/** Behind a line break, which is taken off again: some tokenizers put a space before the first word of a text. */
async function encodePiece({ text, isText }: Piece, inside: boolean, tokenizer: Tokenizer): Promise<Encoded> {
  const encode = (part: string) => (isText ? tokenizer.encodeAsText(part) : tokenizer.encode(part, bare));
  if (!inside) return await encode(text);
  const [lineBreak, whole] = [await encode('\n'), await encode(`\n${text}`)];
  const skipped = lineBreak.ids.length;
  if (!lineBreak.ids.every((id, i) => whole.ids[i] === id)) return await encode(text);
  return { ids: whole.ids.subarray(skipped), tokenAt: (offset) => whole.tokenAt(offset + 1) - skipped };
}

const bare = { addSpecialTokens: false };
