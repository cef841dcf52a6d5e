/** What the chosen model would learn from the chosen data, read with the run's own settings. */
import { Button } from '@mui/material';
import { keepPreviousData, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { DataOptions, Dataset, DatasetReport } from '../../../../shared/records/datasets.ts';
import type { Model } from '../../../../shared/records/models.ts';
import { AwaitJob } from '../../components/AwaitJob.tsx';
import { ReportView } from '../../components/data/ReportView.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { useApiQuery } from '../../hooks/useApi.ts';
import { useText } from '../../text/TextProvider.tsx';
import type { Draft, Field } from './draft.ts';

const longest = 1024;
/** What the memory of a cut is told for: another rank changes it little, and would have every row read again. */
const rank = 16;

interface DataReportProps {
  readonly dataset: Dataset;
  readonly model: Model;
  /** As it was a moment ago: rows are not read between two letters. */
  readonly draft: Draft;
  /** Where the cut stands now. */
  readonly cut: unknown;
  readonly onChange: (field: Field, value: unknown) => void;
  readonly onReport: (report: DatasetReport) => void;
}

export function DataReport({ dataset, model, draft, cut, onChange, onReport }: DataReportProps) {
  const t = useText();
  const client = useQueryClient();
  const maxLength = Math.min(numberOr(cut, longest), model.maxPositions);
  const skip = draft.badRows === 'skip';
  const { data, error, refetch, isFetching, isPlaceholderData } = useApiQuery(
    'datasets.report',
    {
      id: dataset.id,
      modelId: model.id,
      options: optionsOf(draft, dataset, model),
      rank: draft.method === 'full' ? null : rank,
    },
    { placeholderData: keepPreviousData },
  );
  useEffect(() => {
    if (!data) return;
    onReport(data);
    // Rows and tokens are known now, and with them the time.
    void client.invalidateQueries({ queryKey: ['runs.preview'] });
  }, [data, onReport, client]);
  if (error && !isFetching)
    return (
      <>
        <ErrorNotice error={error} onRetry={() => void refetch()} />
        {skip ? null : (
          <Button onClick={() => onChange('badRows', 'skip')} sx={{ alignSelf: 'flex-start' }}>
            {t.newRun.data.skipBad}
          </Button>
        )}
      </>
    );
  return (
    <>
      {data && !isPlaceholderData ? null : (
        <AwaitJob kind="report" title={dataset.name} label={t.newRun.data.reading} />
      )}
      {data ? (
        <ReportView
          report={data}
          maxLength={maxLength}
          onMaxLength={(limit) => onChange('maxLength', limit)}
        />
      ) : null}
    </>
  );
}

/** The cut is not among them: the report says what each would cost, so that moving it reads nothing anew. */
function optionsOf(draft: Draft, dataset: Dataset, model: Model): DataOptions {
  return {
    map: dataset.versions.at(-1)?.mapping.columns ?? {},
    system: typeof draft.system === 'string' ? draft.system : '',
    trainOn: draft.trainOn === 'all' ? 'all' : 'answers',
    turns: draft.turns === 'last' ? 'last' : 'all',
    ...(typeof draft.holdoutFile === 'string' &&
      draft.holdoutFile !== '' && { holdoutFile: draft.holdoutFile }),
    holdout: share(draft.holdout),
    maxLength: Math.min(longest, model.maxPositions),
    badRows: draft.badRows === 'skip' ? 'skip' : 'stop',
    seed: numberOr(draft.seed, 0),
  };
}

function share(value: unknown): number {
  const held = numberOr(value, 0.05);
  return held >= 0 && held < 1 ? held : 0.05;
}

function numberOr(value: unknown, other: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : other;
}
