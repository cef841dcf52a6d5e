/** The log of a run: what was decided, in plain words. */
import type { LogEntry } from '../../shared/records/runs.ts';
import { readRows } from './rows.ts';
import type { Store } from './store.ts';

/** @returns the entry with its number */
export function addLogEntry(store: Store, runId: string, entry: Omit<LogEntry, 'id'>): LogEntry {
  const { at, step, level, message, said } = entry;
  const { lastInsertRowid } = store
    .prepare('INSERT INTO logEntries (runId, at, step, level, message, said) VALUES (?, ?, ?, ?, ?, ?)')
    .run(runId, at, step, level, message, said ? JSON.stringify(said) : null);
  return { id: Number(lastInsertRowid), ...entry };
}

/** Whether the log has this message already. */
export function hasLogEntry(store: Store, runId: string, message: string): boolean {
  return (
    store.prepare('SELECT 1 FROM logEntries WHERE runId = ? AND message = ?').get(runId, message) !==
    undefined
  );
}

/** The number of a run's last entry; 0: there is none. */
export function lastLogId(store: Store, runId: string): number {
  return store
    .prepare('SELECT coalesce(max(id), 0) FROM logEntries WHERE runId = ?')
    .pluck()
    .get(runId) as number;
}

/** In the order they were told; those after the entry `after`. */
export function logOf(store: Store, runId: string, after = 0): LogEntry[] {
  const entries = store.all(
    store.query
      .selectFrom('logEntries')
      .select(['id', 'at', 'step', 'level', 'message', 'said'])
      .where('runId', '=', runId)
      .where('id', '>', after)
      .orderBy('id'),
  );
  return readRows('logEntries', entries).map(({ said, ...entry }) => ({ ...entry, ...(said && { said }) }));
}
