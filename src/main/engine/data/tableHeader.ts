/** Names for the columns of a table whose first row holds them, whatever program wrote it. */

/** A second column of the same name gets a number; a nameless one stays '', unless it is at the end, where it is padding. */
export function columnNames(header: readonly string[]): string[] {
  const seen = new Map<string, number>();
  const names = header.map((cell) => {
    const name = cell.trim();
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return name === '' || count === 1 ? name : `${name} (${count})`;
  });
  return names.slice(0, names.findLastIndex((name) => name !== '') + 1);
}

/** The cells under their names; nameless columns are left out. */
export function namedCells<T>(record: readonly T[], columns: readonly string[]): Record<string, T> {
  return Object.fromEntries(columns.flatMap((name, i) => (name === '' ? [] : [[name, record[i]!]])));
}
