/** Cuts JSON into the texts of its rows without reading them: lines, elements of a list, or values one after the other. */
import { AppError } from '../../../shared/errors.ts';
import { place, placeFact, quote } from './row.ts';

export interface Piece {
  readonly text: string;
  /** 1-based position of the piece's first character in the file. */
  readonly line: number;
  readonly column: number;
}

/** Characters; half of what a JavaScript string can hold. */
const longestRow = 1 << 28;

/** Lines that hold anything. */
export async function* lines(file: string, chunks: AsyncIterable<string>): AsyncGenerator<Piece> {
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

/** Elements of the list `[a, b, ...]`, or, at the `top`, values one after the other. What lies in them is left to the parser. */
export async function* elements(
  file: string,
  chunks: AsyncIterable<string>,
  top = false,
): AsyncGenerator<Piece> {
  const level = top ? 0 : 1;
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
        const ends = top ? closes && depth <= 0 : (char === ',' && depth === 1) || (closes && depth === 0);
        if (ends) {
          const text = carried + chunk.slice(begin, top ? i + 1 : i);
          closed = !top && closes;
          if (!closed || text.trim() !== '') yield trimmed(text, from);
          carried = '';
        }
        if (opens) depth++;
        if (top ? ends : (opens || char === ',') && depth === level) {
          carried = '';
          begin = i + 1;
          from = { line, column: chunkStart + i + 2 - lineStart };
        }
        depth = Math.max(0, depth);
      }
    }
    carried += closed ? '' : chunk.slice(begin);
    chunkStart += chunk.length;
    checkLength(file, carried, from.line);
  }
  if (closed || (top && carried.trim() === '')) return;
  const what = top ? 'object' : 'list';
  const found = quote(carried.trim());
  throw new AppError(
    'bad-data',
    `${place(file, from.line, from.column)}: the ${what} is not closed, the last element begins with ${found}`,
    'The file is cut off: fetch or save it again.',
    { detail: { code: 'notClosed', at: placeFact(file, from.line, from.column), what, found } },
  );
}

/** The element without the space before it, and where it really begins. */
function trimmed(text: string, from: { line: number; column: number }): Piece {
  const body = text.trimStart();
  const before = text.slice(0, text.length - body.length).split('\n');
  const column = (before.length === 1 ? from.column : 1) + before.at(-1)!.length;
  return { text: body, line: from.line + before.length - 1, column };
}

function outsideList(file: string, line: number, rest: string): AppError {
  const found = quote(rest.trimEnd());
  return new AppError(
    'bad-data',
    `${place(file, line)}: expected nothing after the list, found ${found}`,
    'Keep one list of objects in the file.',
    { detail: { code: 'afterList', at: placeFact(file, line), found } },
  );
}

function checkLength(file: string, text: string, line: number): void {
  if (text.length <= longestRow) return;
  const message = `${place(file, line)}: the row is longer than ${longestRow / 2 ** 20} million characters`;
  throw new AppError(
    'bad-data',
    message,
    'Expected one JSON object a line, or one list of objects; is this a dataset?',
    { detail: { code: 'rowTooLong', at: placeFact(file, line), most: longestRow } },
  );
}
