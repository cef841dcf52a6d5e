/** Numbers as comma-separated text, safe to open in a spreadsheet. */
type Cell = string | number | null | undefined;

/** Lists of equal length by the names of their columns; null and undefined leave a cell empty. */
export type Columns = Readonly<Record<string, readonly Cell[]>>;

/** One line a row under a line of names. */
export function csvText(columns: Columns): string {
  const names = Object.keys(columns);
  const lists = Object.values(columns);
  const length = Math.max(0, ...lists.map((list) => list.length));
  const rows = Array.from({ length }, (_, row) => lists.map((list) => cell(list[row])).join(','));
  return [names.map(cell).join(','), ...rows].map((line) => `${line}\r\n`).join('');
}

function cell(value: Cell): string {
  const text = value === null || value === undefined ? '' : String(value);
  // A spreadsheet would take a text that begins so for a formula.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
