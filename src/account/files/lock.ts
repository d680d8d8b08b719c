import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { KooError } from '../../errors/koo-error.ts';
import { accessError, folderVariable, lockUnusable, storeError } from '../../files/store-error.ts';
import { failedAs, openPrivateSqlite, takeLock } from '../../sqlite/database.ts';
import { both } from '../../text/translate.ts';

const limitMs = 15_000;

/** Queues within this process, because SQLite's locks work only between processes. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Runs an action while no other process holds the lock of the same path. The kernel's lock on an empty SQLite file is
 * used: it is released when its process ends, even by SIGKILL, so there are no stale locks.
 *
 * @param path of the lock file
 * @throws KooError (configuration) `STORE_BUSY` if the lock is not acquired within 15 s, `STORE_UNREADABLE` if the
 * file cannot be used as a lock
 */
export async function withLock<T>(path: string, action: () => Promise<T>): Promise<T> {
  const result = (queues.get(path) ?? Promise.resolve()).then(() => runLocked(path, action));
  const settled = result.catch(() => undefined);
  queues.set(path, settled);
  try {
    return await result;
  } finally {
    if (queues.get(path) === settled) queues.delete(path);
  }
}

async function runLocked<T>(path: string, action: () => Promise<T>): Promise<T> {
  const database = openDatabase(path);
  try {
    await acquire(database, path);
    return await action();
  } finally {
    // Closing rolls back, so the file stays empty.
    database.close();
  }
}

function openDatabase(path: string): DatabaseSync {
  try {
    return openPrivateSqlite(path);
  } catch (error) {
    const isOfFile = error instanceof KooError || (error instanceof Error && 'syscall' in error);
    throw isOfFile ? accessError('STORE_UNWRITABLE', path, error) : unusable(path, error);
  }
}

async function acquire(database: DatabaseSync, path: string): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    try {
      takeLock(database);
      return;
    } catch (error) {
      if (!failedAs('busy', error)) throw unusable(path, error);
      if (performance.now() > deadline) throw busy(path);
      await sleep(5 + Math.random() * 20);
    }
  }
}

function unusable(path: string, error: unknown): KooError {
  const hint = both(
    'Delete the file: it holds nothing, and koo creates a new one. Or set {variable} to another folder.',
    { variable: folderVariable(path) },
  );
  return lockUnusable(path, error, hint).with({ code: 'STORE_UNREADABLE' });
}

function busy(path: string): KooError {
  return storeError(
    'STORE_BUSY',
    both('{path} is locked by another koo process', { path }),
    both('Wait for the other koo process to finish, or end it.'),
  );
}
