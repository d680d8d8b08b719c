import * as v from 'valibot';
import { incomplete } from '../../openapi/errors.ts';
import type { ApiAnswer } from '../../openapi/model.ts';
import { audienceTypes, chargingModes, deliveries, listNames, productStatuses } from '../model.ts';

const localized = v.object({ en: v.string(), zh: v.string() });
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const version = v.object({ version: v.string() });

const sku = v.object({
  sku_code: v.string(),
  name: v.string(),
  charging_modes: v.array(v.picklist(chargingModes)),
  trial: v.exactOptional(v.picklist(['draft', 'published'])),
  quantity_attribute: v.exactOptional(v.string()),
});

const product = v.object({
  product_id: v.string(),
  name: localized,
  delivery: v.picklist(deliveries),
  status: v.picklist(productStatuses),
  skus: v.array(sku),
});

const audienceSetting = {
  type: v.picklist(audienceTypes),
  associated: v.exactOptional(v.array(v.string())),
};

const attributeBase = {
  code: v.string(),
  name: localized,
  description: v.exactOptional(v.string()),
};

const attribute = v.variant('type', [
  v.object({ ...attributeBase, type: v.literal('enumeration'), values: v.array(v.string()) }),
  v.object({
    ...attributeBase,
    type: v.literal('quantity'),
    min: v.number(),
    max: v.number(),
    step: v.number(),
  }),
]);

const configuration = v.object({
  product_id: v.string(),
  version: v.string(),
  audience: v.object({ ...audienceSetting, skus: v.record(v.string(), v.object(audienceSetting)) }),
  credit: v.object({
    cash_coupon: v.picklist(['on', 'off']),
    credit_line: v.picklist(['off', 'all', 'specified']),
  }),
  stock: v.record(v.string(), v.object({ available: count, sold: count })),
  purchase_limits: v.record(
    v.string(),
    v.object({
      once_per_customer: v.exactOptional(v.literal(true)),
      again_after_expiry: v.exactOptional(v.boolean()),
      max_quantity: v.exactOptional(v.number()),
    }),
  ),
  trial: v.record(v.string(), v.object({ days: v.number(), open_to: v.picklist(['all', 'specified']) })),
  attributes: v.array(attribute),
  user_counts: v.array(
    v.object({ list: v.picklist(listNames), sku_code: v.exactOptional(v.string()), count }),
  ),
});

const listedUser = v.object({ account_name: v.string(), account_id: v.string(), added_at: v.string() });

const createdUser = v.object({
  account_id: v.string(),
  result: v.picklist(['created', 'exists', 'rejected']),
  error_code: v.exactOptional(v.string()),
  error_msg: v.exactOptional(v.string()),
});

const deletedUser = v.object({ account_id: v.string(), result: v.picklist(['deleted', 'absent']) });

/** What `data` of each answer holds. What koo does not know is left out, so that a server may say more. */
export const answers = {
  products: v.object({ total_count: count, products: v.array(product) }),
  product,
  configuration,
  version,
  users: v.object({ total_count: count, ...version.entries, users: v.array(listedUser) }),
  created: v.object({ ...version.entries, users: v.array(createdUser) }),
  deleted: v.object({ ...version.entries, users: v.array(deletedUser) }),
  stock: v.object({ available: count }),
  attributes: v.object({ attributes: v.array(attribute) }),
  attribute,
} as const;

type Schema = (typeof answers)[keyof typeof answers];

/**
 * Reads `data` of an answer.
 *
 * @throws KooError (business, `INCOMPLETE_ANSWER`) naming the first member that is missing or of another form
 */
export function dataOf<const T extends Schema>(answer: ApiAnswer, schema: T): v.InferOutput<T> {
  const read = v.safeParse(schema, answer.json?.data);
  if (read.success) return read.output;
  const path = v.getDotPath(read.issues[0]);
  throw incomplete(answer, path === null ? 'data' : `data.${path}`);
}
