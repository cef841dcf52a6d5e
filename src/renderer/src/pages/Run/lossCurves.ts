/** What the loss chart draws: steps, their range where many share a pixel, the smoothed line, measurements, the best. */
import type { Metrics } from '../../../../shared/records/runs.ts';
import { type Aligned, align, positive, smooth } from '../../components/charts/series.ts';

/** Places of the curves in {@link lossCurves}' answer. */
export const curveAt = { mean: 1, least: 2, most: 3, smooth: 4, heldOut: 5, best: 6 } as const;

/** The measurements with that of the untouched model, at step 0, in front. */
export function measurements(
  { heldOut }: Pick<Metrics, 'heldOut'>,
  before: number | null,
): Metrics['heldOut'] {
  return before === null ? heldOut : [{ step: 0, loss: before, best: false }, ...heldOut];
}

/**
 * @param heldOut as {@link measurements} has them
 * @param log whether the axis is logarithmic, where nothing at or below zero has a place
 */
export function lossCurves(
  { step, loss, lossMin, lossMax }: Metrics,
  heldOut: Metrics['heldOut'],
  log: boolean,
): Aligned {
  const shown = (y: readonly (number | null)[]) => (log ? positive(y) : y);
  const curve = (y: readonly (number | null)[]) => ({ x: step, y: shown(y) });
  const wide = stepsPerPoint(step) > 1;
  const range = (values: readonly number[]) => curve(wide ? values : values.map(() => null));
  const measured = (y: readonly (number | null)[]) => ({
    x: heldOut.map((point) => point.step),
    y: shown(y),
  });
  return align([
    curve(loss),
    range(lossMin),
    range(lossMax),
    curve(smooth(loss)),
    measured(heldOut.map((point) => point.loss)),
    measured(heldOut.map((point) => (point.best ? point.loss : null))),
  ]);
}

/** Steps that share a point, at most. */
export function stepsPerPoint(step: readonly number[]): number {
  return step.slice(1).reduce((most, at, i) => Math.max(most, at - step[i]!), 1);
}
