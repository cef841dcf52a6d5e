/** Which line of a chart is which: its colour and its dashes, beside its name. */
import { Box, Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';

export interface LegendEntry {
  readonly label: ReactNode;
  readonly colour: string;
  readonly kind: 'dots' | 'line' | 'points' | 'ring';
  readonly dash?: readonly number[];
}

export function Legend({ entries }: { readonly entries: readonly LegendEntry[] }) {
  return (
    <Stack
      component="ul"
      direction="row"
      sx={{ flexWrap: 'wrap', columnGap: 2.5, rowGap: 0.5, listStyle: 'none', p: 0, m: 0 }}
    >
      {entries.map(({ label, colour, kind, dash }) => (
        <Stack
          key={`${kind} ${colour}`}
          component="li"
          direction="row"
          spacing={0.75}
          sx={{ alignItems: 'center', minWidth: 0 }}
        >
          <Mark colour={colour} kind={kind} dash={dash} />
          <Typography variant="body2" component="span">
            {label}
          </Typography>
        </Stack>
      ))}
    </Stack>
  );
}

type MarkProps = Pick<LegendEntry, 'colour' | 'kind'> & { readonly dash: readonly number[] | undefined };

function Mark({ colour, kind, dash = [] }: MarkProps) {
  return (
    <Box component="svg" width={26} height={12} aria-hidden sx={{ flexShrink: 0 }}>
      {kind === 'line' || kind === 'points' ? (
        <path d="M 0 6 H 26" stroke={colour} strokeWidth={2} strokeDasharray={dash.join(' ')} fill="none" />
      ) : null}
      {kind === 'points' ? <circle cx={13} cy={6} r={3.5} fill={colour} /> : null}
      {kind === 'dots'
        ? [4, 13, 22].map((x, i) => <circle key={x} cx={x} cy={4 + 2 * i} r={1.5} fill={colour} />)
        : null}
      {kind === 'ring' ? <circle cx={13} cy={6} r={4.5} fill="none" stroke={colour} strokeWidth={2} /> : null}
    </Box>
  );
}
