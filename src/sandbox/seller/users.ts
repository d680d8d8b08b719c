import type { DatabaseSync } from 'node:sqlite';
import type { ListedUser, ListRef, SpecifiedUser } from '../../seller/contract.ts';

/** What became of a user; a conflict is the same account id under another name. */
export type Added = 'created' | 'exists' | 'conflict';

/** Writes one list of users; belongs in a transaction, which {@link UserWriter.finish} ends. */
export interface UserWriter {
  add(user: SpecifiedUser): Added;
  /** @returns whether the user was on the list */
  remove(accountId: string): boolean;
  /** Keeps the count of the list. @returns how many users were added and removed */
  finish(): number;
}

/** What names a list in the state. */
function keyOf(productId: string, { list, sku_code = '' }: ListRef): readonly [string, string, string] {
  return [productId, list, sku_code];
}

/**
 * @param now when users are added
 */
export function createUserWriter(
  database: DatabaseSync,
  productId: string,
  ref: ListRef,
  now: Date,
): UserWriter {
  const key = keyOf(productId, ref);
  const insert = database.prepare(
    'INSERT INTO specified_users VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const name = database.prepare(
    `SELECT account_name FROM specified_users
     WHERE product_id = ? AND list = ? AND sku_code = ? AND account_id = ?`,
  );
  const drop = database.prepare(
    'DELETE FROM specified_users WHERE product_id = ? AND list = ? AND sku_code = ? AND account_id = ?',
  );
  const addedAt = now.toISOString();
  let added = 0;
  let removed = 0;
  return {
    add({ account_id, account_name }) {
      if (insert.run(...key, account_id, account_name, addedAt).changes === 1) {
        added += 1;
        return 'created';
      }
      return name.get(...key, account_id)?.account_name === account_name ? 'exists' : 'conflict';
    },
    remove(accountId) {
      const found = drop.run(...key, accountId).changes === 1;
      if (found) removed += 1;
      return found;
    },
    finish() {
      database
        .prepare(
          `INSERT INTO user_lists VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET count = count + excluded.count`,
        )
        .run(...key, added - removed);
      return added + removed;
    },
  };
}

/** Where a page of a list begins: at a number of users, or behind an account id. */
export interface UserPageQuery {
  readonly offset: number;
  readonly after: string | undefined;
  readonly limit: number;
}

/** A page of a list, by account id. */
export function usersOf(
  database: DatabaseSync,
  productId: string,
  ref: ListRef,
  { offset, after, limit }: UserPageQuery,
): ListedUser[] {
  return database
    .prepare(
      `SELECT account_name, account_id, added_at FROM specified_users
       WHERE product_id = ? AND list = ? AND sku_code = ? AND account_id > ?
       ORDER BY account_id LIMIT ? OFFSET ?`,
    )
    .all(...keyOf(productId, ref), after ?? '', limit, offset)
    .map(({ account_name, account_id, added_at }) => ({
      account_name: String(account_name),
      account_id: String(account_id),
      added_at: String(added_at),
    }));
}

/** How many users are on a list. */
export function countUsers(database: DatabaseSync, productId: string, ref: ListRef): number {
  const row = database
    .prepare('SELECT count FROM user_lists WHERE product_id = ? AND list = ? AND sku_code = ?')
    .get(...keyOf(productId, ref));
  return Number(row?.count ?? 0);
}
