/** Blind tests: which answer people preferred without knowing whose it was, and how a version stands by now. */
import type { Rating, Tally } from '../../shared/records/playground.ts';
import type { Store } from './store.ts';

const none: Tally = { adapter: 0, base: 0, equal: 0 };

/** Adds a rating; the same question rated again counts once. */
export function saveRating(store: Store, { id, ...rating }: Rating): void {
  const row = { ...rating, at: Date.now() };
  store.run(
    store.query
      .insertInto('ratings')
      .values({ id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row)),
  );
}

/** @returns whether there was such a rating */
export function removeRating(store: Store, id: string): boolean {
  return store.run(store.query.deleteFrom('ratings').where('id', '=', id)) > 0;
}

export function removeRatingsOf(store: Store, adapterVersionId: string): void {
  store.run(store.query.deleteFrom('ratings').where('adapterVersionId', '=', adapterVersionId));
}

/** @returns how a version stands, by its id */
export function talliesIn(store: Store): (adapterVersionId: string) => Tally {
  const tallies = new Map<string, Tally>();
  const counts = store.all(
    store.query
      .selectFrom('ratings')
      .select(({ fn }) => ['adapterVersionId', 'preferred', fn.countAll<number>().as('count')])
      .groupBy(['adapterVersionId', 'preferred']),
  );
  for (const { adapterVersionId: id, preferred, count } of counts)
    tallies.set(id, { ...(tallies.get(id) ?? none), [preferred]: count });
  return (id) => tallies.get(id) ?? none;
}
