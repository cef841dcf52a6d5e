/** Runs as hosts use them: started, followed, stopped, resumed, looked back at. */
import type { Input, Output } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Comparison, Run, RunDetail } from '../../../shared/records/runs.ts';
import { listRuns as listRows, updateRun } from '../../store/runs.ts';
import type { Context } from '../context.ts';
import { comparison } from './compare.ts';
import { launch, requestEnd } from './launch.ts';
import { matchRun, runDetail, runRecord } from './records.ts';
import { createRun, type RunRequest } from './start.ts';
import { isTrained, markProcessGone } from './watch.ts';

export { followRun } from './follow.ts';
export type { RunRequest } from './start.ts';

/**
 * Checks the request, notes the run and starts its process; does not wait for it.
 * The process goes on when this program ends.
 * @throws AppError `bad-config` with every problem at once, `not-found`, `exists` where `out` is occupied
 */
export async function startRun(context: Context, request: RunRequest): Promise<Run> {
  // Not even for a moment in the queue, from which a studio might take it.
  const { id } = await createRun(context, request, (made) =>
    updateRun(context.store, made, { state: 'paused' }),
  );
  return runRecord(launch(context, id));
}

/** Asks a run to save its best and end; returns at once. @throws AppError `not-found` */
export function stopRun(context: Context, id: string): void {
  const run = matchRun(context.store, id);
  if (run.state === 'running') requestEnd(context, run, 'interrupted');
}

/**
 * Starts the run's process again after its last checkpoint; follow it with `followRun`.
 * @param id of a run, or the beginning of one that no other shares
 * @throws AppError `not-found`; `exists` where it is over or already running
 */
export async function resumeRun(context: Context, id: string): Promise<Run> {
  const run = matchRun(context.store, id);
  // Where no studio has noticed yet that its process is gone.
  if (run.state === 'running' && !isTrained(run)) markProcessGone(context, run.id);
  return runRecord(launch(context, run.id));
}

/** A page of the history. */
export function listRuns({ store }: Pick<Context, 'store'>, query: Input<'runs.list'>): Output<'runs.list'> {
  const { runs, total } = listRows(store, query);
  return { runs: runs.map(runRecord), total };
}

/** Everything about one run; `id` may be shortened. @throws AppError `not-found` */
export function showRun({ store }: Pick<Context, 'store'>, id: string): RunDetail {
  return runDetail(store, matchRun(store, id));
}

/** Two to six runs side by side; ids may be shortened. @param points of each curve. @throws AppError `not-found` */
export function compareRuns(
  { store }: Pick<Context, 'store'>,
  ids: readonly string[],
  points: number,
): Comparison {
  const rows = ids.map((id) => matchRun(store, id));
  if (new Set(rows.map(({ id }) => id)).size < rows.length)
    throw new AppError(
      'bad-config',
      'A run cannot be compared with itself.',
      'Name two to six different runs.',
    );
  return comparison(store, rows, points);
}
