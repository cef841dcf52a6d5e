/** Reads plain text, one file or a folder of them, in portions of whole paragraphs. */

import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { diskError } from '../formats/diskError.ts';
import type { Row } from './row.ts';
import { textChunks } from './textFile.ts';

const portionCharacters = 8192;

/** Rows with the column `text`. Paragraphs stay whole unless one alone is longer than a portion. */
export async function* readText(file: string): AsyncGenerator<Row> {
  let held = '';
  let line = 1;
  const take = (length: number): Row => {
    const row = { values: { text: held.slice(0, length).trim() }, line };
    line += held.slice(0, length).split('\n').length - 1;
    held = held.slice(length);
    return row;
  };
  for await (const chunk of textChunks(file)) {
    held = (held + chunk).replace(/\r\n/g, '\n');
    while (held.length > 2 * portionCharacters) yield take(portionEnd(held));
  }
  while (held.length > portionCharacters) yield take(portionEnd(held));
  if (held.trim() !== '') yield take(held.length);
}

/** Rows with the columns `text` and `file` of every .txt and .md file under `folder`, by name; links are not followed. */
export async function* readTextFolder(folder: string): AsyncGenerator<Row> {
  const files = textFilesIn(folder);
  if (files.length === 0) {
    throw new AppError(
      'bad-data',
      `${folder}: no .txt or .md file in this folder`,
      'Name a dataset file, or a folder of text files.',
    );
  }
  let line = 1;
  for (const file of files) {
    for await (const { values } of readText(file))
      yield { values: { ...values, file: relative(folder, file) }, line: line++ };
  }
}

/** Paths of the texts in a folder, in their order. */
export function textFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.(txt|md)(\.gz)?$/i.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    throw diskError(error, folder, 'read');
  }
}

/** The last paragraph border within a portion, else line border, else word border, else the portion's end. */
function portionEnd(text: string): number {
  for (const border of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(border, portionCharacters - border.length);
    if (at > 0) return at + border.length;
  }
  return portionCharacters;
}
