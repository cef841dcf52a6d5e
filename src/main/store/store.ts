/** One open database: typed queries built by kysely, run at once on this thread, so that no two writes can interleave. */

import Database from 'better-sqlite3';
import {
  type Compilable,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { AppError } from '../../shared/errors.ts';
import { say } from '../../shared/sentence.ts';
import { type Migration, migrate } from './migrate.ts';
import type { Tables } from './tables.ts';

export class Store {
  /** Builds queries; `all`, `first` and `run` execute them. */
  readonly query = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  readonly database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  /**
   * @param file path of the database, made where there is none; `:memory:` for tests
   * @param list undefined: this program's migrations
   */
  constructor(file: string, list?: readonly Migration[]) {
    this.database = new Database(file);
    this.database.pragma('journal_mode = WAL');
    this.database.pragma('synchronous = NORMAL');
    this.database.pragma('foreign_keys = ON');
    this.database.pragma('busy_timeout = 5000');
    migrate(this.database, list);
  }

  /** All rows of a query. */
  all<T>(query: Compilable<T>): T[] {
    const { sql, parameters } = query.compile();
    return this.prepare(sql).all(...parameters) as T[];
  }

  /** The first row of a query, or undefined. */
  first<T>(query: Compilable<T>): T | undefined {
    const { sql, parameters } = query.compile();
    return this.prepare(sql).get(...parameters) as T | undefined;
  }

  /** Runs a change. @returns how many rows it touched @throws AppError `disk` where there is no room for it */
  run(query: Compilable): number {
    const { sql, parameters } = query.compile();
    return this.#write(() => this.prepare(sql).run(...parameters).changes);
  }

  /**
   * Runs `work` as one transaction: all of its changes, or none where it throws. What it reads is not changed by another
   * process before it has written.
   * @throws AppError `disk` where there is no room for the changes, and whatever `work` throws
   */
  transaction<T>(work: () => T): T {
    return this.#write(() => this.database.transaction(work).immediate());
  }

  #write<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      const { code = '', message } = cause as { code?: string; message: string };
      if (!/^SQLITE_(FULL|IOERR)/.test(code)) throw cause;
      const hint = say`Free some space on its disk, then try again: what was saved before is not harmed.`;
      const what = say`the database ${this.database.name} cannot be written: ${message}`;
      throw new AppError('disk', what, hint, { cause });
    }
  }

  /** A statement, compiled once. */
  prepare(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  close(): void {
    this.database.close();
  }
}
