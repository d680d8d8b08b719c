import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { failedAs, openPrivateSqlite, takeLock } from '../sqlite/database.ts';

/** How long a process that looks at the lock may hold it, in milliseconds. */
const lookMs = 1_000;

function lockFile(sandboxFolder: string): string {
  return join(sandboxFolder, 'running.lock');
}

/**
 * Holds the lock that says that the announced sandbox lives. The kernel releases it when the process ends, however it ends.
 *
 * @returns a function that releases it
 */
export function holdLife(sandboxFolder: string): () => void {
  const lock = openPrivateSqlite(lockFile(sandboxFolder));
  try {
    lock.exec(`PRAGMA busy_timeout = ${lookMs}`);
    takeLock(lock);
  } catch (error) {
    lock.close();
    throw error;
  }
  return () => lock.close();
}

/** Whether a process holds the lock; for a moment also where another one only looks. */
export function isLifeHeld(sandboxFolder: string): boolean {
  const path = lockFile(sandboxFolder);
  if (!existsSync(path)) return false;
  try {
    const lock = openPrivateSqlite(path);
    try {
      takeLock(lock);
      return false;
    } finally {
      lock.close();
    }
  } catch (error) {
    return failedAs('busy', error);
  }
}
