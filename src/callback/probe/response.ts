import { callbackMeaning, inProgress, success } from '../../codes/callback.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Exchange, FailureKind, HttpResponse } from '../delivery/exchange.ts';
import type { Activity } from '../protocols/model.ts';

const failureTexts: Readonly<Record<FailureKind, Localized>> = {
  dns: both('the host name cannot be resolved'),
  refused: both('the connection was refused'),
  reset: both('the connection was closed before a response was received'),
  timeout: both('no connection in time'),
  'no-response': both('connected, but no response in time'),
  tls: both('the TLS handshake failed'),
  'cut-off': both('the connection was closed in the middle of the response body'),
  protocol: both('the response is not HTTP'),
  proxy: both('the proxy of HTTPS_PROXY or HTTP_PROXY failed'),
  unreachable: both('the server cannot be reached'),
};

/** `connection refused (ECONNREFUSED)` */
export function describeFailure(kind: FailureKind, code: string): Localized {
  return both('{failure} ({code})', { failure: failureTexts[kind], code });
}

/** The value of a header, its name in any case. */
export function headerValue(response: HttpResponse, name: string): string | undefined {
  return response.headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The lead of the server's clock in milliseconds, according to the Date header; NaN without one. */
export function clockAhead({ outcome }: Exchange, now: Date): number {
  const date = outcome.answered ? headerValue(outcome.response, 'date') : undefined;
  return Date.parse(date ?? '') - now.getTime();
}

/** Whether KooGallery can read a result from the response: HTTP 200 and JSON with a resultCode. */
export function isReadable({ outcome, reply }: Exchange): boolean {
  return outcome.answered && outcome.response.status === 200 && reply?.resultCode !== undefined;
}

export function isAccepted(exchange: Exchange): boolean {
  const code = exchange.reply?.resultCode;
  return isReadable(exchange) && (code === success || code === inProgress);
}

/** Whether the activity may return 000004 and finish later. */
export function isAsynchronous({ name }: Pick<Activity, 'name'>): boolean {
  return name === 'newInstance' || name === 'getLicenseAsync';
}

/** Whether a lock may be the reason: the call is in progress, or an order fails for now. KooGallery tries again. */
export function isTemporary(exchange: Exchange): boolean {
  const code = exchange.reply?.resultCode;
  const isOrder = exchange.activity.name === 'newInstance';
  return isReadable(exchange) && (code === inProgress || (isOrder && code === '000005'));
}

/** HTTP statuses that show nothing about the request. */
const unrelatedStatuses: ReadonlySet<number> = new Set([408, 429]);

/** Whether the response rejects the request: with a result code, or with an HTTP status for a client error. */
export function isRejected(exchange: Exchange): boolean {
  const { outcome } = exchange;
  if (isReadable(exchange)) return !isAccepted(exchange);
  const status = outcome.answered ? outcome.response.status : 0;
  return status >= 400 && status < 500 && !unrelatedStatuses.has(status);
}

/** Whether the response reports a failed authentication. */
export function isUnauthenticated({ outcome, reply }: Exchange): boolean {
  if (reply?.resultCode === '000001') return true;
  return outcome.answered && (outcome.response.status === 401 || outcome.response.status === 403);
}

/**
 * Whether the response gives a reason why the merchant cannot serve a buyer: a code from 000100. An internal error of the
 * product (000104) is no reason.
 */
export function isBusinessCode({ activity, reply }: Exchange): boolean {
  const code = reply?.resultCode ?? '';
  return code >= '000100' && code !== '000104' && activity.resultCodes.includes(code);
}

/**
 * Whether the response may refuse the order itself: the order API does not know it, or the merchant does not sell it
 * to this buyer. No published code says that an order does not exist. An invalid parameter (000002) can mean it, and
 * where no instance is named, an ID that does not exist (000003). An internal error or no result means no order.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649421.html
 */
export function isOrderRefusal(exchange: Exchange): boolean {
  if (!isReadable(exchange)) return false;
  const code = exchange.reply?.resultCode;
  const isUnknown = code === '000002' || (code === '000003' && exchange.values.instanceId === undefined);
  return isUnknown || isBusinessCode(exchange);
}

/** Describes the response in one line. */
export function describeResult(exchange: Exchange): Localized {
  if (!exchange.outcome.answered)
    return describeFailure(exchange.outcome.failure.kind, exchange.outcome.failure.code);
  const { status } = exchange.outcome.response;
  const { resultCode, resultMsg } = exchange.reply ?? {};
  if (resultCode === undefined)
    return behindReceiver(exchange, status) ?? both('HTTP {status} without a resultCode', { status });
  const meaning = callbackMeaning(resultCode, exchange.activity.name);
  const code = terminalSafe(resultCode).slice(0, 40);
  const said = meaning
    ? both('resultCode {code} ({meaning})', { code, meaning })
    : both('resultCode {code} (not a published code)', { code });
  const result = status === 200 ? said : both('HTTP {status}, {result}', { status, result: said });
  if (!resultMsg || (meaning && repeats(resultMsg, meaning))) return result;
  return both('{result}: {message}', {
    result,
    message: terminalSafe(resultMsg).replace(/\s+/g, ' ').slice(0, 120),
  });
}

/** Recognises the answer of `koo callback listen` if the server behind it did not respond. */
function behindReceiver({ reply }: Exchange, status: number): Localized | undefined {
  const { error_code: code, error_msg: reason } = reply?.json ?? {};
  if (code !== 'NO_ANSWER' || typeof reason !== 'string') return undefined;
  return both('HTTP {status}: the receiver got no response from the server behind it ({reason})', {
    status,
    reason: terminalSafe(reason).replace(/\s+/g, ' ').slice(0, 120),
  });
}

/** Whether a message of the server says only what its result code means. */
function repeats(message: string, { en, zh }: Localized): boolean {
  const words = (text: string) => text.toLowerCase().replace(/[\s\p{P}]+/gu, '');
  return [en, zh].some((meaning) => words(meaning) === words(message));
}

/** Describes a result code: `000003 (the instance ID does not exist)`. */
export function describeCode(code: string): Localized {
  const meaning = callbackMeaning(code);
  return both('{code} ({meaning})', { code, meaning: meaning ?? '?' });
}
