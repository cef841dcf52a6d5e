/** Opens the database whatever state the last program left it in: newer, older, torn by a crash, or damaged. */

import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { type Sentence, say } from '../../shared/sentence.ts';
import { type Migration, migrations, newestOf, schemaOf } from './migrate.ts';
import { Store } from './store.ts';

export interface OpenedStore {
  readonly store: Store;
  /** What the user must know: the database was damaged, and what became of it. */
  readonly notice: Sentence | null;
}

/**
 * Opens or makes the database `file`. A copy of it is kept before its schema is changed, and one that is damaged gives way
 * to its newest copy, or to an empty one; the damaged file is kept beside it.
 * @throws AppError `unsupported` for a database of a newer program; `disk` where it cannot be read or written
 */
export function openStore(file: string, list: readonly Migration[] = migrations): OpenedStore {
  const damage = damageOf(file);
  const notice = damage === undefined ? null : replace(file, damage);
  try {
    backUpBeforeMigration(file, list);
    return { store: new Store(file, list), notice };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      'disk',
      say`the database ${file} cannot be opened: ${(cause as Error).message}`,
      say`Free some space, make the folder writable, or choose another home folder with --home.`,
      { cause },
    );
  }
}

/** Copies the database as it is now to `FILE.backup`, without keeping anybody from writing; replaces the last such copy. */
async function backUp(store: Store): Promise<void> {
  const { database } = store;
  const temporary = `${database.name}.backup.new`;
  await database.backup(temporary);
  putInPlace(temporary, `${database.name}.backup`);
}

const day = 24 * 60 * 60 * 1000;

/** Copies the database unless a copy was made within a day. @returns whether it did */
export async function backUpDaily(store: Store, now = Date.now()): Promise<boolean> {
  const last = statSync(`${store.database.name}.backup`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  // Also one of the future, made before a clock was set back, is old some day.
  if (Math.abs(now - last) < day) return false;
  await backUp(store);
  return true;
}

/**
 * What is wrong with the file, in SQLite's words; undefined when nothing is. The whole of it is read only where the last
 * program did not close it.
 */
function damageOf(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const crashed = (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
  let database: Database.Database | undefined;
  try {
    database = new Database(file);
    schemaOf(database);
    if (!crashed) return undefined;
    const found = database.pragma('integrity_check(1)', { simple: true });
    return found === 'ok' ? undefined : String(found);
  } catch (cause) {
    const { code = '', message } = cause as { code?: string; message: string };
    if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return message;
    throw new AppError(
      'disk',
      say`the database ${file} cannot be used: ${message}`,
      say`Make the file and its folder readable and writable, or choose another home folder with --home.`,
      { cause },
    );
  } finally {
    database?.close();
  }
}

/** Moves a damaged database aside and its newest sound copy into its place. @returns what to tell the user */
function replace(file: string, damage: string): Sentence {
  const aside = freeName(`${file}.damaged`);
  renameSync(file, aside);
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
  const copy = copiesOf(file).find((candidate) => damageOf(candidate) === undefined);
  const kept = say`The damaged file is kept as ${aside}. Adapters and models on disk are not touched.`;
  if (copy === undefined)
    return say`The database was damaged (${damage}) and there was no copy of it: history starts anew. ${kept}`;
  const made = statSync(copy).mtime;
  copyFileSync(copy, `${file}.new`);
  putInPlace(`${file}.new`, file);
  return say`The database was damaged (${damage}); its copy of ${made.toLocaleString()} has taken its place. ${kept}`;
}

/** Copies of the database, newest first. */
function copiesOf(file: string): string[] {
  const [folder, name] = [dirname(file), basename(file)];
  return readdirSync(folder)
    .filter((other) => other === `${name}.backup` || other.startsWith(`${name}.before-`))
    .map((other) => join(folder, other))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
}

function backUpBeforeMigration(file: string, list: readonly Migration[]): void {
  if (!existsSync(file)) return;
  const database = new Database(file);
  try {
    const found = schemaOf(database);
    if (found === 0 || found >= newestOf(list)) return;
    const copy = `${file}.before-${newestOf(list)}`;
    rmSync(`${copy}.new`, { force: true });
    database.exec(`VACUUM INTO '${`${copy}.new`.replaceAll("'", "''")}'`);
    putInPlace(`${copy}.new`, copy);
  } finally {
    database.close();
  }
}

/** Makes `temporary` durable under its final name. */
function putInPlace(temporary: string, target: string): void {
  const descriptor = openSync(temporary, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(temporary, target);
}

function freeName(name: string): string {
  let free = name;
  for (let number = 2; existsSync(free); number++) free = `${name}-${number}`;
  return free;
}
