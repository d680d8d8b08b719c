import { callbackMeaning, inProgress, success } from '../../codes/callback.ts';
import type { Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both } from '../../text/translate.ts';
import type { Exchange, FailureKind } from '../delivery/exchange.ts';
import { failed, type Probe, passed, skipped, type Verdict } from './model.ts';

const failureTexts: Readonly<Record<FailureKind, Localized>> = {
  dns: both('the host name cannot be resolved'),
  refused: both('the connection was refused'),
  reset: both('the connection was closed before a response was received'),
  timeout: both('no response in time'),
  tls: both('the TLS handshake failed'),
  'cut-off': both('the connection was closed in the middle of the response body'),
  protocol: both('the response is not HTTP'),
  unreachable: both('the server cannot be reached'),
};

/** `connection refused (ECONNREFUSED)` */
export function describeFailure(kind: FailureKind, code: string): Localized {
  return both('{failure} ({code})', { failure: failureTexts[kind], code });
}

/** Whether the response accepts the request. */
export function isAccepted(exchange: Exchange): boolean {
  const code = exchange.reply?.resultCode;
  return code === success || code === inProgress;
}

/** Names of the activities that were accepted in the lifecycle checks. */
export function acceptedActivities({ memory }: Probe): ReadonlySet<string> {
  return new Set([...memory.steps.values()].filter(isAccepted).map(({ activity }) => activity.name));
}

/** Whether the response reports a failed authentication. */
export function isUnauthenticated({ outcome, reply }: Exchange): boolean {
  if (reply?.resultCode === '000001') return true;
  return outcome.answered && (outcome.response.status === 401 || outcome.response.status === 403);
}

/** Describes the response in one line. */
export function describeResult(exchange: Exchange): Localized {
  if (!exchange.outcome.answered)
    return describeFailure(exchange.outcome.failure.kind, exchange.outcome.failure.code);
  const { status } = exchange.outcome.response;
  const { resultCode, resultMsg } = exchange.reply ?? {};
  if (resultCode === undefined) return both('HTTP {status} without a resultCode', { status });
  const meaning = callbackMeaning(resultCode);
  const code = terminalSafe(resultCode).slice(0, 40);
  const said = meaning
    ? both('resultCode {code} ({meaning})', { code, meaning })
    : both('resultCode {code} (not a published code)', { code });
  const result = status === 200 ? said : both('HTTP {status}, {result}', { status, result: said });
  if (!resultMsg || (meaning && repeats(resultMsg, meaning))) return result;
  return both('{result}: {message}', { result, message: terminalSafe(resultMsg).slice(0, 120) });
}

/** Whether a message of the server says only what its result code means. */
function repeats(message: string, { en, zh }: Localized): boolean {
  const words = (text: string) => text.toLowerCase().replace(/[\s\p{P}]+/gu, '');
  return [en, zh].some((meaning) => words(meaning) === words(message));
}

export const expectedSuccess: Localized = both('resultCode 000000 (success)');

/** Why a check is skipped when the response checks report its response. */
export const unreadableReason: Localized = both(
  'the response cannot be read (see the response checks of this protocol)',
);

/** Activities that may return 000004 and finish later. */
const asynchronous: ReadonlySet<string> = new Set(['newInstance', 'getLicenseAsync']);

/** Judges a request that must succeed. */
export function judgeSuccess(exchange: Exchange): Verdict {
  const code = exchange.reply?.resultCode;
  if (code === success || (code === inProgress && asynchronous.has(exchange.activity.name))) return passed;
  return failed(expectedSuccess, describeResult(exchange), exchange);
}

/**
 * Judges a lifecycle step. The response checks examine the form of the responses of all steps, so that one mistake
 * is reported once.
 */
export function judgeStep(exchange: Exchange): Verdict {
  const verdict = judgeSuccess(exchange);
  return verdict.status === 'failed' && !isReadable(exchange) ? skipped(unreadableReason) : verdict;
}

/** Whether the response has the form required to read its result code. */
function isReadable({ outcome, reply }: Exchange): boolean {
  const code = reply?.json?.resultCode;
  return outcome.answered && outcome.response.status === 200 && typeof code === 'string' && code.length === 6;
}

/** Judges a request that must be rejected. Other checks examine the form of the rejection. */
export function judgeRefused(exchange: Exchange, expected: Localized): Verdict {
  return isAccepted(exchange) ? failed(expected, describeResult(exchange), exchange) : passed;
}

/** Describes a result code: `000003 (the instance ID does not exist)`. */
export function describeCode(code: string): Localized {
  const meaning = callbackMeaning(code);
  return both('{code} ({meaning})', { code, meaning: meaning ?? '?' });
}
