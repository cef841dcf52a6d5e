/** uplot as a component: made anew when its looks change, given new data and a new range in place. */
import 'uplot/dist/uPlot.min.css';
import { Box } from '@mui/material';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useWidth } from '../useWidth.ts';
import { type ChartColours, useChartColours } from './chartColours.ts';
import type { Aligned, Range } from './series.ts';

/** What a chart looks like, for the colours of the theme; a new function makes a new chart. */
export type MakePlot = (colours: ChartColours) => Omit<uPlot.Options, 'width' | 'height'>;

interface PlotProps {
  readonly make: MakePlot;
  readonly data: Aligned;
  readonly height: number;
  /** What it shows, for those who do not see it. */
  readonly label: string;
  /** Part of the axis on show. */
  readonly range?: Range;
  /** Told what was chosen by dragging; null: all, by a double click. Absent: it cannot be zoomed. */
  readonly onRange?: ((range: Range) => void) | undefined;
  /** Holds the canvas, for saving it. */
  readonly box?: RefObject<HTMLDivElement | null>;
  readonly children?: ReactNode;
}

/** Pixels below which a drag was meant as a click. */
const leastDrag = 5;

export function Plot({ make, data, height, label, range = null, onRange, box, children }: PlotProps) {
  const [place, width] = useWidth<HTMLDivElement>();
  const colours = useChartColours();
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ data, range, width, onRange });
  latest.current = { data, range, width, onRange };
  const laidOut = width > 0;

  useEffect(() => {
    if (!laidOut || !place.current) return;
    const now = latest.current;
    const zoom = now.onRange ? zoomable((chosen) => latest.current.onRange?.(chosen)) : {};
    const options = { ...make(colours), width: now.width, height };
    const chart = new uPlot(
      {
        ...options,
        legend: { show: false },
        cursor: {
          ...options.cursor,
          drag: { setScale: false, x: now.onRange !== undefined },
          ...zoom.cursor,
        },
        hooks: { ...options.hooks, ...zoom.hooks },
      },
      now.data as uPlot.AlignedData,
      place.current,
    );
    show(chart, now.data, now.range);
    plot.current = chart;
    return () => {
      chart.destroy();
      plot.current = null;
    };
  }, [make, colours, height, laidOut, place]);

  useEffect(() => {
    const chart = plot.current;
    if (chart && width > 0 && chart.width !== width) chart.setSize({ width, height });
  }, [width, height]);

  useEffect(() => {
    if (plot.current) show(plot.current, data, range);
  }, [data, range]);

  return (
    <Box ref={box} sx={{ minWidth: 0 }}>
      <Box ref={place} role="img" aria-label={label} sx={{ height, overflow: 'hidden' }} />
      {children}
    </Box>
  );
}

function show(chart: uPlot, data: Aligned, range: Range): void {
  const [axis] = data;
  const [first, last] = [axis[0] ?? 0, axis.at(-1) ?? 1];
  const [min, max] = range ?? [first, last];
  chart.batch(() => {
    chart.setData(data as uPlot.AlignedData, false);
    // A single point needs some room to stand in.
    chart.setScale('x', max > min ? { min, max } : { min: min - 1, max: max + 1 });
  });
}

function zoomable(onRange: (range: Range) => void): {
  readonly cursor?: uPlot.Cursor;
  readonly hooks?: uPlot.Hooks.Arrays;
} {
  return {
    cursor: {
      bind: {
        dblclick: () => () => {
          onRange(null);
          return null;
        },
      },
    },
    hooks: {
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          if (width >= leastDrag) onRange([chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')]);
          if (width > 0) chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}
