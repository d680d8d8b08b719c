import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openSqlite } from '../../sqlite/database.ts';

/** Another push has what this one needs for itself. */
export class PushUnderWay extends Error {
  override readonly name = 'PushUnderWay';
}

/** A file cannot serve as a lock. */
export class PushLockError extends Error {
  override readonly name = 'PushLockError';
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.path = path;
  }
}

/** SQLite's primary result code. */
const busy = 5;

/**
 * Keeps others from pushing in the same scopes: each would find records unsent that the other is about to send, and
 * the old interface takes them twice. The locks are the kernel's, so they end with the process, however it ends.
 *
 * @returns what gives them up
 * @throws PushUnderWay at once when another run has one; PushLockError
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
    // The pragma keeps a journal file from being made.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    const isBusy = error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === busy;
    throw isBusy
      ? new PushUnderWay('Another push is under way', { cause: error })
      : new PushLockError(path, error);
  }
}
