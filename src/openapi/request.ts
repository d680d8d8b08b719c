import { Readable } from 'node:stream';
import { usageError } from '../errors/koo-error.ts';
import { type Credential, redactedCanonicalRequest, signRequest } from '../signing/sdk-hmac.ts';
import {
  hashHeader,
  percentEncode,
  type SignableRequest,
  unsignedPayload,
} from '../signing/sdk-hmac-canonical.ts';
import { both } from '../text/translate.ts';
import type { ApiCall, StreamedBody } from './model.ts';

/** A signed request, ready to be sent once. */
export interface SignedRequest {
  readonly url: URL;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Uint8Array | Readable | null;
  /** The canonical request that was signed, computed anew; the security token is masked. */
  canonical(): string;
}

/** The header with the token in a curl command: hidden, and as `koo api sign` writes it, for the shell to expand. */
export const tokenArgument = {
  hidden: `'X-Security-Token: ***'`,
  expanded: '"X-Security-Token: $KOO_SECURITY_TOKEN"',
};

/** Headers of the transport, which a caller cannot set. */
const reservedHeaders = ['host', 'content-length', 'transfer-encoding', 'connection', 'authorization'];

/**
 * Builds the request of a call and signs it.
 *
 * @param base address of the site, without a slash at the end
 * @throws KooError (usage) `INVALID_PATH`, `INVALID_HEADER`
 */
export function signCall(call: ApiCall, base: string, credential: Credential, now: Date): SignedRequest {
  const url = urlOf(call, base);
  const { body } = call;
  const streamed = isStreamed(body) ? body : undefined;
  const signable: SignableRequest = {
    method: call.method,
    url,
    headers: headersOf(call, streamed),
    body: isStreamed(body) ? '' : (body ?? ''),
  };
  const signed = signRequest(signable, credential, now);
  return {
    url,
    headers: [...unsignedHeaders(call, streamed), ...signed],
    body: isStreamed(body) ? Readable.from(body.open()) : (body ?? null),
    canonical: () => redactedCanonicalRequest(signable, credential, now),
  };
}

/** Headers that proxies may change, hence unsigned. */
function unsignedHeaders({ headers = [] }: ApiCall, streamed: StreamedBody | undefined) {
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const ours = [
    ['User-Agent', 'koo'],
    ['Accept', 'application/json'],
    ...(streamed ? [['Content-Length', String(streamed.length)] as const] : []),
  ] as const;
  return ours.filter(([name]) => !given.has(name.toLowerCase()));
}

function isStreamed(body: ApiCall['body']): body is StreamedBody {
  return typeof body === 'object' && 'open' in body;
}

function headersOf({ headers = [] }: ApiCall, streamed: StreamedBody | undefined) {
  for (const [name, value] of headers) {
    const isToken = /^[\w!#$%&'*+.^`|~-]+$/.test(name);
    if (isToken && !reservedHeaders.includes(name.toLowerCase()) && /^[\t\x20-\x7e]*$/.test(value)) continue;
    throw usageError(
      'INVALID_HEADER',
      both('Invalid header "{name}"', { name }),
      both(
        'Header names must be tokens, and values printable ASCII. Host, Content-Length and Authorization are set by koo.',
      ),
    );
  }
  if (streamed) {
    const own = [['Content-Type', streamed.contentType] as const, [hashHeader, unsignedPayload] as const];
    return [...headers, ...own];
  }
  const typed = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return typed ? headers : [...headers, ['Content-Type', 'application/json'] as const];
}

/** The query is sent exactly as it was signed. */
function urlOf({ path, query = [] }: ApiCall, base: string): URL {
  // A path that begins with a slash cannot change the host of the base address.
  if (!/^\/(?!\/)[^?#]*$/.test(path)) {
    throw usageError(
      'INVALID_PATH',
      both('Invalid path "{path}"', { path }),
      both('Example: /api/mkp-openapi-public/global/v1/order/query'),
    );
  }
  const search = query.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&');
  return new URL(`${base}${path}${search && `?${search}`}`);
}
