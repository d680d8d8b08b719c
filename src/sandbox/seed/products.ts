import * as v from 'valibot';
import {
  audienceTypes,
  chargingModes,
  deliveries,
  listNames,
  productStatuses,
  wholeProduct,
} from '../../seller/model.ts';
import { sandboxSeller } from '../accounts.ts';

const id = v.pipe(v.string(), v.nonEmpty(), v.maxLength(64));
const seller = v.optional(id, sandboxSeller.id);
const text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(256));
const localized = v.strictObject({ en: text, zh: text });
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const sku = v.strictObject({
  sku_code: id,
  name: text,
  charging_modes: v.pipe(v.array(v.picklist(chargingModes)), v.minLength(1)),
  trial: v.exactOptional(v.picklist(['draft', 'published'])),
  quantity_attribute: v.exactOptional(id),
});

const audience = {
  type: v.picklist(audienceTypes),
  associated: v.exactOptional(v.array(id)),
};

const limit = v.strictObject({
  once_per_customer: v.exactOptional(v.literal(true)),
  again_after_expiry: v.exactOptional(v.boolean()),
  max_quantity: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
});

const trial = v.strictObject({
  days: v.pipe(v.number(), v.integer(), v.minValue(3), v.maxValue(180)),
  open_to: v.optional(v.picklist(['all', 'specified']), 'all'),
});

const userList = v.strictObject({
  list: v.picklist(listNames),
  sku_code: v.exactOptional(id),
  users: v.array(v.strictObject({ account_name: text, account_id: text })),
});

const fields = v.strictObject({
  seller,
  product_id: id,
  name: localized,
  delivery: v.optional(v.picklist(deliveries), 'saas'),
  status: v.optional(v.picklist(productStatuses), 'on_sale'),
  skus: v.pipe(v.array(sku), v.minLength(1)),
  audience: v.optional(
    v.strictObject({ ...audience, skus: v.optional(v.record(id, v.strictObject(audience)), {}) }),
    { type: 'all' },
  ),
  credit: v.optional(
    v.strictObject({
      cash_coupon: v.optional(v.picklist(['on', 'off']), 'on'),
      credit_line: v.optional(v.picklist(['off', 'all', 'specified']), 'off'),
    }),
    {},
  ),
  /** By specification; those that are left out have the stock that Huawei gives to a new one. */
  stock: v.optional(v.record(id, v.strictObject({ available: count, sold: v.optional(count, 0) })), {}),
  purchase_limits: v.optional(v.record(id, limit), {}),
  trial: v.optional(v.record(id, trial), {}),
  users: v.optional(v.array(userList), []),
});

/** Stock of a specification for which nothing else is said. */
const fullStock = { available: 999, sold: 0 };

/** Where a specification is named that the product does not have, or has twice. */
function strayPlace({
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

/** A product as the contract answers it, with its configuration and its lists of users. */
export const seedProduct = v.pipe(
  fields,
  v.rawCheck(({ dataset, addIssue }) => {
    const place = dataset.typed ? strayPlace(dataset.value) : undefined;
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
    stock: {
      ...Object.fromEntries(product.skus.map(({ sku_code }) => [sku_code, fullStock])),
      ...stock,
    },
  })),
);

const attributeFields = { seller, code: id, name: localized, description: v.exactOptional(text) };

/** An attribute of a seller as the contract answers it. */
export const seedAttribute = v.variant('type', [
  v.strictObject({
    ...attributeFields,
    type: v.literal('enumeration'),
    values: v.pipe(v.array(text), v.maxLength(10)),
  }),
  v.strictObject({
    ...attributeFields,
    type: v.literal('quantity'),
    min: v.number(),
    max: v.number(),
    step: v.number(),
  }),
]);
