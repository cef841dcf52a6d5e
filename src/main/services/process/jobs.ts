/** Long work other than training: kept here while the program runs, so that a tab may close and come back to it. */

import { randomUUID } from 'node:crypto';
import type { Emit, Implementation } from '../../../shared/api.ts';
import { AppError, asAppError, errorRecord, fromRecord } from '../../../shared/errors.ts';
import type { Job } from '../../../shared/records/jobs.ts';
import { say } from '../../../shared/sentence.ts';

/** What the work can tell as it goes. */
export interface JobProgress {
  readonly stage?: string;
  /** Share of the whole, 0 to 1. */
  readonly progress?: number | null;
  readonly bytesDone?: number | null;
  readonly bytesTotal?: number | null;
}

/** What whoever asks for work that may take minutes gives along: a job, or the command line. */
export interface WorkOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

/** A part's own share, 0 to 1, as a stage of the whole work. */
export function stage({ onProgress }: WorkOptions, name: string) {
  return ({ share }: { readonly share: number }) => onProgress?.({ stage: name, progress: share });
}

/** The work itself. @returns the id of what it made, or null */
export type Work = (context: {
  readonly signal: AbortSignal;
  report(progress: JobProgress): void;
}) => Promise<string | null>;

export interface JobRequest {
  readonly kind: Job['kind'];
  readonly title: string;
  /** The work goes on from where it stopped when it is started again. */
  readonly canPause?: boolean;
  readonly work: Work;
  /** Deletes what the work keeps for going on; called when it is cancelled. */
  readonly discard?: () => void;
}

interface Entry {
  job: Job;
  readonly request: JobRequest;
  controller: AbortController;
  /** When the part since the last resume began, and how far the work was then. */
  began: number;
  beganAt: number;
  sentAt: number;
  ended: Promise<Job>;
}

/** Milliseconds between two events of the same job. */
const updateIntervalMs = 100;

