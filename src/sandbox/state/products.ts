import type { DatabaseSync } from 'node:sqlite';
import type {
  Attribute,
  Audience,
  Configuration,
  Credit,
  ListedUser,
  ListRef,
  Product,
  ProductStatus,
  PurchaseLimit,
  SpecifiedUser,
  Stock,
  Trial,
  UserCount,
} from '../../seller/contract.ts';
import { both, type Localized } from '../../text/translate.ts';
import { sql } from './database.ts';

/** The settings of a product that a PATCH changes, without user lists and attributes. */
export interface Settings {
  readonly audience: Audience;
  readonly credit: Credit;
  readonly purchase_limits: Readonly<Record<string, PurchaseLimit>>;
  readonly trial: Readonly<Record<string, Trial>>;
}

export interface StoredProduct {
  readonly product: Product;
  readonly seller: string;
  readonly version: number;
  readonly settings: Settings;
}

export function findProduct(database: DatabaseSync, id: string): StoredProduct | undefined {
  const row = sql(database)`SELECT * FROM products WHERE id = ${id}`.get();
  return (
    row && {
      product: JSON.parse(String(row.document)) as Product,
      seller: String(row.seller),
      version: Number(row.version),
      settings: JSON.parse(String(row.settings)) as Settings,
    }
  );
}

export interface ProductPageQuery {
  readonly status: ProductStatus | undefined;
  readonly offset: number;
  readonly limit: number;
}

export function productsOf(database: DatabaseSync, seller: string, query: ProductPageQuery): Product[] {
  return sql(database)`SELECT document FROM products WHERE seller = ${seller}
    AND (${query.status ?? null} IS NULL OR status = ${query.status ?? null}) ORDER BY id
    LIMIT ${query.limit} OFFSET ${query.offset}`.documents<Product>();
}

export function countProducts(
  database: DatabaseSync,
  seller: string,
  status: ProductStatus | undefined,
): number {
  const row = sql(database)`SELECT count(*) AS n FROM products WHERE seller = ${seller}
    AND (${status ?? null} IS NULL OR status = ${status ?? null})`.get();
  return Number(row?.n);
}

export function productIdsOf(database: DatabaseSync, seller: string): ReadonlySet<string> {
  const rows = sql(database)`SELECT id FROM products WHERE seller = ${seller}`.all();
  return new Set(rows.map(({ id }) => String(id)));
}

export function putProduct(
  database: DatabaseSync,
  { product, seller, version, settings }: StoredProduct,
): void {
  sql(database)`REPLACE INTO products VALUES (${product.product_id}, ${seller}, ${product.status}, ${version},
    ${JSON.stringify(product)}, ${JSON.stringify(settings)})`.run();
}

export function configurationOf(
  database: DatabaseSync,
  { product, seller, version, settings }: StoredProduct,
): Configuration {
  return {
    product_id: product.product_id,
    version: String(version),
    ...settings,
    stock: stockOf(database, product.product_id),
    attributes: attributesOf(database, seller),
    user_counts: userCounts(database, product.product_id),
  };
}

function stockOf(database: DatabaseSync, productId: string): Record<string, Stock> {
  const rows = sql(database)`SELECT sku_code, available, sold FROM product_stock
    WHERE product_id = ${productId}`.all<Stock & { readonly sku_code: string }>();
  return Object.fromEntries(rows.map(({ sku_code, ...stock }) => [sku_code, stock]));
}

export function putStock(
  database: DatabaseSync,
  productId: string,
  skuCode: string,
  { available, sold }: Stock,
): void {
  sql(database)`REPLACE INTO product_stock VALUES (${productId}, ${skuCode}, ${available}, ${sold})`.run();
}

function userCounts(database: DatabaseSync, productId: string): UserCount[] {
  const rows = sql(database)`SELECT list, sku_code, count FROM user_lists
    WHERE product_id = ${productId} AND count > 0`.all<Required<UserCount>>();
  return rows.map(({ list, sku_code, count }) => ({ list, ...(sku_code !== '' && { sku_code }), count }));
}

