import type { DatabaseSync } from 'node:sqlite';

/**
 * Opens a SQLite database. Node announces on stderr that `node:sqlite` is experimental; that one warning is left
 * out, since it is irrelevant to users of koo.
 *
 * @param path of the file; it is created when missing, unless it is only read
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

/** Runs the work in one transaction: all of it is kept, or nothing. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  // Immediate: a read lock that is to become a write lock is refused at once when another process writes.
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk has ended it already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Primary result codes of SQLite that koo tells apart. */
const codes = { busy: 5, full: 13 } as const;

/** Whether SQLite has failed for a reason: another process holds the file, or the disk is full. */
export function failedAs(reason: keyof typeof codes, error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === codes[reason];
}

/** Takes the lock that a file stands for: it is the kernel's, ends with the process, and leaves the file empty. */
export function takeLock(database: DatabaseSync): void {
  // The pragma looks into the file, so it may have to wait as well. It keeps a journal file from being made.
  database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
}
