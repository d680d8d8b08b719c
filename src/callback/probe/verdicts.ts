import { inProgress, success } from '../../codes/callback.ts';
import { failed, inconclusive, passed, skipped } from '../../suite/check.ts';
import { joined } from '../../text/localized.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { isClientSecret } from '../delivery/values.ts';
import type { Probe, Verdict } from './model.ts';
import { describeResult, isAccepted, isAsynchronous, isReadable, isRejected } from './response.ts';
import { missingPublicKey } from './steps.ts';

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

export const expectedSuccess: Localized = both('resultCode 000000 (success)');

/** The verdict on a check whose response the response checks report. */
export function unreadable(exchange: Exchange): Verdict {
  return inconclusive(
    both('the response cannot be read (see the response checks of this protocol)'),
    exchange,
  );
}

export function judgeSuccess(exchange: Exchange): Verdict {
  const code = exchange.reply?.resultCode;
  const isDone = code === success || (code === inProgress && isAsynchronous(exchange.activity));
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
    // The correct request succeeds, so that this one was noticed. Another check reports the form.
    if (plain && isAccepted(plain) && isInternalError(exchange)) return passed;
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

function isInternalError({ outcome }: Exchange): boolean {
  return outcome.answered && outcome.response.status === 500;
}

/** Records a rejection that has just arrived, so that its form is checked, and for the clock of the server. */
export function recordRefusal(probe: Probe, id: string, exchange: Exchange): void {
  probe.memory.refusals.push({ check: `${probe.protocol.code}-${id}`, exchange });
  probe.memory.refusedAt = probe.now();
}

/** The verdict on several cases. A failure names each result and its cases; it passes if any passed and none failed. */
export function combine(cases: readonly (readonly [name: string, verdict: Verdict])[]): Verdict {
  const failures = cases.flatMap(([name, verdict]) =>
    verdict.status === 'failed' ? [{ name, verdict }] : [],
  );
  const first = failures.find(({ verdict }) => verdict.severity !== 'warning') ?? failures[0];
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
