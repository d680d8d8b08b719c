import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { cacheStatements, openPrivateSqlite, transaction, useWriteAheadLog } from '../../sqlite/database.ts';
import { databaseError, type UnusableDatabase, unusableDatabase } from '../../sqlite/unusable.ts';
import { both, type Localized } from '../../text/translate.ts';

/** How long to wait for another process that writes, in milliseconds. */
const busyTimeoutMs = 10_000;

export function historyPath(stateFolder: string): string {
  return join(stateFolder, 'callback', 'history.db');
}

/** Whether a call was ever recorded. */
export function hasHistory(stateFolder: string): boolean {
  return existsSync(historyPath(stateFolder));
}

/**
 * Opens the database, and creates it when it is new.
 *
 * @throws KooError (configuration, `HISTORY_UNUSABLE`); the error of SQLite or of the file system
 */
export function openDatabase(stateFolder: string, notice?: (text: Localized) => void): DatabaseSync {
  const path = historyPath(stateFolder);
  const database = openPrivateSqlite(path, notice);
  try {
    prepare(database, path);
    cacheStatements(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Raised whenever the tables change; a history of a later version is refused. */
const schemaVersion = 1;

function prepare(database: DatabaseSync, path: string): void {
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  useWriteAheadLog(database, busyTimeoutMs);
  // What is committed is in the file when a process is killed; only a checkpoint waits for the disk.
  database.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8000');
  const version = () => Number(database.prepare('PRAGMA user_version').get()?.user_version);
  // Check without a lock first, so that readers do not wait for writers.
  if (version() === schemaVersion) return;
  transaction(database, () => {
    if (version() === schemaVersion) return;
    if (version() > schemaVersion)
      throw unusableDatabase(unusableHistory(path), `version ${version()}, expected ${schemaVersion}`);
    database.exec(tables);
    database.exec(`PRAGMA user_version = ${schemaVersion}`);
  });
}

/** The answer and its judgement are in tables of their own, since updating a row would write its body again. */
const tables = `
  CREATE TABLE calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, protocol TEXT, activity TEXT, instance_id TEXT,
    order_id TEXT, signature TEXT NOT NULL, reason TEXT, target TEXT, replay_of INTEGER, size INTEGER NOT NULL,
    redacted INTEGER NOT NULL, method TEXT NOT NULL, url TEXT NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL
  );
  CREATE TABLE answers (
    id INTEGER PRIMARY KEY, size INTEGER NOT NULL, duration_ms REAL NOT NULL, failure TEXT, code TEXT,
    status INTEGER, headers TEXT, truncated INTEGER, body BLOB
  );
  CREATE TABLE judgements (
    id INTEGER PRIMARY KEY, verdict TEXT NOT NULL, result_code TEXT, instance_id TEXT, meaning TEXT NOT NULL,
    problems TEXT NOT NULL
  );
`;

/** Converts an error of SQLite or of the file system into the error for a history that cannot be used. */
export function historyError(error: unknown, stateFolder: string): unknown {
  return databaseError(error, unusableHistory(historyPath(stateFolder)));
}

function unusableHistory(path: string): UnusableDatabase {
  const folder = dirname(path);
  return {
    code: 'HISTORY_UNUSABLE',
    message: (reason) => both('Cannot use the history of callbacks {path} ({reason})', { path, reason }),
    busy: both('Another process is using it. Wait until that process is done, or stop it.'),
    hint: () =>
      existsSync(path)
        ? both(
            'Stop `koo callback listen` and delete the folder {folder}; koo then creates a new one. Or set another state folder with KOO_STATE_DIR.',
            { folder },
          )
        : both('Check {folder} and its permissions, or set another folder with KOO_STATE_DIR.', { folder }),
  };
}
