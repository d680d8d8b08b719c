import { callbackMeaning, inProgress, success } from '../../codes/callback.ts';
import { failed, inconclusive, passed, skipped } from '../../suite/check.ts';
import { joined, type Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both } from '../../text/translate.ts';
import type { Exchange, FailureKind } from '../delivery/exchange.ts';
import { isClientSecret } from '../delivery/values.ts';
import { missingPublicKey } from './kit.ts';
import type { Probe, Verdict } from './model.ts';

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

/** Whether KooGallery can read a result from the response: HTTP 200 and JSON with a resultCode. */
export function isReadable({ outcome, reply }: Exchange): boolean {
  return outcome.answered && outcome.response.status === 200 && reply?.resultCode !== undefined;
}

/** Whether the response accepts the request. */
export function isAccepted(exchange: Exchange): boolean {
  const code = exchange.reply?.resultCode;
  return isReadable(exchange) && (code === success || code === inProgress);
}

/** HTTP statuses that say nothing about the request. */
const unrelatedStatuses: ReadonlySet<number> = new Set([408, 429]);

/** Whether the response rejects the request: with a result code, or with an HTTP status for a client error. */
export function isRejected(exchange: Exchange): boolean {
  const { outcome } = exchange;
  if (isReadable(exchange)) return !isAccepted(exchange);
  const status = outcome.answered ? outcome.response.status : 0;
  return status >= 400 && status < 500 && !unrelatedStatuses.has(status);
}

/** Names of the activities that were accepted in the lifecycle checks. */
export function acceptedActivities({ memory }: Probe): ReadonlySet<string> {
  return new Set([...memory.steps.values()].filter(isAccepted).map(({ activity }) => activity.name));
}

/**
 * Activities that are required, or that succeeded in the lifecycle checks. No call contains a secret that the
 * merchant cannot decrypt.
 */
export function offeredActivities(probe: Probe): string[] {
  const shown = acceptedActivities(probe);
  return probe.protocol.activities
    .filter(({ name, need }) => need[probe.options.sale] === 'required' || shown.has(name))
    .filter(({ request }) => !request.some(isClientSecret) || !missingPublicKey(probe))
    .map(({ name }) => name);
}

/** Whether the response reports a failed authentication. */
export function isUnauthenticated({ outcome, reply }: Exchange): boolean {
  if (reply?.resultCode === '000001') return true;
  return outcome.answered && (outcome.response.status === 401 || outcome.response.status === 403);
}

/**
 * Whether the response says why the merchant cannot serve a buyer: a code from 000100. An internal error of the product
 * (000104) is no reason.
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

/** What `koo callback listen` answers where the server behind it did not. */
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

export const expectedSuccess: Localized = both('resultCode 000000 (success)');

/** The verdict on a check whose response the response checks report. */
export function unreadable(exchange: Exchange): Verdict {
  return inconclusive(
    both('the response cannot be read (see the response checks of this protocol)'),
    exchange,
  );
}

/** Activities that may return 000004 and finish later. */
const asynchronous: ReadonlySet<string> = new Set(['newInstance', 'getLicenseAsync']);

/** Judges a request that must succeed. */
export function judgeSuccess(exchange: Exchange): Verdict {
  const code = exchange.reply?.resultCode;
  const isDone = code === success || (code === inProgress && asynchronous.has(exchange.activity.name));
  if (isDone && isReadable(exchange)) return passed;
  return failed(expectedSuccess, describeResult(exchange), exchange);
}

/**
 * Judges a lifecycle step. The response checks examine the form of the responses of all steps, so that one mistake
 * is reported once.
 */
export function judgeStep(exchange: Exchange): Verdict {
  const verdict = judgeSuccess(exchange);
  return verdict.status === 'failed' && !hasValidCode(exchange) ? unreadable(exchange) : verdict;
}

/** Whether the response has HTTP status 200 and a result code in the documented form. */
function hasValidCode({ outcome, reply }: Exchange): boolean {
  const code = reply?.json?.resultCode;
  return outcome.answered && outcome.response.status === 200 && typeof code === 'string' && code.length === 6;
}

/**
 * Judges a request that must be rejected. Other checks examine the form of the rejection.
 *
 * @param plain a correct request. A forged one that gets the same refusal shows nothing.
 */
export function judgeRefused(exchange: Exchange, expected: Localized, plain?: Exchange): Verdict {
  if (isAccepted(exchange)) return failed(expected, describeResult(exchange), exchange);
  if (!isRejected(exchange)) {
    const { code } = exchange.protocol;
    return inconclusive(
      both('the response does not show a rejection (see {code}-REFUSAL-FORM): {result}', {
        code,
        result: describeResult(exchange),
      }),
      exchange,
    );
  }
  if (!plain || isAccepted(plain) || plain.reply?.resultCode !== exchange.reply?.resultCode) return passed;
  const result = describeResult(exchange);
  // A parameter that the server demands may be missing in both requests, or neither may have reached it.
  if (exchange.reply?.resultCode === '000002' || !isReadable(exchange))
    return skipped(both('a correct request gets the same result: {result}', { result }));
  return failed(expected, both('the result of a correct request: {result}', { result }), exchange);
}

/** Records a rejection, so that its form is checked. */
export function recordRefusal(probe: Probe, id: string, exchange: Exchange): void {
  probe.memory.refusals.push({ check: `${probe.protocol.code}-${id}`, exchange });
}

/** The verdict on several cases: a failure names each result and its cases; passed if any passed and none failed. */
export function combine(cases: readonly (readonly [name: string, verdict: Verdict])[]): Verdict {
  const failures = cases.flatMap(([name, verdict]) =>
    verdict.status === 'failed' ? [{ name, verdict }] : [],
  );
  const [first] = failures;
  if (!first) {
    if (cases.some(([, { status }]) => status === 'passed')) return passed;
    return cases[0]?.[1] ?? skipped(both('there is nothing to check'));
  }
  if (failures.length === 1) return first.verdict;
  const results = [...Map.groupBy(failures, ({ verdict }) => verdict.actual.en).values()].flatMap((group) => {
    const { actual } = group[0]?.verdict ?? first.verdict;
    return both('{names, and}: {actual}', { names: group.map(({ name }) => name), actual });
  });
  return { ...first.verdict, actual: joined(results, { en: '; ', zh: '；' }) };
}

/** Describes a result code: `000003 (the instance ID does not exist)`. */
export function describeCode(code: string): Localized {
  const meaning = callbackMeaning(code);
  return both('{code} ({meaning})', { code, meaning: meaning ?? '?' });
}
