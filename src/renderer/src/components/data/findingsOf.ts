/** Which of a report's lists are worth a line, in the order of how much they spoil. */
import type { DataFault } from '../../../../shared/dataFaults.ts';
import type { DatasetReport } from '../../../../shared/records/datasets.ts';

/** Named as the catalogue's `data.found` has them. */
export type FindingKind =
  | 'bad'
  | 'empty'
  | 'withoutEnd'
  | 'withoutQuestion'
  | 'placeholders'
  | 'beyond'
  | 'cut'
  | 'leaks'
  | 'key'
  | 'exactDuplicates'
  | 'nearDuplicates'
  | 'copies'
  | 'shortAnswers'
  | 'damaged'
  | 'email'
  | 'phone';

export interface Finding {
  readonly kind: FindingKind;
  readonly rows: readonly number[];
  /** Whether the run comes out worse for it. */
  readonly serious: boolean;
  /** What the first row was refused with. */
  readonly detail?: { readonly message: string; readonly fault: DataFault | undefined } | undefined;
}

export function findingsOf(report: DatasetReport): Finding[] {
  const { skipped } = report.dataset;
  const [first] = skipped.bad;
  const detail = first && { message: first.message, fault: first.detail };
  const all: Finding[] = [
    { kind: 'bad', rows: skipped.bad.map(({ row }) => row), serious: true, detail },
    { kind: 'empty', rows: skipped.empty, serious: true },
    { kind: 'withoutEnd', rows: report.withoutEnd, serious: true },
    { kind: 'withoutQuestion', rows: report.withoutQuestion, serious: true },
    { kind: 'placeholders', rows: report.placeholders, serious: true },
    { kind: 'beyond', rows: report.beyond, serious: true },
    { kind: 'cut', rows: report.cut, serious: true },
    { kind: 'leaks', rows: report.leaks, serious: true },
    { kind: 'key', rows: report.private.key, serious: true },
    { kind: 'exactDuplicates', rows: report.exactDuplicates, serious: false },
    { kind: 'nearDuplicates', rows: report.nearDuplicates.map(({ row }) => row), serious: false },
    { kind: 'copies', rows: skipped.copies, serious: false },
    { kind: 'shortAnswers', rows: report.shortAnswers, serious: false },
    { kind: 'damaged', rows: report.damaged, serious: false },
    { kind: 'email', rows: report.private.email, serious: false },
    { kind: 'phone', rows: report.private.phone, serious: false },
  ];
  return all.filter(({ rows }) => rows.length > 0);
}
