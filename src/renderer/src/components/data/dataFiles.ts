/** What can be chosen as data: endings of files, and texts that are paths rather than names on the Hub. */

/** As an `<input>` takes them. */
export const dataFiles = '.csv,.tsv,.json,.jsonl,.ndjson,.parquet,.xlsx,.txt,.md,.gz,.zst';

/** Whether a text is a path on the machine rather than `owner/name` or an address on the Hub. */
export function isPath(text: string): boolean {
  if (/^https?:\/\//.test(text)) return false;
  return /^(\/|~|\.{1,2}[\\/]|[A-Za-z]:[\\/]|\\\\)/.test(text) || text.includes('\\');
}
