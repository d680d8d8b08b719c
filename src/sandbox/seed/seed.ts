import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { type ErrorFacts, KooError } from '../../errors/koo-error.ts';
import * as contract from '../../seller/contract.ts';
import { maxEnumerationValues, trialDays } from '../../seller/limits.ts';
import { wholeProduct } from '../../seller/values.ts';
import { readData } from '../../text/data.ts';
import { both, type Localized } from '../../text/translate.ts';
import { sandboxSeller } from '../state/accounts.ts';
import { assetSeed, storeAssets } from '../state/assets.ts';
import { orderInfo, orderTime } from '../state/orders.ts';
import {
  clearProduct,
  createUserWriter,
  findProduct,
  putAttribute,
  putProduct,
  putStock,
} from '../state/products.ts';

const id = contract.code;
const seller = v.optional(id, sandboxSeller.id);
/** `yyyyMMdd'T'HHmmss'Z'` */
const meteringTime = v.pipe(v.string(), v.regex(/^\d{8}T\d{6}Z$/));

const instance = v.strictObject({
  id,
  seller,
  chargingMode: v.optional(v.picklist(['ON_DEMAND', 'ON_DEMAND_PKG', 'PERIOD', 'ONE_TIME']), 'ON_DEMAND'),
  status: v.optional(v.picklist(['active', 'frozen', 'released']), 'active'),
  /** Whether the product was taken off the shelves. */
  delisted: v.optional(v.boolean(), false),
  startTime: v.optional(meteringTime, '20200101T000000Z'),
  /** Bought with a package that stops before excess: each record names the package's instance. */
  needsPackage: v.optional(v.boolean(), false),
});

const license = v.strictObject({
  code: id,
  seller,
  orderId: v.optional(id, 'CS2512010900KOO01'),
  productId: v.optional(id, 'OFFI000000000000000001'),
  amount: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  orderTime: v.optional(orderTime, '20250101000000'),
  expireTime: v.optional(orderTime, '20991231155959'),
  /** Whether the buyer took the code; it cannot be activated before. */
  received: v.optional(v.boolean(), true),
  status: v.optional(v.picklist(['NEW', 'ALIVE', 'EXPIRED', 'RELEASED']), 'NEW'),
  /** For a code that is not new. */
  activateTime: v.optional(orderTime),
});

const event = v.strictObject({
  id,
  seller,
  state: v.optional(v.picklist(['open', 'denied', 'exhausted']), 'open'),
});

// The seller configuration: the schemas of the contract, without empty texts, and with defaults.
const text = v.pipe(contract.text, v.nonEmpty());
const localized = v.strictObject({ en: text, zh: text });
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const { product, sku, audienceSetting, purchaseLimit, enumerationAttribute, quantityAttribute } = contract;

const limit = v.strictObject({
  ...purchaseLimit.entries,
  max_quantity: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
});

const trial = v.strictObject({
  days: v.pipe(v.number(), v.integer(), v.minValue(trialDays.min), v.maxValue(trialDays.max)),
  open_to: v.optional(contract.trial.entries.open_to, 'all'),
});

const userList = v.strictObject({
  list: contract.listName,
  sku_code: v.exactOptional(id),
  users: v.array(v.strictObject({ account_name: text, account_id: text })),
});

const fields = v.strictObject({
  seller,
  product_id: id,
  name: localized,
  delivery: v.optional(product.entries.delivery, 'saas'),
  status: v.optional(product.entries.status, 'on_sale'),
  skus: v.pipe(v.array(v.strictObject({ ...sku.entries, name: text })), v.minLength(1)),
  audience: v.optional(
    v.strictObject({ ...audienceSetting.entries, skus: v.optional(v.record(id, audienceSetting), {}) }),
    { type: 'all' },
  ),
  credit: v.optional(
    v.strictObject({
      cash_coupon: v.optional(contract.cashCoupon, 'on'),
      credit_line: v.optional(contract.creditLine, 'off'),
    }),
    {},
  ),
  /** By specification; the others have Huawei's default stock. */
  stock: v.optional(v.record(id, v.strictObject({ available: count, sold: v.optional(count, 0) })), {}),
  purchase_limits: v.optional(v.record(id, limit), {}),
  trial: v.optional(v.record(id, trial), {}),
  users: v.optional(v.array(userList), []),
});

const defaultStock = { available: 999, sold: 0 };

/** Returns the path of a specification that the product does not have, or has twice. */
function unknownSkuPath({
  skus,
  audience,
  stock,
  purchase_limits,
  trial,
  users,
}: v.InferOutput<typeof fields>): readonly string[] | undefined {
  const codes = skus.map(({ sku_code }) => sku_code);
  const keys = (record: object, ...at: string[]) => Object.keys(record).map((key) => [...at, key]);
  const named = [
    ...keys(audience.skus, 'audience', 'skus'),
    ...keys(stock, 'stock'),
    ...keys(purchase_limits, 'purchase_limits').filter(([, key]) => key !== wholeProduct),
    ...keys(trial, 'trial'),
    ...users.flatMap(({ sku_code }, at) => (sku_code === undefined ? [] : [['users', String(at), sku_code]])),
  ];
  if (new Set(codes).size < codes.length) return ['skus'];
  return named.find((place) => !codes.includes(place.at(-1) ?? ''));
}

