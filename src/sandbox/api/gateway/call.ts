import { randomBytes } from 'node:crypto';
import { isObject, type JsonObject, type JsonValue } from '../../../text/json.ts';
import { isNestedDeeper, maxJsonDepth } from '../../../text/json-layout.ts';
import { both, type Localized, verbatim } from '../../../text/translate.ts';
import { type Context, createContext, readClock } from '../../market/model/context.ts';
import type { Account } from '../../state/accounts.ts';
import type { Database } from '../../state/database.ts';
import { apiError, type Code, type Family, type ResponseBody } from './codes.ts';

/** A request with a valid signature. */
export interface ApiCall {
  readonly account: Account;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** The variable part of the path, such as an event id. */
  readonly parameter: string;
  readonly database: Database;
  /** Wall clock, for signatures and nonces. */
  readonly now: Date;
  /** Clock of the marketplace, for usage, licences and orders. */
  readonly businessNow: Date;
  /** Reports that something new may be due at the marketplace. */
  readonly wake: () => void;
}

/** Creates the context for a change to the marketplace; belongs in a transaction. */
export function contextOf({ database, businessNow }: ApiCall): Context {
  const { seed } = readClock(database);
  const now = businessNow.getTime();
  return createContext({ database, now, seed, random: randomBytes, onEntry: () => undefined });
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As hono writes it; the variable part is `:parameter`. */
  readonly path: string;
  readonly family: Family;
  /** Returns the response without its envelope. @throws ApiError */
  readonly handle: (call: ApiCall) => ResponseBody | Promise<ResponseBody>;
}

/** Codes for parameters that are missing, unknown or of a wrong type, and for those that are too long. */
export type ParameterCodes = readonly [wrong: Code, tooLong: Code];

export const orderParameterCodes: ParameterCodes = ['MKT.0101', 'MKT.0100'];

export interface Field {
  readonly name: string;
  readonly isRequired: boolean;
  /** Longest text, in characters; the value must then be a string. */
  readonly max: number | undefined;
}

export function required(name: string, max?: number): Field {
  return { name, isRequired: true, max };
}

export function optional(name: string, max?: number): Field {
  return { name, isRequired: false, max };
}

/**
 * Checks the members of an object for unknown, missing and overlong ones.
 *
 * @param codes one code if they are equal
 * @param at where the object is, for the message: `usage_records[3].`
 * @throws ApiError
 */
export function checkFields(
  object: JsonObject,
  fields: readonly Field[],
  codes: ParameterCodes | Code,
  at = '',
): void {
  const [wrong, tooLong] = typeof codes === 'string' ? [codes, codes] : codes;
  for (const name of Object.keys(object)) {
    if (!fields.some((field) => field.name === name)) throw apiError(wrong, unknownParameter(at + name));
  }
  for (const { name, isRequired, max } of fields) {
    const value = object[name] ?? undefined;
    if (value === undefined || value === '') {
      if (isRequired) throw apiError(wrong, missing(at + name));
      continue;
    }
    if (max === undefined) continue;
    if (typeof value !== 'string') throw apiError(wrong, mustBe(at + name, both('a string')));
    if (value.length > max)
      throw apiError(tooLong, both('{name} is longer than {max} characters', { name: at + name, max }));
  }
}

/** Reads one of several values. @throws ApiError */
export function oneOf<const T extends string>(
  value: JsonValue | undefined,
  name: string,
  allowed: readonly T[],
  code: Code,
): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw apiError(code, mustBe(name, both('one of {values}', { values: [...allowed] })));
}

/** A member that {@link checkFields} has found to be text, or nothing. */
export function textOf(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}

/** Parses the body as a JSON object. @param code of the family for any other body */
export function readJson(body: Uint8Array, code: Code): JsonObject {
  const value = parse(body);
  if (!isObject(value)) throw apiError(code, both('the body is not a JSON object'));
  return value;
}

function parse(body: Uint8Array): JsonValue | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return isNestedDeeper(text, maxJsonDepth) ? undefined : (JSON.parse(text) as JsonValue);
  } catch {
    return undefined;
  }
}

/** Reads a list that is not empty. @param tooMany refuses a longer one */
export function readList(
  value: JsonValue | undefined,
  name: string,
  max: number,
  wrong: Code,
  tooMany: Code = wrong,
): readonly JsonValue[] {
  if (!Array.isArray(value)) throw apiError(wrong, mustBe(name, both('a list')));
  if (value.length === 0) throw apiError(wrong, both('{name} is empty', { name }));
  if (value.length > max) {
    throw apiError(
      tooMany,
      both('{name} has {items} items; at most {max} are allowed', { name, items: value.length, max }),
    );
  }
  return value;
}

/** Reads parameters, none of which may be given twice. */
export function singleValues(parameters: URLSearchParams, wrong: Code): Readonly<Record<string, string>> {
  const seen = new Set<string>();
  const repeated = [...parameters.keys()].find((name) => seen.size === seen.add(name).size);
  if (repeated !== undefined)
    throw apiError(wrong, both('{name} is given more than once', { name: repeated.slice(0, 100) }));
  return Object.fromEntries(parameters);
}

export function assertNoQuery(url: URL, wrong: Code): void {
  const [name] = url.searchParams.keys();
  if (name !== undefined) throw apiError(wrong, unknownParameter(name));
}

/** Rejects a body of another media type; the parameters of the type are ignored. */
export function assertContentType(headers: Headers, type: string, code: Code): void {
  // Huawei's own example writes `application/json charset=UTF-8`, without the semicolon.
  const given = (headers.get('content-type') ?? '').trim().toLowerCase().split(/[;\s]/)[0];
  if (given !== type) throw apiError(code, mustBe('Content-Type', verbatim(type)));
}

export function assertSeller({ account }: ApiCall, code: Code): void {
  if (!account.seller) throw apiError(code, both('the account is not a seller'));
}

export function unknownParameter(name: string): Localized {
  return both('this interface has no parameter {parameter}', { parameter: name.slice(0, 100) });
}

export function missing(name: string): Localized {
  return both('{name} is missing', { name });
}

export function mustBe(name: string, expected: Localized): Localized {
  return both('{name} must be {expected}', { name, expected });
}
