import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../sqlite/database.ts';

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
