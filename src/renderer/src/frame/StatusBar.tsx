/** The bar at the bottom: what runs now, how far it is and how long it will take, and what the machine has left. */
import { Box, LinearProgress, Stack } from '@mui/material';
import type { Job } from '../../../shared/records/jobs.ts';
import type { Run } from '../../../shared/records/runs.ts';
import { RouterLink } from '../components/links.tsx';
import { useApiQuery } from '../hooks/useApi.ts';
import { useFormats, useText } from '../text/TextProvider.tsx';
import { MachineFigures } from './MachineFigures.tsx';

const barHeight = 30;
const quiet = { color: 'text.secondary', fontSize: '0.8125rem', whiteSpace: 'nowrap' } as const;

/** Where the work of each kind of job is to be seen. */
const jobPages = {
  download: '/models',
  datasetDownload: '/datasets',
  datasetImport: '/datasets',
  import: '/models',
  report: '/datasets',
  export: '/exports',
  ollama: '/exports',
  lmStudio: '/exports',
  llamaCpp: '/exports',
  share: '/exports',
} as const satisfies Record<Job['kind'], string>;

export function StatusBar() {
  const t = useText();
  const { data: runs = [] } = useApiQuery('runs.active');
  const { data: jobs = [] } = useApiQuery('jobs.list');
  const run = runs.find(({ state }) => state === 'running');
  const queued = runs.filter(({ state }) => state === 'queued').length;
  const job = jobs.find(({ state }) => state === 'running');
  return (
    <Stack
      component="footer"
      direction="row"
      aria-label={t.frame.status}
      spacing={3}
      sx={{
        height: barHeight,
        flexShrink: 0,
        alignItems: 'center',
        px: 2,
        borderTop: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
        ...quiet,
      }}
    >
      <Stack direction="row" spacing={3} sx={{ flex: 1, minWidth: 0, alignItems: 'center' }}>
        {run ? <RunProgress run={run} queued={queued} /> : null}
        {job && !run ? <JobProgress job={job} /> : null}
        {run || job ? null : <span>{queued > 0 ? t.frame.queued(queued) : t.frame.idle}</span>}
      </Stack>
      <MachineFigures />
    </Stack>
  );
}

interface ProgressProps {
  readonly label: string;
  /** 0 to 1; null while it cannot be told. */
  readonly share: number | null;
  /** Beside the bar: share, time left. */
  readonly facts: readonly string[];
}

function Progress({ label, share, facts }: ProgressProps) {
  return (
    <>
      <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis' }} title={label}>
        {label}
      </Box>
      <LinearProgress
        aria-label={label}
        sx={{ width: 120, flexShrink: 0, height: 6, borderRadius: 1 }}
        {...(share === null ? {} : { variant: 'determinate', value: 100 * share })}
      />
      <span>{facts.filter(Boolean).join(' · ')}</span>
    </>
  );
}

const linkLook = {
  display: 'flex',
  alignItems: 'center',
  gap: 1.5,
  minWidth: 0,
  color: 'text.primary',
  textDecoration: 'none',
  '&:hover': { textDecoration: 'underline' },
};

function RunProgress({ run, queued }: { readonly run: Run; readonly queued: number }) {
  const t = useText();
  const { percent, duration } = useFormats();
  const done = run.steps === null ? null : Math.min(1, run.step / run.steps);
  return (
    <RouterLink to="/runs/$id" params={{ id: run.id }} sx={linkLook}>
      <Progress
        label={t.frame.training(run.name)}
        share={done}
        facts={[
          done === null ? t.frame.preparing : percent(done),
          run.etaSeconds === null ? '' : t.frame.left(duration(run.etaSeconds)),
          queued > 0 ? t.frame.queued(queued) : '',
        ]}
      />
    </RouterLink>
  );
}

function JobProgress({ job }: { readonly job: Job }) {
  const t = useText();
  const stages: Readonly<Record<string, string>> = t.frame.stages;
  const { percent, duration } = useFormats();
  return (
    <RouterLink to={jobPages[job.kind]} sx={linkLook}>
      <Progress
        label={job.title}
        share={job.progress}
        facts={[
          job.progress === null ? (stages[job.stage] ?? '') : percent(job.progress),
          job.etaSeconds === null ? '' : t.frame.left(duration(job.etaSeconds)),
        ]}
      />
    </RouterLink>
  );
}
