import { parse } from 'hono/utils/cookie';
import { given } from '../../text/json.ts';
import { createRedactor, maskable } from '../../text/redact.ts';
import { both, type Localized } from '../../text/translate.ts';
import { maxBody, maxUrl, maxValue } from './limits.ts';
import type { Cause, CenterCall, CenterRequest, Endpoint, Fault, LoginTenant } from './model.ts';

export type Pairs = readonly (readonly [name: string, value: string])[];

/** Parameters by name; each occurs once. */
export type Fields = ReadonlyMap<string, string>;

/** The reason of a refusal, for programs and for people. */
export interface Refused {
  readonly cause: Cause;
  readonly reason: Localized;
}

export function missing(name: string): Refused {
  return { cause: 'missing-parameter', reason: both('{name} is missing', { name }) };
}

/** Refuses a parameter that has none of the allowed values. */
export function mustBe(name: string, values: readonly string[]): Refused {
  return { cause: 'invalid-parameter', reason: both('{name} must be {values, or}', { name, values }) };
}

/** A refusal with its HTTP status, of a request that no endpoint reads. */
export interface EarlyRefusal extends Refused {
  readonly status: 400 | 405 | 413 | 414;
}

/** A request, as far as it was read. */
export interface Received {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly query: Pairs;
  readonly form: Pairs;
  readonly bodyLength: number;
  readonly refusal?: EarlyRefusal;
}

export interface Exchange extends Pick<Received, 'url' | 'method' | 'headers'> {
  readonly query: Fields;
  readonly form: Fields;
  readonly fault: Fault | undefined;
}

export async function receive(request: Request): Promise<Received> {
  const { method, headers } = request;
  const url = new URL(request.url);
  const facts = { url, method, headers, query: [...url.searchParams], form: [], bodyLength: 0 };
  if (url.href.length > maxUrl) {
    const reason = both('The URL is longer than {count} characters', { count: maxUrl });
    // Not recorded: it may have a secret, anywhere.
    const path = new URL(url.pathname.slice(0, maxUrl), url);
    return { ...facts, url: path, query: [], refusal: { status: 414, cause: 'too-long', reason } };
  }
  const body = await readBody(request);
  if (!body) {
    const reason = both('The body is longer than {count} bytes', { count: maxBody });
    return { ...facts, refusal: { status: 413, cause: 'too-long', reason } };
  }
  const form = isForm(headers) ? [...new URLSearchParams(body.toString('utf8'))] : [];
  const refusal = refusalOf(facts.query) ?? refusalOf(form);
  return { ...facts, form, bodyLength: body.length, ...(refusal && { refusal }) };
}

export function isForm(headers: Headers): boolean {
  const type = headers.get('content-type') ?? '';
  return type.split(';', 1)[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded';
}

/** The body; `undefined` if it is too long. */
async function readBody({ body }: Request): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // The type of the web's streams does not say that they can be iterated.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refusalOf(pairs: Pairs): EarlyRefusal | undefined {
  const names = new Set<string>();
  for (const [name, value] of pairs) {
    if (value.length > maxValue && name !== 'return') {
      const reason = both('{name} is longer than {count} characters', { name, count: maxValue });
      return { status: 400, cause: 'too-long', reason };
    }
    if (names.has(name)) {
      const reason = both('{name} is given more than once', { name });
      return { status: 400, cause: 'duplicate-parameter', reason };
    }
    names.add(name);
  }
  return undefined;
}

const mask = '***';

/**
 * Masks the client secrets that a request may have anywhere: those of its tenant and what it sends as one in any encoding,
 * and those of other tenants as they are spelled, because the patterns of thousands would take seconds.
 */
export function createMask(
  { url, query, form, headers }: Received,
  tenantId: string | undefined,
  tenants: readonly LoginTenant[],
): (text: string) => string {
  const pairs = [...query, ...form];
  const texts = [url.href, ...pairs.flat(), ...[...headers].flat()].join('\n');
  const known = tenants.flatMap(({ id, applications }) =>
    applications
      .map(({ clientSecret }) => clientSecret)
      .filter((clientSecret) => id === tenantId || texts.includes(clientSecret)),
  );
  const sent = pairs.filter(([name]) => name === 'client_secret').map(([, value]) => value);
  // One in the URL and one in the form; more are refused.
  return createRedactor(maskable([...known, ...sent.slice(0, 2)]));
}

/** Returns a request for the record, without client secrets and cookies. */
export function recordable(
  { url, method, headers, query, form, bodyLength }: Received,
  redact: (text: string) => string,
): Pick<CenterRequest, 'url' | 'method' | 'headers' | 'query' | 'form' | 'bodyLength'> {
  const masked = (pairs: Pairs) =>
    pairs.map(([name, value]) => [name, name === 'client_secret' ? mask : redact(value)] as const);
  const shown = new URL(url);
  if (shown.searchParams.has('client_secret')) shown.searchParams.set('client_secret', mask);
  return {
    url: redact(shown.href.slice(0, maxUrl)),
    method,
    headers: [...headers].map(([name, value]) => [name, redact(shownHeader(name, value))] as const),
    query: masked(query),
    form: masked(form),
    bodyLength,
  };
}

function shownHeader(name: string, value: string): string {
  if (name === 'cookie') return mask;
  return name === 'authorization' ? value.replace(/^(basic)\s.*/is, `$1 ${mask}`) : value;
}

type Sent = Pick<
  CenterCall,
  'clientId' | 'code' | 'refreshToken' | 'accessToken' | 'ticket' | 'service' | 'secretIn' | 'tokenIn'
>;

/** Returns the identifiers and secrets that a request names, whether it succeeds or not. */
export function sentFacts(
  endpoint: Endpoint,
  { query, form, headers }: Received,
  tenants: readonly LoginTenant[],
): Sent {
  const sent = new Map([...query, ...form].reverse());
  const named = {
    clientId: sent.get('client_id'),
    code: sent.get('code'),
    refreshToken: sent.get('refresh_token'),
    accessToken: bearerOf({ headers }),
    ticket: sent.get('ticket'),
    service: sent.get('service'),
  };
  const isSecret = (value: string) =>
    value !== '' &&
    tenants.some(({ applications }) => applications.some(({ clientSecret }) => clientSecret === value));
  const isInUrl = query.some(([name, value]) => name === 'client_secret' || isSecret(value));
  const isBasic = /^basic\b/i.test(headers.get('authorization') ?? '');
  const elsewhere = isBasic ? 'basic' : sent.has('client_secret') ? 'body' : 'none';
  const needsSecret = endpoint === 'token' || endpoint === 'refresh';
  return {
    ...given(named),
    ...((needsSecret || isInUrl) && { secretIn: isInUrl ? 'query' : elsewhere }),
    ...(endpoint === 'userinfo' && { tokenIn: tokenPlace(query, headers) }),
  };
}

function tokenPlace(query: Pairs, headers: Headers): NonNullable<CenterCall['tokenIn']> {
  if (bearerOf({ headers }) !== undefined) return 'bearer';
  if (query.some(([name]) => name === 'access_token')) return 'query';
  return headers.has('authorization') ? 'other-scheme' : 'none';
}

/** Returns the bearer token of a request; empty if only the scheme was sent. */
export function bearerOf({ headers }: Pick<Exchange, 'headers'>): string | undefined {
  const [scheme, token = ''] = /^bearer(?:\s+(.*))?$/is.exec(headers.get('authorization') ?? '') ?? [];
  return scheme === undefined ? undefined : token;
}

export function cookieOf({ headers }: Exchange, name: string): string | undefined {
  return parse(headers.get('cookie') ?? '', name)[name];
}
