import type * as v from 'valibot';
import type { ConfigurationPatch, Product, PurchaseLimit } from '../../../seller/contract.ts';
import * as contract from '../../../seller/contract.ts';
import { settingOf } from '../../../seller/plan.ts';
import { patchFaults, stockFaults, stockSku } from '../../../seller/rules/rules.ts';
import { productStatuses } from '../../../seller/values.ts';
import { type Call, missing, noQuery, type Route } from '../../call.ts';
import { type AnswerBody, refusal } from '../../codes.ts';
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
  ifMatch,
  once,
  otherName,
  ownProduct,
  readBody,
  readCount,
  reading,
  readQuery,
  readWord,
  requireRules,
  requireVersion,
  route,
} from './common.ts';

/** Products, their configuration and their stock. */
export const productRoutes: readonly Route[] = [
  route('GET', '/products', listProducts),
  route('GET', '/products/:parameter', (call) => {
    noQuery(call.url, 'MKT.0101');
    return ownProduct(call).product;
  }),
  route('GET', '/products/:parameter/configuration', (call) => {
    noQuery(call.url, 'MKT.0101');
    return reading(call.database, () => ({ ...configurationOf(call.database, ownProduct(call)) }));
  }),
  route('PATCH', '/products/:parameter/configuration', patchConfiguration),
  route('POST', '/products/:parameter/stock/adjustments', adjustStock),
];

function patchConfiguration(call: Call): AnswerBody {
  // One transaction: of two changes at once, the second finds a version that is not its own any more.
  return transaction(call.database, () => {
    const stored = ownProduct(call);
    const body = readBody(call, contract.configurationPatch);
    const version = ifMatch(call.headers);
    if (version === undefined) throw refusal('MKT.0101', missing('If-Match'));
    const operation = `configuration ${stored.product.product_id}`;
    return once(call, operation, body.request_id, [version, call.body], () =>
      change(call, stored, version, body),
    );
  });
}

function change(
  call: Call,
  stored: StoredProduct,
  version: string,
  { request_id: _, ...patch }: v.InferOutput<typeof contract.configurationPatch>,
): { readonly version: string } {
  const { database, account } = call;
  const current = String(stored.version);
  requireVersion(version, stored);
  const configuration = configurationOf(database, stored);
  const ownProducts = productIdsOf(database, account.id);
  requireRules(patchFaults(patch, { product: stored.product, configuration, ownProducts }));
  const settings = patched(stored.settings, patch);
  const users = changeUsers(call, stored.product, patch.users ?? []);
  for (const attribute of patch.attributes ?? []) putAttribute(database, account.id, attribute);
  if (users === 0 && JSON.stringify(settings) === JSON.stringify(stored.settings))
    return { version: current };
  putProduct(database, { ...stored, settings, version: stored.version + 1 });
  return { version: String(stored.version + 1) };
}

function patched(now: Settings, { audience, credit, purchase_limits, trial }: ConfigurationPatch): Settings {
  const { skus, ...own } = now.audience;
  return {
    audience: {
      ...(audience?.product ? settingOf(audience.product) : own),
      skus: replaced(skus, audience?.skus, settingOf),
    },
    credit: { ...now.credit, ...credit },
    purchase_limits: replaced(now.purchase_limits, purchase_limits, limitOf),
    trial: { ...now.trial, ...trial },
  };
}

/** Members put in the place of those there; `null` takes one away. */
function replaced<T>(
  now: Readonly<Record<string, T>>,
  patch: Readonly<Record<string, T | null>> = {},
  plain: (value: T) => T,
): Record<string, T> {
  const entries = Object.entries<T | null>({ ...now, ...patch });
  return Object.fromEntries(
    entries.flatMap(([key, value]) => (value === null ? [] : [[key, plain(value)] as const])),
  );
}

/** Without what says nothing, so that the same setting is the same text. */
function limitOf({ once_per_customer, again_after_expiry, max_quantity }: PurchaseLimit): PurchaseLimit {
  return {
    ...(once_per_customer && { once_per_customer }),
    ...(again_after_expiry && { again_after_expiry }),
    ...(max_quantity !== undefined && { max_quantity }),
  };
}

/** @returns how many users were added and removed */
function changeUsers(
  { database, now }: Call,
  { product_id }: Product,
  changes: NonNullable<ConfigurationPatch['users']>,
): number {
  let changed = 0;
  for (const [at, { add, remove, ...ref }] of changes.entries()) {
    const writer = createUserWriter(database, product_id, ref, now);
    for (const id of remove) writer.remove(id);
    for (const [row, user] of add.entries()) {
      if (writer.add(user) === 'conflict')
        requireRules([otherName(user.account_id, ['users', at, 'add', row, 'account_name'])]);
    }
    changed += writer.finish();
  }
  return changed;
}

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
