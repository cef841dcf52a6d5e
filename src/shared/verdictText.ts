/** A verdict in words, from what was measured: in English for the command line and the log, in any language for the studio. */
import type { Verdict, VerdictFacts } from './records/runs.ts';

/** The sentences of one language. Losses and counts come as text. */
export interface VerdictWords {
  diverged(): string;
  nothingHeldOut(training: string): string;
  fewRows(count: number, shown: string, training: string): string;
  /** Before either of the two above, where there was a step. */
  training(from: string, to: string): string;
  notLearning(before: string, best: string): string;
  overfitting(before: string, best: string, bestStep: string, last: string): string;
  stillFalling(before: string, best: string): string;
  improved(before: string, best: string): string;
}

export const englishVerdicts: VerdictWords = {
  diverged: () =>
    'The loss grew instead of falling: training ran away. Try again with a lower learning rate, such as half of it.',
  nothingHeldOut: (training) =>
    `Nothing was held out, so nobody can say whether it learned or memorised.${training} Hold some rows out next time.`,
  fewRows: (count, shown, training) =>
    `With ${shown} ${count === 1 ? 'row' : 'rows'} it can hardly learn more than those.${training} More rows would help most.`,
  training: (from, to) => ` The training loss went from ${from} to ${to}.`,
  notLearning: (before, best) =>
    `Held-out loss stayed where it was (${before} before, ${best} at best): it did not learn ` +
    'anything that helps with new rows. Try a higher learning rate or rank, or look whether the right column is the answer.',
  overfitting: (before, best, bestStep, last) =>
    `Held-out loss fell from ${before} to ${best} by step ${bestStep} and then rose to ${last} ` +
    'while training went on: it began to memorise. The best step was kept; fewer epochs, a lower rank or more rows may do better.',
  stillFalling: (before, best) =>
    `Held-out loss fell from ${before} to ${best} and was still falling at the end: more epochs may help.`,
  improved: (before, best) =>
    `Held-out loss fell from ${before} to ${best} and had levelled off by the end: it learned what this data has for it.`,
};

interface Formats {
  loss(value: number): string;
  number(value: number): string;
}

export function verdictText(
  kind: Verdict['kind'],
  { rows, before, best, bestStep, last, firstLoss, lastLoss }: VerdictFacts,
  words: VerdictWords,
  { loss, number }: Formats,
): string {
  const [from, lowest] = [loss(before ?? 0), loss(best ?? 0)];
  if (kind === 'diverged') return words.diverged();
  if (kind === 'overfitting') return words.overfitting(from, lowest, number(bestStep ?? 0), loss(last ?? 0));
  if (kind !== 'tooFewData') return words[kind](from, lowest);
  const training =
    firstLoss === null || lastLoss === null ? '' : words.training(loss(firstLoss), loss(lastLoss));
  return best === null ? words.nothingHeldOut(training) : words.fewRows(rows, number(rows), training);
}
