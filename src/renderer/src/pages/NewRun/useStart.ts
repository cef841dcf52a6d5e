/** Starts the run, once its model has been got where the library was empty. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { asAppError } from '../../../../shared/errors.ts';
import { api } from '../../api.ts';
import { useApiQuery } from '../../hooks/useApi.ts';
import { finishedJob } from '../../hooks/useJobs.ts';
import { chosen, promptsOf, type RunForm } from './draft.ts';
import type { Starter } from './ModelStep.tsx';

export type Stage = 'idle' | 'model' | 'run';

export interface StartOptions {
  readonly form: RunForm;
  readonly queue: boolean;
  readonly parentId: string | null;
  /** To be got first; null: the form names a model. */
  readonly starter: Starter | null;
  /** Column by field, as it was shown. */
  readonly map: Readonly<Record<string, string>>;
}

export function useStart() {
  const navigate = useNavigate();
  const [stage, setStage] = useState<Stage>('idle');
  const [jobId, setJobId] = useState<string | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const waiting = useRef<AbortController | null>(null);
  const { data: jobs = [] } = useApiQuery('jobs.list');
  useEffect(() => () => waiting.current?.abort(), []);

  const begin = async ({ form, queue, parentId, starter, map }: StartOptions, signal: AbortSignal) => {
    let model = form.config.model;
    if (starter !== null) {
      setStage('model');
      const job = await api.call('models.starter', { tiny: starter === 'tiny' });
      setJobId(job.id);
      model = await finishedJob(job, signal);
    }
    setStage('run');
    const run = await api.call('runs.start', {
      config: { ...chosen(form.config), model, map },
      name: form.name.trim(),
      prompts: promptsOf(form.prompts),
      ...{ queue, parentId },
    });
    await navigate({ to: '/runs/$id', params: { id: run.id } });
  };

  return {
    stage,
    error,
    job: jobs.find(({ id }) => id === jobId),
    start(options: StartOptions) {
      waiting.current?.abort();
      const own = new AbortController();
      waiting.current = own;
      setError(null);
      begin(options, own.signal).catch((cause: unknown) => {
        if (own.signal.aborted) return;
        const failure = asAppError(cause);
        setStage('idle');
        // Whoever cancelled the download knows why nothing started.
        setError(failure.code === 'interrupted' ? null : failure);
      });
    },
  };
}
