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
  rateRanOut(before: string, best: string): string;
  chance(best: string, chance: string): string;
  /** Rows were held out, and none was measured with before it ended. */
  notMeasured(step: string, steps: string, training: string): string;
  /** After a verdict whose loss is nearer to a blind guess than to nothing. */
  nearChance(chance: string): string;
  /** After a verdict from few rows. */
  fewMeasured(count: number, shown: string): string;
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
  rateRanOut: (before, best) =>
    `Held-out loss fell from ${before} to ${best}. Its last steps were too small to change much, so a level end does not show that there is no more to learn.`,
  chance: (best, chance) =>
    `Held-out loss is ${best} at best, and a blind guess has ${chance}: nothing useful was learned. Train longer, or try a higher learning rate.`,
  notMeasured: (step, steps, training) =>
    `It was ended after step ${step} of ${steps}, before the held-out rows were measured.${training} Let it go on to the first measurement to have a verdict.`,
  nearChance: (chance) => ` A blind guess has ${chance}, so its answers are still far from good.`,
  fewMeasured: (count, shown) =>
    ` Measured with ${shown} ${count === 1 ? 'row' : 'rows'} only: others may show something else.`,
};

interface Formats {
  loss(value: number): string;
  number(value: number): string;
}

/** Rows below which the next ones may well show something else. */
const fewMeasured = 10;

export function verdictText(
  kind: Verdict['kind'],
  { rows, before, best, bestStep, last, firstLoss, lastLoss, ...more }: VerdictFacts,
  words: VerdictWords,
  { loss, number }: Formats,
): string {
  const [from, lowest] = [loss(before ?? 0), loss(best ?? 0)];
  const { heldOutRows = 0, chance, stopped } = more;
  const few = best !== null && heldOutRows > 0 && heldOutRows < fewMeasured;
  const doubt = few ? words.fewMeasured(heldOutRows, number(heldOutRows)) : '';
  if (kind === 'diverged') return words.diverged();
  if (kind === 'chance') return words.chance(lowest, loss(chance ?? 0)) + doubt;
  if (kind === 'overfitting')
    return words.overfitting(from, lowest, number(bestStep ?? 0), loss(last ?? 0)) + doubt;
  if (kind !== 'tooFewData') {
    const near = kind !== 'notLearning' && chance !== undefined && (best ?? 0) > chance / 2;
    return words[kind](from, lowest) + (near ? words.nearChance(loss(chance)) : '') + doubt;
  }
  const training =
    firstLoss === null || lastLoss === null ? '' : words.training(loss(firstLoss), loss(lastLoss));
  if (best === null && stopped && heldOutRows > 0)
    return words.notMeasured(number(stopped.step), number(stopped.steps), training);
  return best === null ? words.nothingHeldOut(training) : words.fewRows(rows, number(rows), training);
}