export class Jobs {
  readonly #emit: Emit;
  readonly #entries = new Map<string, Entry>();

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  list(): Job[] {
    return [...this.#entries.values()].map(({ job }) => job);
  }

  /** Starts the work; a failure is kept with the job and not thrown here. */
  start(request: JobRequest): Job {
    const job: Job = {
      id: randomUUID(),
      kind: request.kind,
      title: request.title,
      state: 'running',
      stage: '',
      progress: null,
      etaSeconds: null,
      bytesDone: null,
      bytesTotal: null,
      canPause: request.canPause ?? false,
      result: null,
      error: null,
      startedAt: Date.now(),
    };
    const entry: Entry = {
      job,
      request,
      controller: new AbortController(),
      began: 0,
      beganAt: 0,
      sentAt: 0,
      ended: Promise.resolve(job),
    };
    this.#entries.set(job.id, entry);
    entry.ended = this.#run(entry);
    return entry.job;
  }

  /**
   * Work whose answer whoever starts it waits for; it shows as a job as long as it takes.
   * @throws AppError what the work threw; `interrupted` where it was cancelled
   */
  async answer<T>(
    request: Pick<JobRequest, 'kind' | 'title'>,
    work: (context: Parameters<Work>[0]) => Promise<T>,
  ): Promise<T> {
    let answer: { readonly is: T } | undefined;
    const { id } = this.start({
      ...request,
      async work(context) {
        answer = { is: await work(context) };
        return null;
      },
    });
    try {
      await this.finished(id);
    } finally {
      this.dismiss(id);
    }
    if (answer) return answer.is;
    throw new AppError('interrupted', `reading ${request.title} was cancelled`, 'Ask for it again.', {
      detail: { code: 'cancelled', title: request.title },
    });
  }

  /** The open job of the same kind and title, which goes on where it was paused; else a new one. */
  startOnce(request: JobRequest): Job {
    const open = this.list().find(
      ({ kind, title, state }) =>
        kind === request.kind && title === request.title && (state === 'running' || state === 'paused'),
    );
    if (!open) return this.start(request);
    this.resume(open.id);
    return this.#entry(open.id).job;
  }

  /** The job once it has ended or paused. @throws AppError what the work threw */
  async finished(id: string): Promise<Job> {
    const job = await this.#entry(id).ended;
    if (job.error) throw fromRecord(job.error);
    return job;
  }

  cancel(id: string): void {
    const entry = this.#entry(id);
    if (entry.job.state === 'paused') {
      entry.request.discard?.();
      this.#change(entry, { state: 'cancelled' });
    } else entry.controller.abort('cancelled');
  }

  pause(id: string): void {
    const entry = this.#entry(id);
    if (!entry.job.canPause)
      throw new AppError('unsupported', say`"${entry.job.title}" cannot pause`, say`Cancel it instead.`);
    if (entry.job.state === 'running') entry.controller.abort('paused');
  }

  resume(id: string): void {
    const entry = this.#entry(id);
    if (entry.job.state !== 'paused' && entry.job.state !== 'failed') return;
    entry.controller = new AbortController();
    entry.ended = this.#run(entry);
  }

  dismiss(id: string): void {
    const { state } = this.#entry(id).job;
    if (state !== 'running' && state !== 'paused') this.#entries.delete(id);
  }

  /** Stops everything that runs, and waits until it has cleaned up. */
  async close(): Promise<void> {
    const running = [...this.#entries.values()].filter(({ job }) => job.state === 'running');
    for (const { controller } of running) controller.abort('cancelled');
    await Promise.all(running.map(({ ended }) => ended));
  }

  async #run(entry: Entry): Promise<Job> {
    const { signal } = entry.controller;
    entry.began = performance.now();
    entry.beganAt = entry.job.progress ?? 0;
    this.#change(entry, { state: 'running', error: null });
    try {
      const result = await entry.request.work({
        signal,
        report: (progress) => this.#report(entry, progress),
      });
      this.#change(entry, { state: 'done', progress: 1, etaSeconds: 0, result });
    } catch (cause) {
      const interrupted = signal.aborted && asAppError(cause).code === 'interrupted';
      if (interrupted || (cause as Error).name === 'AbortError') {
        const state = signal.reason === 'paused' ? 'paused' : 'cancelled';
        if (state === 'cancelled') entry.request.discard?.();
        this.#change(entry, { state, etaSeconds: null });
      } else this.#change(entry, { state: 'failed', error: errorRecord(cause), etaSeconds: null });
    }
    return entry.job;
  }

  #report(entry: Entry, progress: JobProgress): void {
    const share = progress.progress ?? entry.job.progress;
    const elapsed = (performance.now() - entry.began) / 1000;
    const made = (share ?? 0) - entry.beganAt;
    const etaSeconds = share === null || made <= 0 ? null : (elapsed / made) * (1 - share);
    entry.job = { ...entry.job, ...progress, etaSeconds };
    if (performance.now() - entry.sentAt < updateIntervalMs) return;
    entry.sentAt = performance.now();
    this.#emit('jobs.changed', entry.job);
  }

  #change(entry: Entry, change: Partial<Job>): void {
    entry.job = { ...entry.job, ...change };
    this.#emit('jobs.changed', entry.job);
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry) return entry;
    throw new AppError(
      'not-found',
      say`There is no job ${id}.`,
      say`It may have been dismissed: load the page again.`,
    );
  }
}

export function jobMethods(jobs: Jobs) {
  return {
    'jobs.list': async () => jobs.list(),
    'jobs.cancel': async ({ id }) => jobs.cancel(id),
    'jobs.pause': async ({ id }) => jobs.pause(id),
    'jobs.resume': async ({ id }) => jobs.resume(id),
    'jobs.dismiss': async ({ id }) => jobs.dismiss(id),
  } satisfies Partial<Implementation>;
}
