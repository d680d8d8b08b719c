import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { sql } from '../../state/sql.ts';
import type { Level } from '../model/grace-retention.ts';
import type { Amount } from '../model/model.ts';

export interface Buyer {
  /** Account id: 32 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly type: 'enterprise' | 'individual';
  /** The customer level, on which grace and retention depend. */
  readonly level: Level;
  /** Negative in arrears. */
  readonly balance: Amount;
  readonly creditLine: Amount;
  readonly coupon: Amount;
  readonly mobile: string;
  readonly email: string;
}

/** Initial balance of each means of payment: enough for any test. */
const wealth: Amount = 1_000_000 * 1_000_000;

/** Finds a buyer by account id or name. */
export function findBuyer(database: DatabaseSync, nameOrId: string): Buyer | undefined {
  const row = sql(database)`SELECT * FROM market_buyers WHERE id = ${nameOrId}
    OR name = ${nameOrId} ORDER BY id <> ${nameOrId} LIMIT 1`.get();
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

/** Inserts or replaces a buyer. */
export function putBuyer(database: DatabaseSync, buyer: Buyer): void {
  const { id, name, realName, type, level, balance, creditLine, coupon, mobile, email } = buyer;
  sql(database)`INSERT INTO market_buyers VALUES (${id}, ${name}, ${realName}, ${type}, ${level}, ${balance},
    ${creditLine}, ${coupon}, ${mobile}, ${email}) ON CONFLICT (id) DO UPDATE SET name = ${name},
    real_name = ${realName}, type = ${type}, level = ${level}, balance = ${balance},
    credit_line = ${creditLine}, coupon = ${coupon}, mobile = ${mobile}, email = ${email}`.run();
}

/**
 * Finds a buyer by account id or name. An unknown buyer gets the account id that a list of specified users has for the
 * name, so that the lists of `koo users` apply; it is not stored.
 */
export function buyerFor(database: DatabaseSync, nameOrId: string): Buyer {
  const known = findBuyer(database, nameOrId);
  if (known) return known;
  const listed = sql(database)`SELECT account_id, account_name FROM specified_users
    WHERE account_id = ${nameOrId} OR account_name = ${nameOrId}
    ORDER BY account_id <> ${nameOrId}, account_id LIMIT 1`.get();
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
