/** Follows a job of the services to its end. */
import { AppError } from '../../shared/errors.ts';
import type { Job } from '../../shared/records/jobs.ts';
import type { Session } from './command.ts';
import { jobLine } from './jobLine.ts';
import { Progress } from './progress.ts';

/** @returns the id of what it made. @throws AppError what it failed with; `interrupted` after Ctrl-C */
export async function followJob({ context, output, interrupts }: Session, job: Job): Promise<string> {
  const progress = new Progress(output, job.title);
  const unsubscribe = context.subscribe((name, payload) => {
    const change = payload as Job;
    if (name !== 'jobs.changed' || change.id !== job.id || change.state !== 'running') return;
    const { stage, progress: share, bytesDone, bytesTotal, etaSeconds } = change;
    output.event({ type: 'progress', stage, progress: share, bytesDone, bytesTotal, etaSeconds });
    progress.update(jobLine(job.title, change));
  });
  const cancel = () => context.jobs.cancel(job.id);
  interrupts.signal.addEventListener('abort', cancel, { once: true });
  try {
    const { state, result } = await context.jobs.finished(job.id);
    if (state === 'done' && result !== null) return result;
    throw new AppError('interrupted', `${job.title} was cancelled`, 'Start it again to go on.');
  } finally {
    interrupts.signal.removeEventListener('abort', cancel);
    unsubscribe();
    progress.end();
  }
}
