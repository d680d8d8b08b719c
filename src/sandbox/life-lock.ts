import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KooError } from '../errors/koo-error.ts';
import { failedAs, openPrivateSqlite, takeLock } from '../sqlite/database.ts';
import { both } from '../text/translate.ts';

/** How long a process that looks at the lock may hold it, in milliseconds. */
const lookMs = 1_000;

function lockFile(sandboxFolder: string): string {
  return join(sandboxFolder, 'running.lock');
}

/**
 * Holds the lock that says that the announced sandbox lives. The kernel releases it when the process ends, however it ends.
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
    throw unusable(path, error);
  }
  return () => lock.close();
}

function unusable(path: string, cause: unknown): KooError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new KooError(
    {
      category: 'configuration',
      code: 'LOCK_UNUSABLE',
      message: both('{path} cannot be used as a lock ({reason})', { path, reason }),
      hint: both('Delete it: koo creates a new one. The state of the sandbox is not affected.'),
    },
    { cause },
  );
}

/** Whether a process holds the lock. Those that only look do not disturb each other. */
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
