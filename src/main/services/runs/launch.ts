/** Starts the process that trains a run, for the first time or after its last checkpoint. */
import { appendFileSync } from 'node:fs';
import { AppError, errorRecord } from '../../../shared/errors.ts';
import type { RunState } from '../../../shared/records/runs.ts';
import { updateRun } from '../../store/runs.ts';
import { readSettings } from '../../store/settings.ts';
import type { RunRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { processMark } from '../process/processMark.ts';
import { restoreStart } from './failedStart.ts';
import { importEvents } from './importEvents.ts';
import { requireRun } from './records.ts';
import { clearStop, requestStop, stderrIn, trimEvents } from './runFolder.ts';

/** States a run can be started from. */
const startable: readonly RunState[] = ['queued', 'paused', 'interrupted', 'failed'];

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
  const before = store.transaction(() => begin(context, id));
  try {
    clearStop(before.out);
    const args = [before.out, ...(before.startedAt === null ? [] : ['--resume'])];
    const { lowPriority } = readSettings(store);
    const stderr = stderrIn(before.out);
    const started = processes.start('trainProcess', { args, lowPriority, detached: true, stderr });
    started.onExit((_code, lastLines) => {
      // A host without files for it hands over the last lines instead.
      try {
        if (lastLines !== '') appendFileSync(stderr, lastLines);
      } catch {
        // A full disk takes the last words along, not the studio.
      }
    });
    if (started.pid !== undefined)
      updateRun(store, id, { pid: started.pid, pidStartedAt: processMark(started.pid) ?? null });
  } catch (cause) {
    const error = JSON.stringify(errorRecord(cause));
    updateRun(store, id, { state: 'failed', error, endedAt: Date.now() });
    throw cause;
  }
  return requireRun(store, id);
}

/** Notes that the run runs, before there is a process: two who start it at once must not both do so. */
function begin({ store }: Context, id: string): RunRow {
  const run = requireRun(store, id);
  if (!startable.includes(run.state))
    throw new AppError(
      'exists',
      `the run "${run.name}" ${run.state === 'running' ? 'runs already' : `is ${run.state}`}`,
      run.state === 'running' ? 'Wait for it, or stop it first.' : 'Start a new run with the same settings.',
    );
  const now = Date.now();
  updateRun(store, id, {
    ...{ state: 'running', startedAt: run.startedAt ?? now, partStartedAt: now },
    ...{ endedAt: null, error: null, verdict: null, wanted: null, queuePosition: null, removedAt: null },
    ...{ pid: null, pidStartedAt: null, tokensPerSecond: null, partFrom: trimEvents(run.out) },
  });
  return run;
}

/** Asks the process to save and end; what the run becomes then is kept with it. */
export function requestEnd({ store }: Pick<Context, 'store'>, run: RunRow, wanted: RunRow['wanted']): void {
  updateRun(store, run.id, { wanted });
  requestStop(run.out);
}
