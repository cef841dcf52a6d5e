/** Reads plain text in portions of whole paragraphs, or by questions and answers where it is written as such. */
import { basename } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { type QuestionNames, questionNames, questionParts } from './questionTexts.ts';
import { type FoundRow, place, placeFact, type ReaderOptions } from './row.ts';
import { textChunks } from './textFile.ts';
import { wrongByte } from './utf8.ts';

const portionCharacters = 8192;

const longestAnswer = 2 ** 20;

const plain = (text: string): FoundRow['values'] => ({ text: text.trim() });

/** Rows with the column `text`. Paragraphs stay whole unless one alone is longer than a portion. */
export const readText = (file: string, options: ReaderOptions): AsyncGenerator<FoundRow> =>
  readPortions(file, options, () => undefined);

/** Rows with the columns `question` and `answer` where the text has both by name, in turn; else as {@link readText}. */
export const readQuestions = (file: string, options: ReaderOptions): AsyncGenerator<FoundRow> =>
  readPortions(file, options, questionNames);

async function* readPortions(
  file: string,
  { onBadLine, onBytes, reading, notes }: ReaderOptions,
  namesIn: (text: string) => QuestionNames | undefined,
): AsyncGenerator<FoundRow> {
  let held = '';
  let line = 1;
  /** Known once there is enough to look at; null: plain text. */
  let names: QuestionNames | null | undefined;
  const take = (length: number): { readonly text: string; readonly line: number } => {
    const taken = { text: held.slice(0, length), line };
    line += taken.text.split('\n').length - 1;
    held = held.slice(length);
    return taken;
  };
  function* sound(length: number, valuesOf = plain): Generator<FoundRow> {
    const { text, line } = take(length);
    const wrong = wrongByte(text);
    if (!wrong) yield { values: valuesOf(text), line };
    else if (onBadLine) onBadLine(wrongLetters(file, line, wrong.byte), line);
    else throw wrongLetters(file, line, wrong.byte);
  }
  /** All questions but the last, which may go on, unless this is the end. */
  function* answered(names: QuestionNames, atEnd: boolean): Generator<FoundRow> {
    const parts = questionParts(held, names);
    const [first] = parts;
    if (!first) return;
    const { text } = take(first.start);
    if (text.trim() !== '')
      notes.note({ code: 'textAbove', file: basename(file), lines: text.trim().split('\n').length });
    for (const { question, answer, start, end } of atEnd ? parts : parts.slice(0, -1))
      yield* sound(end - start, () => ({ question, answer }));
  }
  const onEncoding = (name: string) => notes.encoding(name);
  for await (const chunk of textChunks(file, { encoding: reading.encoding, onEncoding, onBytes })) {
    held = (held + chunk).replace(/\r\n/g, '\n');
    if (held.length <= 2 * portionCharacters) continue;
    names ??= namesIn(held.slice(0, portionCharacters)) ?? null;
    if (names) yield* answered(names, false);
    // One answer as long as this is none: a text of another kind follows.
    while (held.length > (names ? 2 * longestAnswer : 2 * portionCharacters)) yield* sound(portionEnd(held));
  }
  names ??= namesIn(held) ?? null;
  if (names) yield* answered(names, true);
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
