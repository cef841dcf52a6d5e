/** Keys that programs show to the endpoint, by name; of each only its hash is kept. */
import { z } from 'zod';
import type { Store } from './store.ts';

const keySchema = z.object({ name: z.string(), hash: z.string(), createdAt: z.number() });

export type EndpointKey = Readonly<z.infer<typeof keySchema>>;

/** Beside the settings, none of which has this name. */
const row = 'endpointKeys';

/** Oldest first. */
export function endpointKeys(store: Store): readonly EndpointKey[] {
  const kept = store.first(store.query.selectFrom('settings').select('value').where('key', '=', row));
  return z
    .array(keySchema)
    .catch([])
    .parse(JSON.parse(kept?.value ?? '[]'));
}

/** Keeps these keys and no others. */
export function writeEndpointKeys(store: Store, keys: readonly EndpointKey[]): void {
  const value = JSON.stringify(keys);
  store.run(
    store.query
      .insertInto('settings')
      .values({ key: row, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value })),
  );
}
