/** Where the studio opens: at first a self-test and a first try, later what trains, what ended, and what is new to try. */
import { Box, Stack } from '@mui/material';
import type { Input } from '../../../../shared/api.ts';
import { Await } from '../../components/Await.tsx';
import { RouterButton } from '../../components/links.tsx';
import { Page } from '../../components/Page.tsx';
import { SelfTestCard } from '../../components/SelfTestCard.tsx';
import { useApiQuery } from '../../hooks/useApi.ts';
import { useSelfTest } from '../../hooks/useSelfTest.ts';
import { useText } from '../../text/TextProvider.tsx';
import { FirstTry } from './FirstTry.tsx';
import { MachineCard } from './MachineCard.tsx';
import { RunLists } from './RunLists.tsx';
import { ToRate } from './ToRate.tsx';

const lastRuns: Input<'runs.list'> = {
  page: 0,
  pageSize: 6,
  search: '',
  states: [],
  sort: 'createdAt',
  descending: true,
};

export function Home() {
  const t = useText();
  const { data: info } = useApiQuery('app.info');
  const { data: resources } = useApiQuery('app.resources');
  const { data: active = [] } = useApiQuery('runs.active');
  const { data: adapters } = useApiQuery('adapters.list');
  const history = useApiQuery('runs.list', lastRuns);
  const selfTest = useSelfTest();
  const started = (history.data?.total ?? 0) > 0;
  return (
    <Page
      title={t.home.title}
      actions={
        started ? (
          <RouterButton to="/new" variant="contained">
            {t.newRun.title}
          </RouterButton>
        ) : null
      }
    >
      <Box sx={{ display: 'grid', gridTemplateColumns: '3fr 2fr', gap: 2, alignItems: 'start' }}>
        <Stack spacing={2} sx={{ minWidth: 0 }}>
          <Await query={history}>
            {({ runs, total }) =>
              total === 0 ? <FirstTry devices={selfTest.reports} /> : <RunLists active={active} last={runs} />
            }
          </Await>
          {started && adapters ? <ToRate list={adapters} /> : null}
        </Stack>
        <Stack spacing={2} sx={{ minWidth: 0 }}>
          <SelfTestCard {...selfTest} />
          {info ? <MachineCard info={info} resources={resources} /> : null}
        </Stack>
      </Box>
    </Page>
  );
}
