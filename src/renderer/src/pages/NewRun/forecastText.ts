/** What is predicted of a run, in the words of a language: its paragraph, what to mind, and what the time is based on. */
import type { Basis, Warning } from '../../../../shared/records/forecast.ts';
import type { Preview } from '../../../../shared/records/runs.ts';
import type { Formats } from '../../format.ts';
import type { Catalogue } from '../../text/catalogues.ts';

type Words = Catalogue['newRun']['forecast'];

export function warningText(warning: Warning, { warnings }: Words, formats: Formats): string {
  const { number, bytes } = formats;
  switch (warning.kind) {
    case 'tooLarge':
    case 'tight':
    case 'disk': {
      const kind = warning.kind === 'tooLarge' && warning.fix ? 'tooLargeAsSet' : warning.kind;
      return warnings[kind](bytes(warning.needed), bytes(warning.available));
    }
    case 'rankAboveSide':
      return warnings.rankAboveSide(number(warning.rank), number(warning.side));
    case 'fewRows':
      return warnings.fewRows(warning.rows, number(warning.rows));
    case 'nothingHeldOut':
      return warnings.nothingHeldOut;
    case 'cut':
      return warnings.cut(warning.rows, number(warning.rows), number(warning.maxLength));
    case 'highRate':
      return warnings.highRate(formats.rate(warning.rate));
  }
}

/** The run in a few sentences; none until model and data are chosen. */
export function runSentences(preview: Preview, words: Words, formats: Formats): string[] {
  const { about } = preview;
  if (!about) return [];
  const { model, data, rank } = about;
  return [
    rank === null ? words.full(model, data) : words.adapter(formats.number(rank), model, data),
    reading(preview, about, words, formats),
    measuring(preview, about, words, formats),
    taking(preview, words, formats),
  ].filter((sentence) => sentence !== '');
}

type About = NonNullable<Preview['about']>;

function reading(preview: Preview, { epochs, guessed }: About, words: Words, { number }: Formats): string {
  const { rows, steps } = preview;
  if (steps === null) return '';
  const read = rows === null ? words.file : words.rows(rows, number(rows));
  const counted = words.steps(steps, number(steps));
  if (epochs === null) return words.readFor(read, counted);
  return words.read(read, epochs, number(epochs), guessed ? words.aboutSteps(counted) : counted);
}

function measuring(
  { heldOutRows }: Preview,
  { measurements, patience }: About,
  words: Words,
  { number }: Formats,
): string {
  if (heldOutRows === 0) return words.lastKept;
  if (measurements === null) return '';
  const held = heldOutRows === null ? words.someRows : words.rows(heldOutRows, number(heldOutRows));
  return patience === null
    ? words.measured(held, measurements, number(measurements))
    : words.measuredEarly(held, measurements, number(measurements), number(patience));
}

function taking({ seconds, memory, diskBytes }: Preview, words: Words, { duration, bytes }: Formats): string {
  const amounts = [
    ...(seconds === null ? [] : [duration(seconds)]),
    ...(memory === null ? [] : [words.memory(bytes(memory.total))]),
    ...(diskBytes === null ? [] : [words.disk(bytes(diskBytes))]),
  ];
  return amounts.length === 0 ? '' : words.takes(amounts);
}

/** What the time is based on, and how far off the last estimates were. */
export function basisSentences({ basis, about }: Preview, words: Words, formats: Formats): string[] {
  return [...(basis ? sourceOf(basis, words, formats) : []), ...(about?.guessed ? [words.guessed] : [])];
}

function sourceOf(basis: Basis, words: Words, { number, duration, share }: Formats): string[] {
  if (basis.kind === 'selfTest') return [words.fromSelfTest];
  if (basis.kind === 'nothing') return [words.fromNothing];
  const { count, alike, record } = basis;
  const source = (alike ? words.fromAlike : words.fromOthers)(count, number(count));
  if (!record) return [source];
  return [
    source,
    record.count === 1
      ? words.wasRight(duration(record.expected), duration(record.took))
      : words.wasOff(number(record.count), share(record.off)),
  ];
}
