/** An export under way, with its progress and the way to call it off; or one that failed, with the reason. */
import { Box, Button, LinearProgress, Stack, Typography } from '@mui/material';
import { fromRecord } from '../../../../shared/errors.ts';
import type { Job } from '../../../../shared/records/jobs.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import type { JobRowProps } from '../../components/JobRow.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';

export function ExportJobRow({ job, actions }: JobRowProps) {
  const t = useText();
  const { title, error } = job;
  const { shareFailed, createFailed, failed: exportFailed } = t.exports;
  const failed = { share: shareFailed, ollama: createFailed }[job.kind as string] ?? exportFailed;
  if (error) {
    return (
      <ErrorNotice
        error={fromRecord(error)}
        about={failed(title).replace(/[.。]$/, '')}
        onRetry={() => actions.dismiss(job)}
        retryLabel={t.exports.dismiss}
      />
    );
  }
  if (job.state === 'done') return <Shared job={job} onDismiss={() => actions.dismiss(job)} />;
  return <Progress job={job} onCancel={() => actions.cancel(job)} />;
}

/** Where what was shared is found. */
function Shared({ job, onDismiss }: { readonly job: Job; readonly onDismiss: () => void }) {
  const t = useText();
  return (
    <Stack direction="row" spacing={2} sx={{ alignItems: 'center' }}>
      <Typography role="status" sx={{ flex: 1, overflowWrap: 'anywhere' }}>
        {t.exports.shared(job.result ?? job.title)}
      </Typography>
      <Button onClick={onDismiss}>{t.exports.dismiss}</Button>
    </Stack>
  );
}

interface ProgressProps {
  readonly job: Job;
  readonly onCancel: () => void;
}

function Progress({ job, onCancel }: ProgressProps) {
  const t = useText();
  const formats = useFormats();
  const { kind, title, stage, progress, etaSeconds } = job;
  const stages: Readonly<Record<string, string>> = t.exports.stages;
  const facts = [
    stages[stage] ?? (kind === 'ollama' ? t.exports.creating : t.exports.starting),
    ...(progress === null ? [] : [formats.percent(progress)]),
    ...(etaSeconds === null || etaSeconds < 1 ? [] : [t.exports.eta(formats.duration(etaSeconds))]),
  ];
  return (
    <Stack direction="row" spacing={2} sx={{ alignItems: 'center' }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Stack direction="row" sx={{ justifyContent: 'space-between', gap: 2 }}>
          <Typography noWrap sx={{ fontWeight: 600 }}>
            {title}
          </Typography>
          <Typography variant="body2" color="textSecondary" noWrap>
            {facts.join(' · ')}
          </Typography>
        </Stack>
        <LinearProgress
          aria-label={job.kind === 'share' ? t.exports.sharing(title) : t.exports.jobTitle(title)}
          sx={{ mt: 0.5 }}
          {...(progress === null ? {} : { variant: 'determinate', value: 100 * progress })}
        />
      </Box>
      <Button
        onClick={onCancel}
        aria-label={job.kind === 'share' ? t.exports.shareCancel(title) : t.exports.cancelLabel(title)}
      >
        {t.frame.cancel}
      </Button>
    </Stack>
  );
}
