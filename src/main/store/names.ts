/** Names that are unique within a library, whatever their case. */
import type { Store } from './store.ts';

/**
 * `name`, or with a number where another row bears it. A removed row that bears it gives it up: it takes a number itself.
 * Call it within the transaction that uses the name.
 */
export function freeName(store: Store, table: 'models' | 'datasets', name: string): string {
  const rows = store.all(store.query.selectFrom(table).select(['id', 'name', 'removedAt']));
  const taken = new Map(rows.map((row) => [row.name.toLowerCase(), row]));
  const numbered = (from: number): string => {
    const candidate = `${name} ${from}`;
    return taken.has(candidate.toLowerCase()) ? numbered(from + 1) : candidate;
  };
  const bearer = taken.get(name.toLowerCase());
  if (!bearer) return name;
  if (bearer.removedAt === null) return numbered(2);
  store.run(
    store.query
      .updateTable(table)
      .set({ name: numbered(2) })
      .where('id', '=', bearer.id),
  );
  return name;
}
