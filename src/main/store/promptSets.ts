/** Sets of prompts that people try on every adapter. */
import type { PromptSet } from '../../shared/records/playground.ts';
import type { Store } from './store.ts';

/** By name. */
export function listPromptSets(store: Store): PromptSet[] {
  return store
    .all(store.query.selectFrom('promptSets').selectAll().orderBy('name'))
    .map((row) => ({ ...row, prompts: JSON.parse(row.prompts) }));
}

/** Adds a set, or replaces the one with its id. */
export function savePromptSet(store: Store, { id, name, prompts }: PromptSet): void {
  const row = { name, prompts: JSON.stringify(prompts) };
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
