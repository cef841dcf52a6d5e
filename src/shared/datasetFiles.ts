/** What the names of a dataset's files say: which split they belong to, and which of them only describe it. */

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
