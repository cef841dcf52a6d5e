/** 40: what a log entry says as a sentence of any language, beside its English. */
import type Database from 'better-sqlite3';

export function said(database: Database.Database): void {
  database.exec('ALTER TABLE logEntries ADD COLUMN said TEXT;');
}
