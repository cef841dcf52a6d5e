/** The three kinds of rows a table can hold, the fields each is made of, and why columns are taken for them. */

import type { DatasetMapping } from '../../../../shared/records/datasets.ts';
import type { Catalogue } from '../../text/catalogues.ts';
export const kinds = ['pair', 'turns', 'text'] as const;

export type RowKind = (typeof kinds)[number];
export type Field = 'prompt' | 'input' | 'answer' | 'system' | 'messages' | 'text';

export const fieldsOf: Readonly<
  Record<RowKind, readonly { readonly field: Field; readonly optional: boolean }[]>
> = {
  pair: [
    { field: 'prompt', optional: false },
    { field: 'input', optional: true },
    { field: 'answer', optional: false },
    { field: 'system', optional: true },
  ],
  turns: [
    { field: 'messages', optional: false },
    { field: 'system', optional: true },
  ],
  text: [{ field: 'text', optional: false }],
};

export function kindOf(columns: Readonly<Record<string, string>>): RowKind {
  if (columns.messages) return 'turns';
  return columns.text ? 'text' : 'pair';
}

/** The choice as the engine takes it: every field of the kind, empty where there is no such column. */
export function remap(kind: RowKind, chosen: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(fieldsOf[kind].map(({ field }) => [field, chosen[field] ?? '']));
}

/** In the reader's language; where a version was noted before the studio knew why, in the words of that time. */
export function mappingReason(
  { columns, basis, rivals = [], reason }: DatasetMapping,
  { reasons }: Catalogue['data'],
): string {
  if (basis === undefined) return reason;
  const of = (field: string): string => columns[field] ?? '';
  const rest = rivals.length > 0 ? reasons.rivals(rivals.join(', ')) : '';
  if (basis === 'none') return reasons.none;
  if (basis === 'turns' || basis === 'transcripts') return reasons[basis](of('messages'));
  if (basis === 'text') return `${reasons.text(of('text'))}${rest}`;
  return `${reasons[basis](of('prompt'), of('answer'))}${rest}`;
}
