/** The machine as a card: what the self-test had to work with. */
import { Box, Card, CardContent, Typography } from '@mui/material';
import { Fragment } from 'react';
import type { AppInfo } from '../../../../shared/records/app.ts';

import { useFormats, useText } from '../../text/TextProvider.tsx';

export function MachineCard({ info }: { readonly info: AppInfo }) {
  const t = useText();
  const formats = useFormats();
  const facts = [
    [t.home.processor, info.cpu],
    [t.home.cores, String(info.cores)],
    [t.home.memory, formats.bytes(info.memoryBytes)],
    [t.home.system, info.platform],
  ] as const;
  return (
    <Card component="section" aria-labelledby="machine">
      <CardContent>
        <Typography id="machine" variant="h2" gutterBottom>
          {t.home.machine}
        </Typography>
        <Box
          component="dl"
          sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: 0.5, columnGap: 2, m: 0 }}
        >
          {facts.map(([name, value]) => (
            <Fragment key={name}>
              <Typography component="dt" color="textSecondary">
                {name}
              </Typography>
              <Typography component="dd" sx={{ m: 0 }}>
                {value}
              </Typography>
            </Fragment>
          ))}
        </Box>
      </CardContent>
    </Card>
  );
}
