import type { Parameter } from '../../callback/protocols/model.ts';
import { toCurl } from '../../http/curl.ts';
import type { Evidence } from '../../suite/report.ts';
import { responseText } from '../../suite/response-text.ts';
import { mapLanguages } from '../../text/localized.ts';
import { oneLine, terminalSafe } from '../../text/terminal-safe.ts';
import { valuesOf } from './body.ts';
import type { Hop, Visit } from './model.ts';
import { maxHopText, withoutPathValues } from './navigation.ts';

/** Headers that a reader needs to repeat the request; koo sends the others with every request. */
const tellingHeaders = new Set('referer origin content-type cookie host x-forwarded-host'.split(' '));

/** Only the first and the last requests of a long visit are listed. */
const [firstHops, lastHops] = [3, 5];

/**
 * Describes how to repeat a visit: its requests, one line each where there are several, the last one as a command, and
 * the last response. Cookies are shown without their values.
 *
 * @param redact masks secrets
 */
export function evidenceOfVisit(
  { hops, stopped }: Pick<Visit, 'hops' | 'stopped'>,
  redact: (text: string) => string,
): Evidence {
  const last = hops.at(-1);
  const shown = (text: string) => redact(terminalSafe(text));
  const reason = stopped && mapLanguages((language) => shown(stopped.reason[language]));
  const stop = { response: reason?.en ?? '', ...(reason && { parts: { response: reason } }) };
  if (!last) return { curl: '', ...stop };
  const { status, responseHeaders: headers, text } = last;
  const sent = last.headers.filter(([name]) => tellingHeaders.has(name.toLowerCase()));
  const command = toCurl({ ...last, url: withoutPathValues(last.url), headers: withoutSessions(sent) });
  // One by one: a secret at the end of a line would take the line break with it.
  const curl = [...notesOf(hops), command].map(shown).join('\n');
  if (status === undefined) return { curl, ...(reason ? stop : { response: last.failure?.code ?? '' }) };
  const body = bodyOf(text, redact);
  const response = responseText({ status, headers: withoutSessions(headers), text: body, truncated: false });
  return { curl, response: shown(response) };
}

/** The length of the longest form of a secret, in characters. */
const maxSecret = 1500;

/** Redacts a body before it is shortened. A body that was cut already may end within a secret. */
function bodyOf(text: string, redact: (text: string) => string): string {
  const redacted = redact(text);
  return text.length < maxHopText ? redacted : redacted.slice(0, -maxSecret);
}

/** Masks the values of cookies and path parameters: a session in a report logs in anyone who reads it. */
function withoutSessions(headers: readonly Parameter[]): Parameter[] {
  const masked = (pair: string) => (pair.includes('=') ? pair.replace(/(?<==).+/s, '***') : '***');
  return headers.map(([name, value]) => {
    switch (name.toLowerCase()) {
      case 'cookie':
        return [name, value.split('; ').map(masked).join('; ')];
      case 'set-cookie':
        return [name, value.replace(/^[^;]+/, masked)];
      case 'location':
      case 'referer':
        return [name, withoutPathValues(value)];
      default:
        return [name, value];
    }
  });
}

/** The minimum length of a session ID, in characters. */
const minSession = 16;

/** Parameters that are no sessions even if a cookie has the same value; readers compare them. */
const compared = /[?&](?:code|ticket|state|tenant|tenant_id)=([^&#]*)/g;

/** Returns cookie values that may be sessions, to mask them in addresses and pages as well. */
export function sessionsIn(hops: readonly Hop[]): string[] {
  const pairs = hops.flatMap(({ headers, responseHeaders }) => [
    ...valuesOf(headers, 'cookie').flatMap((cookies) => cookies.split('; ')),
    ...valuesOf(responseHeaders, 'set-cookie').map((cookie) => cookie.replace(/;.*/s, '')),
  ]);
  const addresses = hops.flatMap(({ url, responseHeaders }) => [
    url,
    ...valuesOf(responseHeaders, 'location'),
  ]);
  const shown = new Set(
    addresses.flatMap((address) => Array.from(address.matchAll(compared), ([, value]) => value)),
  );
  const isAddress = (value: string) => /^(?:https?:|https?%3A|\/|%2F)/i.test(value);
  return [...new Set(pairs.map((pair) => pair.replace(/^[^=]*=/, '')))].filter(
    (value) => value.length >= minSession && !shown.has(value) && !isAddress(value),
  );
}

/** Formats the requests as shell comments. */
function notesOf(hops: readonly Hop[]): string[] {
  if (hops.length === 1) return [];
  const lines = hops.map(({ method, url, status, responseHeaders, failure }) => {
    const [location = ''] = status === undefined ? [] : valuesOf(responseHeaders, 'location');
    const outcome = status ?? failure?.code ?? '';
    return `# ${oneLine(`${method} ${withoutPathValues(url)} → ${outcome} ${withoutPathValues(location)}`)}`;
  });
  const rest = lines.length - firstHops - lastHops;
  return rest <= 1 ? lines : [...lines.slice(0, firstHops), `# … (${rest})`, ...lines.slice(-lastHops)];
}
