/** What memory a run was reckoned to take; and blind tests of an adapter version against its base, one question a row. */
import type { Database } from 'better-sqlite3';

export function blindTests(database: Database): void {
  database.exec(`
    ALTER TABLE runs ADD COLUMN reckonedMemoryBytes REAL;

    ALTER TABLE ratings RENAME TO oldRatings;
    CREATE TABLE ratings (
      id TEXT PRIMARY KEY,
      adapterVersionId TEXT NOT NULL REFERENCES adapterVersions ON DELETE CASCADE,
      strength REAL NOT NULL,
      prompt TEXT NOT NULL,
      preferred TEXT NOT NULL CHECK (preferred IN ('adapter', 'base', 'equal')),
      at INTEGER NOT NULL
    ) STRICT;
    -- Those between two versions have no place any more; no program has made one.
    INSERT INTO ratings
      SELECT CAST(id AS TEXT), adapterVersionId, 1, prompt, iif(preferred = 1, 'adapter', 'base'), at
      FROM oldRatings WHERE against IS NULL;
    DROP TABLE oldRatings;
    CREATE INDEX ratingsByVersion ON ratings (adapterVersionId);
  `);
}
