/** An objective's own figures, step by step; and columns and a table called what they hold. */
import type { Database } from 'better-sqlite3';

export function namedMetrics(database: Database): void {
  database.exec(`
    CREATE TABLE namedMetrics (
      runId TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      step INTEGER NOT NULL,
      name TEXT NOT NULL,
      value REAL NOT NULL,
      PRIMARY KEY (runId, name, step)
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE runs RENAME COLUMN wanted TO requestedState;
    ALTER TABLE runs RENAME COLUMN reckonedMemoryBytes TO predictedMemoryBytes;

    ALTER TABLE events RENAME TO logEntries;
    DROP INDEX eventsByRun;
    CREATE INDEX logEntriesByRun ON logEntries (runId, id);
  `);
}
