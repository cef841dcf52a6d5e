/** A blind test: two answers in an order that says nothing, whose names stay hidden until one was called the better. */
import type { Preference } from '../../../../shared/records/playground.ts';
import type { Answer, Exchange, ModelVariant, Slot } from './conversation.ts';

/** What was found of the two answers; positions are those on the screen, from 0. */
export type Finding = 0 | 1 | 'equal';

export interface BlindTest {
  /** Who is first on the screen. */
  readonly first: Slot;
  /** Names are shown once it was rated, and stay known when the rating is taken back. */
  readonly rated: boolean;
  readonly preferred: Preference | null;
}

/** Whether one of these can be told from the other: the base and an adapter. */
export function canTest(variants: readonly ModelVariant[]): boolean {
  return variants.length === 2 && variants.some(({ slot }) => slot === 'base');
}

/**
 * Draws who speaks first and, apart from it, who is first on the screen: else the column whose words come first would
 * say whose they are.
 * @param random from 0 up to 1
 */
export function drawTest(
  variants: readonly ModelVariant[],
  random: () => number,
): { readonly variants: readonly ModelVariant[]; readonly test: BlindTest } {
  const inOrder = random() < 0.5 ? variants : variants.toReversed();
  return {
    variants: inOrder,
    test: { first: random() < 0.5 ? 'base' : 'adapter', rated: false, preferred: null },
  };
}

/** An exchange's answers from left to right. */
export function onScreen({ answers, test }: Exchange): readonly Answer[] {
  const [one] = answers;
  return test && one?.variant.slot !== test.first ? answers.toReversed() : answers;
}

/** Whether names are to be kept back; a test that failed or was stopped cannot be rated and has nothing to hide. */
export function isHidden({ test, error, answers }: Exchange): boolean {
  const stopped = answers.some(({ facts }) => facts?.ending === 'interrupted');
  return test !== null && !test.rated && error === null && !stopped;
}

/** Whether the exchange waits to be rated. */
export function canRate(exchange: Exchange): boolean {
  return isHidden(exchange) && exchange.answers.every(({ facts }) => facts !== null);
}

/** Whom a finding prefers. */
export function preferenceOf({ first }: BlindTest, finding: Finding): Preference {
  if (finding === 'equal') return 'equal';
  return (finding === 0) === (first === 'base') ? 'base' : 'adapter';
}
