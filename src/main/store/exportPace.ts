/** How long the last export of each form took on this machine: what the next one's time is told from. */
import { z } from 'zod';
import { type ExportTarget, exportTargetSchema } from '../../shared/exportTargets.ts';
import type { Store } from './store.ts';

const paceSchema = z.object({ parameters: z.number().positive(), seconds: z.number().positive() });

type ExportPace = z.infer<typeof paceSchema>;

/** Beside the settings, none of which has this name. */
const row = 'exportPace';

export function exportPaces(store: Store): Readonly<Partial<Record<ExportTarget, ExportPace>>> {
  const kept = store.first(store.query.selectFrom('settings').select('value').where('key', '=', row));
  return z
    .partialRecord(exportTargetSchema, paceSchema)
    .catch({})
    .parse(JSON.parse(kept?.value ?? '{}'));
}

export function keepExportPace(store: Store, target: ExportTarget, pace: ExportPace): void {
  store.transaction(() => {
    const value = JSON.stringify({ ...exportPaces(store), [target]: pace });
    store.run(
      store.query
        .insertInto('settings')
        .values({ key: row, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value })),
    );
  });
}
