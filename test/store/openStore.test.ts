/** The database opens whatever state it was left in, and says in a sentence where something was wrong. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrations } from '../../src/main/store/migrate.ts';
import { insertNamedMetrics } from '../../src/main/store/namedMetrics.ts';
import { backUpDaily, openStore } from '../../src/main/store/openStore.ts';
import { addLogEntry, logOf } from '../../src/main/store/runLog.ts';
import { findRun, forgetRun } from '../../src/main/store/runs.ts';
import type { Store } from '../../src/main/store/store.ts';
import type { RunRow } from '../../src/main/store/tables.ts';
import type { AppError } from '../../src/shared/errors.ts';
import { fillStore, namesIn } from './fill.ts';

let folder: string;
let file: string;
const open: Store[] = [];

function opened(list = migrations): ReturnType<typeof openStore> {
  const result = openStore(file, list);
  open.push(result.store);
  return result;
}

/** A database with something in every table, closed. */
async function filled({ backedUp = false, list = migrations } = {}): Promise<void> {
  const { store } = opened(list);
  fillStore(store);
  if (backedUp) await backUpDaily(store);
  store.close();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lowrank-store-'));
  file = join(folder, "it's.db");
});
afterEach(() => {
  for (const store of open.splice(0)) store.close();
  rmSync(folder, { recursive: true });
});

