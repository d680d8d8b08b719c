import {
  type Deliver,
  type Exchange,
  type HttpRequest,
  type Outcome,
  readOutcome,
} from '../../../callback/delivery/exchange.ts';
import { responseTimeoutMs } from '../../../callback/delivery/limits.ts';
import { type Prepared, prepare } from '../../../callback/delivery/send.ts';
import { encryptValues, isClientSecret } from '../../../callback/delivery/values.ts';
import { maskHeader } from '../../../callback/history/redaction.ts';
import {
  redactFields,
  redactObject,
  type SecretFields,
  secretFieldsOf,
} from '../../../callback/history/secret-fields.ts';
import { judge } from '../../../callback/probe/judge.ts';
import {
  acceptFault,
  acceptHint,
  acceptingJson,
  isJson,
  isJsonType,
} from '../../../callback/probe/reply-check.ts';
import type { Activity, Parameter, Protocol, ProtocolId } from '../../../callback/protocols/model.ts';
import { cnMillis } from '../../../callback/protocols/time.ts';
import { reportOf } from '../../../callback/suite/send-report.ts';
import { callbackMeaning, success } from '../../../codes/callback.ts';
import { configurationError, KooError } from '../../../errors/koo-error.ts';
import { maskBytes } from '../../../exchanges/masking.ts';
import { readPublicKey } from '../../../signing/client-secret.ts';
import { bodySignature, formatBodySign } from '../../../signing/v1-body-sign.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../text/json.ts';
import { mapLanguages } from '../../../text/localized.ts';
import { createRedactor, maskable } from '../../../text/redact.ts';
import { oneLine, terminalSafe } from '../../../text/terminal-safe.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { AttemptOutcome, Connection, ConnectionKeys, Problem } from '../model/model.ts';
import { maxStoredBody } from '../outbox/attempt-store.ts';
import { activityOf } from '../outbox/callback-values.ts';

export interface CourierRequest {
  readonly connection: Connection;
  readonly keys: ConnectionKeys;
  readonly protocol: ProtocolId;
  readonly activity: string;
  /** Plain field values, without `testFlag`. */
  readonly values: JsonObject;
  /** Overrides the setting: probes are debugging calls. */
  readonly testFlag?: '0' | '1';
  readonly injected?: Injected;
}

/** A fault that a scenario injects into an attempt. */
export type Injected =
  | 'down'
  | { readonly status: number }
  | { readonly resultCode: string; readonly instanceId?: string };

/** Attempts a callback. Failures of the merchant's server, and those that keep koo from sending, are outcomes. */
export type Courier = (request: CourierRequest) => Promise<AttemptOutcome>;

export interface CourierTools {
  /** With a timeout of {@link responseTimeoutMs}, and without redirects. */
  readonly deliver: Deliver;
  /** Wall clock, by which merchants check a signature. */
  readonly now: () => Date;
  readonly nonce: () => string;
  /** 16 letters and digits. */
  readonly iv: () => string;
}

/** Longest JSON of a reply and longest value of a header that are stored, in characters. */
const maxReply = 16 * 1024;
const maxHeader = 1024;
const maxHeaders = 50;
const maxText = 500;
/** Longest part of a text that is processed. */
const maxQuoted = 10_000;

/**
 * Signs and sends callbacks as KooGallery does, and judges the replies.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html
 */
export function createCourier({ deliver, now, nonce, iv }: CourierTools): Courier {
  return async (request) => {
    const { connection, keys, injected } = request;
    const { protocol, activity } = activityOf(request.protocol, request.activity);
    const sentAt = now();
    const { clientSecret } = request.values;
    const secrets = [...Object.values(keys), ...(typeof clientSecret === 'string' ? [clientSecret] : [])];
    const hide = createRedactor(maskable(secrets));
    const record = (sent: HttpRequest) => recorded(sent, sentAt, hide);
    const mark = injected !== undefined && ({ injected: true } as const);
    try {
      const key = keyOf(keys, protocol);
      const prepared = prepare({
        protocol,
        activity,
        target: connection.url,
        values: encrypted(activity, completed(request, activity, sentAt), connection, key, iv),
        key,
        timestamp: protocol.timestamp(sentAt),
        nonce: nonce(),
      });
      const send = async (sent: Prepared): Promise<Exchange> => {
        const outcome =
          injected === undefined
            ? await deliver(sent.request)
            : injectedOutcome(injected, request, protocol, key);
        return { ...sent, ...readOutcome(outcome, secrets) };
      };
      const first = await send(prepared);
      const second =
        mayNeedAccept(first) && (await send({ ...prepared, request: acceptingJson(prepared.request) }));
      const exchange = second && isJson(second) ? second : first;
      const { problems } = await reportOf(exchange, {
        key,
        tampering: undefined,
        timeoutMs: responseTimeoutMs,
      });
      const all = exchange === first ? problems : [acceptProblem(first), ...problems];
      const judged = outcomeOf(exchange, judge(exchange, key), all, hide);
      return { ...judged, request: record(exchange.request), ...mark };
    } catch (error) {
      if (!(error instanceof KooError)) throw error;
      const unsigned = { method: protocol.method, url: connection.url, headers: [] };
      return { ...unsent(error), request: record(unsigned), ...mark };
    }
  };
}

