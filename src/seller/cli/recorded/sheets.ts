import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../sqlite/database.ts';
import type { Change } from '../../change.ts';
import { readChanges } from '../../recorded/changes.ts';
import { type ConfirmedChanges, overtaken } from '../../recorded/overlap.ts';
import { listOfChange, placeOf, sellerAttributes, settingOf } from '../../recorded/recorded.ts';
import { holderOf, listId, revisionOf } from './state.ts';

/** A worksheet that nobody has confirmed yet. */
export interface PendingSheet {
  readonly number: number;
  /** ISO 8601 */
  readonly madeAt: string;
  /** `undefined` when what is kept cannot be read. */
  readonly changes: readonly Change[] | undefined;
}

/** A worksheet to keep. */
export interface NewSheet {
  readonly product: string;
  /** Revision of the state that it was computed from. */
  readonly base: number;
  readonly changes: readonly Change[];
}

/** What became of a worksheet that was to be confirmed. */
export type Confirmation =
  | { readonly result: 'confirmed'; readonly recordedAt: string }
  /** Other worksheets were confirmed after this one was made, and say otherwise at these places. */
  | { readonly result: 'overtaken'; readonly places: readonly string[] }
  | { readonly result: 'absent' }
  /** What is kept of it is damaged. */
  | { readonly result: 'unreadable' };

/** A worksheet as it was kept. */
export interface KeptSheet {
  readonly number: number;
  /** Whether it is another one than those that were pending. */
  readonly isNew: boolean;
}

/**
 * Keeps a worksheet as pending. One that says the same as one that is pending takes its place, from the present base on;
 * not so for stock, which two worksheets change twice.
 *
 * @returns its number, which no other worksheet of the product has had
 */
export function addSheet(database: DatabaseSync, scope: string, sheet: NewSheet, now: Date): KeptSheet {
  const { product, base, changes } = sheet;
  const text = JSON.stringify(changes);
  return transaction(database, () => {
    const isOnce = changes.every(({ kind }) => kind !== 'stock');
    const same = isOnce ? renewSheet(database, scope, { product, base, text }, now) : undefined;
    if (same !== undefined) return { number: same, isNew: false };
    const row = database
      .prepare(
        `INSERT INTO products (scope, product, last_sheet) VALUES (?, ?, 1)
         ON CONFLICT DO UPDATE SET last_sheet = last_sheet + 1 RETURNING last_sheet`,
      )
      .get(scope, product);
    const number = Number(row?.last_sheet);
    database
      .prepare('INSERT INTO sheets VALUES (?, ?, ?, ?, ?, ?)')
      .run(scope, product, number, base, now.toISOString(), text);
    return { number, isNew: true };
  });
}

/** @returns the number of the pending worksheet that says the same */
function renewSheet(
  database: DatabaseSync,
  scope: string,
  { product, base, text }: { readonly product: string; readonly base: number; readonly text: string },
  now: Date,
): number | undefined {
  const row = database
    .prepare(
      `UPDATE sheets SET base = ?1, made_at = ?2 WHERE scope = ?3 AND product = ?4 AND number =
         (SELECT max(number) FROM sheets WHERE scope = ?3 AND product = ?4 AND changes = ?5) RETURNING number`,
    )
    .get(base, now.toISOString(), scope, product, text);
  return row && Number(row.number);
}

/** The pending worksheets of a product, oldest first. */
export function pendingSheets(database: DatabaseSync, scope: string, product: string): PendingSheet[] {
  return database
    .prepare('SELECT number, made_at, changes FROM sheets WHERE scope = ? AND product = ? ORDER BY number')
    .all(scope, product)
    .map(({ number, made_at, changes }) => ({
      number: Number(number),
      madeAt: String(made_at),
      changes: readChanges(String(changes)),
    }));
}

