import { apiCode } from '../codes/openapi.ts';
import { KooError } from '../errors/koo-error.ts';
import { usageSignature } from '../signing/usage-signature.ts';
import { isObject, type JsonObject, type JsonValue } from '../text/json.ts';
import { both } from '../text/translate.ts';
import { callDetails, isCallError, onOneLine, unreadableCode } from './errors.ts';
import type { ApiResponse, OpenApi } from './model.ts';
import { backoffMs } from './retry.ts';

/** A record the server rejected, by the unique id it was sent with. */
export interface UsageRejection {
  readonly meteringSn: string;
  /** Three digits, as documented; otherwise as the server sent it. */
  readonly code: string;
  readonly message?: string;
}

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
      return { rejections: parseRejections(await sendOnce(options)), maybeStored };
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
  await api.call({ method: 'POST', path: legacyPath, body, headers: [contentType], idempotent: false });
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
  return (status >= 400 && status < 500) || apiCode(resultCode)?.repeat === 'never';
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

/**
 * Parses the rejected records of a response. The pages do not name the list and its members, so every list of objects
 * at the root or in `data` counts, and a member is read by any likely name.
 *
 * @throws KooError (business, `UNREADABLE_ANSWER`) for a list whose members name no record: to treat such a response
 * as a success might lose records
 */
export function parseRejections(response: ApiResponse): readonly UsageRejection[] {
  const { json, text } = response;
  // A success without an envelope does not come from KooGallery.
  if (!json) throw unreadableResponseError(text, response);
  const { data } = json;
  const places: readonly JsonValue[] = isObject(data)
    ? [...Object.values(json), ...Object.values(data)]
    : Object.values(json);
  return places
    .filter((value) => Array.isArray(value))
    .flat()
    .map((entry: JsonValue) => {
      const rejection = isObject(entry) ? parseRejection(entry) : undefined;
      if (!rejection) throw unreadableResponseError(text, response);
      return rejection;
    });
}

function parseRejection(entry: JsonObject): UsageRejection | undefined {
  const meteringSn = member(entry, /^metering_?sn$/i, /sn$/i, /^(record|usage)?_?(unique)?_?id$/i);
  if (meteringSn === undefined) return undefined;
  const code = member(entry, /^(error|result|abnormal|fail(ed)?)?_?code$/i) ?? 'UNKNOWN';
  const message = member(
    entry,
    /^(error|result|abnormal|fail(ed)?)?_?(msg|message|desc|description|reason)$/i,
  );
  return {
    meteringSn,
    code: /^\d{1,2}$/.test(code) ? code.padStart(3, '0') : code,
    ...(message !== undefined && { message: message.slice(0, 255) }),
  };
}

/** The first member whose name matches the first matching pattern. */
function member(entry: JsonObject, ...patterns: readonly RegExp[]): string | undefined {
  for (const pattern of patterns) {
    for (const [name, value] of Object.entries(entry)) {
      if (pattern.test(name) && (typeof value === 'string' || typeof value === 'number'))
        return String(value);
    }
  }
  return undefined;
}

/**
 * The error for a response that names records koo cannot find.
 *
 * @param said the part of the response about them
 */
export function unreadableResponseError(
  said: string,
  { status, requestId }: Partial<ApiResponse> = {},
): KooError {
  const shown = onOneLine(said.slice(0, 200));
  return new KooError({
    category: 'business',
    code: unreadableCode,
    message: both('The response lists rejected records in an unknown format: {shown}', { shown }),
    hint: both('The batch is not counted as accepted. Please report this response format as a bug in koo.'),
    ...(requestId !== undefined && { requestId }),
    ...(status !== undefined && { details: { status } }),
  });
}
