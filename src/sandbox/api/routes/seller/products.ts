import * as contract from '../../../../seller/contract.ts';
import { productStatuses } from '../../../../seller/values.ts';
import { transaction } from '../../../state/database.ts';
import { changeConfiguration, changeStock } from '../../../state/product-changes.ts';
import { configurationOf, countProducts, productsOf } from '../../../state/products.ts';
import { type ApiCall, assertNoQuery, missing, oneOf, type Route } from '../../gateway/call.ts';
import { apiError, type ResponseBody } from '../../gateway/codes.ts';
import {
  assertVersion,
  contextOf,
  ownProduct,
  readBody,
  readCount,
  readIfMatch,
  readQuery,
  route,
  runOnce,
  withReadTransaction,
} from './common.ts';

export const productRoutes: readonly Route[] = [
  route('GET', '/products', listProducts),
  route('GET', '/products/:parameter', (call) => {
    assertNoQuery(call.url, 'MKT.0101');
    return ownProduct(call).product;
  }),
  route('GET', '/products/:parameter/configuration', (call) => {
    assertNoQuery(call.url, 'MKT.0101');
    return withReadTransaction(call.database, () => ({
      ...configurationOf(call.database, ownProduct(call)),
    }));
  }),
  route('PATCH', '/products/:parameter/configuration', patchConfiguration),
  route('POST', '/products/:parameter/stock/adjustments', adjustStock),
];

function patchConfiguration(call: ApiCall): ResponseBody {
  // One transaction: of two changes at once, the second one finds that its version is outdated.
  return transaction(call.database, () => {
    const stored = ownProduct(call);
    const body = readBody(call, contract.configurationPatch);
    const version = readIfMatch(call.headers);
    if (version === undefined) throw apiError('MKT.0101', missing('If-Match'));
    const operation = `configuration ${stored.product.product_id}`;
    return runOnce(call, operation, body.request_id, [version, call.body], () => {
      const { request_id: _, ...patch } = body;
      assertVersion(version, stored);
      return { version: String(changeConfiguration(contextOf(call), stored, patch)) };
    });
  });
}

function listProducts(call: ApiCall): ResponseBody {
  const { database, account } = call;
  const query = readQuery(call, ['offset', 'limit', 'status']);
  const offset = readCount(query.offset, 'offset', { min: 0, max: 999_999_999, usual: 0 });
  const limit = readCount(query.limit, 'limit', { min: 1, max: 100, usual: 20 });
  const status =
    query.status === undefined ? undefined : oneOf(query.status, 'status', productStatuses, 'MKT.0101');
  return withReadTransaction(database, () => ({
    total_count: countProducts(database, account.id, status),
    products: productsOf(database, account.id, { status, offset, limit }),
  }));
}

function adjustStock(call: ApiCall): ResponseBody {
  const { database, body } = call;
  return transaction(database, () => {
    const stored = ownProduct(call);
    const { product } = stored;
    const adjustment = readBody(call, contract.stockAdjustment);
    return runOnce(call, `stock ${product.product_id}`, adjustment.request_id, [body], () => ({
      available: changeStock(contextOf(call), stored, adjustment),
    }));
  });
}
