import { expiryOf } from '../../../lifecycle/life.ts';
import { listKey } from '../../../seller/plan.ts';
import { wholeProduct } from '../../../seller/values.ts';
import { own } from '../../../text/json.ts';
import { type Database, sql } from '../../state/database.ts';
import { attributesOf } from '../../state/products.ts';
import { beijingYear, startOfBeijingYear } from '../model/calendar.ts';
import type { Connection, Instance } from '../model/model.ts';
import { pricesOf } from '../money/prices.ts';
import type { Buyer } from '../orders/buyers.ts';
import { productOf } from '../orders/catalogue.ts';
import type { EarlierPurchase, PurchaseFacts, PurchaseRequest } from './purchase.ts';
import { type SaleFacts, skuOf } from './sale.ts';

/*
 * Reads the facts for the rules of buying from the state, as far as a request depends on them: a buyer may have
 * thousands of instances.
 */

export function saleFacts(
  database: Database,
  connection: Connection,
  buyer: Buyer,
  trading: SaleFacts['trading'] = 'open',
): SaleFacts {
  const { product, seller, settings } = productOf(database, connection.product);
  return {
    product,
    seller,
    settings,
    trading,
    prices: pricesOf(product, settings.trial, connection.prices),
    attributes: attributesOf(database, seller),
    buyer,
    lists: listsOf(database, product.product_id, buyer),
  };
}

export function purchaseFacts(
  database: Database,
  request: PurchaseRequest,
  { parameters, unlisted = false }: Connection,
  sale: SaleFacts,
  now: number,
): PurchaseFacts {
  return {
    ...sale,
    isPublic: !unlisted,
    owned: ownedOf(database, sale),
    earlier: [
      ...(request.trial ? trialsOf(database, sale) : []),
      ...(isLimited(request, sale) ? purchasesOf(database, sale, now) : []),
    ],
    stock: { [request.skuCode]: stockLeft(database, sale, request.skuCode) },
    parameters,
    hasPayPerUse: isPackage(request, sale) && hasPayPerUse(database, sale),
  };
}

/** Searches by key, since a list may be long. */
function listsOf(database: Database, productId: string, { id }: Buyer): ReadonlySet<string> {
  const rows = sql(database)`SELECT u.list, u.sku_code FROM user_lists l
    JOIN specified_users u ON u.product_id = l.product_id AND u.list = l.list
    AND u.sku_code = l.sku_code AND u.account_id = ${id} WHERE l.product_id = ${productId}`.all();
  return new Set(
    rows.map(({ list, sku_code }) =>
      listKey({
        list: String(list) as 'audience' | 'credit_line' | 'trial',
        ...(sku_code !== '' && { sku_code: String(sku_code) }),
      }),
    ),
  );
}

/** Returns the products and specifications associated with the audience of which the buyer has a live resource. */
function ownedOf(database: Database, { product, settings, buyer }: SaleFacts): ReadonlySet<string> {
  const { audience } = settings;
  const products = (audience.associated ?? []).filter((code) =>
    sql(database)`SELECT 1 FROM market_instances WHERE product = ${code}
        AND buyer = ${buyer.id} AND stage = 'live' LIMIT 1`.exists(),
  );
  const codes = Object.values(audience.skus).flatMap(({ associated = [] }) => associated);
  const skus = codes.filter((code) =>
    sql(database)`SELECT 1 FROM market_instances WHERE product = ${product.product_id}
        AND buyer = ${buyer.id} AND sku = ${code} AND stage = 'live' LIMIT 1`.exists(),
  );
  return new Set([...products, ...skus]);
}

/** Returns trials, also those that have become formal since. */
function trialsOf(database: Database, { product, buyer }: SaleFacts): EarlierPurchase[] {
  return sql(database)`SELECT sku FROM market_orders WHERE buyer = ${buyer.id}
    AND product = ${product.product_id} AND type = 'TRIAL' AND status <> 'failed'`
    .all()
    .map(({ sku }) => ({ skuCode: String(sku), trial: true, expired: false }));
}

function isLimited({ skuCode }: PurchaseRequest, { settings }: SaleFacts): boolean {
  return [skuCode, wholeProduct].some((key) => own(settings.purchase_limits, key)?.once_per_customer);
}

/** Returns purchases of a product that were neither failed, unsubscribed nor trials. */
function purchasesOf(database: Database, { product, buyer }: SaleFacts, now: number): EarlierPurchase[] {
  return sql(database)`SELECT document FROM market_instances WHERE product = ${product.product_id}
    AND buyer = ${buyer.id} AND stage <> 'failed'`
    .documents<Instance>()
    .filter(({ life }) => !life.trial && !(life.stage === 'released' && life.overdue === undefined))
    .map(({ sku, life }) => ({
      skuCode: sku,
      trial: false,
      expired: life.stage === 'released' || (expiryOf(life) ?? Number.POSITIVE_INFINITY) <= now,
    }));
}

function isPackage({ skuCode }: PurchaseRequest, { product }: SaleFacts): boolean {
  return skuOf(skuCode, product)?.charging_modes.includes('ON_DEMAND_PKG') ?? false;
}

function hasPayPerUse(database: Database, { seller, buyer }: SaleFacts): boolean {
  return sql(database)`SELECT 1 FROM market_instances i JOIN products p
    ON p.id = i.product WHERE i.buyer = ${buyer.id} AND p.seller = ${seller}
    AND i.stage = 'live' AND json_extract(i.document, '$.life.kind.charging') = 'on-demand' LIMIT 1`.exists();
}

function stockLeft(database: Database, { product }: SaleFacts, skuCode: string): number {
  const row = sql(database)`SELECT available - sold AS remaining FROM product_stock
    WHERE product_id = ${product.product_id} AND sku_code = ${skuCode}`.get();
  return Number(row?.remaining ?? 0);
}

/** Takes one item of a specification out of stock, at payment. */
export function takeStock(database: Database, productId: string, skuCode: string): void {
  sql(database)`UPDATE product_stock SET sold = sold + 1 WHERE product_id = ${productId}
    AND sku_code = ${skuCode}`.run();
}

/** Returns the item to stock, when the order failed or is unsubscribed. */
export function giveBackStock(database: Database, productId: string, skuCode: string): void {
  sql(database)`UPDATE product_stock SET sold = sold - 1 WHERE product_id = ${productId}
    AND sku_code = ${skuCode} AND sold > 0`.run();
}

/**
 * Counts the buyer's unsubscriptions without a reason in the calendar year: instances that were released neither for
 * their expiry nor by agreement.
 */
export function unsubscriptionsOf(database: Database, buyerId: string, now: number): number {
  const row = sql(database)`SELECT count(*) AS n FROM market_instances i
    LEFT JOIN market_connections c ON c.product = i.product
    WHERE i.buyer = ${buyerId} AND i.stage = 'released'
    AND json_extract(i.document, '$.life.overdue') IS NULL
    AND json_extract(i.document, '$.life.kind.product') = 'saas'
    AND json_extract(i.document, '$.life.kind.charging') = 'period'
    AND json_extract(i.document, '$.releasedAt') BETWEEN ${startOfBeijingYear(beijingYear(now))}
    AND ${now} AND coalesce(json_extract(c.document, '$.supervised'), 0) = 0`.get();
  return Number(row?.n);
}
