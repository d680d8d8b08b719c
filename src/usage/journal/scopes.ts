import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { KooError } from '../../errors/koo-error.ts';
import { failedAs, openSqlite, takeLock, transaction } from '../../sqlite/database.ts';

/** Whom records were sent to: what one server acknowledged says nothing about another. */
export interface JournalScope {
  /** Base address, or the id of a sandbox, whose address changes. */
  readonly endpoint: string;
  /** The account, or the AK that stands for it where the account is not known. */
  readonly account: string;
  /** AK of that account: what was sent when the journal knew no more than that counts, too. */
  readonly ak?: string;
  readonly target: 'new' | 'legacy';
}

/**
 * The numbers of the scopes that count for a push. The first is the one it writes to; the others are those of the
 * AKs that the account has had, which older versions of koo went by, and go on to.
 */
export function scopesOf(database: DatabaseSync, scope: JournalScope): readonly [number, ...number[]] {
  const given = idOf(database, scope);
  if (scope.target === 'new') return [given];
  return transaction(database, () => {
    if (scope.ak !== undefined && scope.ak !== scope.account) {
      const insert = 'INSERT INTO adopted (scope, other) VALUES (?, ?) ON CONFLICT DO NOTHING';
      database.prepare(insert).run(given, idOf(database, { ...scope, account: scope.ak }));
    }
    const own = ownerOf(database, given) ?? given;
    const others = database.prepare('SELECT other FROM adopted WHERE scope = ?').all(own);
    return [own, ...others.map(({ other }) => Number(other))];
  });
}

/** Whether the account behind an AK is known. */
export function isAdopted(database: DatabaseSync, scope: JournalScope): boolean {
  return ownerOf(database, idOf(database, scope)) !== undefined;
}

function ownerOf(database: DatabaseSync, id: number): number | undefined {
  const owner = database.prepare('SELECT scope FROM adopted WHERE other = ?').get(id)?.scope;
  return owner === undefined ? undefined : Number(owner);
}

function idOf(database: DatabaseSync, { endpoint, account, target }: JournalScope): number {
  const name = hash('sha256', JSON.stringify([endpoint, account, target]), 'hex');
  database.prepare('INSERT INTO scopes (name) VALUES (?) ON CONFLICT DO NOTHING').run(name);
  return Number(database.prepare('SELECT id FROM scopes WHERE name = ?').get(name)?.id);
}

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
      message: {
        en: 'Another push is under way: the old interface would take the records of both',
        zh: '另一个推送正在进行：旧接口会重复接收两次推送的话单',
      },
      hint: {
        en: 'Wait until it has ended, or end it; then run this command again.',
        zh: '请等待其结束或将其终止，然后再次执行此命令。',
      },
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
      message: {
        en: `${path} cannot be used as a lock (${reason})`,
        zh: `${path} 无法用作锁文件（${reason}）`,
      },
      hint: {
        en: 'Delete it: it holds nothing, and koo makes a new one. The journal of pushed records stays as it is.',
        zh: '请删除该文件：其中没有内容，koo 会重新创建。推送记录文件请保持不变。',
      },
    },
    { cause },
  );
}
