import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { configurationError, type KooError } from '../../errors/koo-error.ts';
import { lockUnusable } from '../../files/store-error.ts';
import { failedAs, openPrivateSqlite, takeLock } from '../../sqlite/database.ts';
import { both } from '../../text/translate.ts';

/**
 * Locks the scopes against concurrent pushes: both would send the same records, and the old interface would count them
 * twice. The kernel releases the locks when the process ends, however it ends.
 *
 * @returns a function that releases them
 * @throws KooError (configuration) `PUSH_UNDER_WAY`, immediately when another run holds one; `LOCK_UNUSABLE`
 */
export function lockScopes(stateFolder: string, scopes: readonly number[]): () => void {
  const held: DatabaseSync[] = [];
  // Closing rolls back, so the files stay empty.
  const release = () => {
    for (const one of held) one.close();
  };
  try {
    for (const id of scopes) lockFile(join(stateFolder, `${prefix}${id}.lock`), held);
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

const prefix = 'usage-legacy-';

/** The lock files: there are some where records were pushed over the old interface. */
export function lockFilesIn(stateFolder: string): readonly string[] {
  if (!existsSync(stateFolder)) return [];
  return readdirSync(stateFolder).filter((name) => name.startsWith(prefix));
}

function lockFile(path: string, held: DatabaseSync[]): void {
  try {
    const database = openPrivateSqlite(path);
    held.push(database);
    takeLock(database);
  } catch (error) {
    throw failedAs('busy', error) ? pushUnderWay(error) : lockUnusable(path, error, lockHint);
  }
}

function pushUnderWay(cause: unknown): KooError {
  return configurationError(
    'PUSH_UNDER_WAY',
    both('Another push to the old interface is in progress, and the records of both would be counted'),
    both('Wait until it has finished, or stop it, then run this command again.'),
    { cause },
  );
}

const lockHint = both('Delete it: it is empty, and koo creates a new one. The push journal is not affected.');