/** Forgets a pending worksheet; false when there is none of that number. */
export function discardSheet(
  database: DatabaseSync,
  scope: string,
  product: string,
  number: number,
): boolean {
  return transaction(database, () => removeSheet(database, scope, product, number));
}

/** Makes what a pending worksheet says the recorded state, all of it or nothing. */
export function confirmSheet(
  database: DatabaseSync,
  scope: string,
  product: string,
  number: number,
  now: Date,
): Confirmation {
  return transaction(database, () => {
    const row = database
      .prepare('SELECT base, changes FROM sheets WHERE scope = ? AND product = ? AND number = ?')
      .get(scope, product, number);
    if (!row) return { result: 'absent' };
    const changes = readChanges(String(row.changes));
    if (!changes) return { result: 'unreadable' };
    const sheet = { product, changes };
    const places = overtaken(sheet, confirmedSince(database, scope, Number(row.base)));
    if (places.size > 0) return { result: 'overtaken', places: [...places] };
    record(database, scope, sheet, now);
    removeSheet(database, scope, product, number);
    return { result: 'confirmed', recordedAt: now.toISOString() };
  });
}

function confirmedSince(database: DatabaseSync, scope: string, base: number): ConfirmedChanges[] {
  return database
    .prepare('SELECT product, changes FROM confirmed WHERE scope = ? AND revision > ? ORDER BY revision')
    .all(scope, base)
    .map(({ product, changes }) => ({
      product: String(product),
      changes: readChanges(String(changes)) ?? [],
    }));
}

function record(database: DatabaseSync, scope: string, sheet: ConfirmedChanges, now: Date): void {
  const { product, changes } = sheet;
  const write = database.prepare(
    'INSERT INTO settings VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const touch = database.prepare(
    `INSERT INTO products (scope, product, recorded_at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET recorded_at = excluded.recorded_at`,
  );
  touch.run(scope, product, now.toISOString());
  for (const change of changes) {
    const setting = settingOf(change);
    if (setting) {
      const holder = holderOf(placeOf(change), product);
      write.run(scope, holder, setting.place, JSON.stringify(setting.value));
      if (holder === sellerAttributes) touch.run(scope, holder, now.toISOString());
    } else if (change.kind === 'users') recordUsers(database, scope, product, change);
  }
  database
    .prepare(
      'INSERT INTO scopes (name, revision) VALUES (?, 1) ON CONFLICT DO UPDATE SET revision = revision + 1',
    )
    .run(scope);
  database
    .prepare('INSERT INTO confirmed VALUES (?, ?, ?, ?)')
    .run(scope, revisionOf(database, scope), product, JSON.stringify(changes));
}

function recordUsers(
  database: DatabaseSync,
  scope: string,
  product: string,
  change: Extract<Change, { kind: 'users' }>,
): void {
  const ref = listOfChange(change);
  database
    .prepare('INSERT INTO lists (scope, product, list, sku) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
    .run(scope, product, ref.list, ref.sku_code ?? '');
  const list = listId(database, scope, product, ref) ?? 0;
  const remove = database.prepare('DELETE FROM users WHERE list = ? AND account_id = ?');
  for (const { account_id } of change.remove) remove.run(list, account_id);
  const add = database.prepare(
    'INSERT INTO users VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET account_name = excluded.account_name',
  );
  for (const { account_id, account_name } of change.add) add.run(list, account_id, account_name);
}

/** Also forgets what was confirmed before every worksheet that is still pending. */
function removeSheet(database: DatabaseSync, scope: string, product: string, number: number): boolean {
  const { changes } = database
    .prepare('DELETE FROM sheets WHERE scope = ? AND product = ? AND number = ?')
    .run(scope, product, number);
  database
    .prepare(
      `DELETE FROM confirmed WHERE scope = ?1 AND revision <= coalesce(
         (SELECT min(base) FROM sheets WHERE scope = ?1), (SELECT revision FROM scopes WHERE name = ?1))`,
    )
    .run(scope);
  return changes > 0;
}
