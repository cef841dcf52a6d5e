/** What the loss chart draws: steps, their range where many share a pixel, the smoothed line, measurements, the best. */
import type { Metrics } from '../../../../shared/records/runs.ts';
import { type Aligned, align, positive } from '../../components/charts/align.ts';
import { smooth } from '../../components/charts/smooth.ts';

/** Places of the curves in {@link lossCurves}' answer. */
export const curveAt = { mean: 1, least: 2, most: 3, smooth: 4, heldOut: 5, best: 6 } as const;

/** @param log whether the axis is logarithmic, where nothing at or below zero has a place */
export function lossCurves({ step, loss, lossMin, lossMax, heldOut }: Metrics, log: boolean): Aligned {
  const curve = (y: readonly (number | null)[]) => ({ x: step, y: log ? positive(y) : y });
  const wide = stepsPerPoint(step) > 1;
  const range = (values: readonly number[]) => curve(wide ? values : values.map(() => null));
  const measured = heldOut.map((point) => point.step);
  const losses = heldOut.map((point) => point.loss);
  return align([
    curve(loss),
    range(lossMin),
    range(lossMax),
    curve(smooth(loss)),
    { x: measured, y: log ? positive(losses) : losses },
    { x: measured, y: heldOut.map((point) => (point.best ? point.loss : null)) },
  ]);
}

/** Steps that share a point, at most. */
export function stepsPerPoint(step: readonly number[]): number {
  return step.slice(1).reduce((most, at, i) => Math.max(most, at - (step[i] as number)), 1);
}
