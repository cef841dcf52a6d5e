/** The loss chart in words and numbers: for those who do not see it, and for saving. */
import type { Metrics } from '../../../../shared/records/runs.ts';
import { smooth, spread } from '../../components/charts/series.ts';
import type { Columns } from '../../components/csv.ts';
import type { Formats } from '../../format.ts';
import type { Catalogue } from '../../text/catalogues.ts';

const shownRows = 20;

/** Where the curves begin, where they end, and the best between. */
export function lossSummary(
  { step, loss }: Metrics,
  heldOut: Metrics['heldOut'],
  t: Catalogue,
  formats: Formats,
): string {
  const [from, to, last] = [loss[0], loss.at(-1), step.at(-1)];
  if (from === undefined || to === undefined || last === undefined) return t.run.noSteps;
  const [first, best, end] = [heldOut[0], heldOut.find((point) => point.best), heldOut.at(-1)];
  return [
    t.run.lossSummary(formats.loss(from), formats.loss(to), formats.number(last)),
    first && best && end
      ? t.run.heldOutSummary(
          formats.loss(first.loss),
          formats.loss(end.loss),
          formats.loss(best.loss),
          formats.number(best.step),
        )
      : '',
  ]
    .filter(Boolean)
    .join(t.data.sentenceGap);
}

/** Every number of the chart. */
export function lossColumns(metrics: Metrics): Columns {
  const heldOut = new Map(metrics.heldOut.map((point) => [point.step, point.loss]));
  const { step, loss, lossMin, lossMax, learningRate, gradNorm, tokensPerSecond, memoryBytes } = metrics;
  return {
    step,
    loss,
    loss_min: lossMin,
    loss_max: lossMax,
    loss_smoothed: smooth(loss),
    held_out_loss: step.map((at) => heldOut.get(at)),
    learning_rate: learningRate,
    grad_norm: gradNorm,
    tokens_per_second: tokensPerSecond,
    memory_bytes: memoryBytes,
  };
}

/** The measured steps, and others between them. */
export function lossTable(metrics: Metrics, t: Catalogue, formats: Formats): Columns {
  const smoothed = smooth(metrics.loss);
  const heldOut = new Map(metrics.heldOut.map((point) => [point.step, point.loss]));
  const measured = metrics.step.flatMap((step, i) => (heldOut.has(step) ? [i] : []));
  const chosen = measured.length >= 3 ? measured : spread(metrics.step.length, shownRows);
  const shown = (value: number | null | undefined) => (value == null ? null : formats.loss(value));
  return {
    [t.run.step]: chosen.map((i) => formats.number(metrics.step[i] ?? 0)),
    [t.run.lossTitle]: chosen.map((i) => shown(metrics.loss[i])),
    [t.run.smoothed]: chosen.map((i) => shown(smoothed[i])),
    [t.run.heldOut]: chosen.map((i) => shown(heldOut.get(metrics.step[i] ?? 0))),
  };
}
