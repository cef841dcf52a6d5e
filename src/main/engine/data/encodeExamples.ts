/** From conversations to token ids and labels: what the model reads, and which of it the model has to predict. */

import type { MissingThought } from './answerPlace.ts';
import { renderAnswers, type Span, type Turns } from './assistantSpans.ts';
import { markControlTokens, unmark } from './controlTokens.ts';
import type { Sample } from './conversation.ts';
import { encodeParts } from './encodeParts.ts';
import type { ModelText } from './modelText.ts';
import type { Encoded, Tokenizer } from './tokenizer.ts';
import { wholeText } from './wholeText.ts';

/** One sequence to train on. */
export interface Example {
  readonly ids: Int32Array;
  /** 1 where the token is a label, to be predicted from those before it; 0 where it is only read. As long as `ids`. */
  readonly supervised: Uint8Array;
  /** The number of its row. */
  readonly row: number;
}

/** A text to be encoded, and the parts of it that are learned. */
export interface Draft {
  readonly text: string;
  readonly learned: 'all' | readonly Span[];
  /** Parts that spell special tokens and are to be read as text. */
  readonly asText: readonly Span[];
  /** A plain text rather than a rendered conversation: it gets the model's own first and last token, and may be cut into pieces. */
  readonly plain: boolean;
}

/** A row in rendered form. */
export interface DraftedRow {
  readonly row: number;
  /** What identifies the row's content. */
  readonly content: string;
  /** The file itself sets the row aside for measuring. */
  readonly marked: boolean;
  /** None where the row has nothing to learn. */
  readonly drafts: readonly Draft[];
}

export interface EncodedRow extends Omit<DraftedRow, 'drafts'> {
  /** Only those in which something is learned. */
  readonly examples: readonly Example[];
  /** Tokens that were cut off at the end. */
  readonly cut: number;
}

export interface DraftOptions {
  /** What is learned: the answers with their end of turn, or every token. */
  readonly trainOn: 'answers' | 'all';
  /** Of several answers, which. */
  readonly turns: Turns;
  /** What special tokens in questions and tools' results are read as; as text unless said otherwise. */
  readonly controlTokens?: 'text' | 'tokens';
  /** What is learned where the template asks with an opened thought and a row has none; an empty one unless said otherwise. */
  readonly missingThought?: MissingThought;
}

const textsPerBatch = 256;
const charactersPerBatch = 2 ** 22;

/** Throws bad-data where the model's template refuses the conversation. */
export function draft(
  sample: Sample,
  model: ModelText,
  { trainOn, turns, controlTokens, missingThought }: DraftOptions,
): Draft[] {
  const { template, tokenizer } = model;
  if ('text' in sample) {
    const text = untilEnd(sample.text, tokenizer);
    return text.trim() === '' ? [] : [{ text, learned: 'all', asText: [], plain: true }];
  }
  const marked = controlTokens === 'tokens' ? sample : markControlTokens(sample, model);
  const rendered = renderAnswers(template, marked, tokenizer.specials, turns, missingThought);
  if (rendered.length === 0) return [];
  const drafts: Pick<Draft, 'text' | 'learned'>[] =
    trainOn === 'answers'
      ? rendered.map(({ text, answers }) => ({ text, learned: answers }))
      : [wholeText(template, marked, tokenizer.specials)];
  return drafts.map((each) =>
    marked === sample ? { ...each, asText: [], plain: false } : { ...withoutMarks(each), plain: false },
  );
}

/** Where a text brings the model's last token itself, nothing comes after it: not a line break, nor the token once more. */
function untilEnd(text: string, { eos }: Tokenizer): string {
  const trimmed = text.trimEnd();
  return eos !== undefined && trimmed.endsWith(eos) ? trimmed : text;
}

function withoutMarks({ text: marked, learned }: Pick<Draft, 'text' | 'learned'>): Omit<Draft, 'plain'> {
  const { text, plain, moved } = unmark(marked);
  if (learned === 'all') return { text, learned, asText: plain };
  return { text, learned: learned.map(([start, end]) => [moved(start), moved(end)] as const), asText: plain };
}

/**
 * Encodes rows in their order; while a batch is tokenized in native threads, the next one is read and rendered.
 * `maxLength`, in tokens: the rest of a conversation is cut off; a plain text is cut into pieces of `pieceLength`.
 */
