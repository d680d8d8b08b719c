import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSqlite } from '../store/sqlite.ts';
import { ensurePrivateFolder } from './private-file.ts';
import { StoreError } from './store-error.ts';

const limitMs = 15_000;

/** Who waits for whom in this process: SQLite's locks hold between processes only. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Runs an action while no other process holds the lock of the same path. The lock is the kernel's, taken through
 * an empty SQLite file: it ends with its process, also with one that is killed, and never has to be broken.
 *
 * @param path of the lock file
 * @throws StoreError (busy) when the lock is not free within 15 s
 */
export async function withLock<T>(path: string, action: () => Promise<T>): Promise<T> {
  const turn = (queues.get(path) ?? Promise.resolve()).then(() => locked(path, action));
  const settled = turn.catch(() => undefined);
  queues.set(path, settled);
  try {
    return await turn;
  } finally {
    if (queues.get(path) === settled) queues.delete(path);
  }
}

async function locked<T>(path: string, action: () => Promise<T>): Promise<T> {
  await ensurePrivateFolder(dirname(path));
  // SQLite would make it readable for all.
  await (await open(path, 'a', 0o600)).close();
  const database = openSqlite(path);
  try {
    await begin(database, path);
    return await action();
  } finally {
    // Closing rolls back, so that the file stays empty.
    database.close();
  }
}

async function begin(database: DatabaseSync, path: string): Promise<void> {
  const end = performance.now() + limitMs;
  for (;;) {
    try {
      // The pragma looks into the file, so it may have to wait as well. It keeps a journal file from being made.
      database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      return;
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() > end) throw busy(path);
      await sleep(5 + Math.random() * 20);
    }
  }
}

function isBusy(error: unknown): boolean {
  const busyCode = 5;
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === busyCode;
}

function busy(path: string): StoreError {
  return new StoreError(
    'busy',
    { en: `${path} is locked by another koo`, zh: `${path} 正被另一个 koo 进程锁定` },
    {
      en: 'Wait until the other koo is done, or end it.',
      zh: '请等待另一个 koo 进程结束，或将其终止。',
    },
  );
}
