import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Level } from '../model/clocks.ts';
import type { Amount } from '../model/model.ts';

/** An account that buys. */
export interface Buyer {
  /** Account id: 32 hexadecimal digits. */
  readonly id: string;
  /** Account name. */
  readonly name: string;
  readonly realName: string;
  readonly type: 'enterprise' | 'individual';
  /** The customer level, on which grace and retention depend. */
  readonly level: Level;
  /** Negative: in arrears. */
  readonly balance: Amount;
  readonly creditLine: Amount;
  /** Credit cash coupons. */
  readonly coupon: Amount;
  readonly mobile: string;
  readonly email: string;
}

/** What a new buyer has of each kind of money: enough for what is bought in a test. */
const wealth: Amount = 1_000_000 * 1_000_000;

/** A buyer by account id or name. */
export function findBuyer(database: DatabaseSync, nameOrId: string): Buyer | undefined {
  const row = database
    .prepare('SELECT * FROM market_buyers WHERE id = ?1 OR name = ?1 ORDER BY id <> ?1 LIMIT 1')
    .get(nameOrId);
  return (
    row && {
      id: String(row.id),
      name: String(row.name),
      realName: String(row.real_name),
      type: String(row.type) as Buyer['type'],
      level: String(row.level) as Buyer['level'],
      balance: Number(row.balance),
      creditLine: Number(row.credit_line),
      coupon: Number(row.coupon),
      mobile: String(row.mobile),
      email: String(row.email),
    }
  );
}

/** Puts a buyer into the state, or in the place of the one with the same id. */
export function putBuyer(database: DatabaseSync, buyer: Buyer): void {
  const { id, name, realName, type, level, balance, creditLine, coupon, mobile, email } = buyer;
  database
    .prepare(
      `INSERT INTO market_buyers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
       ON CONFLICT (id) DO UPDATE SET name = ?2, real_name = ?3, type = ?4, level = ?5, balance = ?6,
         credit_line = ?7, coupon = ?8, mobile = ?9, email = ?10`,
    )
    .run(id, name, realName, type, level, balance, creditLine, coupon, mobile, email);
}

/**
 * A buyer by account id or name. An unknown one gets the id under which a list of specified users has the name, so that
 * the lists that `koo users` keeps decide about him; it is not stored.
 */
export function buyerFor(database: DatabaseSync, nameOrId: string): Buyer {
  const known = findBuyer(database, nameOrId);
  if (known) return known;
  const listed = database
    .prepare(
      `SELECT account_id, account_name FROM specified_users WHERE account_id = ?1 OR account_name = ?1
       ORDER BY account_id <> ?1, account_id LIMIT 1`,
    )
    .get(nameOrId);
  const isId = /^[0-9a-f]{32}$/.test(nameOrId);
  const id = listed ? String(listed.account_id) : isId ? nameOrId : digest(nameOrId);
  const name = listed ? String(listed.account_name) : isId ? `hw${nameOrId.slice(0, 8)}` : nameOrId;
  // A list may have the account under another name than the one it bought with.
  return findBuyer(database, id) ?? newBuyer(id, name);
}

function newBuyer(id: string, name: string): Buyer {
  return {
    id,
    name,
    realName: name,
    type: 'enterprise',
    level: 'V0',
    balance: wealth,
    creditLine: wealth,
    coupon: wealth,
    mobile: `186${String(Number.parseInt(digest(id).slice(0, 8), 16) % 1e8).padStart(8, '0')}`,
    email: `${digest(id).slice(0, 8)}@example.com`,
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
