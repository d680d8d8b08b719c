import type { DatabaseSync } from 'node:sqlite';
import type {
  Attribute,
  Audience,
  Configuration,
  Credit,
  Product,
  ProductStatus,
  PurchaseLimit,
  Stock,
  Trial,
  UserCount,
} from '../../seller/contract.ts';
import { presets } from '../seed/default.ts';

/** What a PATCH changes of a product, user lists and attributes aside. */
export interface Settings {
  readonly audience: Audience;
  readonly credit: Credit;
  readonly purchase_limits: Readonly<Record<string, PurchaseLimit>>;
  readonly trial: Readonly<Record<string, Trial>>;
}

/** A product as the state has it. */
export interface StoredProduct {
  readonly product: Product;
  /** Account id. */
  readonly seller: string;
  readonly version: number;
  readonly settings: Settings;
}

type Row = Readonly<Record<string, unknown>>;

export function findProduct(database: DatabaseSync, id: string): StoredProduct | undefined {
  const row = database.prepare('SELECT * FROM products WHERE id = ?').get(id);
  return (
    row && {
      product: productOf(row),
      seller: String(row.seller),
      version: Number(row.version),
      settings: JSON.parse(String(row.settings)) as Settings,
    }
  );
}

function productOf(row: Row): Product {
  return JSON.parse(String(row.document)) as Product;
}

export interface ProductPageQuery {
  readonly status: ProductStatus | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** A seller's products by id. */
export function productsOf(database: DatabaseSync, seller: string, query: ProductPageQuery): Product[] {
  return database
    .prepare(
      `SELECT document FROM products WHERE seller = ?1 AND (?2 IS NULL OR status = ?2)
       ORDER BY id LIMIT ?3 OFFSET ?4`,
    )
    .all(seller, query.status ?? null, query.limit, query.offset)
    .map(productOf);
}

export function countProducts(
  database: DatabaseSync,
  seller: string,
  status: ProductStatus | undefined,
): number {
  const row = database
    .prepare('SELECT count(*) AS n FROM products WHERE seller = ?1 AND (?2 IS NULL OR status = ?2)')
    .get(seller, status ?? null);
  return Number(row?.n);
}

/** Ids of all products of a seller. */
export function productIdsOf(database: DatabaseSync, seller: string): ReadonlySet<string> {
  const rows = database.prepare('SELECT id FROM products WHERE seller = ?').all(seller);
  return new Set(rows.map(({ id }) => String(id)));
}

/** Puts a product into the state, or in the place of the one with its id. */
export function putProduct(
  database: DatabaseSync,
  { product, seller, version, settings }: StoredProduct,
): void {
  database
    .prepare('REPLACE INTO products VALUES (?, ?, ?, ?, ?, ?)')
    .run(
      product.product_id,
      seller,
      product.status,
      version,
      JSON.stringify(product),
      JSON.stringify(settings),
    );
}

/** The configuration as the contract answers it. */
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
  const rows = database.prepare('SELECT * FROM product_stock WHERE product_id = ?').all(productId);
  return Object.fromEntries(
    rows.map(({ sku_code, available, sold }) => [
      String(sku_code),
      { available: Number(available), sold: Number(sold) },
    ]),
  );
}

export function putStock(
  database: DatabaseSync,
  productId: string,
  skuCode: string,
  { available, sold }: Stock,
): void {
  database.prepare('REPLACE INTO product_stock VALUES (?, ?, ?, ?)').run(productId, skuCode, available, sold);
}

function userCounts(database: DatabaseSync, productId: string): UserCount[] {
  const rows = database
    .prepare('SELECT list, sku_code, count FROM user_lists WHERE product_id = ? AND count > 0')
    .all(productId);
  return rows.map(({ list, sku_code, count }) => ({
    list: String(list) as UserCount['list'],
    ...(sku_code !== '' && { sku_code: String(sku_code) }),
    count: Number(count),
  }));
}

/** A seller's attributes by code, behind the preset ones. */
export function attributesOf(database: DatabaseSync, seller: string): Attribute[] {
  const rows = database.prepare('SELECT document FROM attributes WHERE seller = ? ORDER BY code').all(seller);
  return [...presets, ...rows.map(({ document }) => JSON.parse(String(document)) as Attribute)];
}

/** Puts an attribute into the state, or in the place of the one with its code. */
export function putAttribute(database: DatabaseSync, seller: string, attribute: Attribute): void {
  database
    .prepare('REPLACE INTO attributes VALUES (?, ?, ?)')
    .run(seller, attribute.code, JSON.stringify(attribute));
}

export function dropAttribute(database: DatabaseSync, seller: string, code: string): void {
  database.prepare('DELETE FROM attributes WHERE seller = ? AND code = ?').run(seller, code);
}

/** Forgets a product's stock and its lists of users. */
export function clearProduct(database: DatabaseSync, productId: string): void {
  for (const table of ['product_stock', 'user_lists', 'specified_users']) {
    database.prepare(`DELETE FROM ${table} WHERE product_id = ?`).run(productId);
  }
}
