/** The first fine-tune in one click: gets a model and the sample data, and starts a run with settings that show the difference. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { asAppError } from '../../../../shared/errors.ts';
import { firstTry } from '../../../../shared/firstTry.ts';
import type { Job } from '../../../../shared/records/jobs.ts';
import { api } from '../../api.ts';
import { useApiQuery } from '../../hooks/useApi.ts';
import { finishedJob } from '../../hooks/useJobs.ts';
import { firstQuestions } from './firstQuestions.ts';

/** Parameters below which a model is the one that ships with the program, or like it. */
const smallModel = 1e7;

type Stage = 'idle' | 'model' | 'data' | 'run';

export function useFirstTry() {
  const navigate = useNavigate();
  const [stage, setStage] = useState<Stage>('idle');
  const [jobId, setJobId] = useState<string | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const waiting = useRef<AbortController | null>(null);
  const { data: jobs = [] } = useApiQuery('jobs.list');
  useEffect(() => () => waiting.current?.abort(), []);

  const begin = async (tiny: boolean, signal: AbortSignal) => {
    setStage('model');
    const job: Job = await api.call('models.starter', { tiny });
    setJobId(job.id);
    const model = await finishedJob(job, signal);
    setStage('data');
    const data = await api.call('datasets.import', { sample: true });
    signal.throwIfAborted();
    setStage('run');
    // Without a network the large one is not to be had, and the one that ships with the program comes instead.
    const models = await api.call('models.list');
    const small = (models.find(({ id }) => id === model)?.parameters ?? 0) < smallModel;
    const config = { model, data: data.id, ...(small ? firstTry.tiny : firstTry.large) };
    const run = await api.call('runs.start', {
      ...{ name: '', config, queue: false, parentId: null, prompts: [...firstQuestions] },
    });
    await navigate({ to: '/runs/$id', params: { id: run.id } });
  };

  return {
    stage,
    error,
    job: jobs.find(({ id }) => id === jobId),
    start(tiny: boolean) {
      waiting.current?.abort();
      const own = new AbortController();
      waiting.current = own;
      setError(null);
      begin(tiny, own.signal).catch((cause: unknown) => {
        if (own.signal.aborted) return;
        const failure = asAppError(cause);
        setStage('idle');
        // Whoever cancelled the download knows why nothing started.
        setError(failure.code === 'interrupted' ? null : failure);
      });
    },
  };
}
