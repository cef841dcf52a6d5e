/** What the user has chosen, one row a key; what was never chosen has its default. */
import { defaultSettings, type Settings, settingsSchema } from '../../shared/records/app.ts';
import type { Store } from './store.ts';

/** Every setting. A kept value that a newer or older program wrote and this one cannot use counts as not chosen. */
export function readSettings(store: Store): Settings {
  const rows = store.all(store.query.selectFrom('settings').selectAll());
  const kept = rows.flatMap(({ key, value }) => {
    const schema = settingsSchema.shape[key as keyof Settings];
    const parsed = schema?.safeParse(JSON.parse(value));
    return parsed?.success ? [[key, parsed.data]] : [];
  });
  return { ...defaultSettings, ...Object.fromEntries(kept) };
}

/** What is changed; undefined: as it is. */
type Changes = { readonly [K in keyof Settings]?: Settings[K] | undefined };

/** Keeps the settings given, all or none. */
export function writeSettings(store: Store, changes: Changes): void {
  store.transaction(() => {
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) continue;
      const row = { key, value: JSON.stringify(value) };
      store.run(
        store.query
          .insertInto('settings')
          .values(row)
          .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: row.value })),
      );
    }
  });
}
