/** How long the rows are, with a cut line that can be dragged or moved by keyboard: what lies right of it is hatched. */
import { Box, Stack, Typography } from '@mui/material';
import { type PointerEvent, useId, useRef, useState } from 'react';
import type { DatasetReport } from '../../../../shared/records/datasets.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { Help } from '../Help.tsx';
import { SaveChart } from '../SaveChart.tsx';
import { useWidth } from '../useWidth.ts';
import { CutCost } from './CutCost.tsx';
import { limitAt, nextLimit, placeOf } from './histogramScale.ts';

const height = 132;
const plot = { top: 16, bottom: 20 };

interface TokenHistogramProps {
  readonly report: DatasetReport;
  /** Where the cut stands. */
  readonly maxLength: number;
  /** Absent: the cut is shown and cannot be moved. */
  readonly onChange?: ((maxLength: number) => void) | undefined;
}

export function TokenHistogram({ report, maxLength, onChange }: TokenHistogramProps) {
  const t = useText();
  const { number } = useFormats();
  const id = useId();
  const [box, width] = useWidth<HTMLDivElement>();
  const svg = useRef<SVGSVGElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const { histogram: bins } = report;
  const cut = dragged ?? maxLength;
  const most = Math.max(1, ...bins.map(({ examples }) => examples));
  const bin = width / bins.length;
  const x = Math.min(placeOf(cut, bins) * bin, width - 1);
  const bars = height - plot.top - plot.bottom;

  const limitUnder = ({ clientX }: PointerEvent) => {
    const left = svg.current?.getBoundingClientRect().left ?? 0;
    return limitAt((clientX - left) / bin, bins);
  };
  const labelEvery = Math.max(1, Math.ceil(44 / Math.max(bin, 1)));

  return (
    <Stack spacing={0.5}>
      <Stack direction="row" spacing={0.5} sx={{ alignItems: 'center' }}>
        <Typography variant="h3" sx={{ flex: 1 }}>
          {t.data.lengths} <Help term="maxLength" />
        </Typography>
        <SaveChart
          name={t.data.lengths}
          chart={box}
          columns={() => ({
            tokens_up_to: bins.map(({ limit }) => limit),
            examples: bins.map(({ examples }) => examples),
          })}
        />
      </Stack>
      <Box ref={box} sx={{ position: 'relative', height }}>
        <svg
          ref={svg}
          width={width}
          height={height}
          role="img"
          aria-label={t.data.histogram(
            number(report.train + report.heldOut),
            number(report.longest[0]?.tokens ?? 0),
          )}
        >
          <defs>
            <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <Box
                component="path"
                d="M 0 3 H 6"
                sx={{ stroke: 'var(--mui-palette-warning-main)', strokeWidth: 2 }}
              />
            </pattern>
          </defs>
          {bins.map(({ limit, examples }, i) => {
            const tall = examples === 0 ? 0 : Math.max(2, (examples / most) * bars);
            return (
              <g key={limit}>
                <Box
                  component="rect"
                  x={i * bin + 1}
                  y={plot.top + bars - tall}
                  width={Math.max(bin - 2, 1)}
                  height={tall}
                  sx={{ fill: limit > cut ? `url(#${id})` : 'var(--mui-palette-primary-main)' }}
                />
                {(bins.length - 1 - i) % labelEvery === 0 ? (
                  <Label x={(i + 1) * bin - 2} y={height - 5} anchor="end">
                    {number(limit)}
                  </Label>
                ) : null}
              </g>
            );
          })}
          <Box
            component="path"
            d={`M 0 ${height - plot.bottom + 0.5} H ${width}`}
            sx={{ stroke: 'var(--mui-palette-divider)' }}
          />
          <Box
            component="path"
            d={`M ${x} 0 V ${height - plot.bottom}`}
            sx={{ stroke: 'var(--mui-palette-text-primary)', strokeWidth: 2, strokeDasharray: '4 3' }}
          />
          <Label x={x > width / 2 ? x - 6 : x + 6} y={11} anchor={x > width / 2 ? 'end' : 'start'}>
            {t.data.cutAt(number(cut))}
          </Label>
        </svg>
        {onChange ? (
          <Box
            role="slider"
            tabIndex={0}
            aria-label={t.terms.maxLength.name}
            aria-valuemin={bins[0]?.limit ?? 0}
            aria-valuemax={Math.max(cut, bins.at(-1)?.limit ?? 0)}
            aria-valuenow={cut}
            aria-valuetext={t.data.tokens(cut, number(cut))}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              setDragged(limitUnder(event));
            }}
            onPointerMove={(event) => dragged !== null && setDragged(limitUnder(event))}
            onPointerUp={() => {
              if (dragged !== null && dragged !== maxLength) onChange(dragged);
              setDragged(null);
            }}
            onPointerCancel={() => setDragged(null)}
            onKeyDown={(event) => {
              const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
              if (!direction) return;
              event.preventDefault();
              onChange(nextLimit(maxLength, direction as 1 | -1, bins));
            }}
            style={{ left: x - 8 }}
            sx={{
              position: 'absolute',
              top: 0,
              width: 16,
              height: height - plot.bottom,
              cursor: 'ew-resize',
              touchAction: 'none',
            }}
          />
        ) : null}
      </Box>
      <CutCost report={report} limit={cut} />
    </Stack>
  );
}

interface LabelProps {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end';
  readonly children: string;
}

function Label({ x, y, anchor, children }: LabelProps) {
  return (
    <Box
      component="text"
      x={x}
      y={y}
      sx={{ fill: 'var(--mui-palette-text-secondary)', fontSize: 11, textAnchor: anchor }}
    >
      {children}
    </Box>
  );
}
