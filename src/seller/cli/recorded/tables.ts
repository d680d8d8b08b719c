import type { DatabaseSync } from 'node:sqlite';

/** Grows with the form of the tables. */
const recordedVersion = 1;

// What is recorded of one profile or site does not mix with another's: `scope` is in every key.
const schema = `
  CREATE TABLE IF NOT EXISTS scopes (
    name TEXT PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS products (
    scope TEXT NOT NULL, product TEXT NOT NULL, recorded_at TEXT, last_sheet INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (scope, product)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS settings (
    scope TEXT NOT NULL, product TEXT NOT NULL, place TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (scope, product, place)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS lists (
    id INTEGER PRIMARY KEY, scope TEXT NOT NULL, product TEXT NOT NULL, list TEXT NOT NULL, sku TEXT NOT NULL,
    UNIQUE (scope, product, list, sku)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS users (
    list INTEGER NOT NULL, account_id TEXT NOT NULL, account_name TEXT NOT NULL, PRIMARY KEY (list, account_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sheets (
    scope TEXT NOT NULL, product TEXT NOT NULL, number INTEGER NOT NULL, base INTEGER NOT NULL,
    made_at TEXT NOT NULL, changes TEXT NOT NULL, PRIMARY KEY (scope, product, number)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS confirmed (
    scope TEXT NOT NULL, revision INTEGER NOT NULL, product TEXT NOT NULL, changes TEXT NOT NULL,
    PRIMARY KEY (scope, revision)
  ) STRICT;
`;

/**
 * Makes the tables, and looks whether the file is whole.
 *
 * @returns the version of a file of a newer koo, which is left alone
 * @throws an error of SQLite when the file is damaged
 */
export function prepareRecorded(database: DatabaseSync): number | undefined {
  database.exec('PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL');
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version > recordedVersion) return version;
  const check = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (check !== 'ok') throw Object.assign(new Error(String(check)), { errcode: corrupt });
  if (version < recordedVersion) {
    database.exec(`BEGIN IMMEDIATE; ${schema}; PRAGMA user_version = ${recordedVersion}; COMMIT`);
  }
  return undefined;
}

const corrupt = 11;
const notADatabase = 26;

/** Whether an error of SQLite says that the file is damaged; any other passes. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false;
  return [corrupt, notADatabase].includes(Number(error.errcode) & 0xff);
}
