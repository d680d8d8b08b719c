import type { Parameter } from '../../callback/protocols/model.ts';
import { toCurl } from '../../http/curl.ts';
import type { Evidence } from '../../suite/report.ts';
import { responseText } from '../../suite/response-text.ts';
import { mapLanguages } from '../../text/localized.ts';
import { oneLine, terminalSafe } from '../../text/terminal-safe.ts';
import { valuesOf } from './body.ts';
import type { Hop, Visit } from './model.ts';
import { maxHopText } from './navigation.ts';

/** Headers that a reader needs to send the same request; the others are the same in every request. */
const tellingHeaders = new Set(['referer', 'origin', 'content-type', 'cookie']);

/** Of a long visit, the first and the last requests are listed. */
const [firstHops, lastHops] = [3, 5];

/**
 * What a reader needs to repeat a visit: its requests, one line each where there are several, the last one as a
 * command, and the last response. Cookies are shown without their values.
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
  const sent = last.headers.filter(([name]) => isTelling(name));
  const command = toCurl({ ...last, headers: withoutCookies(sent) });
  // One by one: a secret at the end of a line would take the line break with it.
  const curl = [...notesOf(hops), command].map(shown).join('\n');
  if (status === undefined) return { curl, ...(reason ? stop : { response: last.failure?.code ?? '' }) };
  const body = bodyOf(text, redact);
  const response = responseText({ status, headers: withoutCookies(headers), text: body, truncated: false });
  return { curl, response: shown(response) };
}

/** Longest form of a secret, in characters. */
const maxSecret = 1500;

/** A body before it is cut further. Where it was cut already, part of a secret may be at its end. */
function bodyOf(text: string, redact: (text: string) => string): string {
  const redacted = redact(text);
  return text.length < maxHopText ? redacted : redacted.slice(0, -maxSecret);
}

function isTelling(name: string): boolean {
  return tellingHeaders.has(name.toLowerCase());
}

/** Headers with the names of cookies only: with the value of one, anyone who reads a report has the session. */
function withoutCookies(headers: readonly Parameter[]): Parameter[] {
  const masked = (pair: string) => (pair.includes('=') ? pair.replace(/(?<==).+/s, '***') : '***');
  return headers.map(([name, value]) => {
    switch (name.toLowerCase()) {
      case 'cookie':
        return [name, value.split('; ').map(masked).join('; ')];
      case 'set-cookie':
        return [name, value.replace(/^[^;]+/, masked)];
      default:
        return [name, value];
    }
  });
}

/** The requests as comments of a shell. */
function notesOf(hops: readonly Hop[]): string[] {
  if (hops.length === 1) return [];
  const lines = hops.map(({ method, url, status, responseHeaders, failure }) => {
    const [location] = status === undefined ? [] : valuesOf(responseHeaders, 'location');
    const outcome = status ?? failure?.code ?? '';
    return `# ${oneLine(`${method} ${url} → ${outcome} ${location ?? ''}`)}`;
  });
  const rest = lines.length - firstHops - lastHops;
  return rest <= 1 ? lines : [...lines.slice(0, firstHops), `# … (${rest})`, ...lines.slice(-lastHops)];
}
