/** Curves of several runs on one axis, and what they come to in words. */
import type { Comparison, Metrics } from '../../../../shared/records/runs.ts';
import { type Aligned, align, smooth } from '../../components/charts/series.ts';

export const quantities = ['heldOut', 'loss'] as const;
export type Quantity = (typeof quantities)[number];

/** Steps, or the share of the run's own steps in percent: runs of different length then lie over one another. */
export const axes = ['step', 'share'] as const;
export type Axis = (typeof axes)[number];

/** The points of one curve; the held-out loss before training stands at step 0. */
export function pointsOf(
  metrics: Metrics,
  quantity: Quantity,
  before: number | null,
): { readonly step: readonly number[]; readonly loss: readonly (number | null)[] } {
  if (quantity === 'loss') return { step: metrics.step, loss: smooth(metrics.loss) };
  const start = before === null ? [] : [{ step: 0, loss: before }];
  const points = [...start, ...metrics.heldOut];
  return { step: points.map(({ step }) => step), loss: points.map(({ loss }) => loss) };
}

export function compareCurves({ runs, curves }: Comparison, quantity: Quantity, axis: Axis): Aligned {
  return align(
    curves.map((metrics, i) => {
      const { step, loss } = pointsOf(metrics, quantity, runs[i]?.heldOutLossBefore ?? null);
      const whole = runs[i]?.steps ?? step.at(-1) ?? 1;
      return { x: axis === 'step' ? step : step.map((at) => (100 * at) / whole), y: loss };
    }),
  );
}
