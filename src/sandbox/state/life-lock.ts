import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lockUnusable } from '../../files/store-error.ts';
import { failedAs, openPrivateSqlite, takeLock } from '../../sqlite/database.ts';
import { both } from '../../text/translate.ts';

/** Longest time for which a check may hold the lock, in milliseconds. */
const lookMs = 1_000;

function lockFile(sandboxFolder: string): string {
  return join(sandboxFolder, 'running.lock');
}

/**
 * Holds the lock that shows that the announced sandbox is alive. The kernel releases it when the process ends, however
 * it ends.
 *
 * @returns a function that releases it
 * @throws KooError (configuration, `LOCK_UNUSABLE`)
 */
export function holdLife(sandboxFolder: string): () => void {
  const path = lockFile(sandboxFolder);
  const lock = openPrivateSqlite(path);
  try {
    lock.exec(`PRAGMA busy_timeout = ${lookMs}`);
    takeLock(lock);
  } catch (error) {
    lock.close();
    throw lockUnusable(path, error, lockHint);
  }
  return () => lock.close();
}

const lockHint = both('Delete it: koo creates a new one. The state of the sandbox is not affected.');

/** Whether a process holds the lock. Checks do not disturb each other. */
export function isLifeHeld(sandboxFolder: string): boolean {
  const path = lockFile(sandboxFolder);
  if (!existsSync(path)) return false;
  try {
    const lock = openPrivateSqlite(path);
    try {
      lock.exec('PRAGMA journal_mode = MEMORY; BEGIN; SELECT count(*) FROM sqlite_schema');
      return false;
    } finally {
      lock.close();
    }
  } catch (error) {
    return failedAs('busy', error);
  }
}
