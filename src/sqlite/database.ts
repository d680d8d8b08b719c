import type { DatabaseSync } from 'node:sqlite';
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
