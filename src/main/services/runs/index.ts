/** Runs as hosts use them: started, followed, stopped, resumed, looked back at. */

import type { Input, Output } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Comparison, RunDetail } from '../../../shared/records/runs.ts';
import { say } from '../../../shared/sentence.ts';
import { listRuns as listRows } from '../../store/runs.ts';
import type { Context } from '../context.ts';
import { comparison } from './compare.ts';
import { matchRun, runDetail, runRecord } from './records.ts';

export { readSettings } from '../../engine/index.ts';
export { followRun } from './follow.ts';
export { resumeRun, startRun } from './start.ts';

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
      say`A run cannot be compared with itself.`,
      say`Name two to six different runs.`,
    );
  return comparison(store, rows, points);
}
