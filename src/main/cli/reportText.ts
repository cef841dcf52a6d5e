/** The dataset report as a person reads it on a terminal. */
import { noteSentence } from '../../shared/dataNotes.ts';
import { english } from '../../shared/numbers.ts';
import type { DatasetReport, HubTaken } from '../../shared/records/datasets.ts';

const { number, share: percent, bytes } = english;

const barWidth = 32;
const pieceCharacters = 240;
const lineWidth = 92;
/** Parts of a dataset of the Hub that are told by name. */
const mostParts = 12;

/** Lines of plain text, ended by a line break. Learned parts of the preview stand between « and ». */
export function reportText(report: DatasetReport): string {
  return [
    ...summary(report),
    '',
    ...lengths(report),
    '',
    ...findings(report),
    ...report.preview.flatMap(({ row, pieces }) => [
      '',
      `Row ${placesOf(report)(row)} as the model reads it; it learns what stands between « and »:`,
      ...previewLines(pieces, report.maxLength),
    ]),
    '',
  ].join('\n');
}

function summary(report: DatasetReport): string[] {
  const { dataset, train, heldOut, tokens, labels, packingWaste } = report;
  const { mapping, rows, rowsUsed, notes } = dataset;
  const columns = Object.entries(mapping.columns).map(([field, column]) => `${field} = ${column}`);
  const left = rows - rowsUsed;
  const { encodings, sheet, split } = dataset.source;
  const read: [string, string][] = [
    ...encodings.map((name): [string, string] => ['Encoding', `read as ${name}`]),
    ...(sheet === null ? [] : [['Sheet', sheet] as [string, string]]),
    ...(split ? [['Split', `${split}, of ${dataset.source.splits.join(', ')}`] as [string, string]] : []),
  ];
  const kinds = report.scripts.map(({ script, share }) => `${script} ${percent(share)}`);
  const facts: [string, string][] = [
    ['Rows', `${number(rows)}, ${left === 0 ? 'all used' : `${number(left)} of them not used`}`],
    ['Examples', `${number(train)} to train on, ${number(heldOut)} held out`],
    ...read,
    [
      'Columns',
      `${columns.join(', ')}: ${mapping.reason} (${mapping.confidence === 'chosen' ? 'as chosen' : `confidence ${mapping.confidence}`})`,
    ],
    ['Tokens', `${number(tokens)}, of which ${number(labels)} (${percent(labels / tokens)}) are learned`],
    ['Packing', `${percent(packingWaste)} of each training step stays empty`],
    ['Scripts', kinds.join(', ') || 'no letters'],
  ];
  return [
    report.file,
    '',
    ...facts.map(([name, text]) => `${`${name}:`.padEnd(11)}${text}`),
    ...[...notes, ...dataset.source.notes].map((note) => `${'Note:'.padEnd(11)}${noteSentence(note)}`),
  ];
}

/** A histogram, and beside each bar what a limit at its end would cost. */
function lengths({ histogram, costs, percentiles, longest, ...report }: DatasetReport): string[] {
  const most = Math.max(1, ...histogram.map(({ examples }) => examples));
  const total = report.train + report.heldOut;
  const withMemory = costs.some(({ memoryBytes }) => memoryBytes !== null);
  const row = (cells: readonly string[], bar: string) => {
    const [limit, examples, ...cost] = cells;
    const left = `${limit!.padStart(8)}${examples!.padStart(10)}  ${bar.padEnd(barWidth)}`;
    return `${left}${cost.map((cell) => cell.padStart(12)).join('')}`.trimEnd();
  };
  const upTo = percentiles.map(({ percent: share, tokens }) => `${share} % up to ${number(tokens)}`);
  const [first, ...others] = longest.slice(0, 5);
  const rowAt = placesOf(report);
  return [
    `Length of an example in tokens: ${upTo.join(', ')}`,
    '',
    `${' '.repeat(20 + barWidth)}    what a limit there would cut${withMemory ? ', and memory' : ''}`,
    row(['up to', 'examples', 'examples', 'tokens', ...(withMemory ? ['a step'] : [])], ''),
    ...histogram.map(({ limit, examples }, i) => {
      const cost = costs[i];
      const memory = cost?.memoryBytes ?? null;
      const cells = [
        cost && cost.cut > 0 ? percent(cost.cut / total) : 'none',
        cost && cost.cut > 0 ? percent(cost.tokens / report.tokens) : 'none',
        ...(memory === null ? [] : [bytes(memory)]),
      ];
      return row(
        [number(limit), number(examples), ...cells],
        '#'.repeat(Math.ceil((barWidth * examples) / most)),
      );
    }),
    ...(first
      ? [
          '',
          `The longest: row ${rowAt(first.row)} with ${number(first.tokens)} tokens${others.map((each) => `, ${rowAt(each.row)} with ${number(each.tokens)}`).join('')}`,
        ]
      : []),
  ];
}

