import type { IncomingMessage } from 'node:http';
import { readBody } from '../../../http/local-server.ts';
import { type SdkRefusal, verifySignature } from '../../../signing/mistakes/sdk-hmac/verification.ts';
import type { SignableRequest } from '../../../signing/sdk-hmac-canonical.ts';
import { both } from '../../../text/translate.ts';
import { type Account, accounts, sandboxCredentials } from '../../state/accounts.ts';
import { ApiError, apiError, type Family } from './codes.ts';

const mebibyte = 1024 * 1024;
/** Longest body of any call, in bytes, and longest address, in characters. */
const maxBody = 12 * mebibyte;
const maxAddress = 32 * 1024;
/**
 * Longest body by the interface, in bytes. Huawei documents that of the gateway only, which files need. 1,000 usage
 * records with all characters escaped are 1.5 MiB, and no other list has more than 100 items.
 */
const maxBodies: Readonly<Partial<Record<Family, number>>> = {
  event: maxBody,
  usage: 2 * mebibyte,
  'legacy-usage': 2 * mebibyte,
};
/** Longest header, and all of them together, in bytes. */
const maxHeader = 32 * 1024;
const maxHeaders = 128 * 1024;

/** @throws ApiError (`APIGW.0201`) for headers that the gateway does not let through */
export function assertHeaderSizes(headers: Headers): void {
  const sizes = [...headers].map(([name, value]) => name.length + value.length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= maxHeaders && sizes.every((size) => size <= maxHeader)) return;
  const reason = both('a header may be at most 32 KB, all headers together 128 KB');
  throw apiError('APIGW.0201', reason, {}, 494);
}

/** Reads the whole body. @throws ApiError when the gateway would not let the request through */
export async function readCallBody(incoming: IncomingMessage, family: Family): Promise<Uint8Array> {
  const limit = maxBodies[family] ?? mebibyte;
  const body = await readBody(incoming, limit);
  if (!body)
    throw apiError('APIGW.0201', both('the body may be at most {size} MB', { size: limit / mebibyte }));
  if ((incoming.url ?? '').length > maxAddress) {
    const reason = both('the URL may be at most 32 KB');
    throw apiError('APIGW.0201', reason, {}, 414);
  }
  return body;
}

const gatewayMessages: Readonly<Record<SdkRefusal, string>> = {
  missing: 'x-auth-token not found',
  malformed: 'invalid authorization or x-sdk-date header',
  'unsigned-header': 'verify aksk signature fail',
  expired: 'signature expired',
  'unknown-access-key': 'Get secretKey failed',
  'wrong-token': 'decrypt token fail',
  'unsigned-payload': 'verify aksk signature fail',
  'wrong-body-hash': 'verify aksk signature fail',
  mismatch: 'verify aksk signature fail',
};

/**
 * Finds the account of a request, as the API gateway does before the request reaches KooGallery.
 *
 * @see https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html
 * @throws ApiError (`APIGW.0301`)
 */
export function authenticate(request: SignableRequest, now: Date): Account {
  const verdict = verifySignature(request, sandboxCredentials, now);
  if (verdict.ok) return accountOf(verdict.ak);
  const { refusal, text, signature } = verdict;
  const words = gatewayMessages[refusal];
  // The real gateway writes its canonical request in this way too.
  const shown =
    refusal === 'mismatch' && signature
      ? `${words}, canonicalRequest:${signature.canonical.replaceAll('\n', '|')}`
      : words;
  throw new ApiError({
    code: 'APIGW.0301',
    reason: both('{words} ({text})', { words: shown, text }),
    logged: both('{words} ({text})', { words, text }),
  });
}

function accountOf(ak: string): Account {
  const account = accounts.find(({ credential, temporary }) => credential.ak === ak || temporary.ak === ak);
  if (!account) throw new Error('a signature was verified without an account');
  return account;
}
