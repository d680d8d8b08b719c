import type { DatabaseSync } from 'node:sqlite';
import type { Attribute, ListRef, SpecifiedUser, UserCount } from '../../model.ts';
import {
  isRecordedSetting,
  isSellerWide,
  type KnownConfiguration,
  knownConfiguration,
  type RecordedSetting,
  sellerAttributes,
} from '../../recorded/recorded.ts';

/** What is recorded of one profile or site. */
export interface RecordedState {
  /** Grows with every worksheet that is confirmed; 0 when there was none. */
  readonly revision: number;
  /** ISO 8601; `undefined` when nothing is recorded of the product. */
  recordedAt(product: string): string | undefined;
  configuration(product: string): KnownConfiguration | undefined;
  attributes(): readonly Attribute[];
  hasList(product: string, ref: ListRef): boolean;
  /** By account id, a page at a time. */
  users(product: string, ref: ListRef): Generator<readonly SpecifiedUser[]>;
}

const pageSize = 1000;

/** Reads what is recorded. */
export function recordedState(database: DatabaseSync, scope: string): RecordedState {
  const recordedAt = (product: string) => {
    const row = database
      .prepare('SELECT recorded_at FROM products WHERE scope = ? AND product = ?')
      .get(scope, product);
    return typeof row?.recorded_at === 'string' ? row.recorded_at : undefined;
  };
  const settings = (product: string) =>
    database
      .prepare('SELECT place, value FROM settings WHERE scope = ? AND product = ? ORDER BY place')
      .all(scope, product)
      .flatMap(({ place, value }) => settingOfRow(String(place), String(value)));
  const attributes = () => knownConfiguration('', settings(sellerAttributes), []).attributes;
  return {
    revision: revisionOf(database, scope),
    recordedAt,
    configuration: (product) =>
      recordedAt(product) === undefined
        ? undefined
        : {
            ...knownConfiguration(product, settings(product), userCounts(database, scope, product)),
            attributes: attributes(),
          },
    attributes,
    hasList: (product, ref) => listId(database, scope, product, ref) !== undefined,
    users: (product, ref) => usersOf(database, listId(database, scope, product, ref)),
  };
}

/** How many worksheets were confirmed. */
export function revisionOf(database: DatabaseSync, scope: string): number {
  return Number(database.prepare('SELECT revision FROM scopes WHERE name = ?').get(scope)?.revision ?? 0);
}

/** The row of a list; `undefined` when none was recorded. */
export function listId(
  database: DatabaseSync,
  scope: string,
  product: string,
  { list, sku_code }: ListRef,
): number | undefined {
  const row = database
    .prepare('SELECT id FROM lists WHERE scope = ? AND product = ? AND list = ? AND sku = ?')
    .get(scope, product, list, sku_code ?? '');
  return row && Number(row.id);
}

/** Which product's rows hold a setting. */
export function holderOf(place: string, product: string): string {
  return isSellerWide(place) ? sellerAttributes : product;
}

function* usersOf(database: DatabaseSync, list: number | undefined): Generator<readonly SpecifiedUser[]> {
  if (list === undefined) return;
  const next = database.prepare(
    `SELECT account_name, account_id FROM users WHERE list = ? AND account_id > ? ORDER BY account_id LIMIT ${pageSize}`,
  );
  for (let after = ''; ; ) {
    const page = next.all(list, after).map(({ account_name, account_id }) => ({
      account_name: String(account_name),
      account_id: String(account_id),
    }));
    if (page.length > 0) yield page;
    const last = page.at(-1)?.account_id;
    if (last === undefined || page.length < pageSize) return;
    after = last;
  }
}

function userCounts(database: DatabaseSync, scope: string, product: string): readonly UserCount[] {
  return database
    .prepare(
      `SELECT list, sku, (SELECT count(*) FROM users WHERE users.list = lists.id) AS count
       FROM lists WHERE scope = ? AND product = ? ORDER BY list, sku`,
    )
    .all(scope, product)
    .map(({ list, sku, count }) => ({
      list: list as UserCount['list'],
      ...(sku !== '' && { sku_code: String(sku) }),
      count: Number(count),
    }));
}

/** A setting of another form than koo writes is one that is not known. */
function settingOfRow(place: string, value: string): RecordedSetting[] {
  try {
    const setting = { place, value: JSON.parse(value) };
    return isRecordedSetting(setting) ? [setting] : [];
  } catch {
    return [];
  }
}
