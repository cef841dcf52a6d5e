/** The way from a button to the page of a run: a model that may have to be got first, what is being done, and what went wrong. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { asAppError } from '../../../shared/errors.ts';
import type { Run } from '../../../shared/records/runs.ts';
import { api } from '../api.ts';
import { useApiQuery } from './useApi.ts';
import { finishedJob } from './useJobs.ts';

export type Stage = 'idle' | 'model' | 'data' | 'run';

export interface Steps {
  /** Left by the user or begun anew: what it is to stop at. */
  readonly signal: AbortSignal;
  setStage(stage: Stage): void;
  /** Gets a starter model, and says which it is. @returns its id */
  starterModel(tiny: boolean): Promise<string>;
}

/** @returns where it is, the job it waits for, and `begin`, which takes the steps to a run and shows it */
export function useStarting() {
  const navigate = useNavigate();
  const [stage, setStage] = useState<Stage>('idle');
  const [jobId, setJobId] = useState<string | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const controller = useRef<AbortController | null>(null);
  const { data: jobs = [] } = useApiQuery('jobs.list');
  useEffect(() => () => controller.current?.abort(), []);

  const begin = (take: (steps: Steps) => Promise<Run>) => {
    controller.current?.abort();
    const own = new AbortController();
    controller.current = own;
    const { signal } = own;
    setError(null);
    const starterModel = async (tiny: boolean) => {
      setStage('model');
      const job = await api.call('models.starter', { tiny });
      setJobId(job.id);
      return finishedJob(job, signal);
    };
    take({ signal, setStage, starterModel })
      .then(async ({ id }) => {
        if (!signal.aborted) await navigate({ to: '/runs/$id', params: { id } });
      })
      .catch((cause: unknown) => {
        if (signal.aborted) return;
        const failure = asAppError(cause);
        setStage('idle');
        // Whoever cancelled the download knows why nothing started.
        setError(failure.code === 'interrupted' ? null : failure);
      });
  };

  return { stage, error, job: jobs.find(({ id }) => id === jobId), begin };
}
