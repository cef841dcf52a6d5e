/** Which checkpoints of a run there are. */
import type { Store } from './store.ts';
import type { CheckpointRow } from './tables.ts';

export function putCheckpoint(store: Store, checkpoint: CheckpointRow): void {
  const { runId, step, path, bytes, heldOutLoss, best, createdAt } = checkpoint;
  store
    .prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?)')
    .run(runId, step, path, bytes, heldOutLoss, best, createdAt);
}

/** The checkpoint of `step` is the best of its run; no other is. */
export function markBest(store: Store, runId: string, step: number): void {
  store.prepare('UPDATE checkpoints SET best = (step = ?) WHERE runId = ?').run(step, runId);
}

export function dropCheckpoint(store: Store, runId: string, step: number): void {
  store.prepare('DELETE FROM checkpoints WHERE runId = ? AND step = ?').run(runId, step);
}

export function dropCheckpointsAfter(store: Store, runId: string, step: number): void {
  store.prepare('DELETE FROM checkpoints WHERE runId = ? AND step > ?').run(runId, step);
}

export function checkpointsOf(store: Store, runId: string): CheckpointRow[] {
  return store.all(
    store.query.selectFrom('checkpoints').selectAll().where('runId', '=', runId).orderBy('step'),
  );
}

/** Bytes of all checkpoints there are. */
export function checkpointBytes(store: Store): number {
  return store.prepare('SELECT coalesce(sum(bytes), 0) FROM checkpoints').pluck().get() as number;
}

/** Checkpoints of runs that are over and will not go on, those of the run that ended first before others. */
export function spentCheckpoints(store: Store): CheckpointRow[] {
  return store.all(
    store.query
      .selectFrom('checkpoints')
      .innerJoin('runs', 'runs.id', 'checkpoints.runId')
      .selectAll('checkpoints')
      .where('runs.state', '=', 'done')
      .orderBy('runs.endedAt')
      .orderBy('checkpoints.best')
      .orderBy('checkpoints.step'),
  );
}
