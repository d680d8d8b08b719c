import * as v from 'valibot';
import { maxStockNote, maxUsersOfBatch, maxUsersOfPage } from './limits.ts';
import {
  audienceTypes,
  cashCoupons,
  chargingModes,
  creditLines,
  deliveries,
  listNames,
  productStatuses,
  trialAudiences,
} from './values.ts';

/*
 * The contract of the seller configuration: who may buy, credit control, stock, purchase limits, trials, attributes.
 * Huawei documents these operations in the seller console only; names and forms are koo's own. What these schemas say is
 * the form of requests and answers; the rules beyond it are in `rules/`. From here come the types, what the client reads,
 * what the sandbox accepts, and `docs/api/seller-config.openapi.yaml`, where each schema that is exported has the name it
 * has here. Words, limits and sources are in `values.ts`; importing only types loads nothing.
 *
 * Objects that are sent are strict: unknown members are refused. Those that are only received may hold more.
 */

type Deep<T> = T extends readonly (infer Item)[]
  ? readonly Deep<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Deep<T[Key]> }
    : T;

/** The read-only type of a schema's values. */
type Of<Schema extends v.GenericSchema> = Deep<v.InferOutput<Schema>>;

const described = <const T extends v.GenericSchema>(schema: T, description: string) =>
  v.pipe(schema, v.description(description));

/** valibot takes an empty list for an empty object. */
function notList<const T extends v.GenericSchema>(schema: T) {
  const check = v.check((value: unknown) => !Array.isArray(value), 'Object');
  return v.pipe(v.unknown(), check, schema);
}

/** A text that can be in an address: half a surrogate pair cannot. */
const wellFormed = v.pipe(
  v.string(),
  v.check((value) => value.isWellFormed(), 'characters of Unicode'),
);

// Bounds of the transport alone: Huawei states no lengths.
export const code = v.pipe(
  wellFormed,
  v.nonEmpty(),
  v.maxLength(64),
  v.description('A code of a product, a specification or an attribute.'),
);
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const version = v.pipe(v.string(), v.minLength(1));
const integer = v.pipe(v.number(), v.safeInteger());
export const requestId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
export const text = v.pipe(wellFormed, v.maxLength(256));
export const localized = v.strictObject({ en: text, zh: text });

export const listName = described(
  v.picklist(listNames),
  'Users who may buy, who may pay with the credit line, or who may try.',
);
export type ListName = Of<typeof listName>;
export const productStatus = v.picklist(productStatuses);
export type ProductStatus = Of<typeof productStatus>;

export const sku = described(
  v.object({
    sku_code: code,
    name: text,
    charging_modes: v.pipe(v.array(v.picklist(chargingModes)), v.minLength(1)),
    trial: v.exactOptional(described(v.picklist(['draft', 'published']), 'Only for a trial specification.')),
    quantity_attribute: v.exactOptional(described(code, 'Code of the quantity attribute it is sold by.')),
  }),
  'A specification of a product.',
);
export type Sku = Of<typeof sku>;
export type ChargingMode = Sku['charging_modes'][number];

export const product = v.object({
  product_id: code,
  name: localized,
  delivery: v.picklist(deliveries),
  status: productStatus,
  skus: v.pipe(v.array(sku), v.minLength(1)),
});
export type Product = Of<typeof product>;
export type Delivery = Product['delivery'];

export const productPage = v.object({ total_count: count, products: v.array(product) });

export const audienceType = described(
  v.picklist(audienceTypes),
  'Target customers - all, enterprise, individual or specified users, or buyers of an associated product.',
);
export type AudienceType = Of<typeof audienceType>;
export const associated = described(
  v.array(code),
  'Only with the type `associated` - product ids at product level, specification codes at specification level.',
);
export const audienceSetting = v.strictObject({
  type: audienceType,
  associated: v.exactOptional(associated),
});
export type AudienceSetting = Of<typeof audienceSetting>;
export const audience = v.strictObject({
  ...audienceSetting.entries,
  skus: described(v.record(v.string(), audienceSetting), 'Specifications that differ from the product.'),
});
export type Audience = Of<typeof audience>;

export const cashCoupon = described(v.picklist(cashCoupons), 'Payment by credit cash coupon.');
export const creditLine = described(
  v.picklist(creditLines),
  'Payment by the credit line - off, for all users, or for the users on the list `credit_line`.',
);

export const stock = v.object({
  available: described(count, 'The stock that was set, including what is already sold.'),
  sold: count,
});
export type Stock = Of<typeof stock>;

export const purchaseLimit = described(
  v.strictObject({
    once_per_customer: v.exactOptional(v.literal(true)),
    again_after_expiry: v.exactOptional(
      described(v.boolean(), 'With `once_per_customer` - again once the resource has expired.'),
    ),
    max_quantity: v.exactOptional(described(integer, 'Maximum of the quantity attribute.')),
  }),
  'Exactly one of `once_per_customer` and `max_quantity`.',
);
export type PurchaseLimit = Of<typeof purchaseLimit>;

export const trial = v.strictObject({
  days: described(integer, '3 to 180; cannot change once set.'),
  open_to: described(
    v.picklist(trialAudiences),
    'All users, or the users on the list `trial` of the specification.',
  ),
});
export type Trial = Of<typeof trial>;

const attributeEntries = { code, name: localized, description: v.exactOptional(text) };

