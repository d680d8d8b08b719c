import type {
  Attribute,
  ConfigurationPatch,
  CreatedUser,
  DeletedUser,
  ListRef,
  Product,
  PurchaseLimit,
  SpecifiedUser,
  StockAdjustment,
} from '../../seller/contract.ts';
import { plainAudience } from '../../seller/plan.ts';
import {
  attributeFaults,
  type Fault,
  nameConflict,
  patchFaults,
  ruleText,
  stockFaults,
  stockSku,
  userChangeFaults,
  userFaults,
} from '../../seller/rules/rules.ts';
import type { Database } from './database.ts';
import {
  attributesOf,
  configurationOf,
  createUserWriter,
  deleteAttribute,
  productIdsOf,
  putAttribute,
  putProduct,
  putStock,
  type Settings,
  type StoredProduct,
  type UserWriter,
} from './products.ts';

/*
 * Changes of the seller configuration, by its rules. Each belongs in a transaction. The open API and the console make
 * them.
 */

export interface SellerContext {
  readonly database: Database;
  readonly seller: string;
  readonly now: Date;
  /** Throws if there is an error among the faults; then nothing is changed. */
  readonly assertRules: (faults: readonly Fault[]) => void;
}

/** Changes a configuration, completely or not at all. @returns the new version */
export function changeConfiguration(
  context: SellerContext,
  stored: StoredProduct,
  patch: ConfigurationPatch,
): number {
  const { database, seller, assertRules } = context;
  const { product } = stored;
  const configuration = configurationOf(database, stored);
  assertRules(patchFaults(patch, { product, configuration, ownProducts: productIdsOf(database, seller) }));
  const settings = applyPatch(stored.settings, patch);
  const users = changeUsers(context, product, patch.users ?? []);
  for (const attribute of patch.attributes ?? []) putAttribute(database, seller, attribute);
  if (users === 0 && JSON.stringify(settings) === JSON.stringify(stored.settings)) return stored.version;
  putProduct(database, { ...stored, settings, version: stored.version + 1 });
  return stored.version + 1;
}

function applyPatch(
  now: Settings,
  { audience, credit, purchase_limits, trial }: ConfigurationPatch,
): Settings {
  const { skus, ...own } = now.audience;
  return {
    audience: {
      ...(audience?.product ? plainAudience(audience.product) : own),
      skus: mergeEntries(skus, audience?.skus, plainAudience),
    },
    credit: { ...now.credit, ...credit },
    purchase_limits: mergeEntries(now.purchase_limits, purchase_limits, limitOf),
    trial: { ...now.trial, ...trial },
  };
}

/** Merges members into a record; `null` deletes one. */
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
  { database, now, assertRules }: SellerContext,
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

/** Adds to the stock of a specification, or takes away from it. @returns the available stock */
export function changeStock(
  { database, assertRules }: SellerContext,
  stored: StoredProduct,
  adjustment: StockAdjustment,
): number {
  const { product } = stored;
  const configuration = configurationOf(database, stored);
  assertRules(stockFaults(adjustment, { product, configuration }));
  const sku = stockSku(product, adjustment.sku_code) ?? '';
  const { available, sold } = configuration.stock[sku] ?? { available: 0, sold: 0 };
  putStock(database, product.product_id, sku, { available: available + adjustment.delta, sold });
  return available + adjustment.delta;
}

export function saveAttribute(
  { database, seller, assertRules }: SellerContext,
  attribute: Attribute,
  action: 'create' | 'update',
): void {
  const attributes = attributesOf(database, seller);
  assertRules(attributeFaults(attribute, { attributes, action }));
  putAttribute(database, seller, attribute);
}

export function removeAttribute(
  { database, seller, assertRules }: SellerContext,
  attribute: Attribute,
): void {
  const attributes = attributesOf(database, seller);
  assertRules(attributeFaults(attribute, { attributes, action: 'remove' }));
  deleteAttribute(database, seller, attribute.code);
}

/** The result for each user of a batch, and the version of the configuration. */
export interface ListChange<User> {
  readonly version: number;
  readonly users: readonly User[];
}

/** Adds users to a list; those that break a rule are rejected. */
export function addUsers(
  context: SellerContext,
  stored: StoredProduct,
  ref: ListRef,
  users: readonly SpecifiedUser[],
): ListChange<CreatedUser> {
  return changeList(context, stored, ref, (writer) => users.map((user) => createUser(writer, user)));
}

function createUser(writer: UserWriter, user: SpecifiedUser): CreatedUser {
  const { account_id } = user;
  const fault = userFaults(user).find(({ severity }) => severity === 'error');
  const added = fault ? 'conflict' : writer.add(user);
  if (added !== 'conflict') return { account_id, result: added };
  const { en } = ruleText(fault ?? nameConflict(account_id, ['account_name']));
  return { account_id, result: 'rejected', error_code: 'MKT.0199', error_msg: en };
}

export function removeUsers(
  context: SellerContext,
  stored: StoredProduct,
  ref: ListRef,
  ids: readonly string[],
): ListChange<DeletedUser> {
  return changeList(context, stored, ref, (writer) =>
    ids.map((account_id) => ({ account_id, result: writer.remove(account_id) ? 'deleted' : 'absent' })),
  );
}

function changeList<User>(
  { database, now, assertRules }: SellerContext,
  stored: StoredProduct,
  ref: ListRef,
  work: (writer: UserWriter) => readonly User[],
): ListChange<User> {
  const { product, version } = stored;
  assertRules(userChangeFaults({ ...ref, add: [], remove: [] }, product));
  const writer = createUserWriter(database, product.product_id, ref, now);
  const users = work(writer);
  if (writer.finish() === 0) return { version, users };
  putProduct(database, { ...stored, version: version + 1 });
  return { version: version + 1, users };
}
