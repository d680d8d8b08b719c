import type { CreatedUser, DeletedUser, ListRef } from '../../../../seller/contract.ts';
import * as contract from '../../../../seller/contract.ts';
import { maxUsersOfPage } from '../../../../seller/limits.ts';
import { userChangeFaults } from '../../../../seller/rules/rules.ts';
import { listNames, productStatuses } from '../../../../seller/values.ts';
import { both } from '../../../../text/translate.ts';
import { transaction } from '../../../state/database.ts';
import {
  addUsers,
  changeConfiguration,
  changeStock,
  type ListChange,
  removeUsers,
} from '../../../state/product-changes.ts';
import {
  configurationOf,
  countProducts,
  countUsers,
  productsOf,
  type StoredProduct,
  usersOf,
} from '../../../state/products.ts';
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

export const userRoutes: readonly Route[] = [
  route('GET', '/products/:parameter/specified-users', listUsers),
  route('POST', '/products/:parameter/specified-users/batch-create', createUsers),
  route('POST', '/products/:parameter/specified-users/batch-delete', deleteUsers),
];

function listUsers(call: ApiCall): ResponseBody {
  const { database } = call;
  const query = readQuery(call, ['list', 'sku_code', 'offset', 'limit', 'after']);
  if (query.list === undefined) throw apiError('MKT.0101', missing('list'));
  const list = oneOf(query.list, 'list', listNames, 'MKT.0101');
  if (query.offset !== undefined && query.after !== undefined)
    throw apiError('MKT.0101', both('offset and after cannot be used together'));
  const offset = readCount(query.offset, 'offset', { min: 0, max: 999_999_999, usual: 0 });
  const limit = readCount(query.limit, 'limit', { min: 1, max: maxUsersOfPage, usual: 100 });
  const ref: ListRef = { list, ...(query.sku_code !== undefined && { sku_code: query.sku_code }) };
  return withReadTransaction(database, () => {
    const stored = ownProduct(call);
    const { product, version } = stored;
    assertList(call, stored, ref);
    return {
      total_count: countUsers(database, product.product_id, ref),
      version: String(version),
      users: usersOf(database, product.product_id, ref, { offset, after: query.after, limit }),
    };
  });
}

function createUsers(call: ApiCall): ResponseBody {
  return transaction(call.database, () => {
    const stored = ownProduct(call);
    const { users, ...ref } = readBody(call, contract.userCreation);
    return answerOf(addUsers(contextOf(call), stored, ref, users));
  });
}

function deleteUsers(call: ApiCall): ResponseBody {
  return transaction(call.database, () => {
    const stored = ownProduct(call);
    const { account_ids, ...ref } = readBody(call, contract.userDeletion);
    const version = readIfMatch(call.headers);
    assertList(call, stored, ref);
    if (version !== undefined) assertVersion(version, stored);
    return answerOf(removeUsers(contextOf(call), stored, ref, account_ids));
  });
}

function answerOf({ version, users }: ListChange<CreatedUser | DeletedUser>): ResponseBody {
  return { version: String(version), users };
}

/** @throws ApiError (`MKT.0199`) for a list that the product does not have */
function assertList(call: ApiCall, { product }: StoredProduct, ref: ListRef): void {
  contextOf(call).assertRules(userChangeFaults({ ...ref, add: [], remove: [] }, product));
}
