/** The report on what the chosen model would learn from the chosen data, and the way out where it learns nothing. */
import { Button } from '@mui/material';
import type { Dataset } from '../../../../shared/records/datasets.ts';
import type { Model } from '../../../../shared/records/models.ts';
import { AwaitJob } from '../../components/AwaitJob.tsx';
import { isOfRow } from '../../components/data/faultText.ts';
import { ReportView } from '../../components/data/ReportView.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { useText } from '../../text/TextProvider.tsx';
import { longest, numberOr } from './useDataReport.ts';
import { useNewRunForm } from './useNewRun.ts';

interface DataReportProps {
  readonly dataset: Dataset;
  readonly model: Model;
}

export function DataReport({ dataset, model }: DataReportProps) {
  const t = useText();
  const { draft, debounced, set, report } = useNewRunForm();
  const maxLength = Math.min(numberOr(draft.maxLength, longest), model.maxPositions);
  const { data, error, refetch, isFetching, isPlaceholderData } = report;
  if (error && !isFetching)
    return (
      <>
        <ErrorNotice error={error} onRetry={() => void refetch()} />
        {debounced.badRows === 'skip' || !isOfRow(error) ? null : (
          <Button onClick={() => set('badRows', 'skip')} sx={{ alignSelf: 'flex-start' }}>
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
        <ReportView report={data} maxLength={maxLength} onMaxLength={(limit) => set('maxLength', limit)} />
      ) : null}
    </>
  );
}
