/** All that the form of a new run knows and does, held once and handed to its steps by context. */

import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useRef, useState } from 'react';
import { isComplete, type Reading } from '../../../../shared/records/datasets.ts';
import type { Model } from '../../../../shared/records/models.ts';
import { useSentence } from '../../components/useSentence.ts';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { useJobs } from '../../hooks/useJobs.ts';
import { useText } from '../../text/TextProvider.tsx';
import { type Field, trainsModel } from './draft.ts';
import { firstQuestions } from './questionOf.ts';
import { useDataReport } from './useDataReport.ts';
import { useDebounced, usePreviews } from './usePreviews.ts';
import { type Beginning, useRunForm } from './useRunForm.ts';
import { type Starter, useStart } from './useStart.ts';

/** Questions taken from the data, where the user enters none. */
const suggestedQuestions = 3;

export function useNewRun(beginning: Beginning) {
  const t = useText();
  const { models, datasets, from } = beginning;
  const form = useRunForm(beginning);
  const { draft, set, suggestPrompts } = form;
  // What is asked is asked about this.
  const debounced = useDebounced(draft);
  const { preview, pending, ranks } = usePreviews(debounced, form.prompts);
  const { start, ...starting } = useStart();
  const [starter, setStarter] = useState<Starter>('starter');
  const { data: active = [] } = useApiQuery('runs.active');
  const { data: reports = [] } = useApiQuery('devices.selfTest', { again: false });
  const downloads = useJobs(({ kind }) => kind === 'download' || kind === 'import');
  useNewModel(models, (id) => set('model', id));
  const importing = useApiMutation('datasets.import', {
    meta: { quiet: true },
    onSuccess: ({ id }) => set('data', id),
  });
  const { mutate: map } = useApiMutation('datasets.map');

  const model = models.find(({ id }) => id === draft.model);
  const dataset = datasets.find(({ id }) => id === draft.data);
  const report = useDataReport(dataset, model, debounced);
  const client = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form itself never changes
  useEffect(() => {
    if (!report.data) return;
    suggestPrompts(firstQuestions(report.data, suggestedQuestions));
    // Rows and tokens are known now, and with them the time.
    void client.invalidateQueries({ queryKey: ['runs.preview'] });
  }, [report.data, client]);

  const sentence = useSentence();
  const problems = new Map<string, string>([
    ...(preview?.problems ?? []).map(({ field, said, message }) => [field, sentence(said, message)] as const),
    ...form.problems,
  ]);
  if (report.error && !report.isFetching) problems.set('data', t.newRun.data.unusable);
  // What is still to be chosen is no mistake.
  const mistakes = [...problems].filter(
    ([field]) => draft[field as Field] || !['model', 'data'].includes(field),
  );
  const empty = models.length === 0;
  const mapping = dataset?.versions.at(-1)?.mapping;
  const ready = (empty || model !== undefined) && mapping !== undefined && isComplete(mapping);
  const full = trainsModel(draft);
  const rank = Number(draft.rank ?? 16);
  return {
    models,
    datasets,
    model,
    dataset,
    importing,
    downloads,
    report,
    ...form,
    debounced,
    problems,
    mistakes,
    preview,
    pending,
    ranks,
    full,
    rank,
    /** What is got first where the library is empty. */
    starter: empty ? starter : null,
    setStarter,
    setColumns: (columns: Record<string, string>, reading?: Reading) =>
      dataset && map({ id: dataset.id, map: columns, ...(reading && { reading }) }),
    /** Devices of the machine that work. */
    devices: reports.filter(({ available }) => available).map(({ device }) => device),
    /** The name it gets where none is entered. */
    usualName: model && dataset ? `${model.name} on ${dataset.name}${full ? '' : `, rank ${rank}`}` : '',
    /** Name of the run that runs now. */
    busy: active.find(({ state }) => state === 'running')?.name ?? null,
    ...starting,
    canStart: ready && mistakes.length === 0 && starting.stage === 'idle',
    begin: (queue: boolean) =>
      start({
        form: form.getValues(),
        queue,
        parentId: from?.id ?? null,
        starter: empty ? starter : null,
        map: mapping?.columns ?? {},
        reading: mapping?.reading ?? {},
      }),
  };
}

export const NewRunContext = createContext<ReturnType<typeof useNewRun> | null>(null);

/** The form that the step stands in. */
export function useNewRunForm() {
  const form = useContext(NewRunContext);
  if (!form) throw new Error('internal: a step of a new run outside its form');
  return form;
}

/** Chooses a model that has come into the library while the page was open: it was got to be used. */
function useNewModel(models: readonly Model[], onNew: (id: string) => void): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  const callback = useRef(onNew);
  callback.current = onNew;
  useEffect(() => {
    const ids = new Set(models.map(({ id }) => id));
    const added = known.current === null ? undefined : models.find(({ id }) => !known.current?.has(id));
    known.current = ids;
    if (added) callback.current(added.id);
  }, [models]);
}