test('a new database has every table, strict, and foreign keys that hold', () => {
  const { store, notice } = opened();
  expect(notice).toBe(null);
  const tables = store.database.pragma('table_list') as { name: string; strict: number }[];
  const own = tables.filter(({ name }) => !name.startsWith('sqlite_'));
  expect(own.filter(({ strict }) => strict !== 1)).toEqual([]);
  expect(store.database.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(() =>
    store.database.exec("INSERT INTO samples VALUES ('no such run', 1, 'prompt', 'text')"),
  ).toThrow('FOREIGN KEY');
});

test('the filled database has a row in every table', () => {
  const { store } = opened();
  fillStore(store);
  const tables = store.database.pragma('table_list') as { name: string; type: string }[];
  const own = tables.filter(({ name, type }) => type === 'table' && !name.startsWith('sqlite_'));
  const empty = own.filter(({ name }) => store.database.prepare(`SELECT 1 FROM ${name}`).get() === undefined);
  expect(empty).toEqual([]);
});

test('a migration starts from a filled database, keeps its rows and a copy of how it was', async () => {
  await filled();
  const next = {
    number: 990,
    apply: (database: Database.Database) =>
      void database.exec("ALTER TABLE runs ADD COLUMN mood TEXT NOT NULL DEFAULT 'good'"),
  };
  const { store, notice } = opened([...migrations, next]);
  expect(notice).toBe(null);
  expect(store.database.prepare('SELECT name, mood FROM runs').all()).toEqual([
    { name: 'First', mood: 'good' },
  ]);
  expect(namesIn(store)).toEqual(['First']);
  const copy = new Database(`${file}.before-990`, { readonly: true });
  expect(copy.pragma('user_version', { simple: true })).toBe(40);
  expect(copy.prepare('SELECT name FROM runs').pluck().all()).toEqual(['First']);
  copy.close();
});

const first = migrations.slice(0, 1);
const second = migrations.slice(0, 2);
const third = migrations.slice(0, 3);

test('a database of the first schema keeps its rows, and blind tests in their new form', async () => {
  await filled({ list: first });
  const { store, notice } = opened(second);
  expect(notice).toBe(null);
  expect(namesIn(store)).toEqual(['First']);
  expect(store.all(store.query.selectFrom('ratings').selectAll())).toEqual([
    { id: '1', adapterVersionId: 'av', strength: 1, prompt: 'Why?', preferred: 'adapter', at: 1 },
  ]);
  expect(store.database.prepare('SELECT reckonedMemoryBytes FROM runs').pluck().all()).toEqual([null]);
  expect(store.database.pragma('foreign_key_check')).toEqual([]);
  expect(existsSync(`${file}.before-20`)).toBe(true);
});

test('a database of the second schema keeps every row, under the names of the third', async () => {
  await filled({ list: second });
  const before = contentOf(file);
  const { store, notice } = opened(third);
  expect(notice).toBe(null);
  expect(findRun(store, 'r')).toMatchObject({
    ...{ name: 'First', requestedState: 'paused', predictedMemoryBytes: 2e9 },
    config: { model: '/models/tiny', data: '/data.csv', rank: 16 },
  });
  store.close();
  const { events, ...others } = before;
  expect(contentOf(file)).toEqual({ ...others, logEntries: events, namedMetrics: [] });
  expect(existsSync(`${file}.before-30`)).toBe(true);
});

test('a log of the schema before this one keeps its English, and what is told from now on has its sentence', async () => {
  await filled({ list: third });
  const { store, notice } = opened();
  expect([notice, existsSync(`${file}.before-40`)]).toEqual([null, true]);
  const told = { pattern: 'Paused after step {0}.', facts: [3] };
  addLogEntry(store, 'r', { at: 2, step: 3, level: 'info', message: 'Paused after step 3.', said: told });
  expect(logOf(store, 'r')).toEqual([
    { id: 1, at: 1, step: null, level: 'info', message: 'It began.' },
    { id: 2, at: 2, step: 3, level: 'info', message: 'Paused after step 3.', said: told },
  ]);
});

test('a run of the second schema takes its log and its figures along when it is forgotten', async () => {
  await filled({ list: second });
  const { store } = opened();
  insertNamedMetrics(store, 'r', 1, { accuracy: 0.75 });
  expect(store.database.pragma('foreign_key_check')).toEqual([]);
  forgetRun(store, 'r');
  expect([logOf(store, 'r'), store.database.prepare('SELECT * FROM namedMetrics').all()]).toEqual([[], []]);
});

test('a migration may walk rows', async () => {
  await filled();
  const loud = {
    number: 990,
    apply(database: Database.Database) {
      const change = database.prepare('UPDATE runs SET name = ? WHERE id = ?');
      for (const { id, name } of database.prepare('SELECT id, name FROM runs').all() as RunRow[])
        change.run(name.toUpperCase(), id);
    },
  };
  expect(namesIn(opened([...migrations, loud]).store)).toEqual(['FIRST']);
});

/** Every row of every table, without the columns' names. */
function contentOf(path: string): Record<string, unknown[]> {
  const database = new Database(path, { readonly: true });
  const tables = database.pragma('table_list') as { name: string; type: string }[];
  const own = tables.filter(({ name, type }) => type === 'table' && !name.startsWith('sqlite_'));
  const content = own.map(({ name }) => [name, database.prepare(`SELECT * FROM ${name}`).raw().all()]);
  database.close();
  return Object.fromEntries(content);
}

test('a migration that fails changes nothing', async () => {
  await filled();
  const broken = {
    number: 990,
    apply: (database: Database.Database) =>
      void database.exec('DELETE FROM runs; INSERT INTO elsewhere VALUES (1)'),
  };
  expect(() => opened([...migrations, broken])).toThrow('no such table');
  expect(namesIn(opened().store)).toEqual(['First']);
});

test('a newer database is refused with a sentence and left as it is', async () => {
  await filled();
  const database = new Database(file);
  database.pragma('user_version = 990');
  database.close();
  const before = readFileSync(file);
  let error: AppError | undefined;
  try {
    opened();
  } catch (thrown) {
    error = thrown as AppError;
  }
  expect(error?.code).toBe('unsupported');
  expect(error?.message).toContain(
    'was written by a newer Lowrank Studio: its schema is 990, this program knows 40',
  );
  expect(error?.hint).toContain('Update Lowrank Studio');
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a file that is no database gives way to the newest copy, and is kept', async () => {
  await filled({ backedUp: true });
  writeFileSync(file, 'not a database at all, '.repeat(400));
  const { store, notice } = opened();
  expect(String(notice)).toMatch(
    /The database was damaged \(file is not a database\); its copy of .* has taken its place/,
  );
  expect(namesIn(store)).toEqual(['First']);
  expect(readFileSync(`${file}.damaged`, 'utf8')).toMatch(/^not a database/);
});

test('without a copy history starts anew, and the notice says so', async () => {
  await filled();
  writeFileSync(file, 'x'.repeat(5000));
  const { store, notice } = opened();
  expect(String(notice)).toContain(
    'there was no copy of it: history starts anew. The damaged file is kept as',
  );
  expect(namesIn(store)).toEqual([]);
});

test('a page torn in a crash is found, since the last program did not close the file', async () => {
  await filled({ backedUp: true });
  // A process that dies with the file open leaves its log behind.
  const script = `const D = require('better-sqlite3'); const d = new D(process.argv[1]); d.pragma('journal_mode = WAL');
    d.exec("UPDATE settings SET value = '1'"); process.kill(process.pid, 'SIGKILL');`;
  const { signal } = spawnSync(process.execPath, ['-e', script, file]);
  expect(signal).toBe('SIGKILL');
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
  truncateSync(file, 8192);
  const { store, notice } = opened();
  expect(String(notice)).toContain('has taken its place');
  expect(store.database.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(namesIn(store)).toEqual(['First']);
});

test('a crash alone damages nothing', async () => {
  await filled();
  const script = `const D = require('better-sqlite3'); const d = new D(process.argv[1]); d.pragma('journal_mode = WAL');
    d.exec("UPDATE runs SET name = 'Second'"); process.kill(process.pid, 'SIGKILL');`;
  spawnSync(process.execPath, ['-e', script, file]);
  const { store, notice } = opened();
  expect([notice, namesIn(store)]).toEqual([null, ['Second']]);
});

test('a copy is whole, and replaces the one before after a day', async () => {
  const { store } = opened();
  expect(await backUpDaily(store)).toBe(true);
  fillStore(store);
  expect(await backUpDaily(store)).toBe(false);
  expect(await backUpDaily(store, Date.now() + 25 * 60 * 60 * 1000)).toBe(true);
  expect(existsSync(`${file}.backup.new`)).toBe(false);
  const copy = new Database(`${file}.backup`, { readonly: true });
  expect(copy.prepare('SELECT name FROM runs').pluck().all()).toEqual(['First']);
  copy.close();
});

test('a folder in the place of the database is said, not thrown', () => {
  file = folder;
  expect(() => opened()).toThrow(`the database ${folder} cannot be`);
});
