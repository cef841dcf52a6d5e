/** The history: every run there was, searched, sorted, compared, kept in order with tags and notes. */
import RunsIcon from '@mui/icons-material/ShowChartOutlined';
import { Button, Stack } from '@mui/material';
import { keepPreviousData } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Run } from '../../../../shared/records/runs.ts';
import { ListPage } from '../../components/ListPage.tsx';
import { RouterButton } from '../../components/links.tsx';
import { EditRun } from '../../components/runs/EditRun.tsx';
import { useApiQuery } from '../../hooks/useApi.ts';
import { useRemoveRuns } from '../../hooks/useRemoval.ts';
import { useText } from '../../text/TextProvider.tsx';
import { RunsFilter } from './RunsFilter.tsx';
import { RunsTable, SelectionBar } from './RunsTable.tsx';
import { type RunsSearch, runsQuery } from './runsQuery.ts';

export function Runs() {
  const t = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: '/runs' });
  const query = runsQuery(search);
  const list = useApiQuery('runs.list', query, {
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [edited, setEdited] = useState<Run | null>(null);
  const remove = useRemoveRuns(() => setSelected([]));
  const change = (to: RunsSearch) =>
    void navigate({ to: '/runs', search: (old: RunsSearch) => ({ ...old, ...to }), replace: true });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `remove` says the same at each drawing
  const actions = useMemo(
    () => ({
      open: ({ id }: Run) => void navigate({ to: '/runs/$id', params: { id } }),
      edit: setEdited,
      again: ({ id }: Run) => void navigate({ to: '/new', search: { from: id, mode: 'again' } }),
      remove: (run: Run) => remove([run]),
    }),
    [navigate, t],
  );
  const narrowed = query.search !== '' || query.states.length > 0;
  const known = (id: string) => list.data?.runs.find((run) => run.id === id) ?? { id, name: id };
  const newRun = (
    <RouterButton to="/new" variant="contained">
      {t.newRun.title}
    </RouterButton>
  );
  return (
    <>
      <ListPage
        title={t.runs.title}
        about={t.runs.about}
        actions={newRun}
        query={list}
        isEmpty={({ total }) => total === 0 && !narrowed}
        empty={{ icon: <RunsIcon />, title: t.runs.emptyTitle, about: t.runs.emptyAbout, action: newRun }}
      >
        {(answer) => (
          <>
            <Stack direction="row" spacing={2} sx={{ alignItems: 'center' }}>
              <RunsFilter
                search={query.search}
                onSearch={(words) => change({ search: words || undefined, page: undefined })}
                states={query.states}
                onStates={(states) => change({ states: states.join(',') || undefined, page: undefined })}
              />
              {narrowed ? (
                <Button
                  variant="text"
                  onClick={() => change({ search: undefined, states: undefined, page: undefined })}
                >
                  {t.runs.clear}
                </Button>
              ) : null}
            </Stack>
            <SelectionBar
              count={selected.length}
              onCompare={() => void navigate({ to: '/compare', search: { ids: selected.join(',') } })}
              onRemove={() => remove(selected.map(known))}
            />
            <RunsTable
              query={query}
              answer={answer}
              onQuery={change}
              selected={selected}
              onSelect={setSelected}
              actions={actions}
            />
          </>
        )}
      </ListPage>
      {edited ? <EditRun run={edited} onClose={() => setEdited(null)} /> : null}
    </>
  );
}
