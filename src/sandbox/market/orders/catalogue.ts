import { usageError } from '../../../errors/koo-error.ts';
import type { Charging, Kind } from '../../../lifecycle/model.ts';
import type { ChargingMode } from '../../../seller/contract.ts';
import { both } from '../../../text/translate.ts';
import type { Database } from '../../state/database.ts';
import { findProduct, type StoredProduct } from '../../state/products.ts';
import type { Connection, Price } from '../model/model.ts';
import { chargingOf, pricesOf } from '../money/prices.ts';
import { orderProductName } from './order-documents.ts';

/** @throws KooError (usage, `UNKNOWN_PRODUCT`) */
export function productOf(database: Database, id: string): StoredProduct {
  const found = findProduct(database, id);
  if (found) return found;
  throw usageError(
    'UNKNOWN_PRODUCT',
    both('The sandbox has no product {id}', { id }),
    both('List its products with `koo product list --site sandbox`; add others with `koo sandbox seed`.'),
  );
}

export function connectedPrices(database: Database, { product, prices }: Connection): readonly Price[] {
  const stored = productOf(database, product);
  return pricesOf(stored.product, stored.settings.trial, prices);
}

export function productName(database: Database, productId: string, price: Price): string {
  const { product } = productOf(database, productId);
  const sku = product.skus.find(({ sku_code }) => sku_code === price.skuCode);
  return orderProductName(product.name.zh, sku?.name ?? price.skuCode, chargingOf(price));
}

const chargings: Readonly<Record<ChargingMode, Charging>> = {
  PERIOD: 'period',
  ONE_TIME: 'one-time',
  ON_DEMAND: 'on-demand',
  ON_DEMAND_PKG: 'package',
};

/** Returns the kind of product for a price, which determines its life. */
export function kindOf({ protocols }: Connection, price: Price): Kind {
  const product = protocols.includes('license-code')
    ? 'license-code'
    : protocols.includes('online-license')
      ? 'online-license'
      : 'saas';
  return { product, charging: chargings[chargingOf(price)] };
}
