/** The three kinds of rows a table can hold, and the fields each is made of. */
import { type DatasetMapping, isComplete } from '../../../../shared/records/datasets.ts';

export const kinds = ['pair', 'turns', 'text'] as const;

export type RowKind = (typeof kinds)[number];
export type Field =
  | 'prompt'
  | 'input'
  | 'answer'
  | 'system'
  | 'messages'
  | 'text'
  | 'history'
  | 'rejected'
  | 'tools'
  | 'split';

interface FieldOfKind {
  readonly field: Field;
  /** `rare`: few tables have it, and it is shown only where one does. */
  readonly need: 'needed' | 'optional' | 'rare';
}

export const fieldsOf: Readonly<Record<RowKind, readonly FieldOfKind[]>> = {
  pair: [
    { field: 'prompt', need: 'needed' },
    { field: 'input', need: 'optional' },
    { field: 'answer', need: 'needed' },
    { field: 'system', need: 'optional' },
    { field: 'history', need: 'rare' },
    { field: 'rejected', need: 'rare' },
    { field: 'tools', need: 'rare' },
    { field: 'split', need: 'rare' },
  ],
  turns: [
    { field: 'messages', need: 'needed' },
    { field: 'system', need: 'optional' },
    { field: 'tools', need: 'rare' },
    { field: 'split', need: 'rare' },
  ],
  text: [
    { field: 'text', need: 'needed' },
    { field: 'split', need: 'rare' },
  ],
};

type Columns = DatasetMapping['columns'];

export function kindOf(columns: Columns): RowKind {
  if (columns.messages) return 'turns';
  return columns.text ? 'text' : 'pair';
}

/**
 * The choice as the engine takes it: every field of the kind, empty where there is no such column. Rare ones are left to its
 * guess until there is one that they can be seen in.
 * @param before what the columns meant until now
 */
export function remap(kind: RowKind, chosen: Columns, before: Columns): Record<string, string> {
  const guessed = isComplete({ columns: before }) && kindOf(before) === kind;
  const asked = fieldsOf[kind].filter(({ field, need }) => need !== 'rare' || guessed || field in chosen);
  return Object.fromEntries(asked.map(({ field }) => [field, chosen[field] ?? '']));
}

/** Columns that play no part, in the order of the table. */
export function unusedColumns(columns: readonly string[], mapped: Columns): string[] {
  const used = new Set(Object.values(mapped));
  return columns.filter((column) => !used.has(column));
}
