/** The form itself: holds what was chosen, asks what it comes to, and starts the run. */
import { Box, Stack } from '@mui/material';
import { useCallback, useState } from 'react';
import { type DatasetReport, isComplete } from '../../../../shared/records/datasets.ts';
import { JobRow } from '../../components/JobRow.tsx';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { useJobs } from '../../hooks/useJobs.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { GetModel } from '../Models/GetModel.tsx';
import { Advanced } from './Advanced.tsx';
import { DataReport } from './DataReport.tsx';
import { DataStep } from './DataStep.tsx';
import { asFull, asLora, type Draft, type Field } from './draft.ts';
import { ModelStep, type Starter } from './ModelStep.tsx';
import { firstQuestions } from './questionOf.ts';
import { RankStep } from './RankStep.tsx';
import { ReviewStep } from './ReviewStep.tsx';
import { Summary } from './Summary.tsx';
import { useDataReport } from './useDataReport.ts';
import { useNewModel } from './useNewModel.ts';
import { usePreviews, useSettled } from './usePreviews.ts';
import { type Beginning, useRunForm } from './useRunForm.ts';
import { useStart } from './useStart.ts';

/** Questions taken from the data, where the user enters none. */
const suggestedQuestions = 3;

export function NewRunForm(beginning: Beginning) {
  const t = useText();
  const { number } = useFormats();
  const { models, datasets, from } = beginning;
  const { draft, problems, set, change, register, getValues, suggestPrompts } = useRunForm(beginning);
  const settled = useSettled(draft);
  const { preview, pending, ranks } = usePreviews(settled);
  const { stage, error, job, start } = useStart();
  const [starter, setStarter] = useState<Starter>('starter');
  const [getting, setGetting] = useState(false);
  const { data: active = [] } = useApiQuery('runs.active');
  const { data: devices = [] } = useApiQuery('devices.selfTest', { again: false });
  const { jobs, ...jobActions } = useJobs(({ kind }) => kind === 'download' || kind === 'import');
  useNewModel(models, (id) => set('model', id));
  const imported = useApiMutation('datasets.import', {
    meta: { quiet: true },
    onSuccess: ({ id }) => set('data', id),
  });
  const { mutate: choose } = useApiMutation('datasets.map');

  const model = models.find(({ id }) => id === draft.model);
  const dataset = datasets.find(({ id }) => id === draft.data);
  const mapping = dataset?.versions.at(-1)?.mapping;
  const empty = models.length === 0;
  const all = new Map([
    ...(preview?.problems ?? []).map((each) => [each.field, each.message] as const),
    ...problems,
  ]);
  const report = useDataReport(dataset, model, settled);
  if (report.error && !report.isFetching) all.set('data', t.newRun.data.unusable);
  // What is still to be chosen is no mistake.
  const wrong = [...all].filter(([field]) => draft[field as Field] || !['model', 'data'].includes(field));
  const ready = (empty || model !== undefined) && mapping !== undefined && isComplete(mapping);
  const canStart = ready && wrong.length === 0 && stage === 'idle';
  const full = draft.method === 'full';
  const rank = Number(draft.rank ?? 16);
  const usualName = model && dataset ? `${model.name} on ${dataset.name}${full ? '' : `, rank ${rank}`}` : '';
  const begin = (queue: boolean) =>
    start({
      form: getValues(),
      queue,
      parentId: from?.id ?? null,
      starter: empty ? starter : null,
      map: mapping?.columns ?? {},
      reading: mapping?.reading ?? {},
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form itself never changes
  const onReport = useCallback(
    (report: DatasetReport) => suggestPrompts(firstQuestions(report, suggestedQuestions)),
    [],
  );

  return (
    <>
      <Box
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (canStart) begin(false);
        }}
        sx={{
          display: 'grid',
          gridTemplateColumns: 'minmax(0, 1fr) clamp(270px, 27vw, 330px)',
          gap: 2,
          alignItems: 'start',
        }}
      >
        <Stack spacing={2} sx={{ minWidth: 0 }}>
          <ModelStep
            models={models}
            chosen={draft.model}
            onChoose={(id) => set('model', id)}
            starter={starter}
            onStarter={setStarter}
            onGet={() => setGetting(true)}
            draft={settled}
            jobs={jobs.map((each) => <JobRow key={each.id} job={each} actions={jobActions} />)}
          />
          <DataStep
            datasets={datasets}
            chosen={dataset}
            onChoose={(id) => set('data', id)}
            onFile={(path) => imported.mutate({ path })}
            onSample={() => imported.mutate({ sample: true })}
            onMap={(map, reading) => dataset && choose({ id: dataset.id, map, ...(reading && { reading }) })}
            importing={imported.isPending}
            error={imported.error}
            onDismiss={imported.reset}
            report={
              model && dataset ? (
                <DataReport
                  dataset={dataset}
                  model={model}
                  draft={settled}
                  cut={draft.maxLength}
                  onChange={set}
                  onReport={onReport}
                />
              ) : (
                t.newRun.data.needsModel
              )
            }
          />
          <RankStep
            draft={draft}
            model={model}
            previews={ranks}
            onRank={(chosen) => change(asLora(draft, chosen))}
            onFull={() => change(asFull(draft))}
          />
          <ReviewStep
            register={register}
            preview={preview}
            draft={draft}
            usualName={usualName}
            onFix={(fix) => change({ ...draft, ...(fix as Draft) })}
            advanced={
              <Advanced
                draft={draft}
                problems={all}
                onChange={set}
                linear={model?.linear ?? []}
                devices={devices.filter(({ available }) => available).map(({ device }) => device)}
              />
            }
          />
        </Stack>
        <Box sx={{ position: 'sticky', top: 16, maxHeight: 'calc(100vh - 112px)' }}>
          <Summary
            model={model?.name ?? (empty ? t.newRun.model[starter] : null)}
            data={dataset?.name ?? null}
            rank={full ? t.newRun.rank.full : number(rank)}
            preview={preview}
            pending={pending}
            problems={wrong.map(([field, message]) => `${labelOf(field, t.newRun.fields)}: ${message}`)}
            canStart={canStart}
            stage={stage}
            job={job}
            error={error}
            busy={active.find(({ state }) => state === 'running')?.name ?? null}
            onQueue={() => begin(true)}
          />
        </Box>
      </Box>
      {/* Not within the form: what is submitted there would be submitted here as well. */}
      {getting ? <GetModel onClose={() => setGetting(false)} /> : null}
    </>
  );
}

function labelOf(field: string, labels: Readonly<Record<string, string>>): string {
  return labels[field] ?? field;
}
