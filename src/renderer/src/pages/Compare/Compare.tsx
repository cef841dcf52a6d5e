/** Two to six runs side by side: curves over one another, what they came to, the settings that differ, and words on it. */
import { Stack, Typography } from '@mui/material';
import { useSearch } from '@tanstack/react-router';
import { comparisonText } from '../../../../shared/comparisonText.ts';
import type { Comparison } from '../../../../shared/records/runs.ts';
import { Await } from '../../components/Await.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { RouterButton } from '../../components/links.tsx';
import { Page } from '../../components/Page.tsx';
import { Section } from '../../components/Section.tsx';
import { useApiQuery } from '../../hooks/useApi.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { CurvesChart } from './CurvesChart.tsx';
import { Differences, Results } from './tables.tsx';

/** Of each curve. */
const points = 800;
const [fewest, most] = [2, 6];

export function Compare() {
  const t = useText();
  const { ids } = useSearch({ from: '/compare' });
  const chosen = [...new Set(ids.split(',').filter(Boolean))].slice(0, most);
  const enough = chosen.length >= fewest;
  const query = useApiQuery('runs.compare', { ids: chosen, points }, { enabled: enough, staleTime: 0 });
  return (
    <Page title={t.compare.title} actions={<RouterButton to="/runs">{t.compare.back}</RouterButton>}>
      {enough ? (
        <Await query={query}>{(comparison) => <Compared comparison={comparison} />}</Await>
      ) : (
        <EmptyState
          title={t.compare.choose}
          about={t.compare.chooseAbout}
          action={
            <RouterButton to="/runs" variant="contained">
              {t.compare.back}
            </RouterButton>
          }
        />
      )}
    </Page>
  );
}

function Compared({ comparison }: { readonly comparison: Comparison }) {
  const t = useText();
  const formats = useFormats();
  const sentences = comparison.findings.map((each) => comparisonText(each, t.compare.found, formats));
  return (
    <Stack spacing={2}>
      <Section title={t.compare.inWords}>
        <Stack component="ul" spacing={0.5} sx={{ m: 0, pl: 2.5 }}>
          {sentences.map((sentence) => (
            <Typography key={sentence} component="li">
              {sentence}
            </Typography>
          ))}
        </Stack>
      </Section>
      <Section title={t.compare.curves}>
        <CurvesChart comparison={comparison} />
      </Section>
      <Section title={t.compare.results}>
        <Results runs={comparison.runs} />
      </Section>
      <Section title={t.compare.differences}>
        <Differences comparison={comparison} />
      </Section>
    </Stack>
  );
}
