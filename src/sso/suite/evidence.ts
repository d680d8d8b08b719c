import { evidenceOf as evidenceOfCall } from '../../callback/suite/evidence.ts';
import type { Evidence } from '../../suite/report.ts';
import { createRedactor } from '../../text/redact.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { evidenceOfVisit } from '../browser/evidence.ts';
import type { CenterCall } from '../center/model.ts';
import type { LoginEvidence } from './model.ts';

/** Most calls that are listed. */
const maxCalls = 20;

/**
 * What a reader needs to follow a verdict: the steps of the browser, the last request as a curl command, and what the
 * server asked the login centre meanwhile.
 *
 * @param secrets to redact: client secrets, access keys, tokens
 */
export function describeEvidence(
  { visits, calls, exchange }: LoginEvidence,
  secrets: readonly string[],
): Evidence {
  if (exchange) return evidenceOfCall(exchange, secrets);
  const redact = createRedactor(secrets);
  const stopped = visits.at(-1)?.stopped;
  const { curl, response } = evidenceOfVisit(
    { hops: visits.flatMap(({ hops }) => hops), ...(stopped && { stopped }) },
    redact,
  );
  const asked = calls.slice(0, maxCalls).map((call) => redact(terminalSafe(callLine(call))));
  const lines = [
    ...asked,
    ...(calls.length > asked.length ? [`… (${calls.length - asked.length} more)`] : []),
  ];
  if (lines.length === 0) return { curl, response };
  const seen = response === '' ? [] : [response, ''];
  return { curl, response: [...seen, 'Calls to the login centre:', ...lines].join('\n') };
}

function callLine({ method, url, status, error, reason }: CenterCall): string {
  const outcome = [status, error, reason && `(${reason.en})`].filter(Boolean).join(' ');
  return `${method} ${url} → ${outcome}`;
}
