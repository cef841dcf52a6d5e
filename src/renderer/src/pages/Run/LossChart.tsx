/** The loss over the run: every step as a thin dot, the smoothed line, measurements on held-out rows, the best of them. */
import { FormControlLabel, Slider, Stack, Switch, Typography } from '@mui/material';
import { memo, useCallback, useMemo, useRef, useState } from 'react';
import type { Metrics } from '../../../../shared/records/runs.ts';
import { ChartFrame, ResetZoom } from '../../components/charts/ChartFrame.tsx';
import { useChartColours } from '../../components/charts/chartColours.ts';
import { Legend } from '../../components/charts/Legend.tsx';
import { Plot } from '../../components/charts/Plot.tsx';
import type { Range } from '../../components/charts/series.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { curveAt, lossCurves, measurements, stepsPerPoint } from './lossCurves.ts';
import { lossPlot } from './lossPlot.ts';
import { lossColumns, lossSummary, lossTable } from './lossWords.ts';

const height = 300;

interface LossChartProps {
  readonly metrics: Metrics;
  /** Held-out loss of the untouched model. */
  readonly before: number | null;
  /** Part of the run on show; null: all of it. */
  readonly range: Range;
  readonly onRange: (range: Range) => void;
  /** Steps of the whole run so far. */
  readonly steps: number;
  /** File name without its ending. */
  readonly fileName: string;
}

/** Drawn anew only for new points: a run's row changes more often. */
export const LossChart = memo(function LossChart({
  metrics,
  before,
  range,
  onRange,
  steps,
  fileName,
}: LossChartProps) {
  const t = useText();
  const formats = useFormats();
  const { loss, number } = formats;
  const colours = useChartColours();
  const box = useRef<HTMLDivElement>(null);
  const [log, setLog] = useState(false);
  const [point, setPoint] = useState<number | null>(null);
  // A look at a part of the run is not drawn out to its beginning.
  const heldOut = useMemo(() => measurements(metrics, range ? null : before), [metrics, range, before]);
  const data = useMemo(() => lossCurves(metrics, heldOut, log), [metrics, heldOut, log]);
  const make = useMemo(() => lossPlot({ formats, log, onPoint: setPoint }), [formats, log]);
  const choose = useCallback(
    (chosen: Range) => onRange(chosen && [Math.max(1, chosen[0]), chosen[1]]),
    [onRange],
  );
  const best = metrics.heldOut.find((each) => each.best);
  const perPoint = stepsPerPoint(metrics.step);
  const value = (curve: number) => (point === null ? null : (data[curve]?.[point] ?? null));
  const [mean, smoothed, measured] = [
    value(curveAt.mean),
    value(curveAt.smooth),
    value(curveAt.heldOut),
  ] as const;
  const facts = [
    point === null || data[0][point] === undefined ? '' : t.run.at(number(data[0][point])),
    mean === null ? '' : loss(mean),
    smoothed === null ? '' : `${t.run.smoothed} ${loss(smoothed)}`,
    measured === null ? '' : `${t.run.heldOutLine} ${loss(measured)}`,
  ].filter(Boolean);

  return (
    <ChartFrame
      title={t.run.lossTitle}
      level="h2"
      term="loss"
      note={<span aria-hidden>{facts.length > 1 ? facts.join(' · ') : t.run.zoomHint}</span>}
      fileName={fileName}
      box={box}
      columns={() => lossColumns(metrics)}
      table={() => lossTable(metrics, t, formats)}
      tools={
        <>
          {range ? <ResetZoom onReset={() => onRange(null)} /> : null}
          <FormControlLabel
            label={t.run.logAxis}
            control={<Switch size="small" checked={log} onChange={(_event, on) => setLog(on)} />}
            slotProps={{ typography: { variant: 'body2' } }}
            sx={{ mx: 0.5 }}
          />
        </>
      }
    >
      <Plot
        make={make}
        data={data}
        height={height}
        label={lossSummary(metrics, heldOut, t, formats)}
        range={range}
        onRange={choose}
        box={box}
      />
      <Stack direction="row" spacing={3} sx={{ alignItems: 'center', justifyContent: 'space-between' }}>
        <Legend
          entries={[
            {
              kind: 'dots',
              colour: colours.main,
              label: perPoint > 1 ? t.run.rawMean(number(perPoint)) : t.run.raw,
            },
            { kind: 'line', colour: colours.main, label: t.run.smoothed },
            ...(heldOut.length === 0
              ? []
              : [
                  { kind: 'points' as const, colour: colours.second, dash: [6, 4], label: t.run.heldOutLine },
                ]),
            ...(best
              ? [
                  {
                    kind: 'ring' as const,
                    colour: colours.second,
                    label: t.run.best(loss(best.loss), number(best.step)),
                  },
                ]
              : []),
          ]}
        />
        {steps > 2 ? <RangeSlider range={range} steps={steps} onRange={onRange} /> : null}
      </Stack>
    </ChartFrame>
  );
});

interface RangeSliderProps {
  readonly range: Range;
  readonly steps: number;
  readonly onRange: (range: Range) => void;
}

/** The same as dragging across the chart, by keyboard as well. */
function RangeSlider({ range, steps, onRange }: RangeSliderProps) {
  const t = useText();
  const { number } = useFormats();
  const [moved, setMoved] = useState<number[] | null>(null);
  const value = moved ?? [...(range ?? [1, steps])].map((step) => Math.min(steps, Math.round(step)));
  return (
    <Stack direction="row" spacing={1.5} sx={{ alignItems: 'center', flexShrink: 0 }}>
      <Typography variant="body2" color="textSecondary">
        {t.run.shownSteps}
      </Typography>
      <Slider
        size="small"
        min={1}
        max={steps}
        value={value}
        step={Math.max(1, Math.round(steps / 200))}
        disableSwap
        onChange={(_event, now) => setMoved(now as number[])}
        onChangeCommitted={(_event, now) => {
          const [from = 1, to = steps] = now as number[];
          setMoved(null);
          onRange(from <= 1 && to >= steps ? null : [from, Math.max(from + 1, to)]);
        }}
        getAriaLabel={(i) => `${t.run.shownSteps} ${i + 1}`}
        getAriaValueText={(step) => number(step)}
        sx={{ width: 150, mr: 1 }}
      />
    </Stack>
  );
}
