import type { Localized } from '../text/localized.ts';
import { both } from '../text/translate.ts';
import { equalsConstantTime, hmacSha256, sha256 } from './bytes.ts';
import { explainSdkSignature } from './mistakes/sdk-hmac.ts';
import {
  canonicalRequest,
  dateHeader,
  type Headers,
  hashHeader,
  headerValue,
  type SignableRequest,
  tokenHeader,
  unsignedPayload,
} from './sdk-hmac-canonical.ts';

export { canonicalRequest, type SignableRequest, unsignedPayload };

/** An AK/SK pair of a Huawei Cloud user; temporary if it has a security token. */
export interface Credential {
  readonly ak: string;
  readonly sk: string;
  readonly securityToken?: string;
}

const algorithm = 'SDK-HMAC-SHA256';

/** Maximum difference between `X-Sdk-Date` and the clock, in milliseconds. */
const maxSkew = 15 * 60 * 1000;

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
  const signature = sdkSignature(
    canonicalRequest({ ...request, headers }, names),
    sdkDate(now),
    credential.sk,
  );
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
  return [...given.filter(([name]) => !own.has(name.toLowerCase())), [dateHeader, sdkDate(now)], ...token];
}

function signedNames(headers: Headers): string[] {
  const multipart = headerValue(headers, 'content-type')?.toLowerCase().startsWith('multipart/');
  const names = headers
    .map(([name]) => name.toLowerCase())
    .filter((name) => !name.includes('_') && !(multipart && name === 'content-type'));
  return [...new Set(['host', ...names])].sort();
}

/** `yyyyMMdd'T'HHmmss'Z'` in UTC. */
function sdkDate(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** The signature of a canonical request: lower-case hex. */
export function sdkSignature(canonical: string, date: string, sk: string): string {
  const text = `${algorithm}\n${date}\n${sha256(canonical).toString('hex')}`;
  return hmacSha256(sk, text).toString('hex');
}

/** Why a request is rejected. */
export type SdkRefusal =
  | 'missing'
  | 'malformed'
  | 'unsigned-header'
  | 'expired'
  | 'unknown-access-key'
  | 'wrong-token'
  | 'wrong-body-hash'
  | 'mismatch';

export type SdkVerification =
  | { readonly ok: true; readonly ak: string }
  | {
      readonly ok: false;
      readonly refusal: SdkRefusal;
      readonly text: Localized;
      /** The canonical request of the receiver, for a `mismatch`; contains no secret. */
      readonly canonical?: string;
    };

/**
 * Verifies a received request: form, age (15 minutes at most), access key, token, body hash and signature.
 *
 * @param request `url` as the client sees it; its host is used if there is no `Host` header
 * @param credentialOf returns the credential of an AK
 */
export function verifySignature(
  request: SignableRequest,
  credentialOf: (ak: string) => Credential | undefined,
  now: Date,
): SdkVerification {
  const header = headerValue(request.headers, 'authorization');
  if (header === undefined) {
    return refuse('missing', both('the Authorization header is missing'));
  }
  const parsed = /^SDK-HMAC-SHA256 Access=([^,]+), *SignedHeaders=([^,]+), *Signature=([^, ]+)$/.exec(header);
  const [, ak = '', names = '', signature = ''] = parsed ?? [];
  if (!parsed) {
    return refuse(
      'malformed',
      both('Authorization must be "SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…"'),
    );
  }
  const date = headerValue(request.headers, dateHeader) ?? '';
  const sent = parseSdkDate(date);
  const signed = names.toLowerCase().split(';');
  if (sent === undefined) {
    return refuse('malformed', both("X-Sdk-Date must be yyyyMMdd'T'HHmmss'Z' in UTC"));
  }
  if (!signed.includes(dateHeader.toLowerCase())) {
    return refuse('unsigned-header', both('x-sdk-date is not signed'));
  }
  if (Math.abs(now.getTime() - sent.getTime()) > maxSkew) {
    return refuse(
      'expired',
      both('X-Sdk-Date {date} is more than 15 minutes from the server time {now}', {
        date,
        now: sdkDate(now),
      }),
    );
  }
  const credential = credentialOf(ak);
  if (!credential) return refuse('unknown-access-key', both('the AK does not exist'));
  if ((headerValue(request.headers, tokenHeader) ?? '') !== (credential.securityToken ?? '')) {
    return refuse('wrong-token', both('the security token does not belong to the AK'));
  }
  if (!hasCorrectBodyHash(request)) {
    return refuse('wrong-body-hash', both('{hashHeader} is not the SHA-256 of the body', { hashHeader }));
  }
  const canonical = canonicalRequest(request, signed);
  if (equalsConstantTime(sdkSignature(canonical, date, credential.sk), signature)) return { ok: true, ak };
  const text = explainSdkSignature({ request, signed, date, sk: credential.sk }, signature);
  return { ok: false, refusal: 'mismatch', canonical, text };
}

function refuse(refusal: SdkRefusal, text: Localized): SdkVerification {
  return { ok: false, refusal, text };
}

function hasCorrectBodyHash({ headers, body }: SignableRequest): boolean {
  const hash = headerValue(headers, hashHeader);
  return hash === undefined || hash === unsignedPayload || hash === sha256(body).toString('hex');
}

/** Parses the format of {@link sdkDate}; `undefined` for any other text. */
function parseSdkDate(text: string): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
