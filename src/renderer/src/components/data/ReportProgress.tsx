/** How far the report on a dataset is, with the way to call it off; where it is not a job yet, that it is being read. */
import type { Dataset } from '../../../../shared/records/datasets.ts';
import { useJobs } from '../../hooks/useJobs.ts';
import { JobRow } from '../JobRow.tsx';
import { Loading } from '../Loading.tsx';

interface ReportProgressProps {
  readonly dataset: Dataset;
  /** What is done. */
  readonly label: string;
}

export function ReportProgress({ dataset, label }: ReportProgressProps) {
  const { jobs, ...actions } = useJobs(
    ({ kind, title, state }) => kind === 'report' && title === dataset.name && state === 'running',
  );
  const [job] = jobs;
  return job ? <JobRow job={job} actions={actions} /> : <Loading label={label} />;
}