export const enumerationAttribute = v.strictObject({
  ...attributeEntries,
  type: v.literal('enumeration'),
  values: described(
    v.array(text),
    'Up to 10. Empty for the preset attributes, whose values Huawei does not publish.',
  ),
});
export type EnumerationAttribute = Of<typeof enumerationAttribute>;
export const quantityAttribute = v.strictObject({
  ...attributeEntries,
  type: v.literal('quantity'),
  min: v.number(),
  max: v.number(),
  step: v.number(),
});
export type QuantityAttribute = Of<typeof quantityAttribute>;
export const attribute = v.variant('type', [enumerationAttribute, quantityAttribute]);
export type Attribute = Of<typeof attribute>;
export const attributeList = v.object({ attributes: v.array(attribute) });
export const removedAttribute = v.object({ code });

/** One list of a product. A trial's needs the code of the trial specification; the credit line has none by specification. */
const listEntries = { list: listName, sku_code: v.exactOptional(code) };

export const configuration = v.object({
  product_id: code,
  version,
  audience,
  credit: v.object({ cash_coupon: cashCoupon, credit_line: creditLine }),
  stock: described(v.record(v.string(), stock), 'By specification.'),
  purchase_limits: described(
    v.record(v.string(), purchaseLimit),
    'By specification, or `*` for the product.',
  ),
  trial: described(v.record(v.string(), trial), 'By trial specification.'),
  attributes: described(v.array(attribute), 'All attributes of the seller.'),
  user_counts: described(
    v.array(v.object({ ...listEntries, count: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
    'Number of users on each list; empty lists are left out.',
  ),
});
export type Configuration = Of<typeof configuration>;
export type Credit = Configuration['credit'];
export type UserCount = Configuration['user_counts'][number];
export type ListRef = Omit<UserCount, 'count'>;

export const configurationVersion = v.object({ version });

export const specifiedUser = described(
  v.strictObject({ account_name: text, account_id: text }),
  'A Huawei Cloud account (not an IAM user): account name and account ID, as shown to the buyer under My Credentials. Huawei states no format for them.',
);
export type SpecifiedUser = Of<typeof specifiedUser>;

/** A part of a configuration that replaces the present one, completely or not at all. */
export const configurationPatch = v.strictObject({
  request_id: requestId,
  audience: v.exactOptional(
    notList(
      v.strictObject({
        product: v.exactOptional(audienceSetting),
        skus: v.exactOptional(
          described(
            notList(v.record(code, v.nullable(audienceSetting))),
            'By specification; `null` makes a specification follow the product again.',
          ),
        ),
      }),
    ),
  ),
  credit: v.exactOptional(
    notList(
      v.strictObject({ cash_coupon: v.exactOptional(cashCoupon), credit_line: v.exactOptional(creditLine) }),
    ),
  ),
  purchase_limits: v.exactOptional(
    described(
      notList(v.record(code, v.nullable(notList(purchaseLimit)))),
      'By specification, or `*` for the product; `null` removes a limit.',
    ),
  ),
  trial: v.exactOptional(described(notList(v.record(code, trial)), 'By trial specification.')),
  users: v.exactOptional(
    described(
      v.array(v.strictObject({ ...listEntries, add: v.array(specifiedUser), remove: v.array(text) })),
      'Up to 10 000 users in all.',
    ),
  ),
  attributes: v.exactOptional(v.array(attribute)),
});
export type ConfigurationPatch = Omit<Of<typeof configurationPatch>, 'request_id'>;
/** Users to add to and to remove from one list. */
export type UserChange = NonNullable<ConfigurationPatch['users']>[number];

export const listedUser = v.object({
  account_name: text,
  account_id: text,
  added_at: v.pipe(v.string(), v.isoTimestamp()),
});
export type ListedUser = Of<typeof listedUser>;
export const userPage = v.object({
  total_count: count,
  version,
  users: v.pipe(v.array(listedUser), v.maxLength(maxUsersOfPage)),
});

const batchOf = <const T extends v.GenericSchema>(item: T) =>
  v.pipe(v.array(item), v.minLength(1), v.maxLength(maxUsersOfBatch));

export const userCreation = v.strictObject({ ...listEntries, users: batchOf(specifiedUser) });
export const createdUser = v.object({
  account_id: v.string(),
  result: v.picklist(['created', 'exists', 'rejected']),
  error_code: v.exactOptional(described(v.string(), 'Only for a rejected user.')),
  error_msg: v.exactOptional(
    described(v.string(), 'Only for a rejected user; names the field and the rule.'),
  ),
});
export type CreatedUser = Of<typeof createdUser>;
export const createdUsers = v.object({ version, users: batchOf(createdUser) });

export const userDeletion = v.strictObject({ ...listEntries, account_ids: batchOf(text) });
export const deletedUser = v.object({ account_id: v.string(), result: v.picklist(['deleted', 'absent']) });
export type DeletedUser = Of<typeof deletedUser>;
export const deletedUsers = v.object({ version, users: batchOf(deletedUser) });

/** A change of a product's stock by `delta`; the same `request_id` is applied once. */
export const stockAdjustment = v.strictObject({
  sku_code: v.exactOptional(code),
  delta: described(integer, '-9 999 999 to 9 999 999, not 0.'),
  note: v.pipe(v.string(), v.maxLength(maxStockNote)),
  request_id: requestId,
});
export type StockAdjustment = Of<typeof stockAdjustment>;
export const availableStock = v.object({ available: count });
