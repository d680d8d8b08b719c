import type { IncomingMessage } from 'node:http';
import { type SdkRefusal, type SignableRequest, verifySignature } from '../signing/sdk-hmac.ts';
import { both } from '../text/translate.ts';
import { type Account, accounts } from './accounts.ts';
import { apiError } from './codes.ts';

/** Longest body, in bytes, and longest address, in characters, that the gateway lets through. */
const maxBody = 12 * 1024 * 1024;
const maxAddress = 32 * 1024;
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

/** The whole body. @throws ApiError when the gateway would not let the request through */
export async function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBody) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (size > maxBody) {
    throw apiError('APIGW.0201', both('the body may be at most 12 MB'));
  }
  if ((incoming.url ?? '').length > maxAddress) {
    const reason = both('the URL may be at most 32 KB');
    throw apiError('APIGW.0201', reason, {}, 414);
  }
  return Buffer.concat(chunks);
}

/** The messages of Huawei's gateway, as far as they are known. */
const gatewayMessages: Readonly<Record<SdkRefusal, string>> = {
  missing: 'x-auth-token not found',
  malformed: 'invalid authorization or x-sdk-date header',
  'unsigned-header': 'verify aksk signature fail',
  expired: 'signature expired',
  'unknown-access-key': 'Get secretKey failed',
  'wrong-token': 'decrypt token fail',
  'wrong-body-hash': 'verify aksk signature fail',
  mismatch: 'verify aksk signature fail',
};

/**
 * What the API gateway does before a request reaches KooGallery: finds out whose it is.
 *
 * @see https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html
 * @throws ApiError (`APIGW.0301`)
 */
export function authenticate(request: SignableRequest, now: Date): Account {
  const find = (ak: string) =>
    accounts
      .flatMap((account) =>
        [account.credential, account.temporary].map((credential) => ({ account, credential })),
      )
      .find(({ credential }) => credential.ak === ak);
  const verdict = verifySignature(request, (ak) => find(ak)?.credential, now);
  const found = verdict.ok ? find(verdict.ak) : undefined;
  if (found) return found.account;
  if (verdict.ok) throw new Error('a signature was verified without an account');
  const { refusal: kind, text, canonical } = verdict;
  // The real gateway writes its canonical request in this way too.
  const shown = canonical === undefined ? '' : `, canonicalRequest:${canonical.replaceAll('\n', '|')}`;
  const words = gatewayMessages[kind] + shown;
  throw apiError('APIGW.0301', both('{words} ({text})', { words, text }));
}
