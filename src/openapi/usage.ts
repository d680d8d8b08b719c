import { apiCode } from '../codes/openapi.ts';
import { KooError } from '../errors/koo-error.ts';
import { usageSignature } from '../signing/usage-signature.ts';
import { isObject, type JsonObject, type JsonValue } from '../text/json.ts';
import { both } from '../text/translate.ts';
import { callDetails, isOfCall } from './errors.ts';
import type { ApiAnswer, OpenApi } from './model.ts';
import { waitMs } from './retry.ts';

/** A record that the server did not accept, by the unique id it was sent with. */
export interface UsageRejection {
  readonly meteringSn: string;
  /** Three digits, as documented; whatever the server said otherwise. */
  readonly code: string;
  readonly message?: string;
}

/** What the server said of a batch. */
export interface UsagePushAnswer {
  readonly rejections: readonly UsageRejection[];
  /** Times it was sent. */
  readonly attempts: number;
}

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
  /** Times the batch is sent at the most; asked each time. */
  maxAttempts(): number;
}

const path = '/api/mkp-openapi-public/global/v1/isv/usage-data';
const legacyPath = '/rest/marketplace/v1/isv/usage-data';

/**
 * Pushes records over the new interface. It is repeated when the answer is lost, for `metering_sn` keeps a record
 * from being accepted twice; each time with a new nonce, since the server may have used up the last one.
 *
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export async function pushUsageRecords(options: UsagePushOptions): Promise<UsagePushAnswer> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return { rejections: readRejections(await sendOnce(options)), attempts };
    } catch (error) {
      if (!isOfCall(error) || attempts >= options.maxAttempts() || !mayHelp(error)) throw error;
      const wait = waitMs(attempts, 0.5 + options.random() / 2);
      await options.sleep(wait, options.signal).catch(() => undefined);
      if (options.signal.aborted) throw error;
    }
  }
}

/**
 * Pushes records over the old interface. The server says nothing about single records, and has no id to recognise
 * one by: a batch whose answer is lost is not sent again.
 *
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649411.html
 */
export async function pushLegacyUsageRecords(api: OpenApi, body: Uint8Array): Promise<void> {
  await api.call({ method: 'POST', path: legacyPath, body, headers: [contentType], idempotent: false });
}

/** Failures that come before a byte of a request is sent. */
const beforeSending = new Set(['CONNECTION_REFUSED', 'HOST_NOT_FOUND', 'UNREACHABLE', 'TLS_FAILED']);

/**
 * Whether an error of {@link pushLegacyUsageRecords} says for certain that the server took none of the records: it
 * was not reached, or it refused the request. An error of its own may come after they were stored.
 */
export function nothingTaken(error: KooError): boolean {
  const { code, resultCode } = error.facts;
  const { status } = callDetails(error);
  if (status === undefined) return beforeSending.has(code);
  if (resultCode === undefined) return status === 401 || status === 403 || status === 429;
  return (status >= 400 && status < 500) || apiCode(resultCode)?.repeat === 'never';
}

const contentType = ['Content-Type', 'application/json;charset=UTF-8'] as const;

async function sendOnce({ api, accessKey, body, now, nonce }: UsagePushOptions): Promise<ApiAnswer> {
  const ts = String(now().getTime());
  const once = nonce();
  return api.call({
    method: 'POST',
    path,
    body,
    headers: [
      contentType,
      ['signature', usageSignature({ key: accessKey, ts, nonce: once, body })],
      ['ts', ts],
      ['nonce', once],
    ],
    // Harmless to repeat, but only with another nonce: that is done here, not by the client.
    idempotent: false,
  });
}

const hopeless = new Set(['TLS_FAILED', 'NOT_HTTP', 'HOST_NOT_FOUND']);

/** Whether the same batch may be accepted when it is sent again. */
function mayHelp(error: KooError): boolean {
  const { category, code, resultCode } = error.facts;
  const { attempts = 1, status } = callDetails(error);
  if (category === 'network')
    return !hopeless.has(code) && (status === undefined || status >= 500 || status === 200);
  // The client repeats what was throttled as it is, and the server may have remembered the nonce.
  if (resultCode === '94060002') return attempts > 1;
  return code === 'THROTTLED' || code === 'SERVER_ERROR';
}

/**
 * The rejected records of an answer. The pages do not tell what the list and its members are called, so every list
 * of objects at the root or in `data` is taken for it, and a member is read by any likely name.
 *
 * @throws KooError (business, `UNREADABLE_ANSWER`) for a list whose members name no record: to take such an answer
 * for a success might lose records
 */
export function readRejections(answer: ApiAnswer): readonly UsageRejection[] {
  const { json, text } = answer;
  // A success without an envelope is none of KooGallery's.
  if (!json) throw unreadableAnswer(text, answer);
  const { data } = json;
  const places: readonly JsonValue[] = isObject(data)
    ? [...Object.values(json), ...Object.values(data)]
    : Object.values(json);
  return places
    .filter((value) => Array.isArray(value))
    .flat()
    .map((entry: JsonValue) => {
      const rejection = isObject(entry) ? readRejection(entry) : undefined;
      if (!rejection) throw unreadableAnswer(text, answer);
      return rejection;
    });
}

function readRejection(entry: JsonObject): UsageRejection | undefined {
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

/** The first member whose name fits the first pattern that fits any. */
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
 * An answer that names records koo cannot find.
 *
 * @param said what it says of them
 */
export function unreadableAnswer(said: string, { status, requestId }: Partial<ApiAnswer> = {}): KooError {
  const shown = said.slice(0, 200);
  return new KooError({
    category: 'business',
    code: 'UNREADABLE_ANSWER',
    message: both('The answer names rejected records in a form koo does not know: {shown}', { shown }),
    hint: both(
      'The batch is not counted as accepted. Please report the form of this answer as a defect of koo.',
    ),
    ...(requestId !== undefined && { requestId }),
    ...(status !== undefined && { details: { status } }),
  });
}
