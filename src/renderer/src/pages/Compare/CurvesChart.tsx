/** The curves of the compared runs over one another. */
import { Stack, ToggleButton, ToggleButtonGroup } from '@mui/material';
import { useMemo, useRef, useState } from 'react';
import type { Comparison } from '../../../../shared/records/runs.ts';
import { ChartFrame, ResetZoom } from '../../components/charts/ChartFrame.tsx';
import { curveDashes, useChartColours } from '../../components/charts/chartColours.ts';
import { Legend } from '../../components/charts/Legend.tsx';
import { type MakePlot, Plot } from '../../components/charts/Plot.tsx';
import { axis as plotAxis } from '../../components/charts/plotParts.ts';
import type { Range } from '../../components/charts/series.ts';
import { spread } from '../../components/charts/series.ts';
import type { Columns } from '../../components/csv.ts';
import { figureTerms, figureTitle } from '../../format.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { type Axis, axes, compareCurves, quantitiesOf } from './compareCurves.ts';

const height = 340;
const tableRows = 20;

export function CurvesChart({ comparison }: { readonly comparison: Comparison }) {
  const t = useText();
  const { number, loss } = useFormats();
  const colours = useChartColours();
  const box = useRef<HTMLDivElement>(null);
  const measured = comparison.curves.some(({ heldOut }) => heldOut.length > 0);
  const [quantity, setQuantity] = useState<string>(measured ? 'heldOut' : 'loss');
  const [axis, setAxis] = useState<Axis>('step');
  const [range, setRange] = useState<Range>(null);
  const data = useMemo(() => compareCurves(comparison, quantity, axis), [comparison, quantity, axis]);
  const count = comparison.runs.length;
  const ofMeasurements = quantity.startsWith('heldOut');
  const titleOf = (each: string) =>
    each === 'heldOut' || each === 'loss' ? t.compare.quantities[each] : figureTitle(each, t.run);
  const title = titleOf(quantity);
  const make = useMemo<MakePlot>(
    () => (own) => ({
      padding: [8, 22, 0, 0],
      scales: { x: { time: false } },
      axes: [
        plotAxis({
          colours: own,
          format: (at) => (axis === 'step' ? number(at) : `${number(at)} %`),
          size: 30,
          whole: axis === 'step',
          space: 70,
        }),
        plotAxis({ colours: own, format: (value) => number(value, 2), size: 52 }),
      ],
      cursor: { y: false, points: { show: false } },
      series: [
        {},
        ...Array.from({ length: count }, (_, i) => ({
          stroke: own.curves[i],
          dash: [...(curveDashes[i] ?? [])],
          width: 2,
          spanGaps: true,
          points: { show: ofMeasurements, size: 7, width: 0, fill: own.curves[i] },
        })),
      ],
    }),
    [axis, ofMeasurements, count, number],
  );
  const [places, ...lists] = data;
  const summary = comparison.runs.map(({ name }, i) => {
    const known = (lists[i] ?? []).filter((value) => value !== null);
    const [from, to] = [known[0], known.at(-1)];
    return from === undefined || to === undefined
      ? t.compare.noCurve(name)
      : t.compare.summary(name, loss(from), loss(to));
  });
  const columns = (shown: (value: number | null) => string | number | null): Columns =>
    Object.fromEntries(comparison.runs.map(({ name }, i) => [name, (lists[i] ?? []).map(shown)]));
  return (
    <Stack spacing={1.5}>
      <Stack direction="row" spacing={2} sx={{ flexWrap: 'wrap', rowGap: 1 }}>
        <Choice
          label={t.compare.quantity}
          options={quantitiesOf(comparison.curves).map((value) => ({ value, label: titleOf(value) }))}
          value={quantity}
          onChange={setQuantity}
        />
        <Choice
          label={t.compare.axis}
          options={axes.map((value) => ({ value, label: t.compare.axes[value] }))}
          value={axis}
          onChange={(chosen) => {
            setAxis(chosen);
            setRange(null);
          }}
        />
      </Stack>
      <ChartFrame
        title={title}
        term={quantity === 'heldOut' || quantity === 'loss' ? quantity : figureTerms[quantity]}
        fileName={`${t.compare.title} ${title}`}
        box={box}
        tools={range ? <ResetZoom onReset={() => setRange(null)} /> : null}
        columns={() => ({ [axis]: places, ...columns((value) => value) })}
        table={() => {
          const rows = spread(places.length, tableRows);
          const all = columns((value) => (value === null ? null : loss(value)));
          return {
            [t.compare.axes[axis]]: rows.map((row) => number(places[row] ?? 0, axis === 'step' ? 0 : 1)),
            ...Object.fromEntries(
              Object.entries(all).map(([name, list]) => [name, rows.map((row) => list[row])]),
            ),
          };
        }}
      >
        <Plot
          make={make}
          data={data}
          height={height}
          label={summary.join(t.data.sentenceGap)}
          range={range}
          onRange={setRange}
          box={box}
        />
        <Legend
          entries={comparison.runs.map(({ name }, i) => ({
            kind: ofMeasurements ? 'points' : 'line',
            colour: colours.curves[i] ?? colours.main,
            dash: curveDashes[i] ?? [],
            label: name,
          }))}
        />
      </ChartFrame>
    </Stack>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, options, value, onChange }: ChoiceProps<T>) {
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      aria-label={label}
      value={value}
      onChange={(_event, chosen: T | null) => chosen !== null && onChange(chosen)}
    >
      {options.map((option) => (
        <ToggleButton key={option.value} value={option.value} sx={{ textTransform: 'none', py: 0.25 }}>
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
