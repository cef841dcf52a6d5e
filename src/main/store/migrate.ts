/** Brings a database to this program's schema, one numbered migration at a time, each whole or not at all. */

import type Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { say } from '../../shared/sentence.ts';
import { initial } from './migrations/0010-initial.ts';
import { blindTests } from './migrations/0020-blind-tests.ts';
import { namedMetrics } from './migrations/0030-named-metrics.ts';
import { said } from './migrations/0040-said.ts';

export interface Migration {
  /** Ascending; kept in the database as `user_version`. Tens, so that a hotfix fits between two. */
  readonly number: number;
  /** Changes schema and rows, within a transaction of its own. */
  readonly apply: (database: Database.Database) => void;
}

/** Every migration there is, in order. */
export const migrations: readonly Migration[] = [
  { number: 10, apply: initial },
  { number: 20, apply: blindTests },
  { number: 30, apply: namedMetrics },
  { number: 40, apply: said },
];

/** The schema number that a list leads to. */
export function newestOf(list: readonly Migration[]): number {
  return list.at(-1)?.number ?? 0;
}

/** The schema number of a database; 0 for a new one. */
export function schemaOf(database: Database.Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}

/**
 * Applies what is missing of `list`.
 * @throws AppError `unsupported` for a database that a newer program has written; it is left untouched
 */
export function migrate(database: Database.Database, list: readonly Migration[] = migrations): void {
  const found = schemaOf(database);
  const newest = newestOf(list);
  if (found > newest)
    throw new AppError(
      'unsupported',
      say`${database.name} was written by a newer Lowrank Studio: its schema is ${found}, this program knows ${newest}`,
      say`Update Lowrank Studio, or choose another home folder with --home.`,
    );
  for (const { number, apply } of list.filter((migration) => migration.number > found))
    database.transaction(() => {
      apply(database);
      database.pragma(`user_version = ${number}`);
    })();
}
