/** Sets of prompts that people try on every adapter. */
import type { PromptSet } from '../../shared/records/playground.ts';
import { readRows, toColumns } from './rows.ts';
import type { Store } from './store.ts';

/** By name. */
export function listPromptSets(store: Store): PromptSet[] {
  return readRows('promptSets', store.all(store.query.selectFrom('promptSets').selectAll().orderBy('name')));
}

/** Adds a set, or replaces the one with its id. */
export function savePromptSet(store: Store, { id, name, prompts }: PromptSet): void {
  const row = toColumns('promptSets', { name, prompts });
  store.run(
    store.query
      .insertInto('promptSets')
      .values({ id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row)),
  );
}

export function removePromptSet(store: Store, id: string): void {
  store.run(store.query.deleteFrom('promptSets').where('id', '=', id));
}
