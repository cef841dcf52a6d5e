/** The report for one model, made in the background; moving the cut changes only what is shown as lost. */
import { Button } from '@mui/material';
import { useState } from 'react';
import type { DataOptions, Dataset } from '../../../../shared/records/datasets.ts';
import type { Model } from '../../../../shared/records/models.ts';
import { AwaitJob } from '../../components/AwaitJob.tsx';
import { isOfRow } from '../../components/data/faultText.ts';
import { ReportView } from '../../components/data/ReportView.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { useApiQuery } from '../../hooks/useApi.ts';
import { useText } from '../../text/TextProvider.tsx';

/** As a run has them that nobody has changed. */
const defaults: DataOptions = {
  map: {},
  system: '',
  trainOn: 'answers',
  turns: 'all',
  controlTokens: 'text',
  missingThought: 'empty',
  placeholders: 'skip',
  holdout: 0.05,
  maxLength: 1024,
  badRows: 'stop',
  encoding: '',
  sheet: '',
  split: '',
  seed: 0,
};
const rank = 16;

interface ReportProps {
  readonly dataset: Dataset;
  readonly model: Model;
}

export function Report({ dataset, model }: ReportProps) {
  const t = useText();
  const [cut, setCut] = useState<number | null>(null);
  const [skip, setSkip] = useState(false);
  const { columns, reading } = dataset.versions.at(-1)?.mapping ?? { columns: {} };
  const longest = Math.min(defaults.maxLength, model.maxPositions);
  const { data, error, refetch, isFetching } = useApiQuery('datasets.report', {
    id: dataset.id,
    modelId: model.id,
    options: { ...defaults, ...reading, map: columns, maxLength: longest, badRows: skip ? 'skip' : 'stop' },
    rank,
  });
  if (error && !isFetching)
    return (
      <>
        <ErrorNotice error={error} onRetry={() => void refetch()} />
        {isOfRow(error) && !skip ? (
          <Button onClick={() => setSkip(true)} sx={{ alignSelf: 'flex-start' }}>
            {t.datasets.skipBad}
          </Button>
        ) : null}
      </>
    );
  if (!data) return <AwaitJob kind="report" title={dataset.name} label={t.datasets.reading} />;
  return <ReportView report={data} maxLength={cut ?? longest} onMaxLength={setCut} />;
}
