/** Exports as rows: what was written where, with its certificate. */
import { readRows, toColumns } from './rows.ts';
import type { Store } from './store.ts';
import type { ExportRow } from './tables.ts';

export function addExport(store: Store, row: ExportRow): void {
  store.run(store.query.insertInto('exports').values(toColumns('exports', row)));
}

/** What was not removed, newest first. */
export function listExports(store: Store): ExportRow[] {
  const all = store.query.selectFrom('exports').selectAll().where('removedAt', 'is', null);
  return readRows('exports', store.all(all.orderBy('createdAt', 'desc')));
}

/** @returns whether there is such an export */
export function setExportRemoved(store: Store, id: string, removedAt: number | null): boolean {
  return store.run(store.query.updateTable('exports').set({ removedAt }).where('id', '=', id)) > 0;
}

/** Exports removed before `time`. */
export function exportsRemovedBefore(store: Store, time: number): ExportRow[] {
  const removed = store.query.selectFrom('exports').selectAll().where('removedAt', '<', time);
  return readRows('exports', store.all(removed));
}

export function forgetExport(store: Store, id: string): void {
  store.run(store.query.deleteFrom('exports').where('id', '=', id));
}
