/** The first schema: models, datasets, runs and what they left, adapters, exports, settings. Times are ms since 1970. */
import type { Database } from 'better-sqlite3';

export function initial(database: Database): void {
  database.exec(`
    CREATE TABLE models (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      path TEXT NOT NULL,
      source TEXT NOT NULL CHECK (source IN ('folder', 'gguf', 'hub', 'starter')),
      origin TEXT NOT NULL,
      owned INTEGER NOT NULL CHECK (owned IN (0, 1)),
      architecture TEXT NOT NULL,
      license TEXT,
      bytes INTEGER NOT NULL,
      hash TEXT,
      parameters INTEGER NOT NULL,
      -- hidden, layers, vocabulary, maxPositions, linear, hasChatTemplate
      shape TEXT NOT NULL CHECK (json_valid(shape)),
      -- Of the GGUF file it was made from: sha256, and what changes when the file does.
      sourceHash TEXT,
      sourceStamp TEXT,
      addedAt INTEGER NOT NULL,
      removedAt INTEGER
    ) STRICT;

    CREATE TABLE datasets (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      path TEXT NOT NULL,
      source TEXT NOT NULL CHECK (source IN ('file', 'hub', 'sample', 'upload')),
      origin TEXT NOT NULL,
      columns TEXT NOT NULL CHECK (json_valid(columns)),
      addedAt INTEGER NOT NULL,
      removedAt INTEGER
    ) STRICT;

    CREATE TABLE datasetVersions (
      id TEXT PRIMARY KEY,
      datasetId TEXT NOT NULL REFERENCES datasets ON DELETE CASCADE,
      number INTEGER NOT NULL,
      hash TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      rows INTEGER,
      mapping TEXT NOT NULL CHECK (json_valid(mapping)),
      -- The last report made of it, with the model and options it was made for.
      report TEXT CHECK (report IS NULL OR json_valid(report)),
      addedAt INTEGER NOT NULL,
      UNIQUE (datasetId, number)
    ) STRICT;

    CREATE TABLE runs (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      state TEXT NOT NULL
        CHECK (state IN ('queued', 'running', 'paused', 'interrupted', 'failed', 'cancelled', 'done')),
      model TEXT NOT NULL,
      modelId TEXT REFERENCES models ON DELETE SET NULL,
      data TEXT NOT NULL,
      dataVersionId TEXT REFERENCES datasetVersions ON DELETE SET NULL,
      method TEXT NOT NULL CHECK (method IN ('lora', 'full')),
      rank INTEGER,
      config TEXT NOT NULL CHECK (json_valid(config)),
      out TEXT NOT NULL,
      device TEXT,
      createdAt INTEGER NOT NULL,
      startedAt INTEGER,
      endedAt INTEGER,
      step INTEGER NOT NULL DEFAULT 0,
      steps INTEGER,
      loss REAL,
      heldOutLoss REAL,
      heldOutLossBefore REAL,
      seconds REAL NOT NULL DEFAULT 0,
      etaSeconds REAL,
      tokensPerSecond REAL,
      plan TEXT CHECK (plan IS NULL OR json_valid(plan)),
      estimate TEXT CHECK (estimate IS NULL OR json_valid(estimate)),
      -- Seconds promised before the start, while estimate is corrected by the run's own trial step.
      expectedSeconds REAL,
      actual TEXT CHECK (actual IS NULL OR json_valid(actual)),
      verdict TEXT CHECK (verdict IS NULL OR json_valid(verdict)),
      error TEXT CHECK (error IS NULL OR json_valid(error)),
      tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
      notes TEXT NOT NULL DEFAULT '',
      prompts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(prompts)),
      queuePosition INTEGER,
      parentId TEXT REFERENCES runs ON DELETE SET NULL,
      -- What becomes of it once its process has stopped on request.
      wanted TEXT CHECK (wanted IN ('paused', 'done', 'cancelled', 'interrupted')),
      -- The process that trains it, and what tells it from a later one that was given the same number.
      pid INTEGER,
      pidStartedAt TEXT,
      -- Bytes of the run's event file that are already in here, and where the last process began to write.
      eventsRead INTEGER NOT NULL DEFAULT 0,
      partFrom INTEGER NOT NULL DEFAULT 0,
      partStartedAt INTEGER,
      secondsBefore REAL NOT NULL DEFAULT 0,
      removedAt INTEGER
    ) STRICT;
    CREATE INDEX runsByCreation ON runs (removedAt, createdAt DESC);
    CREATE INDEX runsByState ON runs (state);
    CREATE INDEX runsByTime ON runs (createdAt);
    CREATE INDEX runsByDataVersion ON runs (dataVersionId, createdAt);

    CREATE TABLE metrics (
      runId TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      step INTEGER NOT NULL,
      loss REAL NOT NULL,
      learningRate REAL NOT NULL,
      gradNorm REAL NOT NULL,
      tokens INTEGER NOT NULL,
      supervised INTEGER NOT NULL,
      seconds REAL NOT NULL,
      memoryBytes INTEGER,
      heldOutLoss REAL,
      PRIMARY KEY (runId, step)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX metricsHeldOut ON metrics (runId, step, heldOutLoss) WHERE heldOutLoss IS NOT NULL;

    -- Sixteen steps each, made of metrics: a chart of a long run reads these.
    CREATE TABLE metricBlocks (
      runId TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      block INTEGER NOT NULL,
      step INTEGER NOT NULL,
      count INTEGER NOT NULL,
      loss REAL NOT NULL,
      lossMin REAL NOT NULL,
      lossMax REAL NOT NULL,
      learningRate REAL NOT NULL,
      gradNorm REAL NOT NULL,
      tokens INTEGER NOT NULL,
      seconds REAL NOT NULL,
      memoryBytes INTEGER,
      PRIMARY KEY (runId, block)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE events (
      id INTEGER PRIMARY KEY,
      runId TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      at INTEGER NOT NULL,
      step INTEGER,
      level TEXT NOT NULL CHECK (level IN ('info', 'warning', 'error')),
      message TEXT NOT NULL
    ) STRICT;
    CREATE INDEX eventsByRun ON events (runId, id);

    CREATE TABLE checkpoints (
      runId TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      step INTEGER NOT NULL,
      path TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      heldOutLoss REAL,
      best INTEGER NOT NULL DEFAULT 0 CHECK (best IN (0, 1)),
      createdAt INTEGER NOT NULL,
      PRIMARY KEY (runId, step)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE samples (
      runId TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      step INTEGER NOT NULL,
      prompt TEXT NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY (runId, step, prompt)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE adapters (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      model TEXT NOT NULL,
      modelId TEXT REFERENCES models ON DELETE SET NULL,
      baseHash TEXT,
      createdAt INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE adapterVersions (
      id TEXT PRIMARY KEY,
      adapterId TEXT NOT NULL REFERENCES adapters ON DELETE CASCADE,
      number INTEGER NOT NULL,
      parentId TEXT REFERENCES adapterVersions ON DELETE SET NULL,
      runId TEXT UNIQUE REFERENCES runs ON DELETE SET NULL,
      dataVersionId TEXT REFERENCES datasetVersions ON DELETE SET NULL,
      path TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      rank INTEGER NOT NULL,
      heldOutLoss REAL,
      rating INTEGER CHECK (rating BETWEEN 1 AND 5),
      notes TEXT NOT NULL DEFAULT '',
      tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
      archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
      createdAt INTEGER NOT NULL,
      removedAt INTEGER,
      UNIQUE (adapterId, number)
    ) STRICT;

    -- Blind tests: one comparison a row, for the version that was preferred or not.
    CREATE TABLE ratings (
      id INTEGER PRIMARY KEY,
      adapterVersionId TEXT NOT NULL REFERENCES adapterVersions ON DELETE CASCADE,
      against TEXT REFERENCES adapterVersions ON DELETE SET NULL,
      preferred INTEGER NOT NULL CHECK (preferred IN (0, 1)),
      prompt TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE exports (
      id TEXT PRIMARY KEY,
      adapterVersionId TEXT REFERENCES adapterVersions ON DELETE SET NULL,
      adapter TEXT NOT NULL,
      model TEXT NOT NULL,
      target TEXT NOT NULL,
      path TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      certificate TEXT NOT NULL CHECK (json_valid(certificate)),
      createdAt INTEGER NOT NULL,
      removedAt INTEGER
    ) STRICT;

    CREATE TABLE promptSets (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      prompts TEXT NOT NULL CHECK (json_valid(prompts))
    ) STRICT;

    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL CHECK (json_valid(value))
    ) STRICT, WITHOUT ROWID;
  `);
}
