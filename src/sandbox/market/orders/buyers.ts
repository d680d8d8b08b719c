import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { sql } from '../../state/database.ts';
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

export function findBuyer(database: DatabaseSync, nameOrId: string): Buyer | undefined {
  return sql(database)`SELECT id, name, real_name AS realName, type, level, balance,
      credit_line AS creditLine, coupon, mobile, email
    FROM market_buyers WHERE id = ${nameOrId} OR name = ${nameOrId}
    ORDER BY id <> ${nameOrId} LIMIT 1`.get<Buyer>();
}

export function putBuyer(database: DatabaseSync, buyer: Buyer): void {
  const { id, name, realName, type, level, balance, creditLine, coupon, mobile, email } = buyer;
  sql(database)`REPLACE INTO market_buyers VALUES (${id}, ${name}, ${realName}, ${type}, ${level}, ${balance},
    ${creditLine}, ${coupon}, ${mobile}, ${email})`.run();
}

/**
 * Finds a buyer by account id or name. An unknown buyer gets the account id that a list of specified users has for the
 * name, so that the lists of `koo users` apply; it is not stored.
 */
export function buyerFor(database: DatabaseSync, nameOrId: string): Buyer {
  const known = findBuyer(database, nameOrId);
  if (known) return known;
  const listed = sql(database)`SELECT account_id AS id, account_name AS name FROM specified_users
    WHERE account_id = ${nameOrId} OR account_name = ${nameOrId}
    ORDER BY account_id <> ${nameOrId}, account_id LIMIT 1`.get<Pick<Buyer, 'id' | 'name'>>();
  const isId = /^[0-9a-f]{32}$/.test(nameOrId);
  const unlisted = isId
    ? { id: nameOrId, name: `hw${nameOrId.slice(0, 8)}` }
    : { id: digest(nameOrId), name: nameOrId };
  const { id, name } = listed ?? unlisted;
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
