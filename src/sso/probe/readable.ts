import { inconclusive } from '../../suite/check.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Visit } from '../browser/model.ts';
import type { CenterCall } from '../center/model.ts';
import type { LoginEvidence, Verdict } from './model.ts';

/** The reason why a visit says nothing about a login. */
export interface Unreadable {
  readonly reason: Localized;
  readonly hint?: Localized;
}

/** The status of a rate limit. */
const limited = 429;

/** The statuses of a gateway whose server does not respond. */
const unavailable: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Why nothing about a login follows from a visit; `undefined` if its last response says something. Every other status
 * does: HTTP 500 comes from a server that does not handle the case.
 *
 * @param calls that the server made to the login centre meanwhile: after one that failed, HTTP 502 says something, too
 */
export function whyUnreadable(
  { hops, stopped }: Visit,
  calls: readonly CenterCall[] = [],
): Unreadable | undefined {
  const status = hops.findLast((hop) => hop.status !== undefined)?.status;
  if (stopped?.kind === 'failed' || status === undefined)
    return { reason: stopped?.reason ?? both('there was no response') };
  if (status === limited) return rateLimit;
  const hasFailed = calls.some(({ fault, reason }) => fault !== undefined || reason !== undefined);
  return unavailable.has(status) && !hasFailed
    ? { reason: both('the server does not serve the request: HTTP {status}', { status }) }
    : undefined;
}

/** Whether a visit ended at a rate limit. */
export function isLimited({ hops }: Visit): boolean {
  return hops.at(-1)?.status === limited;
}

export const rateLimit = {
  reason: both('the server limits how often it is called (HTTP 429)'),
  hint: both('Raise the limit of requests while you test.'),
} as const satisfies Unreadable;

/** The verdict on a visit that shows nothing. */
export function notJudged({ reason, hint }: Unreadable, evidence: LoginEvidence): Verdict {
  return inconclusive(reason, evidence, hint);
}
