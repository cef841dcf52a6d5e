/** How the loss chart looks: thin dots, a smoothed line over them, larger measured points, a ring around the best. */
import type uPlot from 'uplot';
import { logMarks } from '../../components/charts/logMarks.ts';
import type { MakePlot } from '../../components/charts/Plot.tsx';
import { axis } from '../../components/charts/plotParts.ts';
import type { Formats } from '../../format.ts';
import { curveAt } from './lossCurves.ts';

const noLine: uPlot.Series.PathBuilder = () => null;

interface LossLooks {
  readonly formats: Formats;
  readonly log: boolean;
  /** Told the place of the point under the pointer; null: it has left. */
  readonly onPoint: (at: number | null) => void;
}

export function lossPlot({ formats, log, onPoint }: LossLooks): MakePlot {
  return (colours) => ({
    padding: [8, 22, 0, 0],
    scales: {
      x: { time: false },
      y: log
        ? { distr: 3, range: (_chart, min, max) => [min * 0.97, max * 1.03] }
        : { range: (_chart, min, max) => padded(min, max) },
    },
    axes: [
      axis({ colours, format: (step) => formats.number(step), size: 30, whole: true, space: 70 }),
      {
        ...axis({ colours, format: lossMark(formats), size: 52 }),
        ...(log && { splits: (_chart: uPlot, _at: number, min: number, max: number) => logMarks(min, max) }),
        ...(log && { filter: (_chart: uPlot, marks: number[]) => marks }),
      },
    ],
    cursor: { y: false, points: { show: false } },
    series: [
      {},
      { paths: noLine, points: { show: true, size: 3, width: 0, fill: `${colours.main}80` } },
      { stroke: 'transparent', width: 0, points: { show: false } },
      { stroke: 'transparent', width: 0, points: { show: false } },
      { stroke: colours.main, width: 2, spanGaps: true, points: { show: false } },
      {
        stroke: colours.second,
        width: 1.5,
        dash: [6, 4],
        spanGaps: true,
        points: { show: true, size: 8, width: 0, fill: colours.second },
      },
      {
        paths: noLine,
        points: { show: true, size: 15, width: 2, stroke: colours.second, fill: 'transparent' },
      },
    ],
    bands: [{ series: [curveAt.most, curveAt.least], fill: `${colours.main}2e` }],
    hooks: { setCursor: [(chart) => onPoint(chart.cursor.idx ?? null)] },
  });
}

function padded(min: number, max: number): [number, number] {
  const room = 0.06 * (max - min || Math.abs(max) || 1);
  return [Math.max(min - room, min >= 0 ? 0 : min - room), max + room];
}

function lossMark({ number }: Formats): (loss: number) => string {
  return (loss) => number(loss, Math.abs(loss) < 0.1 ? 4 : 2);
}
