/** Why columns are taken for what they are, in the reader's language. */
import { type DatasetMapping, isComplete } from '../../../../shared/records/datasets.ts';
import type { Catalogue } from '../../text/catalogues.ts';
import { unusedColumns } from './mapping.ts';

/** Columns that are told by name. */
const mostNamed = 8;

/** Where a version was noted before the studio knew why, in the words of that time. */
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
  return `${reasons[basis](of('prompt'), of('answer'))}${rest}`;
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
