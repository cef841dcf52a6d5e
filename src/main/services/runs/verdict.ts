/** The judgement at the end of a run: a table of rules over its losses, the first that applies has the word. */
import type { Run } from '../../../shared/records/runs.ts';
import { counted, lossText } from './words.ts';

export type Verdict = NonNullable<Run['verdict']>;

/** What a run is judged by. */
export interface Evidence {
  /** Rows trained on. */
  readonly rows: number;
  /** Held-out loss of the untouched model; null where nothing was held out. */
  readonly before: number | null;
  /** Held-out loss at each measurement, in order. */
  readonly heldOut: readonly { readonly step: number; readonly loss: number }[];
  /** Mean training loss of the first and of the last tenth of the steps; null without steps. */
  readonly firstLoss: number | null;
  readonly lastLoss: number | null;
  /** Whether the loss became not a number, or exploded, and lower learning rates did not help. */
  readonly diverged: boolean;
}

/** Evidence with what several rules need of it. */
interface Facts extends Evidence {
  readonly best: { readonly step: number; readonly loss: number } | undefined;
  readonly last: { readonly step: number; readonly loss: number } | undefined;
  /** Share of the loss before that the best took away. */
  readonly gain: number;
}

interface Rule {
  readonly kind: Verdict['kind'];
  applies(facts: Facts): boolean;
  sentence(facts: Facts): string;
}

/** Rows below which a held-out loss says little. */
const fewRows = 20;
/** Shares of a loss that count as a change. */
const notable = 0.01;
const risen = 0.03;

const span = ({ before, best }: Facts) => `${lossText(before ?? 0)} to ${lossText(best?.loss ?? 0)}`;

const rules: readonly Rule[] = [
  {
    kind: 'diverged',
    applies: ({ diverged, before, best, firstLoss, lastLoss }) =>
      diverged ||
      (before !== null && best !== undefined && best.loss > 1.2 * before) ||
      (best === undefined && firstLoss !== null && lastLoss !== null && lastLoss > 1.2 * firstLoss),
    sentence: () =>
      'The loss grew instead of falling: training ran away. Try again with a lower learning rate, such as half of it.',
  },
  {
    kind: 'tooFewData',
    applies: ({ rows, heldOut }) => rows < fewRows || heldOut.length === 0,
    sentence: ({ rows, heldOut, firstLoss, lastLoss }) => {
      const training =
        firstLoss === null || lastLoss === null
          ? ''
          : ` The training loss went from ${lossText(firstLoss)} to ${lossText(lastLoss)}.`;
      return heldOut.length === 0
        ? `Nothing was held out, so nobody can say whether it learned or memorised.${training} Hold some rows out next time.`
        : `With ${counted(rows, 'row')} it can hardly learn more than those.${training} More rows would help most.`;
    },
  },
  {
    kind: 'notLearning',
    applies: ({ gain }) => gain < notable,
    sentence: ({ before, best }) =>
      `Held-out loss stayed where it was (${lossText(before ?? 0)} before, ${lossText(best?.loss ?? 0)} at best): it did not learn ` +
      'anything that helps with new rows. Try a higher learning rate or rank, or look whether the right column is the answer.',
  },
  {
    kind: 'overfitting',
    applies: ({ best, last }) =>
      best !== undefined && last !== undefined && last.loss > best.loss * (1 + risen),
    sentence: ({ best, last, ...facts }) =>
      `Held-out loss fell from ${span({ best, last, ...facts })} by step ${best?.step} and then rose to ${lossText(last?.loss ?? 0)} ` +
      'while training went on: it began to memorise. The best step was kept; fewer epochs, a lower rank or more rows may do better.',
  },
  {
    kind: 'stillFalling',
    applies: ({ heldOut, before, best, last }) => {
      const previous = heldOut.at(-2)?.loss ?? before;
      return (
        best !== undefined && best === last && previous !== null && previous - best.loss > notable * previous
      );
    },
    sentence: (facts) =>
      `Held-out loss fell from ${span(facts)} and was still falling at the end: more epochs may help.`,
  },
  {
    kind: 'improved',
    applies: () => true,
    sentence: (facts) =>
      `Held-out loss fell from ${span(facts)} and had levelled off by the end: it learned what this data has for it.`,
  },
];

export function verdictOn(evidence: Evidence): Verdict {
  const { heldOut, before } = evidence;
  const best = heldOut.reduce<Facts['best']>(
    (lowest, point) => (lowest === undefined || point.loss < lowest.loss ? point : lowest),
    undefined,
  );
  const gain = before === null || best === undefined ? 0 : (before - best.loss) / before;
  const facts: Facts = { ...evidence, best, last: heldOut.at(-1), gain };
  const rule = rules.find(({ applies }) => applies(facts)) as Rule;
  return { kind: rule.kind, sentence: rule.sentence(facts) };
}
