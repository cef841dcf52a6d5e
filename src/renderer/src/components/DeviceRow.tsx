/** One device of the self-test: its name, whether it will be used, why, and what would change that. */
import { Chip, Stack, Typography } from '@mui/material';
import type { DeviceReport } from '../../../shared/records/app.ts';
import { deviceText } from '../format.ts';
import { useFormats, useText } from '../text/TextProvider.tsx';
import { reportText } from './deviceReasonText.ts';

function Verdict({ report }: { readonly report: DeviceReport }) {
  const t = useText();
  if (report.chosen) return <Chip color="primary" label={t.home.selfTest.chosen} />;
  if (report.available) return <Chip variant="outlined" label={t.home.selfTest.works} />;
  return <Chip variant="outlined" color="warning" label={t.home.selfTest.unavailable} />;
}

export function DeviceRow({ report }: { readonly report: DeviceReport }) {
  const t = useText();
  const { duration } = useFormats();
  const { why, fix } = reportText(report, t.home.selfTest);
  return (
    <Stack component="li" spacing={0.25}>
      <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
        <Typography variant="h3">{deviceText(report.device)}</Typography>
        <Verdict report={report} />
        {report.stepSeconds === undefined ? null : (
          <Typography color="textSecondary">{t.home.selfTest.step(duration(report.stepSeconds))}</Typography>
        )}
      </Stack>
      {report.chosen && report.stepSeconds !== undefined ? null : (
        <Typography variant="body2">{why}</Typography>
      )}
      {fix ? (
        <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
          {t.home.selfTest.fix(fix)}
        </Typography>
      ) : null}
    </Stack>
  );
}
