import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../sqlite/database.ts';

/** The server and account that records were sent to; each has a journal of its own. */
export interface JournalScope {
  /** Base address; for a sandbox its id, since its address changes. */
  readonly endpoint: string;
  /** The account, or its AK where the account is unknown. */
  readonly account: string;
  /** AK of that account: what was sent under the AK alone counts, too. */
  readonly ak?: string;
  readonly target: 'new' | 'legacy';
}

/**
 * Resolves the scopes that count for a push. It writes to the first; the others are those of the account's AKs, which
 * older versions of koo use.
 */
export function resolveScopes(database: DatabaseSync, scope: JournalScope): readonly [number, ...number[]] {
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

/** Whether the account of an AK is known. */
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
