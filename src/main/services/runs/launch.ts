/** Starts the process that trains a run, for the first time or after its last checkpoint. */

import { AppError, errorRecord } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { updateRun } from '../../store/runs.ts';
import { readSettings } from '../../store/settings.ts';
import type { RunRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { processMark } from '../process/processMark.ts';
import { restoreStart } from './failedStart.ts';
import { importEvents } from './importEvents.ts';
import { clearEnd, noteProcessEnd, requestStop, stderrIn, trimEvents } from './processFiles.ts';
import { requireRun } from './records.ts';
import { stateWords } from './stateWords.ts';
import { can, transition } from './transitions.ts';

/**
 * Starts the run's process, which goes on when this program ends where the host can do that.
 * @throws AppError `exists` where it runs already or is over; `not-found` where its folder is gone; `internal` where no
 *   process can be started
 */
export function launch(context: Context, id: string): RunRow {
  const { store, processes } = context;
  // What an earlier process told last belongs to its part of the run.
  while (importEvents(context, id)?.changed);
  restoreStart(requireRun(store, id));
  const before = store.transaction(() => begin(context, id)); // as it was
  try {
    clearEnd(before.out);
    const args = [before.out, ...(before.startedAt === null ? [] : ['--resume'])];
    const { lowPriority } = readSettings(store);
    const stderr = stderrIn(before.out);
    const started = processes.start('trainProcess', { args, lowPriority, detached: true, stderr });
    started.onExit((end, lastLines) => noteProcessEnd(before.out, end, lastLines));
    if (started.pid !== undefined)
      updateRun(store, id, { pid: started.pid, pidStartedAt: processMark(started.pid) ?? null });
  } catch (cause) {
    const error = errorRecord(cause);
    transition(store, requireRun(store, id), { type: 'fail', at: Date.now(), error });
    throw cause;
  }
  return requireRun(store, id);
}

/** Notes that the run runs, before there is a process: two who start it at once must not both do so. */
function begin({ store }: Context, id: string): RunRow {
  const run = requireRun(store, id);
  refuseUnstartable(run);
  transition(store, { ...run }, { type: 'start', at: Date.now(), partFrom: trimEvents(run.out) });
  return run;
}

/** @throws AppError `exists` where the run runs already or is over */
export function refuseUnstartable(run: RunRow): void {
  if (can(run, 'start')) return;
  throw new AppError(
    'exists',
    run.state === 'running'
      ? say`the run "${run.name}" runs already`
      : say`the run "${run.name}" is ${stateWords[run.state]}`,
    run.state === 'running'
      ? say`Wait for it, or stop it first.`
      : say`Start a new run with the same settings.`,
  );
}

/** Asks the process of a run that runs to save and end; what the run becomes then is kept with it. */
export function requestEnd(
  { store }: Pick<Context, 'store'>,
  run: RunRow,
  as: NonNullable<RunRow['requestedState']>,
): void {
  transition(store, run, { type: 'requestEnd', as });
  requestStop(run.out);
}
