/** The dataset report as a person reads it on a terminal. */

import type { DatasetReport } from '../../../shared/records/datasets.ts';
import { mostCompared } from './nearDuplicates.ts';

const barWidth = 40;
const pieceCharacters = 240;

/** Lines of plain text, ended by a line break. Learned parts of the preview stand between « and ». */
export function reportText(report: DatasetReport): string {
  const { dataset, tokens, labels, percentiles, costs, histogram } = report;
  const { mapping, rows, rowsUsed, warnings } = dataset;
  const columns = Object.entries(mapping.columns).map(([field, column]) => `${field} = ${column}`);
  const total = report.train + report.heldOut;
  const most = Math.max(1, ...histogram.map(({ examples }) => examples));
  const cost = new Map(costs.map((each) => [each.limit, each]));
  return [
    `${report.file}: ${count(rows, 'row')}, ${number(rowsUsed)} used; ${count(report.train, 'example')} to train on, ${number(report.heldOut)} held out`,
    `Columns: ${columns.join(', ')} (${mapping.reason}; confidence ${mapping.confidence})`,
    `Tokens: ${number(tokens)}, of which ${number(labels)} (${percent(labels / tokens)}) are learned`,
    `Lengths: ${percentiles.map((each) => `${each.percent} % up to ${number(each.tokens)}`).join(', ')}`,
    '',
    '  tokens up to  examples',
    ...histogram.map(({ limit, examples }) => {
      const lost = cost.get(limit);
      const note =
        lost && lost.cut > 0
          ? `a limit here cuts ${percent(lost.cut / total)} of the examples, ${percent(lost.tokens / tokens)} of the tokens`
          : '';
      const bar = '#'.repeat(Math.ceil((barWidth * examples) / most)).padEnd(barWidth);
      return `${number(limit).padStart(14)}  ${number(examples).padStart(8)}  ${bar}  ${note}`.trimEnd();
    }),
    '',
    ...findings(report),
    `Scripts: ${report.scripts.map(({ script, share }) => `${script} ${percent(share)}`).join(', ') || 'no letters'}`,
    `Longest: ${report.longest.map(({ row, tokens }) => `${number(tokens)} (row ${row})`).join(', ')}`,
    ...warnings.map((warning) => `Note: ${warning}`),
    ...(rowsUsed > mostCompared
      ? [`Note: rows were compared for likeness up to the ${number(mostCompared)}th.`]
      : []),
    ...report.preview.flatMap(({ row, pieces }) => {
      const text = pieces
        .map((piece) => (piece.learned ? `«${shorten(piece.text)}»` : shorten(piece.text)))
        .join('');
      const lines = text.trimEnd().split('\n');
      return ['', `Row ${row}, learned between « and »:`, ...lines.map((line) => `  ${line}`)];
    }),
    '',
  ].join('\n');
}

function findings(report: DatasetReport): string[] {
  const { skipped } = report.dataset;
  const lines: [readonly number[], string][] = [
    [skipped.bad.map(({ row }) => row), 'Cannot be used'],
    [skipped.empty, 'Nothing to learn (empty answer)'],
    [report.beyond, `Answer beyond ${number(report.maxLength)} tokens`],
    [report.cut, `Cut at ${number(report.maxLength)} tokens`],
    [report.withoutEnd, 'No end of turn is learned'],
    [report.shortAnswers, 'Very short answer'],
    [report.exactDuplicates, 'Repeats an earlier row'],
    [report.nearDuplicates.map(({ row }) => row), 'Almost the same as an earlier row'],
    [skipped.copies, 'Left out as a copy of a held-out row'],
    [report.leaks, 'Held out, but question or text is also trained on'],
    [report.damaged, 'Control or replacement characters'],
    [report.private.key, 'What looks like a secret key'],
    [report.private.email, 'What looks like an e-mail address'],
    [report.private.phone, 'What looks like a phone number'],
  ];
  const found = lines.filter(([rows]) => rows.length > 0);
  if (found.length === 0) return ['Nothing suspicious was found.'];
  return found.map(([rows, what]) => {
    const first = `${rows.slice(0, 8).join(', ')}${rows.length > 8 ? ', …' : ''}`;
    return `${what}: ${count(rows.length, 'row')} (${first})`;
  });
}

/** The beginning and the end, where the templates' tokens are. */
function shorten(text: string): string {
  if (text.length <= pieceCharacters) return text;
  return `${text.slice(0, pieceCharacters / 2)} … ${text.slice(-pieceCharacters / 2)}`;
}

function count(amount: number, unit: string): string {
  return `${number(amount)} ${unit}${amount === 1 ? '' : 's'}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function percent(share: number): string {
  if (share > 0 && share < 0.001) return 'under 0.1 %';
  return `${(100 * share).toFixed(share < 0.1 && share > 0 ? 1 : 0)} %`;
}
