import { type Masking, maskBytes } from '../../../exchanges/masking.ts';
import type { Parameter } from '../../../http/capture/model.ts';
import { sha256 } from '../../../signing/bytes.ts';
import { type Localized, mapLanguages } from '../../../text/localized.ts';
import { createRedactor } from '../../../text/redact.ts';
import { accounts } from '../../state/accounts.ts';

/** A request and its response, without secrets. */
export interface LogContent {
  readonly url: string;
  /** Names as sent. */
  readonly headers: readonly Parameter[];
  /** hex(SHA-256(body)). */
  readonly bodySha256: string;
  /** Absent if it is long or no longer kept. */
  readonly body?: Uint8Array;
  readonly responseBody?: Uint8Array;
}

/** Longest body that is kept, in bytes; longest URL and headers together, in characters. */
const maxBody = 64 * 1024;
const maxHead = 8 * 1024;
const secretHeaders = /^(x-security-token|x-auth-token|cookie|proxy-authorization)$/i;

/** Replaces the secrets of the sandbox in a text for the log. */
export const hideSecrets = createRedactor(
  accounts.flatMap(({ credential, temporary, accessKey }) => [
    credential.sk,
    temporary.sk,
    temporary.securityToken ?? '',
    accessKey,
  ]),
);

/** Longest path or reason in the log, in characters. */
const maxText = 2_000;

/** Masks and cuts a path or a reason, so that the log does not grow with the content of a request. */
export function loggedText(text: string): string {
  const safe = hideSecrets(text);
  return safe.length > maxText ? `${safe.slice(0, maxText)}…` : safe;
}

/** Masks and cuts a reason, in each language when it is read. */
export function loggedReason(reason: Localized): Localized {
  return mapLanguages((language) => loggedText(reason[language]));
}

/** Masks the secrets of the sandbox, and credentials that are sent in headers. */
const masking: Masking = {
  url: hideSecrets,
  header: ([name, value]) => [name, hideSecrets(maskHeader(name, value))],
  body: hideSecrets,
};

/**
 * The content of a request and its response for the log; `undefined` where its URL and headers are very long. Secrets are
 * replaced before anything is written.
 */
export function logContent(
  url: string,
  headers: LogContent['headers'],
  body: Uint8Array,
  responseBody: Uint8Array | undefined,
): LogContent | undefined {
  const head = headers.reduce((sum, [name, value]) => sum + name.length + value.length, url.length);
  if (head > maxHead) return undefined;
  return {
    url: masking.url(url),
    headers: headers.map(masking.header),
    bodySha256: sha256(body).toString('hex'),
    ...(body.length <= maxBody && { body: maskBytes(body, masking) }),
    ...(responseBody && responseBody.length <= maxBody && { responseBody: maskBytes(responseBody, masking) }),
  };
}

function maskHeader(name: string, value: string): string {
  if (secretHeaders.test(name)) return '***';
  if (name.toLowerCase() !== 'authorization') return value;
  if (!/^\s*SDK-HMAC-SHA256\b/.test(value)) return '***';
  // An AK has 20 characters, an SK 40: what is longer may be an SK in its place.
  return value.replace(/(Access\s*=\s*)([^,\s]{25,})/, '$1***');
}
