/** Curves of several runs on one axis, and what they come to in words. */
import type { Comparison, Metrics } from '../../../../shared/records/runs.ts';
import { type Aligned, align, smooth } from '../../components/charts/series.ts';

/** What can be compared: the losses, and the figures that the runs have, by their names. */
export function quantitiesOf(curves: readonly Metrics[]): string[] {
  return ['heldOut', 'loss', ...new Set(curves.flatMap(({ figures }) => figures.map(({ name }) => name)))];
}

/** Steps, or the share of the run's own steps in percent: runs of different length then lie over one another. */
export const axes = ['step', 'share'] as const;
export type Axis = (typeof axes)[number];

/** The points of one curve; the held-out loss before training stands at step 0. */
function pointsOf(
  metrics: Metrics,
  quantity: string,
  before: number | null,
): { readonly step: readonly number[]; readonly value: readonly (number | null)[] } {
  if (quantity === 'loss') return { step: metrics.step, value: smooth(metrics.loss) };
  if (quantity !== 'heldOut')
    return metrics.figures.find(({ name }) => name === quantity) ?? { step: [], value: [] };
  const start = before === null ? [] : [{ step: 0, loss: before }];
  const points = [...start, ...metrics.heldOut];
  return { step: points.map(({ step }) => step), value: points.map(({ loss }) => loss) };
}

export function compareCurves({ runs, curves }: Comparison, quantity: string, axis: Axis): Aligned {
  return align(
    curves.map((metrics, i) => {
      const { step, value } = pointsOf(metrics, quantity, runs[i]?.heldOutLossBefore ?? null);
      const whole = runs[i]?.steps ?? step.at(-1) ?? 1;
      return { x: axis === 'step' ? step : step.map((at) => (100 * at) / whole), y: value };
    }),
  );
}
