/** Why columns are taken for what they are, in the reader's language. */
import type { DatasetMapping } from '../../../../shared/records/datasets.ts';
import type { Catalogue } from '../../text/catalogues.ts';

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
