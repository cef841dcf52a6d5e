/** The self-test as a card: which devices work here and which one training will use. */
import { Box, Button, LinearProgress, Stack, Typography } from '@mui/material';
import { AppError } from '../../../shared/errors.ts';
import type { DeviceReport } from '../../../shared/records/app.ts';
import { useText } from '../text/TextProvider.tsx';
import { DeviceRow } from './DeviceRow.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';
import { Section } from './Section.tsx';

interface SelfTestCardProps {
  readonly reports: readonly DeviceReport[] | undefined;
  readonly error: Error | null;
  readonly running: boolean;
  readonly again: () => void;
  readonly cancel: () => void;
}

export function SelfTestCard({ reports, error, running, again, cancel }: SelfTestCardProps) {
  const t = useText();
  const cancelled = error instanceof AppError && error.code === 'interrupted';
  const tested = reports && !error;
  return (
    <Section
      title={t.home.selfTest.title}
      actions={
        tested || cancelled ? (
          <Button onClick={again} disabled={running}>
            {t.home.selfTest.again}
          </Button>
        ) : null
      }
    >
      <Typography color="textSecondary">{t.home.selfTest.about}</Typography>
      <div role="status">
        {running ? (
          <Stack spacing={1}>
            <Typography>{t.home.selfTest.running}</Typography>
            <LinearProgress aria-label={t.home.selfTest.running} />
            <Box>
              <Button onClick={cancel} aria-label={`${t.frame.cancel}: ${t.home.selfTest.title}`}>
                {t.frame.cancel}
              </Button>
            </Box>
          </Stack>
        ) : null}
      </div>
      {cancelled && !running ? <Typography>{t.home.selfTest.cancelled}</Typography> : null}
      {error && !cancelled && !running ? <ErrorNotice error={error} onRetry={again} /> : null}
      {tested ? (
        <Stack component="ul" spacing={1.5} sx={{ listStyle: 'none', p: 0, m: 0 }}>
          {reports
            .toSorted((a, b) => Number(b.chosen) - Number(a.chosen))
            .map((report) => (
              <DeviceRow key={report.device} report={report} />
            ))}
        </Stack>
      ) : null}
    </Section>
  );
}
