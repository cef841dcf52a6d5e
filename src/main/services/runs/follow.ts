/** Follows one run to its end, event by event: what the command line shows. */

import { AppError, type ErrorRecord, fromRecord } from '../../../shared/errors.ts';
import type { TrainEvent, TrainResult } from '../../../shared/events.ts';
import type { RunLine } from '../../../shared/runJob.ts';
import { say } from '../../../shared/sentence.ts';
import type { RunRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { requestEnd } from './launch.ts';
import { matchRun, requireRun } from './records.ts';
import { stateWords } from './stateWords.ts';
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
  const run = matchRun(context.store, id);
  await turn(context, run.id, signal);
  const stop = () => {
    const now = requireRun(context.store, run.id);
    if (now.state === 'running' && now.requestedState === null) requestEnd(context, now, 'interrupted');
  };
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await new Promise<TrainResult>((resolve, reject) => {
      const ending = new Ending();
      const watch = new Watch(context, run, requireRun(context.store, run.id).partFrom, (update) => {
        try {
          for (const line of update.lines) {
            const event = ending.without(line);
            if (event) onEvent(event);
          }
          if (update.run.state !== 'running') resolve(ending.of(update.run));
        } catch (error) {
          watch.close();
          reject(error);
        }
      });
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
      say`no longer waiting for the run, which stays in the queue`,
      say`Look at it in the studio.`,
    );
}

/** How the run's process ended, as it told. */
class Ending {
  #result: TrainResult | undefined;
  #error: ErrorRecord | undefined;

  /** The event of a line; undefined where the line is about the process. */
  without({ at: _, elapsed: __, ...message }: RunLine): TrainEvent | undefined {
    if (message.type === 'process') return undefined;
    if (message.type === 'error') this.#error = message;
    else if (message.type === 'result') {
      const { type: ___, ...result } = message;
      this.#result = result;
    } else return message;
    return undefined;
  }

  /** @throws AppError where it came to no result */
  of(run: RunRow): TrainResult {
    if (this.#result && run.state !== 'cancelled') return this.#result;
    const error = this.#error ?? run.error;
    if (error) throw fromRecord(error);
    throw new AppError(
      'interrupted',
      say`the run "${run.name}" was ${stateWords[run.state]}`,
      say`Look at it with: lowrank runs show.`,
    );
  }
}
