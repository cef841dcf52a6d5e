/** The report on what the chosen model would learn from the chosen data, and the way out where it learns nothing. */
import { Button } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Dataset, DatasetReport } from '../../../../shared/records/datasets.ts';
import type { Model } from '../../../../shared/records/models.ts';
import { AwaitJob } from '../../components/AwaitJob.tsx';
import { ReportView } from '../../components/data/ReportView.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { useText } from '../../text/TextProvider.tsx';
import type { Draft, Field } from './draft.ts';
import { longest, numberOr, useDataReport } from './useDataReport.ts';

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
  const { data, error, refetch, isFetching, isPlaceholderData } = useDataReport(dataset, model, draft);
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
