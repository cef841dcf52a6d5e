/** The rest of a run, a tab each: answers over time, log, settings, checkpoints. */
import { Box, Card, Tab, Tabs } from '@mui/material';
import { useId, useState } from 'react';
import type { RunDetail } from '../../../../shared/records/runs.ts';
import { Await } from '../../components/Await.tsx';
import { useApiQuery } from '../../hooks/useApi.ts';
import { useText } from '../../text/TextProvider.tsx';
import { Answers } from './Answers.tsx';
import { Checkpoints } from './Checkpoints.tsx';
import { Log } from './Log.tsx';
import { SettingsTable } from './SettingsTable.tsx';

const tabs = ['answers', 'log', 'settings', 'checkpoints'] as const;
type TabName = (typeof tabs)[number];

export function Details({ run }: { readonly run: RunDetail }) {
  const t = useText();
  const id = useId();
  const [tab, setTab] = useState<TabName>('answers');
  return (
    <Card component="section" aria-label={t.run.tabs[tab]}>
      <Tabs
        value={tab}
        onChange={(_event, chosen: TabName) => setTab(chosen)}
        aria-label={t.run.title}
        sx={{ px: 1, borderBottom: 1, borderColor: 'divider' }}
      >
        {tabs.map((each) => (
          <Tab
            key={each}
            value={each}
            label={t.run.tabs[each]}
            id={`${id}-${each}`}
            aria-controls={`${id}-panel`}
          />
        ))}
      </Tabs>
      <Box id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${tab}`} sx={{ p: 2, minHeight: 160 }}>
        {tab === 'answers' ? <RunAnswers run={run} /> : null}
        {tab === 'log' ? <RunLog id={run.id} /> : null}
        {tab === 'settings' ? <RunSettings run={run} /> : null}
        {tab === 'checkpoints' ? <Checkpoints checkpoints={run.checkpoints} /> : null}
      </Box>
    </Card>
  );
}

function RunAnswers({ run }: { readonly run: RunDetail }) {
  const query = useApiQuery('runs.samples', { id: run.id }, { staleTime: 0 });
  return (
    <Await query={query}>
      {(samples) => <Answers samples={samples} live={run.state === 'running' || run.state === 'queued'} />}
    </Await>
  );
}

function RunLog({ id }: Pick<RunDetail, 'id'>) {
  const query = useApiQuery('runs.log', { id }, { staleTime: 0 });
  return <Await query={query}>{(entries) => <Log entries={entries} />}</Await>;
}

function RunSettings({ run }: { readonly run: RunDetail }) {
  const { data: parent } = useApiQuery(
    'runs.get',
    { id: run.parentId ?? '' },
    { enabled: run.parentId !== null },
  );
  return <SettingsTable run={run} parent={parent} />;
}
