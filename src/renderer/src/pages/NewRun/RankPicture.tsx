/** W with B and A beside it, to the scale of the model's own layers: h = Wx + alpha/rank · BAx. */
import { Box, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useRef, useState } from 'react';
import type { LinearLayer } from '../../../../shared/records/models.ts';
import { SaveChart } from '../../components/SaveChart.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { isTarget, layerWeights, loraWeights, timesFewer } from './loraSizes.ts';
import { type Block, rankGeometry } from './rankGeometry.ts';

interface RankPictureProps {
  readonly linear: readonly LinearLayer[];
  readonly targets: string;
  readonly rank: number;
  /** Undefined: twice the rank. */
  readonly alpha: unknown;
}

/** How formulas and the names of matrices are set. */
const mathematical = { fontFamily: 'Georgia, "Times New Roman", serif', fontStyle: 'italic' } as const;

/** Room around the blocks for their names. */
const margin = { top: 20, left: 42, right: 22, bottom: 6 };

export function RankPicture({ linear, targets, rank, alpha }: RankPictureProps) {
  const t = useText();
  const { number, count } = useFormats();
  const box = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState('');
  const layers = linear.filter((layer) => isTarget(layer, targets));
  const layer = layers.find(({ module }) => module === chosen) ?? layers[0];
  if (!layer) return null;
  const [full, low, times] = [layerWeights(layer), loraWeights(layer, rank), timesFewer(layer, rank)];
  const scale = (typeof alpha === 'number' ? alpha : 2 * rank) / rank;
  const fewer = number(times, times < 9.95 ? 1 : 0);
  const geometry = rankGeometry(layer, rank);
  return (
    <Stack spacing={1.5} sx={{ pt: 1 }}>
      <Stack direction="row" spacing={0.5} sx={{ alignItems: 'center' }}>
        <TextField
          select
          label={t.newRun.rank.layer}
          value={layer.module}
          onChange={({ target }) => setChosen(target.value)}
          sx={{ width: 320, maxWidth: '100%' }}
        >
          {layers.map(({ module, out, in: into, count: many }) => (
            <MenuItem key={module} value={module}>
              {t.newRun.rank.layerSize(module, number(out), number(into), number(many))}
            </MenuItem>
          ))}
        </TextField>
        <SaveChart
          name={`${t.newRun.rank.card(number(rank))} ${layer.module}`}
          chart={box}
          columns={() => ({
            module: layers.map(({ module }) => module),
            out: layers.map(({ out }) => out),
            in: layers.map(({ in: into }) => into),
            layers: layers.map(({ count: many }) => many),
            weights: layers.map(layerWeights),
            lora_weights: layers.map((each) => loraWeights(each, rank)),
          })}
        />
      </Stack>
      <Stack direction="row" spacing={3} sx={{ alignItems: 'center', flexWrap: 'wrap', rowGap: 1 }}>
        <Box ref={box} sx={{ flexShrink: 0, maxWidth: '100%', overflow: 'hidden' }}>
          <Drawing
            geometry={geometry}
            plus={`+ ${number(scale, 2)} ·`}
            label={t.newRun.rank.picture(layer.module, count(full), number(low), fewer)}
          />
        </Box>
        <Stack spacing={0.75} sx={{ flex: '1 1 200px', minWidth: 0 }}>
          <Typography sx={{ ...mathematical, fontSize: '1.05rem' }}>
            {t.newRun.rank.formula(number(scale, 2))}
          </Typography>
          <Typography variant="body2">{t.newRun.rank.whole(count(full))}</Typography>
          <Typography variant="body2">
            {t.newRun.rank.low(number(low))}, <b>{t.newRun.rank.fewer(fewer)}</b>
          </Typography>
          <Typography variant="body2" color="textSecondary">
            {t.newRun.rank.scale} {geometry.thickened ? t.newRun.rank.thickened : ''}
          </Typography>
        </Stack>
      </Stack>
    </Stack>
  );
}

interface DrawingProps {
  readonly geometry: ReturnType<typeof rankGeometry>;
  /** What stands between W and B. */
  readonly plus: string;
  readonly label: string;
}

function Drawing({ geometry, plus, label }: DrawingProps) {
  const { w, b, a, height } = geometry;
  const middle = margin.top + height / 2;
  const width = margin.left + geometry.width + margin.right;
  return (
    <svg
      width={width}
      height={margin.top + height + margin.bottom}
      viewBox={`0 0 ${width} ${margin.top + height + margin.bottom}`}
      role="img"
      aria-label={label}
    >
      <g transform={`translate(${margin.left} ${margin.top})`}>
        <Matrix block={w} frozen />
        <Matrix block={b} />
        <Matrix block={a} />
      </g>
      <Words x={margin.left - 8} y={middle + 5} anchor="end">
        h =
      </Words>
      <Words x={margin.left + w.width / 2} y={14}>
        W
      </Words>
      <Words x={margin.left + w.width + 10} y={middle + 5} anchor="start">
        x
      </Words>
      <Words x={margin.left + geometry.plus + 6} y={middle + 5}>
        {plus}
      </Words>
      <Words x={margin.left + b.x + b.width / 2} y={14}>
        B
      </Words>
      <Words x={margin.left + a.x + a.width / 2} y={margin.top + a.y - 6}>
        A
      </Words>
      <Words x={width - margin.right + 8} y={middle + 5} anchor="start">
        x
      </Words>
    </svg>
  );
}

function Matrix({ block, frozen = false }: { readonly block: Block; readonly frozen?: boolean }) {
  return (
    <Box
      component="rect"
      {...block}
      sx={{
        fill: frozen ? 'var(--mui-palette-divider)' : 'var(--mui-palette-primary-main)',
        stroke: frozen ? 'var(--mui-palette-text-secondary)' : 'none',
        strokeWidth: 1,
        vectorEffect: 'non-scaling-stroke',
      }}
    />
  );
}

interface WordsProps {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly children: string;
}

function Words({ x, y, anchor = 'middle', children }: WordsProps) {
  return (
    <Box
      component="text"
      x={x}
      y={y}
      sx={{
        fill: 'var(--mui-palette-text-primary)',
        fontSize: 16,
        ...mathematical,
        textAnchor: anchor,
      }}
    >
      {children}
    </Box>
  );
}
