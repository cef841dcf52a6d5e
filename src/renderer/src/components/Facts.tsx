/** Names and values in two columns. */
import { Box, Typography } from '@mui/material';
import { Fragment, type ReactNode } from 'react';

export type Fact = readonly [name: ReactNode, value: ReactNode];

export function Facts({ facts }: { readonly facts: readonly (Fact | null)[] }) {
  return (
    <Box
      component="dl"
      sx={{ display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', rowGap: 0.5, columnGap: 2, m: 0 }}
    >
      {facts.map((fact, i) =>
        fact ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: facts keep their places
          <Fragment key={i}>
            <Typography component="dt" variant="body2" color="textSecondary">
              {fact[0]}
            </Typography>
            <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: 'anywhere' }}>
              {fact[1]}
            </Typography>
          </Fragment>
        ) : null,
      )}
    </Box>
  );
}
