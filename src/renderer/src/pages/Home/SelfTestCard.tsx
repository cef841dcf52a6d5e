/** The self-test as a card: which devices work here and which one training will use. */
import { Button, Card, CardActions, CardContent, LinearProgress, Stack, Typography } from '@mui/material';
import type { DeviceReport } from '../../../../shared/records/app.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { useText } from '../../text/TextProvider.tsx';
import { DeviceRow } from './DeviceRow.tsx';

interface SelfTestCardProps {
  readonly reports: readonly DeviceReport[] | undefined;
  readonly error: Error | null;
  readonly running: boolean;
  readonly onAgain: () => void;
}

export function SelfTestCard({ reports, error, running, onAgain }: SelfTestCardProps) {
  const t = useText();
  return (
    <Card component="section" aria-labelledby="self-test">
      <CardContent>
        <Stack spacing={2}>
          <div>
            <Typography id="self-test" variant="h2" gutterBottom>
              {t.home.selfTest.title}
            </Typography>
            <Typography color="textSecondary">{t.home.selfTest.about}</Typography>
            <div role="status">
              {running ? (
                <Stack spacing={1} sx={{ pt: 2 }}>
                  <Typography>{t.home.selfTest.running}</Typography>
                  <LinearProgress aria-label={t.home.selfTest.running} />
                </Stack>
              ) : null}
            </div>
          </div>
          {error && !running ? <ErrorNotice error={error} onRetry={onAgain} /> : null}
          {reports && !error ? (
            <Stack component="ul" spacing={2} sx={{ listStyle: 'none', p: 0, m: 0 }}>
              {reports.map((report) => (
                <DeviceRow key={report.device} report={report} />
              ))}
            </Stack>
          ) : null}
        </Stack>
      </CardContent>
      {reports && !error ? (
        <CardActions sx={{ px: 2, pb: 2 }}>
          <Button onClick={onAgain} disabled={running}>
            {t.home.selfTest.again}
          </Button>
        </CardActions>
      ) : null}
    </Card>
  );
}