/**
 * Attributes that every seller has. Huawei does not publish their types and values: here they are enumerations without
 * values.
 */
const presets: readonly Attribute[] = [
  preset('appName', both('Application name')),
  preset('version', both('Version')),
  preset('os', both('Operating system')),
  preset('mode', both('Mode')),
];

function preset(code: string, name: Localized): Attribute {
  return { code, type: 'enumeration', name, values: [] };
}

/** Returns a seller's attributes by code, after the preset ones. */
export function attributesOf(database: DatabaseSync, seller: string): Attribute[] {
  const own = sql(database)`SELECT document FROM attributes WHERE seller = ${seller} ORDER BY code`;
  return [...presets, ...own.documents<Attribute>()];
}

export function putAttribute(database: DatabaseSync, seller: string, attribute: Attribute): void {
  sql(database)`REPLACE INTO attributes VALUES (${seller}, ${attribute.code},
    ${JSON.stringify(attribute)})`.run();
}

export function deleteAttribute(database: DatabaseSync, seller: string, code: string): void {
  sql(database)`DELETE FROM attributes WHERE seller = ${seller} AND code = ${code}`.run();
}

/** Deletes a product's stock and its lists of users. */
export function clearProduct(database: DatabaseSync, productId: string): void {
  for (const table of ['product_stock', 'user_lists', 'specified_users'])
    database.prepare(`DELETE FROM ${table} WHERE product_id = ?`).run(productId);
}

/** The result for a user; a conflict is the same account id under another name. */
export type AddResult = 'created' | 'exists' | 'conflict';

/** Writes one list of users in a transaction; call {@link UserWriter.finish} at the end. */
export interface UserWriter {
  add(user: SpecifiedUser): AddResult;
  /** @returns whether the user was on the list */
  remove(accountId: string): boolean;
  /** Updates the count of the list. @returns how many users were added and removed */
  finish(): number;
}

function keyOf(productId: string, { list, sku_code = '' }: ListRef): readonly [string, string, string] {
  return [productId, list, sku_code];
}

/** @param now when users are added */
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
  const remove = database.prepare(
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
      const found = remove.run(...key, accountId).changes === 1;
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

/** The start of a page of a list: an offset, or the account id before it. */
export interface UserPageQuery {
  readonly offset: number;
  readonly after: string | undefined;
  readonly limit: number;
}

export function usersOf(
  database: DatabaseSync,
  productId: string,
  ref: ListRef,
  { offset, after, limit }: UserPageQuery,
): ListedUser[] {
  const [, list, sku] = keyOf(productId, ref);
  return sql(database)`SELECT account_name, account_id, added_at FROM specified_users
    WHERE product_id = ${productId} AND list = ${list} AND sku_code = ${sku} AND account_id > ${after ?? ''}
    ORDER BY account_id LIMIT ${limit} OFFSET ${offset}`.all<ListedUser>();
}

export function findUsers(
  database: DatabaseSync,
  productId: string,
  ref: ListRef,
  text: string,
  limit: number,
): ListedUser[] {
  const [, list, sku] = keyOf(productId, ref);
  return sql(database)`SELECT account_name, account_id, added_at FROM specified_users
    WHERE product_id = ${productId} AND list = ${list} AND sku_code = ${sku}
      AND (instr(lower(account_name), lower(${text})) > 0 OR instr(account_id, lower(${text})) > 0)
    ORDER BY account_id LIMIT ${limit}`.all<ListedUser>();
}

export function countUsers(database: DatabaseSync, productId: string, ref: ListRef): number {
  const [, list, sku] = keyOf(productId, ref);
  const row = sql(database)`SELECT count FROM user_lists WHERE product_id = ${productId}
    AND list = ${list} AND sku_code = ${sku}`.get();
  return Number(row?.count ?? 0);
}
