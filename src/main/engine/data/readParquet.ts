/** Reads parquet files through DuckDB, piece by piece, with lists and structs as plain JSON. */

import { statSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '../../../shared/errors.ts';
import { type FoundRow, fileFact, type ReaderOptions } from './row.ts';
import { watched, watchedItems } from './watched.ts';

/** Seconds in which DuckDB reads the next rows of any sound file, from a slow disk too. */
const patience = 300;

/** Rows in file order. Throws bad-data where the file is not parquet or damaged. */
export async function* readParquet(
  file: string,
  { onBytes }: Pick<ReaderOptions, 'onBytes'>,
): AsyncGenerator<FoundRow> {
  // Loaded where it is needed: it has 180 files, and every command and process would read them at its start.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const database = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false', // nothing is fetched, whatever the file asks for
    autoload_known_extensions: 'false',
    memory_limit: '512MB',
    threads: '2',
  });
  const connection = await database.connect();
  const literal = file.replace(/[[*?]/g, '[$&]'); // the name is one file, not a pattern
  let line = 1;
  const late = () => new Error(`nothing came for ${patience} seconds`);
  try {
    const perRow = onBytes && statSync(file).size / Math.max(1, await rowsIn(connection, literal));
    const query = connection.stream('SELECT * FROM read_parquet($file)', { file: literal });
    const result = await watched(query, patience, late);
    for await (const rows of watchedItems(result.yieldRowObjectJson(), patience, late)) {
      for (const values of rows) yield { values, line: line++ };
      onBytes?.(line * (perRow ?? 0));
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const reason = (cause as Error).message.split('\n', 1)[0];
    throw new AppError(
      'bad-data',
      `${file}: cannot be read as parquet (${reason})`,
      'Fetch or write the file again.',
      { cause, detail: { code: 'notParquet', at: fileFact(file), reason: reason ?? '' } },
    );
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

/** As the file itself says, without reading them. */
async function rowsIn(connection: DuckDBConnection, file: string): Promise<number> {
  const answer = await connection.runAndReadAll('SELECT num_rows FROM parquet_file_metadata($file)', {
    file,
  });
  return Number(answer.getRows()[0]?.[0] ?? 0);
}