function findings(report: DatasetReport): string[] {
  const { skipped } = report.dataset;
  const limit = `${number(report.maxLength)} tokens`;
  const lines: [readonly number[], string][] = [
    [skipped.bad.map(({ row }) => row), 'cannot be read'],
    [skipped.empty, 'with nothing to learn: an empty answer or one only to be read'],
    [report.beyond, `whose answer begins beyond ${limit}`],
    [report.cut, `cut at ${limit}`],
    [report.withoutQuestion, 'in which nothing is asked'],
    [
      skipped.placeholders,
      'left out, as the answer is what programs write for none, such as nan (--placeholders keep learns it)',
    ],
    [
      report.placeholders.filter((row) => !skipped.placeholders.includes(row)),
      'whose answer is what programs write for none, such as nan',
    ],
    [report.withoutEnd, 'without an end of turn to learn'],
    [report.shortAnswers, 'with a very short answer'],
    [report.exactDuplicates, 'the same as an earlier one'],
    [report.nearDuplicates.map(({ row }) => row), 'almost the same as an earlier one'],
    [skipped.copies, 'left out of the hold-out as copies'],
    [report.leaks, 'held out, though question or text is also trained on'],
    [report.damaged, 'with control characters or letters of a wrong encoding'],
    [report.private.key, 'with what looks like a secret key'],
    [report.private.email, 'with what looks like an e-mail address'],
    [report.private.phone, 'with what looks like a phone number'],
  ];
  const found = lines.filter(([rows]) => rows.length > 0);
  const left = leftOut(report);
  const noted = report.dataset.notes.length + report.dataset.source.notes.length > 0;
  if (found.length === 0 && left.length === 0)
    return [noted ? 'Nothing is suspicious but for the notes above.' : 'Nothing suspicious was found.'];
  const rowAt = placesOf(report);
  return [
    'Worth a look:',
    ...lostAnswers(report),
    ...left,
    ...found.flatMap(([rows, what], i) => {
      const shown = `${rows.slice(0, 8).map(rowAt).join(', ')}${rows.length > 8 ? ', …' : ''}`;
      const amount = `${number(rows.length)} row${rows.length === 1 ? '' : 's'}`;
      const why = i === 0 ? skipped.bad.slice(0, 3).map(({ message }) => `    ${message}`) : [];
      return [`  ${amount} ${what}: ${shown}`, ...why];
    }),
  ];
}

function lostAnswers({ answers: { total, lost }, maxLength }: DatasetReport): string[] {
  if (lost === 0) return [];
  return [
    `  ${number(lost)} of ${number(total)} answers lost: they begin beyond ${number(maxLength)} tokens`,
  ];
}

/** What the file holds and nothing is learned from. */
function leftOut({ dataset }: DatasetReport): string[] {
  const { left } = dataset.source;
  const { hub } = dataset.mapping;
  return [
    ...(hub && hub.left.length > 0 ? [`  ${takenText(hub)}`] : []),
    ...left.map(({ kind, name }) => `  ${kind} ${JSON.stringify(name)} is not read`),
    ...dataset.unused.map(({ kind, name, share }) => {
      const what = kind === 'column' ? 'column' : 'key of turns';
      return `  ${what} ${JSON.stringify(name)}, filled in ${percent(share)} of the rows, is not used`;
    }),
  ];
}

/** `taken from the Hub: train_sft (3 files); left: train_gen, test_gen` */
export function takenText({ config, split, files, left }: HubTaken): string {
  const several = left.some((each) => each.config !== config);
  const nameOf = (part: HubTaken['left'][number]): string =>
    several ? `${part.config}/${part.split}` : part.split;
  const names = left.slice(0, mostParts).map(nameOf);
  const more = left.length > names.length ? ` and ${number(left.length - names.length)} more` : '';
  const amount = `${number(files)} file${files === 1 ? '' : 's'}`;
  const taken = `taken from the Hub: ${nameOf({ config, split })} (${amount})`;
  return names.length === 0 ? taken : `${taken}; left: ${names.join(', ')}${more}`;
}

/** A row's number, and where to look for it. */
function placesOf({ file, lines }: Pick<DatasetReport, 'file' | 'lines'>): (row: number) => string {
  const unit = /\.(xlsx|parquet)$/i.test(file) ? 'row of the sheet' : 'line';
  const places = new Map(lines.map(({ row, line }) => [row, line]));
  return (row) => (places.has(row) ? `${row} (${unit} ${places.get(row)})` : `${row}`);
}

function previewLines(all: DatasetReport['preview'][number]['pieces'], maxLength: number): string[] {
  const pieces = all.filter(({ start }) => start < maxLength);
  const cut = all.length > pieces.length ? `[cut here: ${number(maxLength)} tokens]` : '';
  const text = `${pieces
    .map((piece) => (piece.learned ? `«${shorten(piece.text)}»` : shorten(piece.text)))
    .join('')}${cut}`;
  return text
    .trimEnd()
    .split('\n')
    .flatMap((line) => wrap(line))
    .map((line) => `  ${line}`.trimEnd());
}

/** Beginning and end, where the templates' tokens are, cut between words. */
function shorten(text: string): string {
  if (text.length <= pieceCharacters) return text;
  const [start, end] = [text.slice(0, pieceCharacters / 2), text.slice(-pieceCharacters / 2)];
  return `${start.replace(/\s\S*$/, '')} … ${end.replace(/^\S*\s/, '')}`;
}

/** Breaks a line between words. */
function wrap(line: string): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > lineWidth) {
    const space = rest.lastIndexOf(' ', lineWidth);
    const end = space > 0 ? space : lineWidth;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
