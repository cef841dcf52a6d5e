/** The runs Home tells of: what trains and waits, and the last that ended. */
import { Stack } from '@mui/material';
import type { ReactNode } from 'react';
import type { Run } from '../../../../shared/records/runs.ts';
import { RouterButton } from '../../components/links.tsx';
import { Section } from '../../components/Section.tsx';
import { useText } from '../../text/TextProvider.tsx';
import { RunCard } from './RunCard.tsx';

interface RunListProps {
  readonly title: string;
  readonly runs: readonly Run[];
  readonly actions?: ReactNode;
}

function RunList({ title, runs, actions }: RunListProps) {
  return (
    <Section title={title} actions={actions}>
      <Stack component="ul" spacing={1.5} sx={{ listStyle: 'none', p: 0, m: 0 }}>
        {runs.map((run) => (
          <li key={run.id}>
            <RunCard run={run} />
          </li>
        ))}
      </Stack>
    </Section>
  );
}

interface RunListsProps {
  readonly active: readonly Run[];
  readonly last: readonly Run[];
}

export function RunLists({ active, last }: RunListsProps) {
  const t = useText();
  const ended = last.filter(({ id }) => !active.some((run) => run.id === id));
  return (
    <>
      {active.length > 0 ? <RunList title={t.home.now} runs={active} /> : null}
      {ended.length > 0 ? (
        <RunList
          title={t.home.lastRuns}
          runs={ended}
          actions={
            <RouterButton to="/runs" variant="text">
              {t.home.allRuns}
            </RouterButton>
          }
        />
      ) : null}
    </>
  );
}