/** The suite, too, calls a V1 server again that may return JSON only to those who ask for it, and warns of it. */
function mayNeedAccept({ protocol, outcome }: Exchange): boolean {
  if (!protocol.replySigned || !outcome.answered || isJsonType(outcome.response)) return false;
  return outcome.response.status === 200 || outcome.response.status === 406;
}

function acceptProblem(exchange: Exchange): Problem {
  return { id: 'V1-REPLY-ACCEPT', severity: 'warning', hint: acceptHint, ...acceptFault(exchange) };
}

function unsent({ facts: { code, message, hint } }: KooError): Omit<AttemptOutcome, 'request'> {
  const expected = both('a callback that can be sent');
  return {
    result: 'failed',
    meaning: both('not sent: {message}', { message }),
    problems: [{ id: code, severity: 'error', expected, actual: message, hint: hint ?? message }],
    durationMs: 0,
  };
}

function keyOf(keys: ConnectionKeys, { keyClass }: Protocol): string {
  const key = keys[keyClass] ?? keys.base;
  if (key !== undefined) return key;
  throw configurationError(
    'NO_ACCESS_KEY',
    both('The connection has no access key for the {keyClass} interfaces', { keyClass }),
    both('Connect the product again with its access keys: see `koo sandbox connect --help`.'),
  );
}

/** Adds `testFlag` and, in the kit interfaces of V2, the time of the request. */
function completed(request: CourierRequest, activity: Activity, sentAt: Date): JsonObject {
  const values = withTestFlag(request, activity);
  const hasTime = activity.request.some(({ name }) => name === 'timeStamp');
  return hasTime ? { ...values, timeStamp: cnMillis(sentAt) } : values;
}

/**
 * Real calls have `testFlag` only where it is mandatory.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649427.html
 */
function withTestFlag({ connection, values, testFlag }: CourierRequest, { request }: Activity): JsonObject {
  const field = request.find(({ name }) => name === 'testFlag');
  const { test_flag: setting } = connection.settings;
  const flag = testFlag ?? (setting === 'omit' ? (field?.required ? '0' : undefined) : setting);
  if (!field || flag === undefined) return values;
  return { ...values, testFlag: field.type === 'integer' ? Number(flag) : flag };
}

function encrypted(
  activity: Activity,
  values: JsonObject,
  { product, encrypt, rsaPublicKey }: Connection,
  key: string,
  iv: () => string,
): JsonObject {
  const secret = activity.request.find(isClientSecret);
  if (secret && values[secret.name] && rsaPublicKey === undefined) {
    throw configurationError(
      'NO_RSA_KEY',
      both('{activity} needs the public key of the merchant, with which {name} is encrypted', {
        activity: activity.name,
        name: secret.name,
      }),
      both('Give it when you connect the product {product}: --rsa-public-key FILE', { product }),
    );
  }
  return encryptValues(activity, values, {
    key,
    bits: encrypt,
    iv,
    ...(secret && rsaPublicKey !== undefined && { rsaPublicKey: readPublicKey(rsaPublicKey) }),
  });
}

