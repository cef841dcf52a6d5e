/** The dataset library: files with versions at the left, what a model would learn from the chosen one at the right. */
import DatasetsIcon from '@mui/icons-material/TableChartOutlined';
import { Box, Stack } from '@mui/material';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Dataset } from '../../../../shared/records/datasets.ts';
import { ListPage } from '../../components/ListPage.tsx';
import { UnderWay } from '../../components/UnderWay.tsx';
import { useApiQuery } from '../../hooks/useApi.ts';
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
    <ListPage
      title={t.datasets.title}
      about={t.datasets.about}
      above={
        <>
          <ImportData onImported={choose} />
          <UnderWay
            title={t.models.underWay}
            show={({ kind, state }) =>
              kind === 'datasetDownload' || (kind === 'datasetImport' && state === 'running')
            }
          />
        </>
      }
      query={datasets}
      isEmpty={(list) => list.length === 0}
      empty={{ icon: <DatasetsIcon />, title: t.datasets.emptyTitle, about: t.datasets.emptyAbout }}
    >
      {(list) => <Library datasets={list} onChoose={choose} />}
    </ListPage>
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
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: '220px minmax(0, 1fr)', lg: '300px minmax(0, 1fr)' },
        gap: 2,
        alignItems: 'start',
      }}
    >
      <DatasetList datasets={datasets} chosen={chosen?.id} onChoose={onChoose} />
      <Stack spacing={2} sx={{ minWidth: 0 }}>
        {chosen ? <DatasetDetail key={chosen.id} dataset={chosen} /> : null}
      </Stack>
    </Box>
  );
}
