import * as v from 'valibot';
import { audienceTypes, listNames, maxUsersOfBatch } from '../../../seller/model.ts';
import { type Call, hasType, noQuery, readJson } from '../../call.ts';
import { type Refusal, refusal } from '../../codes.ts';

/*
 * The form of what is sent, as docs/api/seller-config.openapi.yaml has it. What a body says in that form is judged by
 * src/seller/rules/rules.ts.
 */

/** Bounds of the transport alone: Huawei states no lengths. */
const text = v.pipe(v.string(), v.maxLength(256));
const code = v.pipe(v.string(), v.nonEmpty(), v.maxLength(64));
const requestId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const localized = v.strictObject({ en: text, zh: text });
const integer = v.pipe(v.number(), v.safeInteger());

/** valibot takes an empty list for an empty object. */
function notList<const T extends v.GenericSchema>(schema: T) {
  const check = v.check((value: unknown) => !Array.isArray(value), 'Object');
  return v.pipe(v.unknown(), check, schema);
}

const audience = v.strictObject({
  type: v.picklist(audienceTypes),
  associated: v.exactOptional(v.array(code)),
});

const user = v.strictObject({ account_name: text, account_id: text });
const listRef = { list: v.picklist(listNames), sku_code: v.exactOptional(code) };

const attributeFields = { code, name: localized, description: v.exactOptional(text) };

export const attributeBody = v.variant('type', [
  v.strictObject({ ...attributeFields, type: v.literal('enumeration'), values: v.array(text) }),
  v.strictObject({
    ...attributeFields,
    type: v.literal('quantity'),
    min: v.number(),
    max: v.number(),
    step: v.number(),
  }),
]);

const credit = v.strictObject({
  cash_coupon: v.exactOptional(v.picklist(['on', 'off'])),
  credit_line: v.exactOptional(v.picklist(['off', 'all', 'specified'])),
});

const limit = v.strictObject({
  once_per_customer: v.exactOptional(v.literal(true)),
  again_after_expiry: v.exactOptional(v.boolean()),
  max_quantity: v.exactOptional(integer),
});

const trial = v.strictObject({ days: integer, open_to: v.picklist(['all', 'specified']) });

const userChange = v.strictObject({ ...listRef, add: v.array(user), remove: v.array(text) });

export const patchBody = v.strictObject({
  request_id: requestId,
  audience: v.exactOptional(
    notList(
      v.strictObject({
        product: v.exactOptional(audience),
        skus: v.exactOptional(notList(v.record(code, v.nullable(audience)))),
      }),
    ),
  ),
  credit: v.exactOptional(notList(credit)),
  purchase_limits: v.exactOptional(notList(v.record(code, v.nullable(notList(limit))))),
  trial: v.exactOptional(notList(v.record(code, trial))),
  users: v.exactOptional(v.array(userChange)),
  attributes: v.exactOptional(v.array(attributeBody)),
});

export const createBody = v.strictObject({
  ...listRef,
  users: v.pipe(v.array(user), v.minLength(1), v.maxLength(maxUsersOfBatch)),
});
export const deleteBody = v.strictObject({
  ...listRef,
  account_ids: v.pipe(v.array(text), v.minLength(1), v.maxLength(maxUsersOfBatch)),
});

export const stockBody = v.strictObject({
  sku_code: v.exactOptional(code),
  delta: integer,
  note: v.pipe(v.string(), v.maxLength(255)),
  request_id: requestId,
});

type Body =
  | typeof attributeBody
  | typeof patchBody
  | typeof createBody
  | typeof deleteBody
  | typeof stockBody;

/**
 * The body of a request.
 *
 * @throws Refusal (`MKT.0101`) naming the first member that has another form
 */
export function readBody<const T extends Body>(call: Call, schema: T): v.InferOutput<T> {
  if (!hasType(call.headers, 'application/json')) {
    throw refusal('MKT.0101', {
      en: 'Content-Type must be application/json',
      zh: 'Content-Type 必须为 application/json',
    });
  }
  noQuery(call.url, 'MKT.0101');
  const read = v.safeParse(schema, readJson(call.body, 'MKT.0101'), { abortEarly: true });
  if (read.success) return read.output;
  throw malformed(read.issues[0]);
}

function malformed(issue: v.BaseIssue<unknown>): Refusal {
  const at = (v.getDotPath(issue) ?? 'the body').slice(0, 200);
  if (issue.expected === 'never') {
    return refusal('MKT.0101', { en: `${at} is unknown`, zh: `未知的参数 ${at}` });
  }
  if (issue.input === undefined) {
    return refusal('MKT.0101', { en: `${at} is missing`, zh: `缺少 ${at}` });
  }
  const expected = (issue.type === 'check' ? issue.message : (issue.expected ?? issue.type)).replaceAll(
    '"',
    '',
  );
  return refusal('MKT.0101', { en: `${at} must be ${expected}`, zh: `${at} 应为 ${expected}` });
}
