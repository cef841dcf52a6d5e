/** Reads plain text in portions of whole paragraphs. */
import { AppError } from '../../../shared/errors.ts';
import { type FoundRow, place, placeFact, type ReaderOptions } from './row.ts';
import { textChunks } from './textFile.ts';
import { wrongByte } from './utf8.ts';

const portionCharacters = 8192;

/** Rows with the column `text`. Paragraphs stay whole unless one alone is longer than a portion. */
export async function* readText(
  file: string,
  { onBadLine, onBytes, reading, notes }: ReaderOptions,
): AsyncGenerator<FoundRow> {
  let held = '';
  let line = 1;
  const take = (length: number): FoundRow => {
    const row = { values: { text: held.slice(0, length).trim() }, line };
    line += held.slice(0, length).split('\n').length - 1;
    held = held.slice(length);
    return row;
  };
  function* sound(length: number): Generator<FoundRow> {
    const row = take(length);
    const wrong = wrongByte(row.values.text as string);
    if (!wrong) yield row;
    else if (onBadLine) onBadLine(wrongLetters(file, row.line, wrong.byte), row.line);
    else throw wrongLetters(file, row.line, wrong.byte);
  }
  const onEncoding = (name: string) => notes.encoding(name);
  for await (const chunk of textChunks(file, { encoding: reading.encoding, onEncoding, onBytes })) {
    held = (held + chunk).replace(/\r\n/g, '\n');
    while (held.length > 2 * portionCharacters) yield* sound(portionEnd(held));
  }
  while (held.length > portionCharacters) yield* sound(portionEnd(held));
  if (held.trim() !== '') yield* sound(held.length);
}

/** The last paragraph border within a portion, else line border, else word border, else the portion's end. */
function portionEnd(text: string): number {
  for (const border of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(border, portionCharacters - border.length);
    if (at > 0) return at + border.length;
  }
  return portionCharacters;
}

function wrongLetters(file: string, line: number, byte: string): AppError {
  return new AppError(
    'bad-data',
    `${place(file, line)}: in this portion the byte ${byte} is no UTF-8, in which the rest of the file is written`,
    'Mend it, skip bad rows, or say which encoding the file is in.',
    { detail: { code: 'wrongByte', at: placeFact(file, line), byte } },
  );
}
