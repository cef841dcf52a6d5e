/** The jobs that are at work for a page, each with what can be done about it; nothing where there are none. */
import type { ReactNode } from 'react';
import type { Job } from '../../../shared/records/jobs.ts';
import { useJobs } from '../hooks/useJobs.ts';
import { JobRow, type JobRowProps } from './JobRow.tsx';
import { Section } from './Section.tsx';

interface UnderWayProps {
  readonly title: string;
  readonly show: (job: Job) => boolean;
  /** Whether jobs that have ended well stay until they are dismissed. */
  readonly done?: boolean;
  /** Drawn for each instead of the usual row. */
  readonly row?: (props: JobRowProps) => ReactNode;
}

export function UnderWay({ title, show, done = false, row: Row = JobRow }: UnderWayProps) {
  const { jobs, ...actions } = useJobs(show, done);
  if (jobs.length === 0) return null;
  return (
    <Section title={title}>
      {jobs.map((job) => (
        <Row key={job.id} job={job} actions={actions} />
      ))}
    </Section>
  );
}
