/** Follows one run to its end, event by event: what the command line shows. */
import { AppError, type ErrorRecord, fromRecord } from '../../../shared/errors.ts';
import type { TrainEvent, TrainResult } from '../../../shared/events.ts';
import type { RunLine } from '../../../shared/runJob.ts';
import type { RunRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { requestEnd } from './launch.ts';
import { matchRun, requireRun } from './records.ts';
import { readEventLines } from './runFolder.ts';
import { Watch } from './watch.ts';

/** Milliseconds between two looks at a run whose turn has not come. */
const waiting = 500;

/**
 * Hands over every event of the run's present part, in order, and returns how it ended; a run in the queue is waited for.
 * What is told has been written to the store before.
 * @param signal asks the run to stop; it saves what was learned, and the result's state is `interrupted`
 * @throws AppError what the run failed with; `interrupted` where it was stopped before there was anything to save
 */
export async function followRun(
  context: Context,
  id: string,
  onEvent: (event: TrainEvent) => void,
  signal?: AbortSignal,
): Promise<TrainResult> {
  const { store } = context;
  const stop = () => {
    const run = requireRun(store, run0.id);
    if (run.state === 'running' && run.wanted === null) requestEnd(context, run, 'interrupted');
  };
  const run0 = matchRun(store, id);
  await turn(context, run0.id, signal);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await new Promise<TrainResult>((resolve, reject) => {
      const teller = new Teller(onEvent, requireRun(store, run0.id).partFrom);
      const watch = new Watch(context, run0, ({ run }) => tell(run));
      const tell = (run: RunRow) => {
        try {
          teller.tell(run);
          if (run.state !== 'running') resolve(teller.end(run));
        } catch (error) {
          watch.close();
          reject(error);
        }
      };
      // One that ended before anybody looked brings no news.
      const now = requireRun(store, run0.id);
      if (now.state !== 'running') tell(now);
    });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Waits until the run has left the queue. */
async function turn({ store }: Context, id: string, signal: AbortSignal | undefined): Promise<void> {
  while (requireRun(store, id).state === 'queued' && !signal?.aborted)
    await new Promise((resolve) => setTimeout(resolve, waiting));
  if (signal?.aborted && requireRun(store, id).state === 'queued')
    throw new AppError(
      'interrupted',
      'no longer waiting for the run, which stays in the queue',
      'Look at it in the studio.',
    );
}

class Teller {
  readonly #onEvent: (event: TrainEvent) => void;
  #told: number;
  #result: TrainResult | undefined;
  #error: ErrorRecord | undefined;

  constructor(onEvent: (event: TrainEvent) => void, from: number) {
    this.#onEvent = onEvent;
    this.#told = from;
  }

  /** Tells what the store has of the run and was not told yet. */
  tell({ out, eventsRead }: RunRow): void {
    while (this.#told < eventsRead) {
      const { lines, next } = readEventLines(out, this.#told, eventsRead);
      if (next === this.#told) return;
      this.#told = next;
      for (const line of lines) this.#take(line);
    }
  }

  /** @throws AppError where it came to no result */
  end(run: RunRow): TrainResult {
    if (this.#result && run.state !== 'cancelled') return this.#result;
    const error = this.#error ?? (run.error === null ? undefined : (JSON.parse(run.error) as ErrorRecord));
    if (error) throw fromRecord(error);
    throw new AppError('interrupted', `the run "${run.name}" was ${run.state}`, '');
  }

  #take(text: string): void {
    let line: RunLine;
    try {
      line = JSON.parse(text) as RunLine;
    } catch {
      return; // cut off by a crash
    }
    const { at: _, ...message } = line;
    if (message.type === 'result') {
      const { type: __, ...result } = message;
      this.#result = result;
    } else if (message.type === 'error') this.#error = message;
    else if (message.type !== 'process') this.#onEvent(message);
  }
}
