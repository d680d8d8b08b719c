import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { type Fault, ruleText } from '../../../../seller/rules/rules.ts';
import type { JsonObject } from '../../../../text/json.ts';
import { both, type Localized, verbatim } from '../../../../text/translate.ts';
import { type Database, sql } from '../../../state/database.ts';
import type { SellerContext } from '../../../state/product-changes.ts';
import { findProduct, type StoredProduct } from '../../../state/products.ts';
import {
  type ApiCall,
  assertContentType,
  assertNoQuery,
  assertSeller,
  missing,
  mustBe,
  type Route,
  readJson,
  unknownParameter,
} from '../../gateway/call.ts';
import { apiError, type ResponseBody } from '../../gateway/codes.ts';

/** Creates a route of the seller configuration, which rejects accounts that are not sellers. */
export function route(method: Route['method'], path: string, handle: (call: ApiCall) => ResponseBody): Route {
  return {
    method,
    path: `/api/mkp-openapi-public/global/v1${path}`,
    family: 'seller-config',
    handle: (call) => {
      assertSeller(call, 'MKT.0151');
      return { data: handle(call) };
    },
  };
}

/** Finds the product that the path names. @throws ApiError 404 `MKT.9001`, 401 `MKT.0150` */
export function ownProduct({ database, parameter, account }: ApiCall): StoredProduct {
  const found = findProduct(database, parameter);
  if (!found) {
    const id = parameter.slice(0, 64);
    throw apiError('MKT.9001', both('product {id} does not exist', { id }), {}, 404);
  }
  if (found.seller !== account.id) throw apiError('MKT.0150', both('the product belongs to another seller'));
  return found;
}

/** Reads the query. Rejects repeated, empty and unknown parameters. @throws ApiError (`MKT.0101`) */
export function readQuery<const T extends string>(
  { url }: ApiCall,
  allowed: readonly T[],
): Partial<Record<T, string>> {
  const read: Partial<Record<T, string>> = {};
  for (const [key, value] of url.searchParams) {
    const name = allowed.find((one) => one === key);
    if (name === undefined) throw apiError('MKT.0101', unknownParameter(key));
    if (read[name] !== undefined)
      throw apiError('MKT.0101', both('{name} is given more than once', { name }));
    if (value === '') throw apiError('MKT.0101', missing(name));
    read[name] = value;
  }
  return read;
}

/** Reads a number from a query. @throws ApiError (`MKT.0101`) */
export function readCount(
  text: string | undefined,
  name: string,
  { min, max, usual }: { readonly min: number; readonly max: number; readonly usual: number },
): number {
  if (text === undefined) return usual;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw apiError('MKT.0101', mustBe(name, both('an integer from {min} to {max}', { min, max })));
}

export function contextOf({ database, account, now }: ApiCall): SellerContext {
  return { database, seller: account.id, now, assertRules };
}

/** Maximum number of broken rules in a response. */
const maxFaults = 100;

/**
 * Rejects a change that breaks rules; warnings do not count.
 *
 * @throws ApiError (`MKT.0199`) naming field and rule of the first, with all of them in `data`
 */
function assertRules(faults: readonly Fault[]): void {
  const errors = faults.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return;
  throw apiError('MKT.0199', ruleText(first), {
    data: {
      faults: errors
        .slice(0, maxFaults)
        .map(({ rule, path, message }): JsonObject => ({ rule, path: [...path], message: { ...message } })),
    },
  });
}

/** Reads the version that a change was computed from, if the request gives it. */
export function readIfMatch(headers: Headers): string | undefined {
  const value = headers.get('if-match')?.trim() ?? '';
  // HTTP writes an entity tag in quotation marks.
  return value === '' ? undefined : value.replace(/^"(.*)"$/, '$1');
}

/** @throws ApiError (`MKT.0409`) when a change was computed from another version than the current one */
export function assertVersion(version: string, stored: StoredProduct): void {
  const current = String(stored.version);
  if (version === current) return;
  const reason = both('If-Match: {version} is not the current version {current}', {
    version: version.slice(0, 64),
    current,
  });
  throw apiError('MKT.0409', reason, { data: { version: current } });
}

/** Reads several tables at one moment. */
export function withReadTransaction<T>(database: Database, work: () => T): T {
  database.exec('BEGIN');
  try {
    return work();
  } finally {
    if (database.isTransaction) database.exec('COMMIT');
  }
}

/**
 * Carries out a request once: repeated, it gets the same response. Belongs in a transaction.
 *
 * @param operation with the product: a request id is unique within both
 * @param content distinguishes this request from another one with the same ID
 * @throws ApiError (`MKT.0199`) when the id stands for another request
 */
export function runOnce<T extends JsonObject>(
  { database, account }: ApiCall,
  operation: string,
  requestId: string,
  content: readonly (string | Uint8Array)[],
  work: () => T,
): T {
  const hash = createHash('sha256');
  for (const part of content) hash.update(part).update('\0');
  const digest = hash.digest('hex');
  const done = sql(database)`SELECT content, answer FROM done_requests
    WHERE seller = ${account.id} AND operation = ${operation} AND request_id = ${requestId}`.get();
  if (done && done.content !== digest) {
    throw apiError(
      'MKT.0199',
      both('request_id: {requestId} was already used for another request', { requestId }),
    );
  }
  if (done) return JSON.parse(String(done.answer)) as T;
  const answer = work();
  sql(database)`INSERT INTO done_requests VALUES (${account.id}, ${operation}, ${requestId}, ${digest},
    ${JSON.stringify(answer)})`.run();
  return answer;
}

/**
 * Reads the body by a schema of the contract. `seller/rules` checks its content.
 *
 * @throws ApiError (`MKT.0101`) naming the first member that has another form
 */
export function readBody<const T extends v.GenericSchema>(call: ApiCall, schema: T): v.InferOutput<T> {
  assertContentType(call.headers, 'application/json', 'MKT.0101');
  assertNoQuery(call.url, 'MKT.0101');
  const read = v.safeParse(schema, readJson(call.body, 'MKT.0101'), { abortEarly: true });
  if (read.success) return read.output;
  throw apiError('MKT.0101', formFault(read.issues[0]));
}

/** Describes the first issue that a schema of the contract finds. */
export function formFault(issue: v.BaseIssue<unknown>): Localized {
  const at = (v.getDotPath(issue) ?? 'the body').slice(0, 200);
  if (issue.expected === 'never') return both('{at} is unknown', { at });
  if (issue.input === undefined) return both('{at} is missing', { at });
  const expected = (issue.type === 'check' ? issue.message : (issue.expected ?? issue.type)).replaceAll(
    '"',
    '',
  );
  return mustBe(at, verbatim(expected));
}
