/** The form of a new run: its values, its validator, and what it begins with. */
import { useEffect } from 'react';
import { type FieldErrors, type Resolver, useForm, useWatch } from 'react-hook-form';
import type { Dataset } from '../../../../shared/records/datasets.ts';
import type { Model } from '../../../../shared/records/models.ts';
import type { RunDetail } from '../../../../shared/records/runs.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import {
  changesBetween,
  type Draft,
  draftFrom,
  type Field,
  problemsOf,
  promptsOf,
  type RunForm,
} from './draft.ts';
import { problemText } from './problemText.ts';

/** The very validator main uses; what it finds is told when it is shown. */
const resolver: Resolver<RunForm> = (values) => {
  const problems = [...problemsOf(values.config)];
  if (problems.length === 0) return { values, errors: {} };
  const config = Object.fromEntries(problems.map(([field]) => [field, { type: 'validate' }]));
  return { values: {}, errors: { config } as FieldErrors<RunForm> };
};

export interface Beginning {
  readonly models: readonly Model[];
  readonly datasets: readonly Dataset[];
  /** Ids asked for in the address. */
  readonly modelId: string | undefined;
  readonly dataId: string | undefined;
  /** The run it is continued or repeated from. */
  readonly from: RunDetail | undefined;
  readonly mode: 'continue' | 'again';
}

export function useRunForm(beginning: Beginning) {
  const form = useForm<RunForm>({
    defaultValues: { name: '', prompts: '', config: firstDraft(beginning) },
    resolver,
    mode: 'onChange',
  });
  const { control, setValue, getValues, register, trigger, formState } = form;
  const draft = useWatch({ control, name: 'config' });
  /** How many there are: their words change nothing of what a run takes. */
  const prompts = promptsOf(useWatch({ control, name: 'prompts' })).length;

  const set = (field: Field, value: unknown) =>
    setValue(`config.${field}`, value as never, { shouldValidate: true, shouldDirty: true });
  const change = (to: Draft) => {
    for (const [field, value] of changesBetween(getValues('config'), to)) set(field, value);
  };

  // What the form begins with is judged as well.
  useEffect(() => void trigger(), [trigger]);
  const { problems: words } = useText().newRun;
  const formats = useFormats();
  const found = problemsOf(draft);
  const problems = new Map(
    Object.keys(formState.errors.config ?? {}).flatMap((field) => {
      const detail = found.get(field);
      return detail ? [[field, problemText(detail, words, formats)] as const] : [];
    }),
  );

  // The first model and the newest dataset are taken, also when they come in later.
  const { models, datasets } = beginning;
  const [model] = models.filter(({ missing }) => !missing);
  const data = newestOf(datasets);
  useEffect(() => {
    const { model: modelNow, data: dataNow } = getValues('config');
    if (!modelNow && model) setValue('config.model', model.id, { shouldValidate: true });
    if (!dataNow && data) setValue('config.data', data.id, { shouldValidate: true });
  }, [model, data, setValue, getValues]);

  /** Fills in questions, unless there are some or the user has emptied the field. */
  const suggestPrompts = (prompts: readonly string[]) => {
    if (form.getFieldState('prompts').isDirty) return;
    setValue('prompts', prompts.join('\n'), { shouldDirty: false });
  };

  return { draft, prompts, problems, set, change, register, getValues, suggestPrompts };
}

function firstDraft({ models, datasets, modelId, dataId, from, mode }: Beginning): Draft {
  const usable = models.filter(({ missing }) => !missing);
  if (from) {
    const data = datasets.find(({ versions }) => versions.some(({ id }) => id === from.dataVersionId));
    return draftFrom(from, mode, data?.id);
  }
  return {
    model: usable.find(({ id }) => id === modelId)?.id ?? usable[0]?.id ?? '',
    data: datasets.find(({ id }) => id === dataId)?.id ?? newestOf(datasets)?.id ?? '',
    rank: 16,
  };
}

/** What was got last is what is to be used. */
function newestOf(datasets: readonly Dataset[]): Dataset | undefined {
  return datasets.filter(({ missing }) => !missing).toSorted((a, b) => b.addedAt - a.addedAt)[0];
}
