/** Reads plain text in portions of whole paragraphs. */

import type { FoundRow, OnBadLine, OnBytes } from './row.ts';
import { textChunks } from './textFile.ts';

const portionCharacters = 8192;

/** Rows with the column `text`. Paragraphs stay whole unless one alone is longer than a portion. */
export async function* readText(
  file: string,
  _onBadLine?: OnBadLine,
  onBytes?: OnBytes,
): AsyncGenerator<FoundRow> {
  let held = '';
  let line = 1;
  const take = (length: number): FoundRow => {
    const row = { values: { text: held.slice(0, length).trim() }, line };
    line += held.slice(0, length).split('\n').length - 1;
    held = held.slice(length);
    return row;
  };
  for await (const chunk of textChunks(file, onBytes)) {
    held = (held + chunk).replace(/\r\n/g, '\n');
    while (held.length > 2 * portionCharacters) yield take(portionEnd(held));
  }
  while (held.length > portionCharacters) yield take(portionEnd(held));
  if (held.trim() !== '') yield take(held.length);
}

/** The last paragraph border within a portion, else line border, else word border, else the portion's end. */
function portionEnd(text: string): number {
  for (const border of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(border, portionCharacters - border.length);
    if (at > 0) return at + border.length;
  }
  return portionCharacters;
}
