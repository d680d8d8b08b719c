import { serialize } from 'hono/utils/cookie';
import { sha256 } from '../../signing/bytes.ts';
import type { JsonValue } from '../../text/json.ts';
import type { CenterCall, CenterRequest } from './model.ts';
import type { Refused } from './request.ts';

/** The facts that an endpoint records about a request. */
export type Facts = Partial<
  Omit<CenterCall, Exclude<keyof CenterRequest, 'tenantId'> | 'status' | 'redirect' | 'fault'>
>;

/** A response and the facts to record with it. */
export interface Outcome {
  readonly response: Response;
  readonly facts: Facts;
}

const noStore = { 'Cache-Control': 'no-store', Pragma: 'no-cache' } as const;

export function json(
  status: number,
  body: JsonValue,
  facts: Facts,
  headers: Readonly<Record<string, string>> = {},
): Outcome {
  const response = new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json;charset=UTF-8', ...noStore, ...headers },
  });
  return { response, facts };
}

export function oauthError(
  status: number,
  error: string,
  description: string,
  { cause, reason }: Refused,
  facts: Facts = {},
  headers?: Readonly<Record<string, string>>,
): Outcome {
  return json(status, { error, error_description: description }, { ...facts, error, cause, reason }, headers);
}

/** @param location any address; characters that no header may have are encoded */
export function redirect(
  status: 302 | 303,
  location: string,
  facts: Facts,
  cookies: readonly string[] = [],
): Outcome {
  const headers = new Headers({ ...noStore, 'Referrer-Policy': 'same-origin' });
  headers.set('Location', location.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent));
  for (const cookie of cookies) headers.append('Set-Cookie', cookie);
  return { response: new Response(null, { status, headers }), facts };
}

/** Appends parameters to an address, and leaves the rest as it is spelled. */
export function withParameters(
  address: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const [, start = '', fragment = ''] = /^([^#]*)(#.*)?$/s.exec(address) ?? [];
  const added = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value.toWellFormed())}`],
  );
  return `${start}${start.includes('?') ? '&' : '?'}${added.join('&')}${fragment}`;
}

/** Names the session cookie of an origin, because all ports of a host share their cookies. */
export function sessionCookieName(origin: string): string {
  return `koo-login-${sha256(origin).toString('hex').slice(0, 12)}`;
}

/** @param id of the session; nothing to end it */
export function sessionCookie(origin: string, id: string | undefined): string {
  return serialize(sessionCookieName(origin), id ?? '', {
    path: '/',
    httpOnly: true,
    // A link of the merchant's page has to bring it.
    sameSite: 'Lax',
    ...(id === undefined && { maxAge: 0 }),
  });
}
