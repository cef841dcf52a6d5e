/** The three kinds of rows a table can hold, the fields each is made of, and why columns are taken for them. */

import { type DatasetMapping, isComplete } from '../../../../shared/records/datasets.ts';
import type { Catalogue } from '../../text/catalogues.ts';

/** Columns that are told by name. */
const mostNamed = 8;

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

/** In the reader's language; where a version was noted before the studio knew why, in the words of that time. */
export function mappingReason(
  { columns, basis, rivals = [], reason, fault }: DatasetMapping,
  { reasons }: Catalogue['data'],
): string {
  if (basis === undefined) return reason;
  const of = (field: string): string => columns[field] ?? '';
  const rest = rivals.length > 0 ? reasons.rivals(rivals.join(', ')) : '';
  if (basis === 'none') return fault && fault.code !== 'noUsableColumn' ? reasons.unread : reasons.none;
  if (basis === 'turns' || basis === 'transcripts') return reasons[basis](of('messages'));
  if (basis === 'text') return `${reasons.text(of('text'))}${rest}`;
  const asked = columns.input ? reasons.withContext(of('prompt'), columns.input) : of('prompt');
  return `${reasons[basis](asked, of('answer'))}${rest}`;
}

/** What else there is to know of how a file is read, in a few words: where from, and which columns play no part. */
export function readingFacts(
  mapping: DatasetMapping,
  columns: readonly string[],
  { reading, notUsed }: Catalogue['data'],
): string[] {
  const { encodings = [], sheet, sheets = [], split, splits = [] } = mapping.source ?? {};
  const unused = isComplete(mapping) ? unusedColumns(columns, mapping.columns) : [];
  return [
    ...encodings.map((name) => `${reading.encoding}: ${name}`),
    sheet && sheets.length > 1 ? `${reading.sheet}: ${sheet}` : '',
    split && splits.length > 1 ? `${reading.split}: ${split}` : '',
    unused.length > 0
      ? `${notUsed} ${unused.slice(0, mostNamed).join(', ')}${unused.length > mostNamed ? ', …' : ''}`
      : '',
  ].filter(Boolean);
}
