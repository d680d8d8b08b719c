import { inProgress, success } from '../../codes/callback.ts';
import { parseBodySign, verifyBodySign } from '../../signing/v1-body-sign.ts';
import { isObject, type JsonObject, type JsonValue } from '../../text/json.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Exchange, HttpResponse } from '../delivery/exchange.ts';
import { responseTimeoutMs } from '../delivery/limits.ts';
import { validateValues } from '../protocols/validate.ts';
import { isJsonType, jsonFault } from './reply-check.ts';
import { describeResult, headerValue, isAsynchronous } from './response.ts';

/** The result of a callback for KooGallery. */
export interface CallResult {
  /** `in-progress`: 000004 where that is accepted. */
  readonly result: 'succeeded' | 'in-progress' | 'failed';
  /** Why, in one line: `resultCode 000005 (…)`, `connection refused`. */
  readonly meaning: Localized;
}

/**
 * Judges a callback by the rules of the seller console's debugger.
 *
 * @param key with which the reply of V1 must be signed; without one, the signature only has to be present
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html
 */
export function judge(exchange: Exchange, key: string | undefined): CallResult {
  const { outcome } = exchange;
  const code = exchange.reply?.json?.resultCode;
  const fault = outcome.answered ? responseFault(exchange, outcome.response, key) : describeResult(exchange);
  if (fault) return { result: 'failed', meaning: fault };
  return { result: code === success ? 'succeeded' : 'in-progress', meaning: describeResult(exchange) };
}

/**
 * Whether a successful query lists the instance. It need not contain `appInfo`, which the buyer may get in another way.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649428.html
 */
export function isReady(reply: JsonObject | undefined, instanceId: string): boolean {
  if (reply?.resultCode !== success || !Array.isArray(reply.info)) return false;
  return reply.info.some((entry) => isObject(entry) && entry.instanceId === instanceId);
}

/** Returns why a response counts as a failure; `undefined` for a success. */
function responseFault(
  exchange: Exchange,
  response: HttpResponse,
  key: string | undefined,
): Localized | undefined {
  return formFault(exchange, response) ?? contentFault(exchange) ?? signatureFault(exchange, response, key);
}

function formFault(exchange: Exchange, response: HttpResponse): Localized | undefined {
  const { status, durationMs, truncated } = response;
  if (durationMs > responseTimeoutMs) {
    return both('the response took {seconds} s', { seconds: (durationMs / 1000).toFixed(1) });
  }
  if (status >= 300 && status < 400) {
    return both('a redirect: {redirect}', {
      redirect: `HTTP ${status} → ${shown(headerValue(response, 'location') ?? '?')}`,
    });
  }
  if (status !== 200) return describeResult(exchange);
  if (!isJsonType(response)) {
    const type = headerValue(response, 'content-type');
    return type === undefined
      ? both('no Content-Type')
      : both('Content-Type {type} instead of application/json', { type: shown(type) });
  }
  return jsonFault(exchange.reply?.text ?? '', truncated)?.actual;
}

function contentFault(exchange: Exchange): Localized | undefined {
  const { activity, protocol } = exchange;
  const reply = exchange.reply?.json ?? {};
  const code = reply.resultCode;
  if (typeof code !== 'string') return missing('resultCode');
  if (typeof reply.resultMsg !== 'string') return missing('resultMsg');
  // Except in V1, KooGallery then waits for the instance or the licence.
  const mayTakeLong = isAsynchronous(activity) && protocol.id !== 'v1';
  if (code !== success && !(code === inProgress && mayTakeLong)) return describeResult(exchange);
  if (activity.name === 'newInstance') {
    if (!isText(reply.instanceId)) {
      return code === inProgress ? inProgressWithoutId : missing('instanceId');
    }
    const { appInfo } = reply;
    const hasAddress = isObject(appInfo) && isText(appInfo.frontEndUrl);
    if (protocol.id === 'v1' && !hasAddress) return missing('appInfo.frontEndUrl');
  }
  return lengthFault(exchange);
}

/** Which field of a response is longer than documented; `undefined` if none is. */
export function lengthFault({ activity, reply }: Exchange): Localized | undefined {
  return validateValues(activity.reply, reply?.json ?? {}).find(({ rule }) => rule === 'length')?.message;
}

function isText(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

const inProgressWithoutId = both(
  'resultCode 000004 without an instanceId, with which KooGallery would query the instance',
);

function missing(name: string): Localized {
  return both('the response has no {name} that is a string', { name });
}

/** Only `Body-Sign` counts: the debugger recognises no other spelling of the header. */
function signatureFault(
  { protocol }: Exchange,
  response: HttpResponse,
  key: string | undefined,
): Localized | undefined {
  if (!protocol.replySigned) return undefined;
  const header = response.headers.find(([name]) => name === 'Body-Sign')?.[1];
  if (header === undefined) return both('the response has no header Body-Sign');
  if (key === undefined) return undefined;
  const parsed = parseBodySign(header);
  const isRight = parsed.ok && verifyBodySign(key, response.body, parsed.signature);
  return isRight ? undefined : both('the signature in Body-Sign is wrong');
}

function shown(text: string): string {
  return terminalSafe(text).slice(0, 200);
}
