/** One device of the self-test: its name, whether it will be used, why, and what would change that. */
import { Chip, Stack, Typography } from '@mui/material';
import type { DeviceReport } from '../../../../shared/records/app.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';

function Verdict({ report }: { readonly report: DeviceReport }) {
  const t = useText();
  if (report.chosen) return <Chip size="small" color="primary" label={t.home.selfTest.chosen} />;
  if (report.available) return <Chip size="small" variant="outlined" label={t.home.selfTest.works} />;
  return <Chip size="small" variant="outlined" color="warning" label={t.home.selfTest.unavailable} />;
}

export function DeviceRow({ report }: { readonly report: DeviceReport }) {
  const t = useText();
  const formats = useFormats();
  return (
    <Stack component="li" spacing={0.5}>
      <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
        <Typography component="h3" sx={{ fontWeight: 600 }}>
          {report.device}
        </Typography>
        <Verdict report={report} />
        {report.stepSeconds === undefined ? null : (
          <Typography color="textSecondary">
            {t.home.selfTest.step(formats.duration(report.stepSeconds))}
          </Typography>
        )}
      </Stack>
      <Typography>{report.reason}</Typography>
      {report.fix ? <Typography color="textSecondary">{t.home.selfTest.fix(report.fix)}</Typography> : null}
    </Stack>
  );
}
