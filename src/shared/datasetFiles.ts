/** What is known of a dataset's files before they are read: encodings, and what names say of splits and of files beside the data. */

/** Encodings besides UTF-8 and UTF-16 in which tables and texts are found, by the names of the WHATWG standard. */
export const legacyEncodings = [
  ...[
    'windows-1252',
    'windows-1250',
    'windows-1251',
    'koi8-r',
    'windows-1253',
    'windows-1254',
    'windows-1255',
    'macintosh',
  ],
  ...['windows-1256', 'windows-1257', 'gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr'],
];

const splitWord =
  /(?:^|[^a-z])((?:train|test|tests|testing|val|valid|validation|dev|eval|evaluation)(?:_[a-z0-9]+)*)(?=[^a-z0-9]|$)/i;

/** The split a name speaks of, in small letters: `train`, `train_sft`, `validation`; undefined where it speaks of none. */
export function splitOf(name: string): string | undefined {
  return splitWord.exec(name)?.[1]?.toLowerCase();
}

/** Whether a split, or a cell of a column such as "split", names the part that is not trained on. */
export function marksHeldOut(cell: unknown): boolean {
  return /^(test|tests|testing|val|valid|validation|dev|eval|evaluation|held[-_ ]?out)$/i.test(
    String(cell).trim(),
  );
}

/** Facts about a dataset rather than the dataset: what `datasets`, LLaMA-Factory and the Hub lay beside it. */
export function isSideFile(path: string): boolean {
  return /(^|\/)(dataset_infos?|dataset_dict|state|config|.*_config|croissant|metadata|package)\.json$/i.test(
    path,
  );
}
