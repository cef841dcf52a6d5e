/** Axes as all charts of the studio have them. */
import type uPlot from 'uplot';
import type { ChartColours } from './chartColours.ts';

const font = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

interface AxisOptions {
  readonly colours: ChartColours;
  readonly format: (value: number) => string;
  /** Pixels for the numbers. */
  readonly size: number;
  /** Only whole numbers are marked. */
  readonly whole?: boolean;
  readonly space?: number;
}

/** Steps between marks: 1, 2, 5, 10, ... */
const wholeSteps = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((by) => by * 10 ** power)).flat();

export function axis({ colours, format, size, whole = false, space = 40 }: AxisOptions): uPlot.Axis {
  const line = { stroke: colours.grid, width: 1 };
  return {
    font,
    size,
    space,
    stroke: colours.text,
    grid: line,
    ticks: { ...line, size: 4 },
    gap: 4,
    ...(whole ? { incrs: wholeSteps } : {}),
    values: (_chart, marks) => marks.map((mark) => (mark === null ? '' : format(mark))),
  };
}
