/** Rows of runs as the studio and the command line show them. */

import { AppError } from '../../../shared/errors.ts';
import { yieldsAdapter } from '../../../shared/methods.ts';
import type { Run, RunDetail } from '../../../shared/records/runs.ts';
import { say } from '../../../shared/sentence.ts';
import { versionOfRun } from '../../store/adapters.ts';
import { checkpointsOf } from '../../store/checkpoints.ts';
import { findRun, runIdsLike } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import type { RunRow } from '../../store/tables.ts';
import { commandLine } from './commandLine.ts';

/** @throws AppError `not-found` */
export function requireRun(store: Store, id: string): RunRow {
  const run = findRun(store, id);
  if (run) return run;
  throw new AppError(
    'not-found',
    say`there is no run ${id}`,
    say`It may have been removed: look at the list of runs.`,
  );
}

/** The run of an id or of the beginning of one. @throws AppError `not-found` where none or several have it */
export function matchRun(store: Store, idOrBeginning: string): RunRow {
  const exact = findRun(store, idOrBeginning);
  if (exact) return exact;
  const ids = idOrBeginning === '' ? [] : runIdsLike(store, idOrBeginning);
  if (ids.length <= 1) return requireRun(store, ids[0] ?? idOrBeginning);
  throw new AppError(
    'not-found',
    say`more than one run begins with ${idOrBeginning}, such as ${ids.join(' and ')}`,
    say`Give more of the id.`,
  );
}

export function runRecord(row: RunRow): Run {
  const { id, name, state, model, modelId, data, dataVersionId, method, rank, parentId } = row;
  const { createdAt, startedAt, endedAt, step, steps, loss, heldOutLoss, heldOutLossBefore } = row;
  const { seconds, etaSeconds, tokensPerSecond, device, notes, tags, verdict, error } = row;
  return {
    id,
    name,
    state,
    model,
    modelId,
    data,
    dataVersionId,
    method,
    rank,
    parentId,
    createdAt,
    startedAt,
    endedAt,
    step,
    steps,
    loss,
    heldOutLoss,
    heldOutLossBefore,
    seconds,
    tokensPerSecond,
    device,
    notes,
    verdict,
    error,
    etaSeconds: state === 'running' ? etaSeconds : null,
    queuePosition: state === 'queued' ? row.queuePosition : null,
    tags: [...tags],
  };
}

export function runDetail(store: Store, row: RunRow): RunDetail {
  const version = versionOfRun(store, row.id);
  const { out, config, plan, estimate, actual } = row;
  return {
    ...runRecord(row),
    out,
    config,
    plan,
    estimate,
    actual,
    command: commandLine({ ...config }),
    checkpoints: checkpointsOf(store, row.id).map(({ runId: _, best, ...checkpoint }) => ({
      ...checkpoint,
      best: best === 1,
    })),
    adapterVersionId: version && version.removedAt === null ? version.id : null,
    modelPath: row.state === 'done' && !yieldsAdapter(row) ? row.out : null,
  };
}
