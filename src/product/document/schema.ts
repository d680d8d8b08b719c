import * as v from 'valibot';
import * as contract from '../../seller/contract.ts';
import { maxEnumerationValues, trialDays } from '../../seller/limits.ts';
import type { RuleId } from '../../seller/rules/rules.ts';
import { audienceTypes } from '../../seller/values.ts';

/** The rule that an invalid value breaks. */
const withRule = <Value>(rule: RuleId): v.MetadataAction<Value, { rule: RuleId }> => v.metadata({ rule });

const text = (description: string) => v.pipe(v.string(), v.minLength(1), v.description(description));

const user = v.strictObject({
  name: v.pipe(
    v.string(),
    withRule('user-name-required'),
    v.minLength(1),
    v.description('华为云账号名, the account name.'),
  ),
  id: v.pipe(
    v.string(),
    withRule('user-id-required'),
    v.minLength(1),
    v.description('华为云账号ID, the account ID: 32 lower-case hexadecimal digits in all samples.'),
  ),
});

const users = v.pipe(
  v.union([
    v.array(v.union([user, v.pipe(v.string(), v.description('name:id'))])),
    v.strictObject({
      file: text(
        'File with the users (CSV, TSV, NDJSON, JSON or lines of name:id), relative to this document.',
      ),
    }),
  ]),
  v.description('All users of the list. If omitted, the list stays unchanged.'),
);

const audienceType = v.pipe(
  v.picklist(audienceTypes),
  withRule('audience-type'),
  v.description('Who may buy; specified: the users of the list; associated: buyers of what is associated.'),
);

const associated = v.pipe(
  v.array(text('Product ID or specification code.')),
  v.minLength(1),
  v.description(
    'With type associated: products of the seller, or, for a specification, specifications of the product.',
  ),
);

const audience = v.strictObject({
  type: v.exactOptional(audienceType),
  associated: v.exactOptional(associated),
  users: v.exactOptional(users),
  skus: v.exactOptional(
    v.pipe(
      v.record(
        v.string(),
        v.strictObject({
          type: audienceType,
          associated: v.exactOptional(associated),
          users: v.exactOptional(users),
        }),
      ),
      v.description('Specifications that differ from the product, by code; all others follow the product.'),
    ),
  ),
});

const usersOnly = v.strictObject({ users });

const credit = v.strictObject({
  cash_coupon: v.exactOptional(
    v.pipe(
      v.picklist(contract.cashCoupon.options),
      withRule('credit-cash-coupon'),
      v.description('授信现金券支付, credit cash coupon.'),
    ),
  ),
  credit_line: v.exactOptional(
    v.pipe(
      v.union([v.pipe(v.picklist(contract.creditLine.options), withRule('credit-line')), usersOnly]),
      v.description(
        '信用额度支付, credit line: off, for all, or for the users listed; specified leaves the list unchanged.',
      ),
    ),
  ),
});

const limit = v.strictObject({
  once_per_customer: v.exactOptional(
    v.pipe(v.literal(true), v.description('Each customer may buy it once.')),
  ),
  again_after_expiry: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description('With once_per_customer: allow another purchase after the resource expires.'),
    ),
  ),
  max_quantity: v.exactOptional(
    v.pipe(
      v.number(),
      withRule('limit-max-quantity'),
      v.integer(),
      v.minValue(1),
      v.description('Maximum of the quantity attribute.'),
    ),
  ),
});

const trial = v.strictObject({
  days: v.exactOptional(
    v.pipe(
      v.number(),
      withRule('trial-days'),
      v.integer(),
      v.minValue(trialDays.min),
      v.maxValue(trialDays.max),
      v.description('Days of the trial; cannot change once it is published.'),
    ),
  ),
  open_to: v.exactOptional(
    v.pipe(
      v.union([
        v.pipe(v.picklist(contract.trial.entries.open_to.options), withRule('trial-open-to')),
        usersOnly,
      ]),
      v.description('Who may try: all, or the users listed; specified leaves the list unchanged.'),
    ),
  ),
});

const attribute = {
  code: v.pipe(v.string(), withRule('attribute-code'), v.minLength(1), v.description('Attribute code.')),
  name: v.strictObject({
    en: v.pipe(v.string(), withRule('attribute-name'), v.minLength(1), v.description('Name in English.')),
    zh: v.pipe(v.string(), withRule('attribute-name'), v.minLength(1), v.description('Name in Chinese.')),
  }),
  description: v.exactOptional(text('Description.')),
};

const quantity = (description: string) =>
  v.pipe(v.number(), withRule('attribute-quantity'), v.minValue(0), v.description(description));

const attributes = v.array(
  v.variant('type', [
    v.strictObject({
      ...attribute,
      type: v.pipe(v.literal('enumeration'), withRule('attribute-type')),
      values: v.pipe(
        v.array(v.pipe(v.string(), withRule('attribute-values'), v.minLength(1))),
        withRule('attribute-values'),
        v.minLength(1),
        v.maxLength(maxEnumerationValues),
        v.description('Up to 10 values.'),
      ),
    }),
    v.strictObject({
      ...attribute,
      type: v.pipe(v.literal('quantity'), withRule('attribute-type')),
      min: quantity('Minimum.'),
      max: quantity('Maximum.'),
      step: quantity('Step from one quantity to the next; above 0.'),
    }),
  ]),
);

/** The form of a product's configuration document; the rules of the seller configuration check the rest. */
export const productSchema = v.pipe(
  v.strictObject({
    product: text('Product ID.'),
    version: v.exactOptional(
      v.pipe(
        v.union([v.string(), v.number()]),
        v.description('The version that the document is based on; apply rejects any other version.'),
      ),
    ),
    audience: v.exactOptional(v.pipe(audience, v.description('销售对象: who may buy.'))),
    credit: v.exactOptional(v.pipe(credit, v.description('信控设置: payment on credit.'))),
    stock: v.exactOptional(
      v.pipe(
        v.record(v.string(), v.strictObject({ available: v.number(), sold: v.exactOptional(v.number()) })),
        v.description('库存, by specification. Read-only; koo product stock add changes it.'),
      ),
    ),
    purchase_limits: v.exactOptional(
      v.pipe(
        v.record(v.string(), limit),
        v.description('商品限购, by specification, or * for the product. What is not listed has no limit.'),
      ),
    ),
    trial: v.exactOptional(
      v.pipe(v.record(v.string(), trial), v.description('SaaS类商品试用, by trial specification.')),
    ),
    attributes: v.exactOptional(
      v.pipe(
        attributes,
        v.description(
          'Attributes of the seller, for all products. Attributes that are not listed stay unchanged.',
        ),
      ),
    ),
  }),
  v.title('Product configuration of koo'),
  v.description(
    "Configuration of a product on Huawei Cloud KooGallery for koo product diff and apply. A section that is omitted stays unchanged. The format is koo's own and not published by Huawei.",
  ),
);

/** The content of a valid document, with users as written. */
export type DocumentContent = v.InferOutput<typeof productSchema>;
