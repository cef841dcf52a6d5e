/** One job under way: what it does, how far it is and how long it will take, with pause, resume and cancel; or why it failed. */

import { Box, Button, LinearProgress, Stack, Typography } from '@mui/material';
import type { Job } from '../../../shared/records/jobs.ts';
import { useFormats, useText } from '../text/TextProvider.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';
import { jobError } from './jobError.ts';

interface JobActions {
  readonly cancel: (job: Job) => void;
  readonly pause: (job: Job) => void;
  readonly resume: (job: Job) => void;
  readonly dismiss: (job: Job) => void;
}

export interface JobRowProps {
  readonly job: Job;
  readonly actions: JobActions;
}

export function JobRow({ job, actions }: JobRowProps) {
  const t = useText();
  const { error, canPause, state, title } = job;
  if (error)
    return (
      <Stack spacing={1}>
        <ErrorNotice error={jobError(title, error)} onRetry={() => actions.resume(job)} />
        <Box>
          <Button variant="text" onClick={() => actions.dismiss(job)}>
            {t.frame.dismiss}
          </Button>
        </Box>
      </Stack>
    );
  return (
    <Stack direction="row" spacing={2} sx={{ alignItems: 'center' }}>
      <JobProgress job={job} />
      {canPause && state === 'running' ? (
        <Button onClick={() => actions.pause(job)} aria-label={`${t.frame.pause}: ${title}`}>
          {t.frame.pause}
        </Button>
      ) : null}
      {state === 'paused' ? (
        <Button onClick={() => actions.resume(job)} aria-label={`${t.frame.resume}: ${title}`}>
          {t.frame.resume}
        </Button>
      ) : null}
      <Button onClick={() => actions.cancel(job)} aria-label={`${t.frame.cancel}: ${title}`}>
        {t.frame.cancel}
      </Button>
    </Stack>
  );
}

/** The job's bar and figures alone. */
export function JobProgress({ job }: { readonly job: Job }) {
  const t = useText();
  const { percent, bytes, duration } = useFormats();
  const { title, state, stage, progress, etaSeconds, bytesDone, bytesTotal } = job;
  const stages: Readonly<Record<string, string>> = t.frame.stages;
  const facts = [
    state === 'paused' ? t.frame.paused : (stages[stage] ?? ''),
    bytesDone !== null && bytesTotal !== null ? t.frame.bytesOf(bytes(bytesDone), bytes(bytesTotal)) : '',
    progress === null ? '' : percent(progress),
    etaSeconds === null || etaSeconds < 1 ? '' : t.frame.left(duration(etaSeconds)),
  ];
  return (
    <Box sx={{ flex: 1, minWidth: 0 }}>
      <Stack direction="row" spacing={2} sx={{ justifyContent: 'space-between' }}>
        <Typography noWrap title={title}>
          {title}
        </Typography>
        <Typography variant="body2" color="textSecondary" noWrap sx={{ flexShrink: 0 }}>
          {facts.filter(Boolean).join(' · ')}
        </Typography>
      </Stack>
      <LinearProgress
        aria-label={title}
        sx={{ mt: 0.5 }}
        {...(progress === null && state === 'running'
          ? {}
          : { variant: 'determinate', value: 100 * (progress ?? 0) })}
      />
    </Box>
  );
}
