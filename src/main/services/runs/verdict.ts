/** The judgement at the end of a run: a table of rules over its losses, the first that applies has the word. */
import { english } from '../../../shared/numbers.ts';
import type { Verdict } from '../../../shared/records/runs.ts';
import { englishVerdicts, verdictText } from '../../../shared/verdictText.ts';

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
  /** Rows that were held out. */
  readonly heldOutRows: number;
  /** Learning rate between the last two measurements, as a share of the highest; null without steps. */
  readonly rateLeft: number | null;
  /** Loss of a blind guess; null where the vocabulary is not known. */
  readonly chance: number | null;
  /** Where it was ended before its last step. */
  readonly stopped: { readonly step: number; readonly steps: number } | null;
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
}

/** Rows below which a held-out loss says little. */
const fewRows = 20;
/** Shares of a loss that count as a change. */
const notable = 0.01;
const risen = 0.03;
/** Below this share of the highest rate a curve lies level whatever there is to learn. */
const movingRate = 0.1;

const rules: readonly Rule[] = [
  {
    kind: 'diverged',
    applies: ({ diverged, before, best, firstLoss, lastLoss }) =>
      diverged ||
      (before !== null && best !== undefined && best.loss > 1.2 * before) ||
      (best === undefined && firstLoss !== null && lastLoss !== null && lastLoss > 1.2 * firstLoss),
  },
  { kind: 'tooFewData', applies: ({ rows, heldOut }) => rows < fewRows || heldOut.length === 0 },
  {
    kind: 'chance',
    applies: ({ best, chance }) =>
      best !== undefined && chance !== null && best.loss > chance * (1 - notable),
  },
  { kind: 'notLearning', applies: ({ gain }) => gain < notable },
  {
    kind: 'overfitting',
    applies: ({ best, last }) =>
      best !== undefined && last !== undefined && last.loss > best.loss * (1 + risen),
  },
  {
    kind: 'stillFalling',
    applies: ({ heldOut, before, best, last }) => {
      const previous = heldOut.at(-2)?.loss ?? before;
      return (
        best !== undefined && best === last && previous !== null && previous - best.loss > notable * previous
      );
    },
  },
  { kind: 'rateRanOut', applies: ({ rateLeft }) => rateLeft !== null && rateLeft < movingRate },
  { kind: 'improved', applies: () => true },
];

export function verdictOn(evidence: Evidence): Verdict {
  const { rows, heldOut, before, firstLoss, lastLoss, heldOutRows, chance, stopped } = evidence;
  const best = heldOut.reduce<Facts['best']>(
    (lowest, point) => (lowest === undefined || point.loss < lowest.loss ? point : lowest),
    undefined,
  );
  const last = heldOut.at(-1);
  const gain = before === null || best === undefined ? 0 : (before - best.loss) / before;
  const { kind } = rules.find(({ applies }) => applies({ ...evidence, best, last, gain })) as Rule;
  const facts = {
    rows,
    before,
    firstLoss,
    lastLoss,
    best: best?.loss ?? null,
    bestStep: best?.step ?? null,
    last: last?.loss ?? null,
    heldOutRows,
    ...(chance !== null && { chance }),
    ...(stopped && { stopped }),
  };
  const sentence = verdictText(kind, facts, englishVerdicts, english);
  return { kind, sentence, facts };
}
