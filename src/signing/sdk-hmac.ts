import { hmacSha256, sha256 } from './bytes.ts';
import { formatSdkDate } from './sdk-date.ts';
import {
  canonicalRequest,
  dateHeader,
  type Headers,
  headerValue,
  type SignableRequest,
  tokenHeader,
} from './sdk-hmac-canonical.ts';

/** An AK/SK pair of a Huawei Cloud user; temporary if it has a security token. */
export interface Credential {
  readonly ak: string;
  readonly sk: string;
  readonly securityToken?: string;
}

/** The parts of a credential that must never be shown. */
export function secretsOf({ sk, securityToken }: Credential): string[] {
  return securityToken === undefined ? [sk] : [sk, securityToken];
}

const algorithm = 'SDK-HMAC-SHA256';

/**
 * Signs a request with SDK-HMAC-SHA256: `host`, `x-sdk-date`, `x-security-token` and all given headers, except those
 * with `_` in the name (proxies drop them) and the content type of multipart bodies.
 *
 * @returns the headers to send: the given ones and `X-Sdk-Date`, `X-Security-Token`, `Authorization`
 * @see https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html
 */
export function signRequest(request: SignableRequest, credential: Credential, now: Date): Headers {
  const headers = sentHeaders(request.headers, credential, now);
  const names = signedNames(headers);
  const canonical = canonicalRequest({ ...request, headers }, names);
  const signature = sdkSignature(canonical, formatSdkDate(now), credential.sk);
  const authorization = `${algorithm} Access=${credential.ak}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return [...headers, ['Authorization', authorization]];
}

/** The canonical request that {@link signRequest} signs, with the security token replaced by `***`. */
export function redactedCanonicalRequest(
  request: SignableRequest,
  credential: Credential,
  now: Date,
): string {
  const shown = { ...credential, ...(credential.securityToken !== undefined && { securityToken: '***' }) };
  const headers = sentHeaders(request.headers, shown, now);
  return canonicalRequest({ ...request, headers }, signedNames(headers));
}

function sentHeaders(given: Headers, { securityToken }: Credential, now: Date): Headers {
  const own = new Set([dateHeader, tokenHeader, 'Authorization'].map((name) => name.toLowerCase()));
  const token = securityToken === undefined ? [] : [[tokenHeader, securityToken] as const];
  const others = given.filter(([name]) => !own.has(name.toLowerCase()));
  return [...others, [dateHeader, formatSdkDate(now)], ...token];
}

function signedNames(headers: Headers): string[] {
  const multipart = headerValue(headers, 'content-type')?.toLowerCase().startsWith('multipart/');
  const names = headers
    .map(([name]) => name.toLowerCase())
    .filter((name) => !name.includes('_') && !(multipart && name === 'content-type'));
  return [...new Set(['host', ...names])].sort();
}

/** The text that is signed: the algorithm, the date and the hash of the canonical request. */
export function stringToSign(canonical: string, date: string): string {
  return `${algorithm}\n${date}\n${sha256(canonical).toString('hex')}`;
}

/** The signature of a canonical request: lower-case hex. */
export function sdkSignature(canonical: string, date: string, sk: string): string {
  return hmacSha256(sk, stringToSign(canonical, date)).toString('hex');
}
