/** The small charts: learning rate, gradient norm, speed, memory, and the objective's own figures. */
import { Box } from '@mui/material';
import { memo, useCallback, useMemo, useRef } from 'react';
import type { Metrics } from '../../../../shared/records/runs.ts';
import { ChartFrame } from '../../components/charts/ChartFrame.tsx';
import { type MakePlot, Plot } from '../../components/charts/Plot.tsx';
import { axis } from '../../components/charts/plotParts.ts';
import type { Aligned, Range } from '../../components/charts/series.ts';
import { spread } from '../../components/charts/series.ts';
import { figureTerms, figureTitle } from '../../format.ts';
import type { Term } from '../../text/catalogues.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';

const height = 130;
const tableRows = 20;

interface SmallChartsProps {
  readonly metrics: Metrics;
  readonly range: Range;
  /** Begins the names of the files. */
  readonly fileName: string;
}

/** Drawn anew only for new points. */
export const SmallCharts = memo(function SmallCharts({ metrics, range, fileName }: SmallChartsProps) {
  const t = useText();
  const { rate, number, bytes } = useFormats();
  const short = useCallback((value: number) => number(value, decimals(value)), [number]);
  const { step, memoryBytes } = metrics;
  const share = { step, range };
  return (
    <Box
      sx={{ display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', columnGap: 3, rowGap: 1.5 }}
    >
      <SmallChart
        {...share}
        title={t.run.learningRate}
        term="learningRate"
        values={metrics.learningRate}
        format={rate}
        fileName={`${fileName} ${t.run.learningRate}`}
      />
      <SmallChart
        {...share}
        title={t.run.gradNorm}
        term="gradNorm"
        values={metrics.gradNorm}
        format={short}
        fileName={`${fileName} ${t.run.gradNorm}`}
      />
      <SmallChart
        {...share}
        title={t.run.tokens}
        values={metrics.tokensPerSecond}
        format={number}
        fileName={`${fileName} ${t.run.tokens}`}
      />
      {memoryBytes.some((value) => value !== null) ? (
        <SmallChart
          {...share}
          title={t.run.memory}
          values={memoryBytes}
          format={bytes}
          fileName={`${fileName} ${t.run.memory}`}
        />
      ) : null}
      {metrics.figures.map(({ name, step, value }) => {
        const title = figureTitle(name, t.run);
        return (
          <SmallChart
            key={name}
            range={range}
            step={step}
            values={value}
            title={title}
            term={figureTerms[name]}
            format={short}
            fileName={`${fileName} ${title}`}
          />
        );
      })}
    </Box>
  );
});

/** For three digits. */
function decimals(value: number): number {
  if (Math.abs(value) < 1) return 3;
  return Math.abs(value) < 10 ? 2 : 1;
}

interface SmallChartProps {
  readonly title: string;
  readonly term?: Term | undefined;
  readonly step: readonly number[];
  readonly values: readonly (number | null)[];
  readonly format: (value: number) => string;
  readonly range: Range;
  readonly fileName: string;
}

function SmallChart({ title, term, step, values, format, range, fileName }: SmallChartProps) {
  const t = useText();
  const { number } = useFormats();
  const box = useRef<HTMLDivElement>(null);
  const data = useMemo<Aligned>(() => [[...step], [...values]], [step, values]);
  const make = useMemo<MakePlot>(
    () => (colours) => ({
      padding: [6, 22, 0, 0],
      scales: {
        x: { time: false },
        // Down to 0, and below it only where the values are.
        y: { range: (_chart, min, max) => [Math.min(0, 1.1 * min), Math.max(0, 1.1 * max) || 1] },
      },
      axes: [
        axis({ colours, format: (at) => number(at), size: 26, whole: true, space: 70 }),
        axis({ colours, format, size: 62, space: 34 }),
      ],
      cursor: { show: false },
      series: [{}, { stroke: colours.main, width: 1.5, spanGaps: true, points: { show: false } }],
    }),
    [format, number],
  );
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  const summary =
    last === undefined
      ? t.run.noSteps
      : t.run.chartSummary(
          title,
          format(last),
          format(known.reduce((a, b) => Math.min(a, b))),
          format(known.reduce((a, b) => Math.max(a, b))),
        );
  return (
    <ChartFrame
      title={title}
      term={term}
      note={last === undefined ? '' : format(last)}
      fileName={fileName}
      box={box}
      columns={() => ({ step, [title]: values })}
      table={() => {
        const rows = spread(step.length, tableRows);
        const shown = (value: number | null | undefined) => (value == null ? null : format(value));
        return {
          [t.run.step]: rows.map((i) => number(step[i] ?? 0)),
          [title]: rows.map((i) => shown(values[i])),
        };
      }}
    >
      <Plot make={make} data={data} height={height} label={summary} range={range} box={box} />
    </ChartFrame>
  );
}
