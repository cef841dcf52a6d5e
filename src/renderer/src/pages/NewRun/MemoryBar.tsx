/** What fills the memory, part by part, and how much of what is there that is. */
import { Box, LinearProgress, Stack, Typography } from '@mui/material';
import { useRef } from 'react';
import type { Preview } from '../../../../shared/records/runs.ts';
import { SaveChart } from '../../components/SaveChart.tsx';
import { useWidth } from '../../components/useWidth.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { memoryShares, type Part } from './memoryShares.ts';

const height = 16;

/** Of one colour, told apart by how strong it is and by their order in the list below. */
const strength: Readonly<Record<Part, number>> = {
  base: 1,
  adapter: 0.25,
  optimizer: 0.65,
  activations: 0.4,
};

export function MemoryBar({ memory }: { readonly memory: NonNullable<Preview['memory']> }) {
  const t = useText();
  const { bytes, share: shareText } = useFormats();
  const [place, width] = useWidth<HTMLDivElement>();
  const box = useRef<HTMLDivElement>(null);
  const shares = memoryShares(memory);
  const words = shares.map(({ part, bytes: size }) => `${t.newRun.memory[part]} ${bytes(size)}`);
  const used = memory.total / Math.max(1, memory.available);
  return (
    <Stack spacing={0.75}>
      <Stack direction="row" sx={{ alignItems: 'center' }}>
        <Typography variant="body2" sx={{ flex: 1 }}>
          {t.newRun.figures.memory}: <b>{bytes(memory.total)}</b>
        </Typography>
        <SaveChart
          name={t.newRun.figures.memory}
          chart={box}
          columns={() => ({
            part: [...shares.map(({ part }) => part), 'total', 'available'],
            bytes: [...shares.map(({ bytes: size }) => size), memory.total, memory.available],
          })}
        />
      </Stack>
      <Box ref={box}>
        <Box ref={place} sx={{ height }}>
          <svg
            width={width}
            height={height}
            role="img"
            aria-label={t.newRun.memory.label(words.join(', '), bytes(memory.total), bytes(memory.available))}
          >
            {shares.map(({ part, from, size }) => (
              <Box
                key={part}
                component="rect"
                x={from * width}
                y={0}
                width={Math.max(0, size * width - (part === 'activations' ? 0 : 1))}
                height={height}
                sx={{ fill: 'var(--mui-palette-primary-main)', opacity: strength[part] }}
              />
            ))}
          </svg>
        </Box>
      </Box>
      <Box
        component="dl"
        sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr auto', columnGap: 1, rowGap: 0.25, m: 0 }}
      >
        {shares.map(({ part, bytes: size }) => (
          <Box key={part} sx={{ display: 'contents' }}>
            <Box component="dt" sx={{ display: 'contents', '& > span': { alignSelf: 'center' } }}>
              <Box
                component="span"
                aria-hidden
                sx={{ width: 10, height: 10, bgcolor: 'primary.main', opacity: strength[part] }}
              />
              <Typography variant="body2" component="span" color="textSecondary">
                {t.newRun.memory[part]}
              </Typography>
            </Box>
            <Typography variant="body2" component="dd" sx={{ m: 0, textAlign: 'right' }}>
              {bytes(size)}
            </Typography>
          </Box>
        ))}
      </Box>
      <LinearProgress
        variant="determinate"
        value={Math.min(100, 100 * used)}
        color={memory.fit === 'fits' ? 'primary' : memory.fit === 'tight' ? 'warning' : 'error'}
        aria-label={t.newRun.memory.used(shareText(used), bytes(memory.available))}
      />
      <Typography variant="body2" color="textSecondary">
        {t.newRun.memory.used(shareText(used), bytes(memory.available))}
      </Typography>
    </Stack>
  );
}
