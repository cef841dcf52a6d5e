/** Starts the run, once its model has been got where the library was empty. */
import type { Reading } from '../../../../shared/records/datasets.ts';
import { api } from '../../api.ts';
import { useStarting } from '../../hooks/useStarting.ts';
import { chosen, promptsOf, type RunForm } from './draft.ts';

/** What is got first when the library is empty. */
export type Starter = 'starter' | 'tiny';

interface StartOptions {
  readonly form: RunForm;
  readonly queue: boolean;
  readonly parentId: string | null;
  /** To be got first; null: the form names a model. */
  readonly starter: Starter | null;
  /** Column by field, as it was shown. */
  readonly map: Readonly<Record<string, string>>;
  /** How the file is read, as it was shown. */
  readonly reading: Partial<Reading>;
}

export function useStart() {
  const { begin, ...starting } = useStarting();
  const start = ({ form, queue, parentId, starter, map, reading }: StartOptions) =>
    begin(async ({ setStage, starterModel }) => {
      const model = starter === null ? form.config.model : await starterModel(starter === 'tiny');
      setStage('run');
      return api.call('runs.start', {
        config: { ...chosen(form.config), ...reading, model, map },
        name: form.name.trim(),
        prompts: promptsOf(form.prompts),
        queue,
        parentId,
      });
    });
  return { ...starting, start };
}
