/** Rows and columns of text. */

/** Lines with the columns aligned; numbers to the right. */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): readonly string[] {
  const text = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...text.map((row) => [...row[column]!].length)));
  const right = head.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  return text.map((row) =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat(widths[column]! - [...cell].length);
        return right[column] ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd(),
  );
}
