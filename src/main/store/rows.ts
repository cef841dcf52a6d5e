/** The store's edge: JSON columns become what they hold when a row is read, checked here once, and text when it is written. */

import { z } from 'zod';
import { AppError, errorSchema } from '../../shared/errors.ts';
import { datasetReportSchema, mappingSchema } from '../../shared/records/datasets.ts';
import { modelShapeSchema } from '../../shared/records/models.ts';
import { estimateSchema, runActualSchema, runPlanSchema, verdictSchema } from '../../shared/records/runs.ts';
import { keptRunConfigSchema } from '../../shared/runConfig.ts';
import { saidSchema, say } from '../../shared/sentence.ts';
import { storedCertificateSchema } from './storedCertificate.ts';
import type { Rows, Tables } from './tables.ts';

const texts = z.array(z.string());

/** Every JSON column there is. */
const jsonColumns = {
  models: { shape: modelShapeSchema },
  datasets: { columns: texts },
  datasetVersions: {
    mapping: mappingSchema,
    // One of an earlier version, which says less, is made anew when it is asked for.
    report: z
      .object({ key: z.string(), holdoutFile: z.string().optional(), report: datasetReportSchema })
      .nullable()
      .catch(null),
  },
  runs: {
    config: keptRunConfigSchema,
    plan: runPlanSchema.nullable(),
    estimate: estimateSchema.nullable(),
    actual: runActualSchema.nullable(),
    verdict: verdictSchema.nullable(),
    error: errorSchema.nullable(),
    tags: texts,
    prompts: texts,
  },
  logEntries: { said: saidSchema.nullable() },
  adapterVersions: { tags: texts },
  exports: { certificate: storedCertificateSchema },
  promptSets: { prompts: texts },
} as const satisfies {
  readonly [T in keyof Rows]?: { readonly [C in keyof Rows[T]]?: z.ZodType<Rows[T][C]> };
};

type JsonTable = keyof typeof jsonColumns;

/** A row, or those of its columns that were selected, as they are read. */
type Read<T extends JsonTable, Selected> = {
  [C in keyof Selected]: C extends keyof Rows[T] ? Rows[T][C] : Selected[C];
};

/**
 * Reads a row, or the columns selected of it. What may be null counts as unknown where it is damaged, with a sentence on
 * stderr.
 * @throws AppError `disk` where a column is damaged that no row can be without
 */
export function readRow<T extends JsonTable, Selected extends Partial<Tables[T]>>(
  table: T,
  selected: Selected,
): Read<T, Selected> {
  const row: Record<string, unknown> = { ...selected };
  for (const [column, schema] of Object.entries<z.ZodType>(jsonColumns[table])) {
    const text = row[column];
    if (text === undefined) continue;
    const parsed = schema.safeParse(text === null ? null : JSON.parse(text as string));
    if (parsed.success) {
      row[column] = parsed.data;
      continue;
    }
    const damage = damaged(table, row, column, parsed.error);
    if (!schema.safeParse(null).success) throw damage;
    warn(damage);
    row[column] = null;
  }
  return row as Read<T, Selected>;
}

/** Reads rows; one that cannot be read is left out, with a sentence on stderr, so that the others can be seen. */
export function readRows<T extends JsonTable, Selected extends Partial<Tables[T]>>(
  table: T,
  selected: readonly Selected[],
): Read<T, Selected>[] {
  return selected.flatMap((each) => {
    try {
      return [readRow(table, each)];
    } catch (cause) {
      warn(cause as AppError);
      return [];
    }
  });
}

/** As SQLite takes it: what {@link readRow} reads, the other way. */
export function toColumns<T extends JsonTable, Change extends Partial<Rows[T]>>(
  table: T,
  change: Change,
): Pick<Tables[T], keyof Change & keyof Tables[T]> {
  const columns: Record<string, unknown> = { ...change };
  for (const column of Object.keys(jsonColumns[table])) {
    const value = columns[column];
    if (value !== undefined && value !== null) columns[column] = JSON.stringify(value);
  }
  return columns as Pick<Tables[T], keyof Change & keyof Tables[T]>;
}

function damaged(
  table: JsonTable,
  { id, name = id }: Record<string, unknown>,
  column: string,
  error: z.ZodError,
): AppError {
  return new AppError(
    'disk',
    say`in the database, ${column} of ${String(name)} (${table}) is damaged: ${z.prettifyError(error)}`,
    say`Put back a copy of the database, which lies beside it; the files it speaks of are not harmed.`,
  );
}

const warned = new Set<string>();

/** Rows are read often. */
function warn({ message }: AppError): void {
  if (warned.has(message)) return;
  warned.add(message);
  process.stderr.write(`${message}\n`);
}
