/** The dataset library: files with versions at the left, what a model would learn from the chosen one at the right. */
import DatasetsIcon from '@mui/icons-material/TableChartOutlined';
import { Box, Stack } from '@mui/material';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Dataset } from '../../../../shared/records/datasets.ts';
import { Await } from '../../components/Await.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { JobRow } from '../../components/JobRow.tsx';
import { Page } from '../../components/Page.tsx';
import { Section } from '../../components/Section.tsx';
import { useApiQuery } from '../../hooks/useApi.ts';
import { useJobs } from '../../hooks/useJobs.ts';
import { useText } from '../../text/TextProvider.tsx';
import { DatasetDetail } from './DatasetDetail.tsx';
import { DatasetList } from './DatasetList.tsx';
import { ImportData } from './ImportData.tsx';

export function Datasets() {
  const t = useText();
  const datasets = useApiQuery('datasets.list');
  const navigate = useNavigate({ from: '/datasets' });
  const choose = (id: string) => void navigate({ search: { id } });
  return (
    <Page title={t.datasets.title} about={t.datasets.about}>
      <ImportData onImported={choose} />
      <UnderWay />
      <Await query={datasets}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState icon={<DatasetsIcon />} title={t.datasets.emptyTitle} about={t.datasets.emptyAbout} />
          ) : (
            <Library datasets={list} onChoose={choose} />
          )
        }
      </Await>
    </Page>
  );
}

function UnderWay() {
  const t = useText();
  const { jobs, ...actions } = useJobs(
    ({ kind, state }) => kind === 'datasetDownload' || (kind === 'datasetImport' && state === 'running'),
  );
  if (jobs.length === 0) return null;
  return (
    <Section title={t.models.underWay}>
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} actions={actions} />
      ))}
    </Section>
  );
}

interface LibraryProps {
  readonly datasets: readonly Dataset[];
  readonly onChoose: (id: string) => void;
}

function Library({ datasets, onChoose }: LibraryProps) {
  const { id } = useSearch({ from: '/datasets' });
  const newest = datasets.toSorted((a, b) => b.addedAt - a.addedAt)[0];
  const chosen = datasets.find((dataset) => dataset.id === id) ?? newest;
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: '300px minmax(0, 1fr)', gap: 2, alignItems: 'start' }}>
      <DatasetList datasets={datasets} chosen={chosen?.id} onChoose={onChoose} />
      <Stack spacing={2} sx={{ minWidth: 0 }}>
        {chosen ? <DatasetDetail key={chosen.id} dataset={chosen} /> : null}
      </Stack>
    </Box>
  );
}
