import type * as v from 'valibot';
import type { ConfigurationPatch, Product, PurchaseLimit } from '../../../seller/contract.ts';
import * as contract from '../../../seller/contract.ts';
import { settingOf } from '../../../seller/plan.ts';
import { patchFaults, stockFaults, stockSku } from '../../../seller/rules/rules.ts';
import { productStatuses } from '../../../seller/values.ts';
import { type ApiCall, assertNoQuery, missing, type Route } from '../../call.ts';
import { apiError, type ResponseBody } from '../../codes.ts';
import {
  configurationOf,
  countProducts,
  createUserWriter,
  productIdsOf,
  productsOf,
  putAttribute,
  putProduct,
  putStock,
  type Settings,
  type StoredProduct,
} from '../../seller-state.ts';
import { transaction } from '../../store.ts';
import {
  assertRules,
  assertVersion,
  nameConflict,
  ownProduct,
  readBody,
  readCount,
  readEnum,
  readIfMatch,
  readQuery,
  route,
  runOnce,
  withReadTransaction,
} from './common.ts';

/** Products, their configuration and their stock. */
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
  // One transaction: of two changes at once, the second finds a version that is not its own any more.
  return transaction(call.database, () => {
    const stored = ownProduct(call);
    const body = readBody(call, contract.configurationPatch);
    const version = readIfMatch(call.headers);
    if (version === undefined) throw apiError('MKT.0101', missing('If-Match'));
    const operation = `configuration ${stored.product.product_id}`;
    return runOnce(call, operation, body.request_id, [version, call.body], () =>
      applyChange(call, stored, version, body),
    );
  });
}

function applyChange(
  call: ApiCall,
  stored: StoredProduct,
  version: string,
  { request_id: _, ...patch }: v.InferOutput<typeof contract.configurationPatch>,
): { readonly version: string } {
  const { database, account } = call;
  const current = String(stored.version);
  assertVersion(version, stored);
  const configuration = configurationOf(database, stored);
  const ownProducts = productIdsOf(database, account.id);
  assertRules(patchFaults(patch, { product: stored.product, configuration, ownProducts }));
  const settings = applyPatch(stored.settings, patch);
  const users = changeUsers(call, stored.product, patch.users ?? []);
  for (const attribute of patch.attributes ?? []) putAttribute(database, account.id, attribute);
  if (users === 0 && JSON.stringify(settings) === JSON.stringify(stored.settings))
    return { version: current };
  putProduct(database, { ...stored, settings, version: stored.version + 1 });
  return { version: String(stored.version + 1) };
}

function applyPatch(
  now: Settings,
  { audience, credit, purchase_limits, trial }: ConfigurationPatch,
): Settings {
  const { skus, ...own } = now.audience;
  return {
    audience: {
      ...(audience?.product ? settingOf(audience.product) : own),
      skus: mergeEntries(skus, audience?.skus, settingOf),
    },
    credit: { ...now.credit, ...credit },
    purchase_limits: mergeEntries(now.purchase_limits, purchase_limits, limitOf),
    trial: { ...now.trial, ...trial },
  };
}

/** Members put in the place of those there; `null` takes one away. */
function mergeEntries<T>(
  now: Readonly<Record<string, T>>,
  patch: Readonly<Record<string, T | null>> = {},
  plain: (value: T) => T,
): Record<string, T> {
  const entries = Object.entries<T | null>({ ...now, ...patch });
  return Object.fromEntries(
    entries.flatMap(([key, value]) => (value === null ? [] : [[key, plain(value)] as const])),
  );
}

/** Omits members without effect, so that equal settings have equal JSON. */
function limitOf({ once_per_customer, again_after_expiry, max_quantity }: PurchaseLimit): PurchaseLimit {
  return {
    ...(once_per_customer && { once_per_customer }),
    ...(again_after_expiry && { again_after_expiry }),
    ...(max_quantity !== undefined && { max_quantity }),
  };
}

/** @returns how many users were added and removed */
function changeUsers(
  { database, now }: ApiCall,
  { product_id }: Product,
  changes: NonNullable<ConfigurationPatch['users']>,
): number {
  let changed = 0;
  for (const [at, { add, remove, ...ref }] of changes.entries()) {
    const writer = createUserWriter(database, product_id, ref, now);
    for (const id of remove) writer.remove(id);
    for (const [row, user] of add.entries()) {
      if (writer.add(user) === 'conflict')
        assertRules([nameConflict(user.account_id, ['users', at, 'add', row, 'account_name'])]);
    }
    changed += writer.finish();
  }
  return changed;
}

function listProducts(call: ApiCall): ResponseBody {
  const { database, account } = call;
  const query = readQuery(call, ['offset', 'limit', 'status']);
  const offset = readCount(query.offset, 'offset', { min: 0, max: 999_999_999, usual: 0 });
  const limit = readCount(query.limit, 'limit', { min: 1, max: 100, usual: 20 });
  const status = readEnum(query.status, 'status', productStatuses);
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
    return runOnce(call, `stock ${product.product_id}`, adjustment.request_id, [body], () => {
      const configuration = configurationOf(database, stored);
      assertRules(stockFaults(adjustment, { product, configuration }));
      const sku = stockSku(product, adjustment.sku_code) ?? '';
      const { available, sold } = configuration.stock[sku] ?? { available: 0, sold: 0 };
      const now = { available: available + adjustment.delta, sold };
      putStock(database, product.product_id, sku, now);
      return { available: now.available };
    });
  });
}
