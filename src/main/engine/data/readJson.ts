/** Reads JSON lines, lists of objects of any size, objects one after the other, and an object that wraps them. */
import { parse as findErrors, type ParseError, type ParseErrorCode, printParseErrorCode } from 'jsonc-parser';
import type { Place } from '../../../shared/dataFaults.ts';
import { AppError } from '../../../shared/errors.ts';
import { isJsonObject, type JsonObject } from '../formats/json.ts';
import { elements, lines, type Piece } from './jsonPieces.ts';
import { isPythonSpelling, parseExactly } from './jsonText.ts';
import { holdsRows, wrappedRows } from './jsonWrapper.ts';
import { peek } from './peek.ts';
import { type FoundRow, kindOf, kindWords, place, placeFact, quote, type ReaderOptions } from './row.ts';
import { textChunks } from './textFile.ts';
import { wrongByte } from './utf8.ts';

/** Characters from which the form of the file is seen. */
const looked = 1 << 16;

/** Rows of a `.jsonl` or `.json` file; what the file is, is decided by how it begins, not by its name. */
export async function* readJson(file: string, options: ReaderOptions): AsyncGenerator<FoundRow> {
  const { onBadLine, onBytes, reading, notes } = options;
  const onEncoding = (name: string) => notes.encoding(name);
  const chunks = textChunks(file, { encoding: reading.encoding, onEncoding, onBytes });
  const { head, whole } = await peek(chunks, (held) => held.length > looked);
  // a carriage return is white space in JSON, so that where it alone ends lines, line feeds say the same
  const onlyReturns = head.includes('\r') && !head.includes('\n');
  const form = formOf(onlyReturns ? head.replaceAll('\r', '\n') : head);
  const text = onlyReturns ? withLineFeeds(whole) : whole;
  const pieces = form === 'lines' ? lines(file, text) : elements(file, text, form === 'values');
  let first: { piece: Piece; object: JsonObject } | undefined;
  let alone = form !== 'list';
  for await (const piece of pieces) {
    let values: JsonObject;
    try {
      values = parseRow(file, piece);
    } catch (error) {
      if (!onBadLine || !(error instanceof AppError)) throw error;
      if (first) yield { values: first.object, line: first.piece.line };
      [first, alone] = [undefined, false];
      onBadLine(error, piece.line);
      continue;
    }
    // The first object is held back until it is known whether it is the only one, and wraps the rows.
    if (alone && !first && holdsRows(values)) first = { piece, object: values };
    else {
      if (first) yield { values: first.object, line: first.piece.line };
      [first, alone] = [undefined, false];
      yield { values, line: piece.line };
    }
  }
  if (first) yield* wrappedRows(first.object, first.piece.text, first.piece.line, options);
}

async function* withLineFeeds(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const chunk of chunks) yield chunk.replaceAll('\r', '\n');
}

/**
 * `list`: one list of rows; `values`: objects over several lines each; `lines`: one row a line, also where the first line is
 * broken, so that the others can be read.
 */
function formOf(head: string): 'list' | 'values' | 'lines' {
  const start = head.trimStart().replace(/^\ufeff/, '');
  const [, first = '', rest = ''] = /^([^\n]*)(?:\n\s*([\s\S]*))?$/.exec(start) ?? [];
  if (start.startsWith('[')) return rest.startsWith('[') && isSound(first) ? 'lines' : 'list';
  if (!start.startsWith('{') || rest === '' || isSound(first)) return 'lines';
  return rest.startsWith('{') ? 'lines' : 'values';
}

function isSound(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** An object is a row; so is a list of turns, which is a conversation. */
function parseRow(file: string, { text: whole, line, column }: Piece): JsonObject {
  const text = whole.replace(/^\s*\ufeff/, '');
  const piece = { text, line, column };
  const wrong = wrongByte(text);
  if (wrong)
    throw new AppError(
      'bad-data',
      `${placeIn(file, piece, wrong.at)}: the byte ${wrong.byte} is no UTF-8, in which the rest of the file is written`,
      'Mend that line, skip bad rows, or say which encoding the file is in.',
      { detail: { code: 'wrongByte', at: factIn(file, piece, wrong.at), byte: wrong.byte } },
    );
  let value: unknown;
  try {
    value = parseExactly(text);
  } catch (error) {
    throw syntaxError(file, piece, error);
  }
  if (isJsonObject(value)) return value;
  if (Array.isArray(value) && value.length > 0 && value.every(isJsonObject)) return { messages: value };
  const [found, shown] = [kindOf(value), quote(text)];
  throw new AppError(
    'bad-data',
    `${place(file, line, column)}: expected an object, found ${kindWords[found]} (${shown})`,
    'Every row must be an object such as {"prompt": "...", "completion": "..."}.',
    { detail: { code: 'rowNoObject', at: placeFact(file, line, column), found, shown } },
  );
}

/** JSON.parse does not always say where: the tolerant parser finds the offset. */
function syntaxError(file: string, piece: Piece, cause: unknown): AppError {
  const errors: ParseError[] = [];
  try {
    findErrors(piece.text, errors, { disallowComments: true });
  } catch {
    // nested too deep for a recursive parser: the row's own place has to do
  }
  const { offset = 0, error } = errors[0] ?? {};
  const [why, reason, mend] = isPythonSpelling(piece.text)
    ? (['python', 'spelled as Python prints it', 'Write every row with json.dumps'] as const)
    : /^-?(?:NaN|Infinity)\b/.test(piece.text.slice(offset, offset + 10))
      ? (['number', 'a number that JSON does not have', 'Write null in its place'] as const)
      : (['syntax', error === undefined ? 'invalid' : inWords(error), 'Mend that line'] as const);
  const found = offset < piece.text.length ? quote(piece.text.slice(offset)) : '';
  return new AppError(
    'bad-data',
    `${placeIn(file, piece, offset)}: not valid JSON (${reason}), found ${found || 'the end of the row'}`,
    `${mend}, or skip bad rows. Expected one JSON object a line, or one list of objects.`,
    { cause, detail: { code: 'badJson', at: factIn(file, piece, offset), why, reason, found } },
  );
}

function inWords(error: ParseErrorCode): string {
  return printParseErrorCode(error)
    .replace(/\B([A-Z])/g, ' $1')
    .toLowerCase();
}

function placeIn(file: string, piece: Piece, offset: number): string {
  return place(file, ...positionIn(piece, offset));
}

function factIn(file: string, piece: Piece, offset: number): Place {
  return placeFact(file, ...positionIn(piece, offset));
}

function positionIn(piece: Piece, offset: number): [line: number, column: number] {
  const before = piece.text.slice(0, offset).split('\n');
  return [piece.line + before.length - 1, (before.length === 1 ? piece.column : 1) + before.at(-1)!.length];
}
