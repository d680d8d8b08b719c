import { apiCode, successCodes } from '../codes/openapi.ts';
import type { KooError } from '../errors/koo-error.ts';
import { usageSignature } from '../signing/usage-signature.ts';
import { callDetails, isCallError, responseOf, unreadableCode } from './errors.ts';
import type { ApiResponse, OpenApi } from './model.ts';
import { backoffMs } from './retry.ts';
import { readRejections, type UsageRejection } from './usage-response.ts';
import { successCode } from './usage-response-names.ts';

/** The response to a batch, or the error of the last attempt. */
export type UsagePushAnswer = {
  /** Whether the server may have stored records at an attempt without a usable response. */
  readonly maybeStored: boolean;
} & ({ readonly rejections: readonly UsageRejection[] } | { readonly error: KooError });

export interface UsagePushOptions {
  readonly api: OpenApi;
  /** Access key of the base interfaces; for the new interface only. */
  readonly accessKey: string;
  /** `{"usage_records":[…]}`, compact, keys ascending, in UTF-8. */
  readonly body: Uint8Array;
  now(): Date;
  nonce(): string;
  random(): number;
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
  readonly signal: AbortSignal;
  /** Most times the batch is sent; evaluated before each retry. */
  maxAttempts(): number;
}

export const usagePath = '/api/mkp-openapi-public/global/v1/isv/usage-data';
const legacyPath = '/rest/marketplace/v1/isv/usage-data';

/**
 * Pushes records over the new interface. It is retried when the response is lost, since `metering_sn` keeps a record
 * from being accepted twice; each time with a new nonce, since the server may have consumed the last one.
 *
 * @returns also the error of a call; its details count all attempts
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export async function pushUsageRecords(options: UsagePushOptions): Promise<UsagePushAnswer> {
  let maybeStored = false;
  let sent = 0;
  for (let attempts = 1; ; attempts += 1) {
    try {
      return { rejections: readRejections(await sendOnce(options), options.body), maybeStored };
    } catch (error) {
      if (!isCallError(error)) throw error;
      maybeStored ||= !isNothingStored(error);
      const details = callDetails(error);
      sent += details.attempts ?? 1;
      const failed = { error: error.with({ details: { ...details, attempts: sent } }), maybeStored };
      if (attempts >= options.maxAttempts() || !isRetryable(error)) return failed;
      const wait = backoffMs(attempts, 0.5 + options.random() / 2);
      await options.sleep(wait, options.signal).catch(() => undefined);
      if (options.signal.aborted) return failed;
    }
  }
}

/**
 * Pushes records over the old interface. Its response has no results per record, and it cannot recognise a repeated
 * record: a batch whose response is lost is not sent again.
 *
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649411.html
 */
export async function pushLegacyUsageRecords(api: OpenApi, body: Uint8Array): Promise<void> {
  const call = {
    method: 'POST',
    path: legacyPath,
    body,
    headers: [contentType],
    idempotent: false,
    exact: true,
  } as const;
  // The records have no ids, so no part of the response can be about one of them.
  readRejections(await api.call(call), body);
}

/**
 * Whether the error of a push proves that the server stored no record: it was not reached, or it
 * rejected the request. After an internal error of the server, records may have been stored.
 */
export function isNothingStored(error: KooError): boolean {
  const { resultCode } = error.facts;
  const { status, maybeSent = true } = callDetails(error);
  if (status === undefined) return !maybeSent;
  if (resultCode === undefined) return status === 401 || status === 403 || status === 429;
  // A server that reports a success may have stored them, whatever the status.
  if (successCodes.has(resultCode)) return false;
  return (status >= 400 && status < 500) || apiCode(resultCode)?.repeat === 'never';
}

/** Whether an error is about a success that koo does not understand; other batches can still be sent. */
export function isUnclearSuccess(error: KooError): boolean {
  return error.facts.code === unreadableCode && responseOf(error)?.json?.error_code === successCode;
}

const contentType = ['Content-Type', 'application/json;charset=UTF-8'] as const;

async function sendOnce({ api, accessKey, body, now, nonce }: UsagePushOptions): Promise<ApiResponse> {
  const ts = String(now().getTime());
  const once = nonce();
  return api.call({
    method: 'POST',
    path: usagePath,
    body,
    headers: [
      contentType,
      ['signature', usageSignature({ key: accessKey, ts, nonce: once, body })],
      ['ts', ts],
      ['nonce', once],
    ],
    // A retry needs another nonce, so it is done here and not by the client.
    idempotent: false,
    exact: true,
  });
}

const permanentFailures = new Set(['TLS_FAILED', 'NOT_HTTP', 'HOST_NOT_FOUND']);

/** Whether a retry of the same batch may succeed. */
function isRetryable(error: KooError): boolean {
  const { category, code, resultCode } = error.facts;
  const { attempts = 1, status } = callDetails(error);
  if (category === 'network')
    return !permanentFailures.has(code) && (status === undefined || status >= 500 || status === 200);
  // The client retries a throttled call unchanged, and the server may have stored its nonce.
  if (resultCode === '94060002') return attempts > 1;
  return code === 'THROTTLED' || code === 'SERVER_ERROR';
}
