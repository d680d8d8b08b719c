import * as contract from '../../../seller/contract.ts';
import { stockFaults, stockSku } from '../../../seller/rules/rules.ts';
import { productStatuses } from '../../../seller/values.ts';
import { type Call, noQuery, type Route } from '../../call.ts';
import type { AnswerBody } from '../../codes.ts';
import { configurationOf, countProducts, productsOf, putStock } from '../../seller/state.ts';
import { transaction } from '../../store.ts';
import {
  once,
  ownProduct,
  readBody,
  readCount,
  reading,
  readQuery,
  readWord,
  requireRules,
  route,
} from './common.ts';

/** Products and their stock. */
export const productRoutes: readonly Route[] = [
  route('GET', '/products', listProducts),
  route('GET', '/products/:parameter', (call) => {
    noQuery(call.url, 'MKT.0101');
    return ownProduct(call).product;
  }),
  route('POST', '/products/:parameter/stock/adjustments', adjustStock),
];

function listProducts(call: Call): AnswerBody {
  const { database, account } = call;
  const query = readQuery(call, ['offset', 'limit', 'status']);
  const offset = readCount(query.offset, 'offset', { min: 0, max: 999_999_999, usual: 0 });
  const limit = readCount(query.limit, 'limit', { min: 1, max: 100, usual: 20 });
  const status = readWord(query.status, 'status', productStatuses);
  return reading(database, () => ({
    total_count: countProducts(database, account.id, status),
    products: productsOf(database, account.id, { status, offset, limit }),
  }));
}

function adjustStock(call: Call): AnswerBody {
  const { database, body } = call;
  return transaction(database, () => {
    const stored = ownProduct(call);
    const { product } = stored;
    const adjustment = readBody(call, contract.stockAdjustment);
    return once(call, `stock ${product.product_id}`, adjustment.request_id, [body], () => {
      const configuration = configurationOf(database, stored);
      requireRules(stockFaults(adjustment, { product, configuration }));
      const sku = stockSku(product, adjustment.sku_code) ?? '';
      const { available, sold } = configuration.stock[sku] ?? { available: 0, sold: 0 };
      const now = { available: available + adjustment.delta, sold };
      putStock(database, product.product_id, sku, now);
      return { available: now.available };
    });
  });
}
