/** Which files of a folder are its dataset: tables of one kind, or else texts. */

import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { diskError } from '../formats/diskError.ts';

/** `.csv` for `rows.CSV.gz`. */
export function kindOfFile(path: string): string {
  return extname(path.replace(/\.gz$/i, '')).toLowerCase();
}

/**
 * Paths of the files, by name; those in folders of it count, links and hidden files do not. Tables go before texts, which
 * then only describe them. Throws bad-data where there are none, or tables of several kinds.
 */
export function folderFiles(
  folder: string,
  tables: readonly string[],
  texts: readonly string[],
): { readonly files: readonly string[]; readonly areTexts: boolean } {
  const all = listFiles(folder);
  const found = all.filter((file) => tables.includes(kindOfFile(file)));
  const kinds = [...new Set(found.map(kindOfFile))];
  if (kinds.length > 1)
    throw new AppError(
      'bad-data',
      `${folder} holds tables of several kinds: ${kinds.join(', ')}`,
      'Name one of the files, or leave only files of one kind in the folder.',
    );
  if (found.length > 0) return { files: found, areTexts: false };
  const read = all.filter((file) => texts.includes(kindOfFile(file)));
  if (read.length > 0) return { files: read, areTexts: true };
  throw new AppError(
    'bad-data',
    `${folder}: no file in this folder can be read`,
    `Name a dataset file, or a folder of texts (${texts.join(', ')}) or of tables (${tables.join(', ')}).`,
  );
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    throw diskError(error, folder, 'read');
  }
}
