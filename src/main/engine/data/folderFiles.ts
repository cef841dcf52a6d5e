/** Which files of a folder are its dataset: tables of one kind, or else texts. */

import { readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { isSideFile } from '../../../shared/datasetFiles.ts';
import { AppError } from '../../../shared/errors.ts';
import { diskError } from '../formats/diskError.ts';
import { fileFact } from './row.ts';

/** `.csv` for `rows.CSV.gz`. */
export function kindOfFile(path: string): string {
  return extname(path.replace(/\.(gz|zst)$/i, '')).toLowerCase();
}

export interface FolderFiles {
  readonly files: readonly string[];
  readonly areTexts: boolean;
  /** What else lies there, but for what every folder has, such as a README. */
  readonly others: readonly string[];
}

/**
 * Paths of the files, by name; those in folders of it count; links, hidden files and locks of office programs do not. Tables go before texts, which
 * then only describe them, and so do files that `datasets` and others lay beside tables. Throws bad-data where there are none,
 * or tables of several kinds.
 */
export function folderFiles(
  folder: string,
  tables: readonly string[],
  texts: readonly string[],
): FolderFiles {
  const all = listFiles(folder);
  const known = all.filter((file) => tables.includes(kindOfFile(file)));
  const besides = known.filter((file) => !isSideFile(file.replaceAll('\\', '/')));
  const arrow = all.find((file) => kindOfFile(file) === '.arrow');
  if (arrow && besides.length === 0) throw arrowFiles(arrow);
  const found = besides.length > 0 ? besides : known;
  const kinds = [...new Set(found.map(kindOfFile))];
  if (kinds.length > 1)
    throw new AppError(
      'bad-data',
      `${folder} holds tables of several kinds: ${kinds.join(', ')}`,
      'Name one of the files, or leave only files of one kind in the folder.',
      { detail: { code: 'severalKinds', at: fileFact(folder), kinds } },
    );
  const read = found.length > 0 ? found : all.filter((file) => texts.includes(kindOfFile(file)));
  const others = all.filter(
    (file) => !read.includes(file) && !/^(readme|licen[cs]e)\b/i.test(basename(file)),
  );
  if (read.length > 0) return { files: read, areTexts: found.length === 0, others };
  throw new AppError(
    'bad-data',
    `${folder}: no file in this folder can be read`,
    `Name a dataset file, or a folder of texts (${texts.join(', ')}) or of tables (${tables.join(', ')}).`,
    { detail: { code: 'folderWithoutData', at: fileFact(folder), known: [...tables, ...texts] } },
  );
}

function arrowFiles(file: string): AppError {
  return new AppError(
    'unsupported',
    `${file} is an Arrow file, as save_to_disk of the datasets library writes it`,
    'Write the dataset with to_parquet or to_json instead, and use that.',
    { detail: { code: 'arrowFile', at: fileFact(file) } },
  );
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && !/^(\.|~\$)/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    throw diskError(error, folder, 'read');
  }
}
