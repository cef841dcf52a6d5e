/** The jobs of some kinds, and what can be done with them. */

import { useQueryClient } from '@tanstack/react-query';
import { AppError, fromRecord } from '../../../shared/errors.ts';
import type { Job } from '../../../shared/records/jobs.ts';
import { say } from '../../../shared/sentence.ts';
import { api } from '../api.ts';
import { useApiMutation, useApiQuery } from './useApi.ts';

/**
 * @param show the jobs wanted; cancelled ones are nobody's business any more
 * @param done whether those that have ended well are wanted too
 */
export function useJobs(show: (job: Job) => boolean, done = false) {
  const client = useQueryClient();
  const { data = [] } = useApiQuery('jobs.list');
  const { mutate: cancel } = useApiMutation('jobs.cancel');
  const { mutate: pause } = useApiMutation('jobs.pause');
  const { mutate: resume } = useApiMutation('jobs.resume');
  const { mutate: dismiss } = useApiMutation('jobs.dismiss', {
    onSuccess: () => client.invalidateQueries({ queryKey: ['jobs.list'] }),
  });
  return {
    jobs: data.filter((job) => show(job) && job.state !== 'cancelled' && (done || job.state !== 'done')),
    cancel: ({ id }: Job) => cancel({ id }),
    pause: ({ id }: Job) => pause({ id }),
    resume: ({ id }: Job) => resume({ id }),
    dismiss: ({ id }: Job) => dismiss({ id }),
  };
}

/**
 * Waits until a job has made what it was started for, while it runs elsewhere.
 * @returns the id of what it made
 * @throws AppError what it failed with; `interrupted` where it was cancelled or the wait was given up
 */
export async function finishedJob(job: Job, signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const look = (now: Job) => {
    if (now.id !== job.id) return;
    if (now.state === 'done') resolve(now.result ?? '');
    else if (now.error) reject(fromRecord(now.error));
    else if (now.state === 'cancelled')
      reject(new AppError('interrupted', say`"${now.title}" was cancelled.`));
  };
  const end = api.on('jobs.changed', look);
  signal.addEventListener('abort', () => reject(new AppError('interrupted', say`The wait was given up.`)));
  try {
    look(job);
    // It may have ended between the answer that named it and the subscription.
    for (const now of await api.call('jobs.list')) look(now);
    return await promise;
  } finally {
    end();
  }
}
