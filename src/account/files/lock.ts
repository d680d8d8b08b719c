import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KooError } from '../../errors/koo-error.ts';
import { failedAs, openSqlite, takeLock } from '../../sqlite/database.ts';
import { ensurePrivateFile, folderVariable, storeError } from './private-file.ts';

const limitMs = 15_000;

/** Who waits for whom in this process: SQLite's locks hold between processes only. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Runs an action while no other process holds the lock of the same path. The lock is the kernel's, taken through
 * an empty SQLite file: it ends with its process, also with one that is killed, and never has to be broken.
 *
 * @param path of the lock file
 * @throws KooError (configuration) `STORE_BUSY` when the lock is not free within 15 s; another one when the file cannot serve as a lock
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
  // SQLite would make it readable for all, and follow a link.
  await ensurePrivateFile(path);
  const database = openDatabase(path);
  try {
    await begin(database, path);
    return await action();
  } finally {
    // Closing rolls back, so that the file stays empty.
    database.close();
  }
}

function openDatabase(path: string): DatabaseSync {
  try {
    return openSqlite(path);
  } catch (error) {
    throw damaged(path, error);
  }
}

async function begin(database: DatabaseSync, path: string): Promise<void> {
  const end = performance.now() + limitMs;
  for (;;) {
    try {
      takeLock(database);
      return;
    } catch (error) {
      if (!failedAs('busy', error)) throw damaged(path, error);
      if (performance.now() > end) throw busy(path);
      await sleep(5 + Math.random() * 20);
    }
  }
}

/** Something else was written into it, or the disk does not lock. */
function damaged(path: string, error: unknown): KooError {
  const reason = error instanceof Error ? error.message : 'unknown';
  return storeError(
    'STORE_UNREADABLE',
    { en: `${path} cannot be used as a lock (${reason})`, zh: `${path} 无法用作锁文件（${reason}）` },
    {
      en: `Delete it: it holds nothing, and koo makes a new one. Or name another folder in ${folderVariable(path)}.`,
      zh: `请删除该文件：其中没有内容，koo 会重新创建；也可用 ${folderVariable(path)} 改用其他目录。`,
    },
  );
}

function busy(path: string): KooError {
  return storeError(
    'STORE_BUSY',
    { en: `${path} is locked by another koo`, zh: `${path} 正被另一个 koo 进程锁定` },
    {
      en: 'Wait until the other koo is done, or end it.',
      zh: '请等待另一个 koo 进程结束，或将其终止。',
    },
  );
}
