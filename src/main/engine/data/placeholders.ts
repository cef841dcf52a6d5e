/** Answers that are none: what programs write into a cell that has no value, such as pandas' nan. */
import type { Columns } from './mapping.ts';
import type { Row } from './row.ts';

const placeholder = /^\s*(nan|nat|none|null|nil|undefined|n\/a|#n\/a|<na>)\s*$/i;

/** Whether a whole cell is what programs write for none. */
export function isPlaceholder(cell: unknown): boolean {
  return typeof cell === 'string' && placeholder.test(cell);
}

/**
 * The column whose placeholders stand for no answer: its other cells are texts. Among labels of one word each, `none` is one
 * of them.
 */
export function placeholderColumn(
  sample: readonly Pick<Row, 'values'>[],
  { answer, text }: Columns,
): string | undefined {
  const column = answer ?? text;
  if (column === undefined) return undefined;
  const cells = sample
    .map(({ values }) => cellText(values[column]))
    .filter((cell) => cell !== '' && !isPlaceholder(cell));
  const texts = cells.filter((cell) => /\S\s+\S/.test(cell) || cell.length > longestLabel);
  return texts.length > cells.length / 2 ? column : undefined;
}

/** Characters; a single word that is longer is a sentence in a script without spaces. */
const longestLabel = 12;

function cellText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
