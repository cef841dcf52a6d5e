/** An export under way, with its progress and the way to call it off; or one that failed, with the reason. */
import { Box, Button, LinearProgress, Stack, Typography } from '@mui/material';
import { fromRecord } from '../../../../shared/errors.ts';
import { ollamaName } from '../../../../shared/exportTargets.ts';
import type { Job } from '../../../../shared/records/jobs.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import type { JobRowProps } from '../../components/JobRow.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';

export function ExportJobRow({ job, actions }: JobRowProps) {
  const t = useText();
  const { title, error } = job;
  const { shareFailed, createFailed, placeFailed, installFailed, failed: exportFailed } = t.exports;
  const failures = {
    share: shareFailed,
    ollama: createFailed,
    lmStudio: placeFailed,
    llamaCpp: installFailed,
  };
  const failed = (failures as Readonly<Record<string, typeof exportFailed>>)[job.kind] ?? exportFailed;
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
  if (job.state === 'done') return <Done job={job} onDismiss={() => actions.dismiss(job)} />;
  return <Progress job={job} onCancel={() => actions.cancel(job)} />;
}

/** Where what was taken elsewhere is found. */
function Done({ job, onDismiss }: { readonly job: Job; readonly onDismiss: () => void }) {
  const t = useText();
  const name = ollamaName(job.title);
  const texts: Readonly<Partial<Record<Job['kind'], string>>> = {
    share: t.exports.shared(job.result ?? job.title),
    ollama: t.exports.created(`ollama run ${name}`),
    lmStudio: t.exports.placed(`lowrank/${name}`),
  };
  const text = texts[job.kind];
  return (
    <Stack direction="row" spacing={2} sx={{ alignItems: 'center' }}>
      <Typography role="status" sx={{ flex: 1, overflowWrap: 'anywhere' }}>
        {text}
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
  const { kind, title, stage, progress, etaSeconds, bytesDone, bytesTotal } = job;
  const label = { share: t.exports.sharing(title), llamaCpp: t.exports.installing(title) }[kind as string];
  const cancel = { share: t.exports.shareCancel(title), llamaCpp: t.exports.installCancel(title) }[
    kind as string
  ];
  const stages: Readonly<Record<string, string>> = t.exports.stages;
  const facts = [
    stages[stage] ?? (kind === 'ollama' ? t.exports.creating : t.exports.starting),
    ...(bytesDone !== null && bytesTotal !== null
      ? [t.frame.bytesOf(formats.bytes(bytesDone), formats.bytes(bytesTotal))]
      : []),
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
          aria-label={label ?? t.exports.jobTitle(title)}
          sx={{ mt: 0.5 }}
          {...(progress === null ? {} : { variant: 'determinate', value: 100 * progress })}
        />
      </Box>
      <Button onClick={onCancel} aria-label={cancel ?? t.exports.cancelLabel(title)}>
        {t.frame.cancel}
      </Button>
    </Stack>
  );
}