function injectedOutcome(
  injected: Injected,
  { protocol: id, activity, values }: CourierRequest,
  { replySigned }: Protocol,
  key: string,
): Outcome {
  if (injected === 'down')
    return { answered: false, failure: { kind: 'refused', code: 'ECONNREFUSED', durationMs: 0 } };
  const isCode = 'resultCode' in injected;
  const body = Buffer.from(isCode ? JSON.stringify(replyOf(injected, id, activity, values)) : '');
  return {
    answered: true,
    response: {
      status: isCode ? 200 : injected.status,
      headers: isCode
        ? [
            ['Content-Type', 'application/json;charset=UTF-8'],
            ...(replySigned ? [['Body-Sign', formatBodySign(bodySignature(key, body))] as const] : []),
          ]
        : [],
      body,
      truncated: false,
      durationMs: 0,
    },
  };
}

/** A reply with everything that a success requires. */
function replyOf(
  { resultCode, instanceId }: Extract<Injected, { readonly resultCode: string }>,
  protocol: ProtocolId,
  activity: string,
  values: JsonObject,
): JsonObject {
  const isDone = resultCode === success;
  return {
    resultCode,
    resultMsg: callbackMeaning(resultCode, activity)?.en ?? '',
    ...(instanceId !== undefined && { instanceId }),
    ...(isDone &&
      protocol === 'v1' &&
      activity === 'newInstance' && { appInfo: { frontEndUrl: 'https://app.example.com/' } }),
    ...(isDone && activity === 'queryInstance' && { info: [{ instanceId: values.instanceId ?? '' }] }),
  };
}

function outcomeOf(
  { outcome, reply, values, protocol }: Exchange,
  { result, meaning }: ReturnType<typeof judge>,
  problems: readonly Problem[],
  hide: (text: string) => string,
): Omit<AttemptOutcome, 'request'> {
  const { resultCode, json } = reply ?? {};
  const fields = secretFieldsOf(protocol.id, 'reply');
  const mask = { body: (text: string) => redactFields(hide(terminalSafe(text)), fields) };
  return {
    result,
    meaning: bounded(meaning, fields),
    ...(resultCode !== undefined && { resultCode: oneLine(mask.body(resultCode)).slice(0, 40) }),
    ...(json && { reply: boundedReply(redactObject(json, fields), values.instanceId) }),
    problems: problems.map(({ id, severity, expected, actual, hint }) => ({
      id,
      severity,
      expected: bounded(expected, fields),
      actual: bounded(actual, fields),
      hint: bounded(hint, fields),
    })),
    ...(outcome.answered
      ? {
          status: outcome.response.status,
          durationMs: outcome.response.durationMs,
          response: {
            headers: boundedHeaders(outcome.response.headers),
            body: storedText(maskBytes(outcome.response.body, mask)),
          },
        }
      : { durationMs: outcome.failure.durationMs }),
  };
}

function storedText(body: Uint8Array): string {
  return terminalSafe(Buffer.from(body).toString().slice(0, maxStoredBody));
}

/** Hides secrets: a buyer may have entered a key. */
function recorded(
  { method, url, headers, body }: HttpRequest,
  sentAt: Date,
  hide: (text: string) => string,
): AttemptOutcome['request'] {
  return {
    method,
    url: hide(url),
    headers: boundedHeaders(headers),
    ...(body !== undefined && { body: hide(body).slice(0, maxStoredBody) }),
    sentAt: sentAt.toISOString(),
  };
}

function bounded(text: Localized, fields: SecretFields): Localized {
  const kept = (said: string) => oneLine(redactFields(said.slice(0, maxQuoted), fields)).slice(0, maxText);
  return mapLanguages((language) => kept(text[language]));
}

function boundedHeaders(headers: readonly Parameter[]): Parameter[] {
  const safe = (text: string) => terminalSafe(text).slice(0, maxHeader);
  return headers.slice(0, maxHeaders).map(([name, value]) => maskHeader([terminalSafe(name), value], safe));
}

/** Keeps the fields of a long reply that fit, in their order; of a list of instances only the one that was queried. */
function boundedReply(json: JsonObject, instanceId: JsonValue | undefined): JsonObject {
  if (JSON.stringify(json).length <= maxReply) return json;
  const kept: Record<string, JsonValue> = {};
  let length = 0;
  for (const [name, value] of Object.entries(json)) {
    const own =
      name === 'info' && Array.isArray(value)
        ? value.filter((entry) => isObject(entry) && entry.instanceId === instanceId)
        : value;
    const size = name.length + JSON.stringify(own).length;
    if (length + size > maxReply) continue;
    length += size;
    kept[name] = own;
  }
  return kept;
}
