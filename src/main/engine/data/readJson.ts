/** Reads JSON lines, and a list of objects of any size, one row at a time, naming line and column of the first mistake. */
import { parse as findErrors, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { AppError } from '../../../shared/errors.ts';
import { peek } from './peek.ts';
import { type FoundRow, kindOf, type OnBadLine, place, quote } from './row.ts';

interface Piece {
  readonly text: string;
  /** 1-based position of the piece's first character in the file. */
  readonly line: number;
  readonly column: number;
}

const longestRow = 1 << 28; // characters; half of what a JavaScript string can hold

/** Rows of a `.jsonl` or `.json` file; what the file is, is decided by its first character, not by its name. */
export async function* readJson(
  file: string,
  chunks: AsyncIterable<string>,
  onBadLine?: OnBadLine,
): AsyncGenerator<FoundRow> {
  const { head, whole } = await peek(chunks, (held) => held.trim() !== '');
  for await (const piece of head.trimStart().startsWith('[')
    ? listElements(file, whole)
    : lines(file, whole)) {
    try {
      yield { values: parseObject(file, piece), line: piece.line };
    } catch (error) {
      if (!onBadLine || !(error instanceof AppError)) throw error;
      onBadLine(error, piece.line);
    }
  }
}

function parseObject(file: string, piece: Piece): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(piece.text);
  } catch (error) {
    throw syntaxError(file, piece, error);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new AppError(
    'bad-data',
    `${place(file, piece.line, piece.column)}: expected an object, found ${kindOf(value)} (${quote(piece.text)})`,
    'Every row must be an object such as {"prompt": "...", "completion": "..."}.',
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
  const before = piece.text.slice(0, offset).split('\n');
  const line = piece.line + before.length - 1;
  const column = (before.length === 1 ? piece.column : 1) + before.at(-1)!.length;
  const reason =
    error === undefined
      ? 'invalid'
      : printParseErrorCode(error)
          .replace(/\B([A-Z])/g, ' $1')
          .toLowerCase();
  const found = offset < piece.text.length ? quote(piece.text.slice(offset)) : 'the end of the row';
  const hint = 'Mend that line, or skip bad rows. Expected one JSON object a line, or one list of objects.';
  return new AppError(
    'bad-data',
    `${place(file, line, column)}: not valid JSON (${reason}), found ${found}`,
    hint,
    { cause },
  );
}

async function* lines(file: string, chunks: AsyncIterable<string>): AsyncGenerator<Piece> {
  let carried = '';
  let line = 1;
  for await (const chunk of chunks) {
    let begin = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', begin)) {
      const text = carried + chunk.slice(begin, end);
      if (text.trim() !== '') yield { text, line, column: 1 };
      carried = '';
      begin = end + 1;
      line++;
    }
    carried += chunk.slice(begin);
    checkLength(file, carried, line);
  }
  if (carried.trim() !== '') yield { text: carried, line, column: 1 };
}

/** Cuts `[a, b, ...]` at its own commas; what lies between them is left to JSON.parse. */
async function* listElements(file: string, chunks: AsyncIterable<string>): AsyncGenerator<Piece> {
  let carried = '';
  let depth = 0;
  let inText = false;
  let escaped = false;
  let line = 1;
  let lineStart = 0; // file offset of the current line's first character
  let chunkStart = 0;
  let from = { line: 1, column: 1 }; // where the current element begins
  let closed = false;
  for await (const chunk of chunks) {
    let begin = 0;
    for (let i = 0; i < chunk.length; i++) {
      const char = chunk[i]!;
      if (char === '\n') {
        line++;
        lineStart = chunkStart + i + 1;
      }
      if (escaped) escaped = false;
      else if (char === '\\') escaped = inText;
      else if (char === '"') inText = !inText;
      else if (!inText) {
        const opens = char === '[' || char === '{';
        const closes = char === ']' || char === '}';
        if (closed && char.trim() !== '') throw outsideList(file, line, chunk.slice(i));
        if (closes) depth--;
        if ((char === ',' && depth === 1) || (closes && depth === 0)) {
          const text = carried + chunk.slice(begin, i);
          closed = closes;
          if (!closed || text.trim() !== '') yield trimmed(text, from);
          carried = '';
        }
        if (opens) depth++;
        if ((opens || char === ',') && depth === 1) {
          carried = '';
          begin = i + 1;
          from = { line, column: chunkStart + i + 2 - lineStart };
        }
      }
    }
    carried += closed ? '' : chunk.slice(begin);
    chunkStart += chunk.length;
    checkLength(file, carried, from.line);
  }
  if (closed) return;
  const what = `the list is not closed, the last element begins with ${quote(carried.trim())}`;
  throw new AppError(
    'bad-data',
    `${place(file, from.line, from.column)}: ${what}`,
    'The file is cut off: fetch or save it again.',
  );
}

/** The element without the space before it, and where it really begins. */
function trimmed(text: string, from: { line: number; column: number }): Piece {
  const body = text.trimStart();
  const before = text.slice(0, text.length - body.length).split('\n');
  const column = (before.length === 1 ? from.column : 1) + before.at(-1)!.length;
  return { text: body, line: from.line + before.length - 1, column };
}

function outsideList(file: string, line: number, found: string): AppError {
  return new AppError(
    'bad-data',
    `${place(file, line)}: expected nothing after the list, found ${quote(found)}`,
    'Keep one list of objects in the file.',
  );
}

function checkLength(file: string, text: string, line: number): void {
  if (text.length <= longestRow) return;
  const message = `${place(file, line)}: the row is longer than ${longestRow / 2 ** 20} million characters`;
  throw new AppError(
    'bad-data',
    message,
    'Expected one JSON object a line, or one list of objects; is this a dataset?',
  );
}
