/** A new run on one page: model, data, rank, review, all visible at once, beside a summary that follows every edit. */
import { useSearch } from '@tanstack/react-router';
import { Await } from '../../components/Await.tsx';
import { Page } from '../../components/Page.tsx';
import { useApiQuery } from '../../hooks/useApi.ts';
import { useText } from '../../text/TextProvider.tsx';
import { NewRunForm } from './NewRunForm.tsx';

export function NewRun() {
  const t = useText();
  const { model, data, from, mode = 'again' } = useSearch({ from: '/new' });
  const models = useApiQuery('models.list');
  const datasets = useApiQuery('datasets.list');
  const source = useApiQuery('runs.get', { id: from ?? '' }, { enabled: from !== undefined });
  const about = source.data && (mode === 'continue' ? t.newRun.further : t.newRun.again)(source.data.name);
  return (
    <Page title={t.newRun.title} about={about}>
      <Await query={models}>
        {(modelList) => (
          <Await query={datasets}>
            {(datasetList) => {
              const form = (
                <NewRunForm
                  // Another run to begin with makes another form.
                  key={`${from} ${mode} ${model} ${data}`}
                  models={modelList}
                  datasets={datasetList}
                  modelId={model}
                  dataId={data}
                  from={source.data}
                  mode={mode}
                />
              );
              return from === undefined ? form : <Await query={source}>{() => form}</Await>;
            }}
          </Await>
        )}
      </Await>
    </Page>
  );
}
