/** What is shown while the answer of a job is awaited: how far it is, with the way to call it off. */
import type { Job } from '../../../shared/records/jobs.ts';
import { useJobs } from '../hooks/useJobs.ts';
import { Loading } from './Await.tsx';
import { JobRow } from './JobRow.tsx';

interface AwaitJobProps {
  readonly kind: Job['kind'];
  /** What it works on; absent: whatever it is. */
  readonly title?: string;
  /** What is done, for as long as there is no job yet. */
  readonly label: string;
}

export function AwaitJob({ kind, title, label }: AwaitJobProps) {
  const { jobs, ...actions } = useJobs(
    (job) => job.kind === kind && job.state === 'running' && (title === undefined || job.title === title),
  );
  const [job] = jobs;
  return job ? <JobRow job={job} actions={actions} /> : <Loading label={label} />;
}
