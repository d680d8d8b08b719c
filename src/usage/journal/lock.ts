import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { KooError } from '../../errors/koo-error.ts';
import { failedAs, openSqlite, takeLock } from '../../sqlite/database.ts';
import { both } from '../../text/translate.ts';

/**
 * Keeps others from pushing in the same scopes: each would find records unsent that the other is about to send, and
 * the old interface takes them twice. The locks are the kernel's, so they end with the process, however it ends.
 *
 * @returns what gives them up
 * @throws KooError (configuration) `PUSH_UNDER_WAY`, at once when another run has one; `LOCK_UNUSABLE`
 */
export function lockScopes(stateFolder: string, scopes: readonly number[]): () => void {
  const held: DatabaseSync[] = [];
  // Closing rolls back, so that the files stay empty.
  const release = () => {
    for (const one of held) one.close();
  };
  try {
    for (const id of scopes) lock(join(stateFolder, `usage-legacy-${id}.lock`), held);
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

function lock(path: string, held: DatabaseSync[]): void {
  try {
    const database = openSqlite(path);
    held.push(database);
    takeLock(database);
  } catch (error) {
    throw failedAs('busy', error) ? pushUnderWay(error) : lockUnusable(path, error);
  }
}

function pushUnderWay(cause: unknown): KooError {
  return new KooError(
    {
      category: 'configuration',
      code: 'PUSH_UNDER_WAY',
      message: both('Another push is under way: the old interface would take the records of both'),
      hint: both('Wait until it has ended, or end it; then run this command again.'),
    },
    { cause },
  );
}

function lockUnusable(path: string, cause: unknown): KooError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new KooError(
    {
      category: 'configuration',
      code: 'LOCK_UNUSABLE',
      message: both('{path} cannot be used as a lock ({reason})', { path, reason }),
      hint: both(
        'Delete it: it holds nothing, and koo makes a new one. The journal of pushed records stays as it is.',
      ),
    },
    { cause },
  );
}
