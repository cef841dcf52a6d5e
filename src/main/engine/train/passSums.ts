/** What forward passes come to: sums over their examples, which become means over a step or over what is held out. */

import type { Objective } from '../objectives/objective.ts';
import { item, type Session } from '../runtime/session.ts';
import { figureOutput } from './trainingGraph.ts';

/** Loss and figures, of a pass, of a step or of all that is held out. */
export interface PassSums {
  readonly loss: number;
  /** The objective's figures by name. */
  readonly figures: Readonly<Record<string, number>>;
}

/** Of no pass. */
export function noSums({ figures }: Objective): PassSums {
  return { loss: 0, figures: Object.fromEntries(figures.map((name) => [name, 0])) };
}

/** Of two passes together. */
export function addSums(a: PassSums, b: PassSums): PassSums {
  return { loss: a.loss + b.loss, figures: eachFigure(a, (value, name) => value + (b.figures[name] ?? 0)) };
}

/** A share of each sum: a mean, where `units` is how much was summed. */
export function meanFigures(sums: PassSums, units: number): PassSums['figures'] {
  return eachFigure(sums, (value) => value / units);
}

/** A pass's sums among the outputs of a training or a loss graph. */
export function readSums(
  { figures }: Pick<Objective, 'figures'>,
  results: Awaited<ReturnType<Session['run']>>,
): PassSums {
  const values = figures.map((name) => [name, item(results[figureOutput(name)])]);
  return { loss: item(results.loss), figures: Object.fromEntries(values) };
}

function eachFigure({ figures }: PassSums, map: (value: number, name: string) => number) {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, map(value, name)]));
}
