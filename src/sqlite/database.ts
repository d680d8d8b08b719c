import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { ensurePrivateFile } from '../files/private-path.ts';
import type { Localized } from '../text/localized.ts';

/**
 * Opens a SQLite database, without Node's warning that `node:sqlite` is experimental.
 *
 * @param path of the file; a missing file is created unless `readOnly` is set
 */
export function openSqlite(path: string, readOnly = false): DatabaseSync {
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes('SQLite')) emitWarning.call(process, warning, ...rest);
  }) as typeof process.emitWarning;
  try {
    const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
    return new Database(path, { readOnly });
  } finally {
    process.emitWarning = emitWarning;
  }
}

/**
 * Opens a SQLite database that only this user can read and write, and creates it if it does not exist. SQLite gives the
 * mode of the database to the files beside it.
 *
 * @throws KooError (configuration) for what is no private file, like {@link ensurePrivateFile}; the error of SQLite
 */
export function openPrivateSqlite(path: string, notice?: (text: Localized) => void): DatabaseSync {
  // SQLite would follow a planted link, and write into the file of another user.
  ensurePrivateFile(path, notice, ['-wal', '-shm', '-journal']);
  return openSqlite(path);
}

/**
 * Makes a database one with a write-ahead log. SQLite does not wait by itself when two processes do so with the same new
 * file.
 */
export function useWriteAheadLog(database: DatabaseSync, timeoutMs: number): void {
  for (const until = Date.now() + timeoutMs; ; ) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!failedAs('busy', error) || Date.now() >= until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

/** Runs work in a transaction. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  // IMMEDIATE, because upgrading a read lock fails at once while another process writes.
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has already rolled back if the disk is full.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/**
 * Runs work in a transaction that a killed process does not lose. A power cut may take it back, until the next transaction
 * that is not quick; the database must be in synchronous mode FULL.
 *
 * @see https://www.sqlite.org/pragma.html#pragma_synchronous
 */
export function quickTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('PRAGMA synchronous = NORMAL');
  try {
    return transaction(database, work);
  } finally {
    database.exec('PRAGMA synchronous = FULL');
  }
}

/** Inserts a row by the names of its columns; `undefined` is NULL. @returns its rowid */
export function insertRow(
  database: DatabaseSync,
  table: string,
  row: Readonly<Record<string, SQLInputValue | undefined>>,
  or: 'ABORT' | 'IGNORE' | 'REPLACE' = 'ABORT',
): number {
  const columns = Object.keys(row);
  const marks = columns.map(() => '?').join(', ');
  const { lastInsertRowid } = database
    .prepare(`INSERT OR ${or} INTO ${table} (${columns.join(', ')}) VALUES (${marks})`)
    .run(...Object.values(row).map((value) => value ?? null));
  return Number(lastInsertRowid);
}

/** More than a program has; texts that are put together differ without end. */
const maxStatements = 1000;

/** Compiles each statement of a database once. Its rows must be read at once: the next use begins anew. */
export function cacheStatements(database: DatabaseSync): void {
  const statements = new Map<string, StatementSync>();
  const prepare = database.prepare.bind(database);
  database.prepare = (sql) => {
    const known = statements.get(sql);
    if (known) return known;
    if (statements.size >= maxStatements) statements.clear();
    const statement = prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
}

/** Primary result codes of SQLite that koo distinguishes. */
const codes = { busy: 5, io: 10, corrupt: 11, full: 13, notADatabase: 26 } as const;

/** Whether SQLite failed for a reason: another process has locked the file, the disk is full, the file is damaged. */
export function failedAs(reason: keyof typeof codes, error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === codes[reason];
}

/** Acquires the kernel's lock on a database file. It is released when the process ends, and leaves the file empty. */
export function takeLock(database: DatabaseSync): void {
  // The pragma prevents a journal file. It reads the file, so it may also be blocked.
  database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
}