export async function* encodeRows(
  rows: AsyncIterable<DraftedRow>,
  tokenizer: Tokenizer,
  maxLength: number,
  pieceLength = maxLength,
): AsyncGenerator<EncodedRow> {
  let batch: DraftedRow[] = [];
  let characters = 0;
  let running: Promise<EncodedRow[]> = Promise.resolve([]);
  const start = (): void => {
    running = encodeBatch(batch, tokenizer, maxLength, pieceLength);
    running.catch(() => {}); // it is awaited below; until then a failure must not count as unhandled
    [batch, characters] = [[], 0];
  };
  for await (const row of rows) {
    batch.push(row);
    characters += row.drafts.reduce((sum, { text }) => sum + text.length, 0);
    if (batch.length < textsPerBatch && characters < charactersPerBatch) continue;
    const before = running;
    start();
    yield* await before;
  }
  yield* await running;
  start();
  yield* await running;
}

async function encodeBatch(
  rows: readonly DraftedRow[],
  tokenizer: Tokenizer,
  maxLength: number,
  pieceLength: number,
): Promise<EncodedRow[]> {
  const drafts = rows.flatMap((row) => row.drafts);
  const encode = async (plain: boolean): Promise<Encoded[]> => {
    const own = drafts.filter((each) => each.plain === plain);
    const texts = own.filter((each) => each.asText.length === 0).map((each) => each.text);
    const encoded = (
      texts.length === 0 ? [] : await tokenizer.encodeBatch(texts, { addSpecialTokens: plain })
    ).values();
    const inParts = await Promise.all(
      own.map(({ text, asText }) => (asText.length > 0 ? encodeParts(text, asText, tokenizer) : undefined)),
    );
    return inParts.map((parts) => parts ?? encoded.next().value!);
  };
  const [plain, rendered] = [(await encode(true)).values(), (await encode(false)).values()];
  return rows.map(({ drafts, ...rest }) => {
    const pieces = drafts.flatMap((each) =>
      each.plain
        ? cutText(plain.next().value!.ids, tokenizer, pieceLength, rest.row)
        : [label(rendered.next().value!, each.learned, rest.row)],
    );
    const examples = pieces
      .map((piece) => shorten(piece, maxLength))
      .filter((piece) => piece.supervised.includes(1));
    return {
      ...rest,
      examples,
      cut: pieces.reduce((sum, { ids }) => sum + Math.max(0, ids.length - maxLength), 0),
    };
  });
}

function label(encoded: Encoded, learned: Draft['learned'], row: number): Example {
  const { ids } = encoded;
  const supervised = new Uint8Array(ids.length);
  for (const [start, end] of learned === 'all' ? [[0, Infinity] as const] : learned) {
    supervised.fill(1, encoded.tokenAt(start), end === Infinity ? ids.length : encoded.tokenAt(end));
  }
  return { ids, supervised: withoutFirst(supervised), row };
}

function cutText(ids: Int32Array, tokenizer: Tokenizer, pieceLength: number, row: number): Example[] {
  const end = tokenizer.eos === undefined ? undefined : tokenizer.idOf(tokenizer.eos);
  const once = withoutSecondStart(ids, tokenizer);
  const whole = end === undefined || once.at(-1) === end ? once : Int32Array.of(...once, end);
  const pieces = Array.from({ length: Math.ceil(whole.length / pieceLength) }, (_, i) =>
    whole.slice(i * pieceLength, (i + 1) * pieceLength),
  );
  return pieces.map((piece) => ({
    ids: piece,
    supervised: withoutFirst(new Uint8Array(piece.length).fill(1)),
    row,
  }));
}

/** A text that was written with the model's first token gets no second one. */
function withoutSecondStart(ids: Int32Array, tokenizer: Tokenizer): Int32Array {
  const start = tokenizer.bos === undefined ? undefined : tokenizer.idOf(tokenizer.bos);
  return start !== undefined && ids[0] === start && ids[1] === start ? ids.subarray(1) : ids;
}

/** Nothing comes before a first token that it could be predicted from. */
function withoutFirst(supervised: Uint8Array): Uint8Array {
  return supervised.fill(0, 0, 1);
}

function shorten(example: Example, maxLength: number): Example {
  if (example.ids.length <= maxLength) return example;
  return {
    ...example,
    ids: example.ids.slice(0, maxLength),
    supervised: example.supervised.slice(0, maxLength),
  };
}
