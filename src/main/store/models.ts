/** Models of the library as rows; removed ones stay until they are forgotten for good. */
import { randomUUID } from 'node:crypto';
import type { Compilable } from 'kysely';
import { freeName } from './names.ts';
import { readRow, readRows, toColumns } from './rows.ts';
import type { Store } from './store.ts';
import type { ModelRow, Tables } from './tables.ts';

/** Every model that was not removed, by name. */
export function listModels(store: Store): ModelRow[] {
  const all = store.query.selectFrom('models').selectAll().where('removedAt', 'is', null).orderBy('name');
  return readRows('models', store.all(all));
}

/** The model of this id, removed or not. */
export function findModel(store: Store, id: string): ModelRow | undefined {
  return first(store, store.query.selectFrom('models').selectAll().where('id', '=', id));
}

/** A model in use with such a value, the newest where there are several; names are compared whatever their case. */
export function modelWith(
  store: Store,
  column: 'id' | 'name' | 'path' | 'hash' | 'sourceHash' | 'sourceStamp',
  value: string,
): ModelRow | undefined {
  return first(
    store,
    store.query
      .selectFrom('models')
      .selectAll()
      .where(column, '=', value)
      .where('removedAt', 'is', null)
      .orderBy('addedAt', 'desc'),
  );
}

/** The newest model, removed or not, that came from there. */
export function modelFrom(store: Store, source: ModelRow['source'], origin: string): ModelRow | undefined {
  return first(
    store,
    store.query
      .selectFrom('models')
      .selectAll()
      .where('source', '=', source)
      .where('origin', '=', origin)
      .orderBy('addedAt', 'desc'),
  );
}

/** Adds a model; its name gets a number where another one bears it. */
export function addModel(store: Store, model: Omit<ModelRow, 'id' | 'addedAt' | 'removedAt'>): ModelRow {
  return store.transaction(() => {
    const name = freeName(store, 'models', model.name);
    const row = { ...model, id: randomUUID(), name, addedAt: Date.now(), removedAt: null };
    store.run(store.query.insertInto('models').values(toColumns('models', row)));
    return row;
  });
}

/** Changes what is given. @returns whether there is such a model */
export function changeModel(
  store: Store,
  id: string,
  change: Partial<Pick<ModelRow, 'hash' | 'removedAt' | 'origin' | 'sourceStamp'>>,
): boolean {
  return store.run(store.query.updateTable('models').set(change).where('id', '=', id)) > 0;
}

/** @returns false where another model bears the name */
export function renameModel(store: Store, id: string, name: string): boolean {
  return store.transaction(() => {
    const bearer = modelWith(store, 'name', name);
    if (bearer && bearer.id !== id) return false;
    const own = findModel(store, id)?.name.toLowerCase() === name.toLowerCase();
    const free = own ? name : freeName(store, 'models', name);
    store.run(store.query.updateTable('models').set({ name: free }).where('id', '=', id));
    return true;
  });
}

/** Models removed before `time`. */
export function modelsRemovedBefore(store: Store, time: number): ModelRow[] {
  const removed = store.query.selectFrom('models').selectAll().where('removedAt', '<', time);
  return readRows('models', store.all(removed));
}

function first(store: Store, query: Compilable<Tables['models']>): ModelRow | undefined {
  const found = store.first(query);
  return found && readRow('models', found);
}

/** Forgets a model for good; runs and adapters keep its name. */
export function forgetModel(store: Store, id: string): void {
  store.run(store.query.deleteFrom('models').where('id', '=', id));
}