/** A product as in the contract, with its configuration and its lists of users. */
const seedProduct = v.pipe(
  fields,
  v.rawCheck(({ dataset, addIssue }) => {
    const place = dataset.typed ? unknownSkuPath(dataset.value) : undefined;
    if (!place) return;
    const path = place.map((key) => ({
      type: 'object' as const,
      origin: 'value' as const,
      input: {},
      key,
      value: key,
    }));
    addIssue({ message: 'skus[].sku_code', path: path as [(typeof path)[number]] });
  }),
  v.transform(({ stock, ...product }) => ({
    ...product,
    stock: { ...Object.fromEntries(product.skus.map(({ sku_code }) => [sku_code, defaultStock])), ...stock },
  })),
);

const attributeFields = { seller, name: localized, description: v.exactOptional(text) };

/** An attribute of a seller as in the contract. */
const seedAttribute = v.variant('type', [
  v.strictObject({
    ...enumerationAttribute.entries,
    ...attributeFields,
    values: v.pipe(v.array(text), v.maxLength(maxEnumerationValues)),
  }),
  v.strictObject({ ...quantityAttribute.entries, ...attributeFields }),
]);

/**
 * The data that can be put into the sandbox. An order has the format of the order query (`orderInfo`), a product and an
 * attribute that of the contract of the seller configuration.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
 */
const seedSchema = v.strictObject({
  instances: v.optional(v.array(instance), []),
  licenses: v.optional(v.array(license), []),
  events: v.optional(v.array(event), []),
  orders: v.optional(v.array(v.strictObject({ seller, orderInfo })), []),
  products: v.optional(v.array(seedProduct), []),
  attributes: v.optional(v.array(seedAttribute), []),
  assets: v.optional(v.array(assetSeed), []),
});

export type Seed = v.InferOutput<typeof seedSchema>;

/** The data of a new sandbox, from `data/seed.yaml`. */
export function defaultSeed(): Seed {
  return readSeed(readData('seed'));
}

/**
 * Validates data from a file, and fills in defaults.
 *
 * @throws KooError (usage, `INVALID_SEED`) with the first thing that is wrong, and where: `instances.0.status`
 */
export function readSeed(data: unknown): Seed {
  // valibot takes an empty list for an empty object.
  if (Array.isArray(data)) throw invalidSeed(both('expected {expected}', { expected: 'Object' }));
  const result = v.safeParse(seedSchema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const at = v.getDotPath(issue) ?? '';
  if (issue.expected === 'never') throw invalidSeed(both('unknown key {at}', { at }));
  if (issue.input === undefined) throw invalidSeed(both('{at} is missing', { at }));
  const expected =
    issue.type === 'raw_check' || issue.type === 'check' ? issue.message : (issue.expected ?? issue.type);
  const wanted = expected.replaceAll('"', '');
  if (at === '') throw invalidSeed(both('expected {expected}', { expected: wanted }));
  throw invalidSeed(both('{at}: expected {expected}', { at, expected: wanted }));
}

export function invalidSeed(reason: Localized, details?: ErrorFacts['details']): KooError {
  return new KooError({
    category: 'usage',
    code: 'INVALID_SEED',
    message: both('The seed data is invalid: {reason}', { reason }),
    hint: both(
      'The file can have the lists instances, licenses, events, orders, products, attributes and assets; see `koo sandbox seed --help`.',
    ),
    ...(details && { details }),
  });
}

/** Stores seed data; entries with an existing id are replaced. Belongs in a transaction. */
export function storeSeed(database: DatabaseSync, seed: Seed): void {
  const { instances, licenses, events, orders, products, attributes } = seed;
  const instance = database.prepare('REPLACE INTO instances VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)');
  for (const { id, seller, chargingMode, status, delisted, startTime, needsPackage } of instances)
    instance.run(id, seller, chargingMode, status, Number(delisted), startTime, Number(needsPackage));
  const license = database.prepare('REPLACE INTO licenses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)');
  for (const it of licenses) {
    license.run(
      it.code,
      it.seller,
      it.orderId,
      it.productId,
      it.amount,
      it.orderTime,
      it.expireTime,
      Number(it.received),
      it.status,
      it.activateTime ?? (it.status === 'NEW' ? null : it.orderTime),
    );
  }
  const event = database.prepare('REPLACE INTO events VALUES (?, ?, ?, NULL, NULL, NULL, NULL, NULL, NULL)');
  for (const { id, seller, state } of events) event.run(id, seller, state);
  const order = database.prepare('REPLACE INTO orders VALUES (?, ?, ?)');
  for (const { seller, orderInfo } of orders) order.run(orderInfo.orderId, seller, JSON.stringify(orderInfo));
  for (const { seller, ...one } of attributes) putAttribute(database, seller, one);
  for (const product of products) storeProduct(database, product);
  storeAssets(database, seed.assets);
}

/** Increases the version, so that a change based on the old product is rejected. */
function storeProduct(database: DatabaseSync, input: Seed['products'][number]): void {
  const { seller, audience, credit, purchase_limits, trial, stock, users, ...product } = input;
  const id = product.product_id;
  const version = (findProduct(database, id)?.version ?? 0) + 1;
  clearProduct(database, id);
  const settings = { audience, credit, purchase_limits, trial };
  putProduct(database, { product, seller, version, settings });
  for (const [skuCode, one] of Object.entries(stock)) putStock(database, id, skuCode, one);
  for (const { users: listed, ...ref } of users) {
    const writer = createUserWriter(database, id, ref, new Date());
    for (const user of listed) writer.add(user);
    writer.finish();
  }
}
