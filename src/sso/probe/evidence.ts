import { evidenceOf as evidenceOfCall } from '../../callback/suite/evidence.ts';
import type { Evidence } from '../../suite/report.ts';
import { mapLanguages } from '../../text/localized.ts';
import { createRedactor } from '../../text/redact.ts';
import { oneLine, terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Language, type Localized, verbatim } from '../../text/translate.ts';
import { evidenceOfVisit, sessionsIn } from '../browser/evidence.ts';
import type { Hop } from '../browser/model.ts';
import { withoutPathValues } from '../browser/navigation.ts';
import type { CenterCall } from '../center/model.ts';
import type { LoginEvidence } from './model.ts';

/** The number of calls listed: the first refused one, which a verdict may be about, and the last ones. */
const maxCalls = 20;
/** The number of lines of the server's output that are shown, and the length of each. */
const [maxLines, maxLine] = [10, 300];
/** The length of the output that is read, in characters. */
const maxOutput = 20_000;

/**
 * Describes a verdict for a reader: the steps of the browser, the last request as a curl command, and the calls to the
 * login centre meanwhile, by the server or the browser.
 *
 * @param secrets to redact: client secrets, access keys, tokens
 * @param printed output of the merchant's server so far, if koo has started it; of interest where a login failed
 */
export function describeEvidence(
  { visits, calls, login, exchange }: LoginEvidence,
  secrets: readonly string[],
  printed = '',
): Evidence {
  if (exchange) return evidenceOfCall(exchange, secrets);
  const redact = createRedactor([...secrets, ...sessionsIn(visits.flatMap(({ hops }) => hops))]);
  const shown = login ? [login] : visits;
  const stopped = shown.at(-1)?.stopped;
  const { curl, ...shownResponse } = evidenceOfVisit(
    { hops: shown.flatMap(({ hops }) => hops), ...(stopped && { stopped }) },
    redact,
  );
  const after = login ? visits.slice(visits.indexOf(login) + 1).flatMap(({ hops }) => hops) : [];
  const later = verbatim(after.map((hop) => redact(hopLine(hop))).join('\n'));
  const asking = mapLanguages((language) =>
    callLines(calls, language)
      .map((line) => redact(terminalSafe(line)))
      .join('\n'),
  );
  const output = verbatim(login ? lastLines(printed, redact).join('\n') : '');
  const response = shownResponse.parts?.response ?? verbatim(shownResponse.response);
  const titled = (title: string, { en }: Localized) => (en === '' ? '' : `${title}\n${en}`);
  return {
    curl,
    response: [
      response.en,
      titled('After that:', later),
      titled('Calls to the login centre:', asking),
      titled('Last lines of the output of the server:', output),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
    parts: { response, later, calls: asking, output },
  };
}

function hopLine({ method, url, status, failure }: Hop): string {
  return oneLine(`${method} ${withoutPathValues(url)} → ${status ?? failure?.code ?? ''}`);
}

function lastLines(output: string, redact: (text: string) => string): string[] {
  const lines = output.slice(-maxOutput).split('\n');
  // Part of a secret may be in a line that was cut.
  const whole = output.length > maxOutput ? lines.slice(1) : lines;
  return redact(terminalSafe(whole.join('\n')))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-maxLines)
    .map((line) => (line.length > maxLine ? `${line.slice(0, maxLine)}…` : line));
}

function callLines(calls: readonly CenterCall[], language: Language): string[] {
  const lines = calls.map((call) => callLine(call, language));
  if (lines.length <= maxCalls) return lines;
  const refused = calls.findIndex(({ reason }) => reason !== undefined);
  const isEarly = refused >= 0 && refused < lines.length - maxCalls;
  const first = isEarly ? lines.slice(refused, refused + 1) : [];
  const last = lines.slice(first.length - maxCalls);
  const left = both('… ({count} more)', { count: lines.length - first.length - last.length });
  return [...first, left[language], ...last];
}

function callLine({ method, url, headers, status, error, reason }: CenterCall, language: Language): string {
  const isNavigation = headers.some(([name, value]) => name === 'sec-fetch-mode' && value === 'navigate');
  const notes = [isNavigation && byBrowser, reason].flatMap((note) => (note ? `(${note[language]})` : []));
  return `${method} ${url} → ${[status, ...(error ? [error] : []), ...notes].join(' ')}`;
}

const byBrowser = both('by the browser');
