/** One run, live and afterwards: where it stands, its curves, its answers, what was decided, and what came of it. */
import { Box, Stack } from '@mui/material';
import { useParams } from '@tanstack/react-router';
import { useDeferredValue, useMemo, useState } from 'react';
import type { RunDetail } from '../../../../shared/records/runs.ts';
import { Await } from '../../components/Await.tsx';
import type { Range } from '../../components/charts/series.ts';
import { RouterButton } from '../../components/links.tsx';
import { Page } from '../../components/Page.tsx';
import { RunState } from '../../components/RunState.tsx';
import { Section } from '../../components/Section.tsx';
import { useApiQuery } from '../../hooks/useApi.ts';
import { useText } from '../../text/TextProvider.tsx';
import { About } from './About.tsx';
import { Actions } from './Actions.tsx';
import { Details } from './Details.tsx';
import { Head } from './Head.tsx';
import { LossChart } from './LossChart.tsx';
import { EstimateTable, Verdict } from './Outcome.tsx';
import { RunMenu } from './RunMenu.tsx';
import { SmallCharts } from './SmallCharts.tsx';
import { useRunActions } from './useRunActions.ts';
import { useRunMetrics } from './useRunMetrics.ts';
import { useThrottled } from './useThrottled.ts';

/** Milliseconds until what events do not bring is asked for: after a plan or a measurement, and after any step. */
const soon = 300;
const later = 10_000;

export function Run() {
  const t = useText();
  const { id } = useParams({ from: '/runs/$id' });
  const query = useApiQuery('runs.get', { id }, { staleTime: 0 });
  // Events bring the run's row; its plan and its checkpoints are asked for.
  const { refetch, data: run } = query;
  useThrottled(refetch, `${run?.steps} ${run?.heldOutLoss}`, soon);
  useThrottled(refetch, run?.step, later);
  if (query.data) return <KnownRun key={id} run={query.data} />;
  return (
    <Page title={t.run.title} actions={<RouterButton to="/runs">{t.run.missing}</RouterButton>}>
      <Await query={query}>{() => null}</Await>
    </Page>
  );
}

function KnownRun({ run }: { readonly run: RunDetail }) {
  const t = useText();
  const { ending, actions } = useRunActions(run);
  return (
    <Page
      title={run.name}
      badge={<RunState state={run.state} />}
      about={t.run.on(run.model, run.data)}
      actions={
        <>
          <Actions run={run} ending={ending} actions={actions} />
          <RunMenu run={run} />
        </>
      }
    >
      <Head run={run} ending={ending} />
      <Verdict {...run} />
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) 300px' },
          gap: 2,
        }}
      >
        <Section title={t.run.charts}>
          <Charts run={run} />
        </Section>
        <Stack spacing={2}>
          <Section title={t.run.about}>
            <About run={run} />
            <EstimateTable run={run} />
          </Section>
        </Stack>
      </Box>
      <Details run={run} />
    </Page>
  );
}

function Charts({ run }: { readonly run: RunDetail }) {
  const t = useText();
  const [range, setRange] = useState<Range>(null);
  const metrics = useRunMetrics(run, range);
  // Five charts drawn anew wait for what is clicked and typed, and are not drawn in one piece.
  const shown = useDeferredValue(useMemo(() => ({ data: metrics.data, range }), [metrics.data, range]));
  const step = useDeferredValue(run.step);
  return (
    <Await query={{ ...metrics, data: shown.data }} label={t.frame.loading}>
      {(data) => (
        <Stack spacing={2}>
          <LossChart
            metrics={data}
            before={run.heldOutLossBefore}
            range={shown.range}
            onRange={setRange}
            steps={shown.range ? Math.max(step, data.step.at(-1) ?? 0) : (data.step.at(-1) ?? 0)}
            fileName={`${run.name} ${t.run.lossTitle}`}
          />
          <SmallCharts metrics={data} range={shown.range} fileName={run.name} />
        </Stack>
      )}
    </Await>
  );
}
