import type { HttpResponse } from '../../callback/delivery/exchange.ts';
import type { Parameter } from '../../callback/protocols/model.ts';
import { isBoundedJson } from '../../text/json-layout.ts';
import { createRedactor } from '../../text/redact.ts';
import type { MaskedSecret, ShownResponse } from './model.ts';

/** Showing the start of a shorter secret would reveal too much of it. */
const minShown = 20;
const shownStart = 4;

/** Returns the part of a secret that may be shown. */
export function maskedSecret(secret: string): MaskedSecret {
  return { start: secret.length < minShown ? '' : secret.slice(0, shownStart), length: secret.length };
}

/** `aB3d… (256)`, where 256 is the length; what is redacted stays so. */
export function maskedText(secret: string): string {
  if (secret === '***') return secret;
  const { start, length } = maskedSecret(secret);
  return `${start}… (${length})`;
}

/** Names of members whose values are secrets: `access_token`, `clientSecret`. */
export const secretName = /(?:token|secret|password)$/i;
/** The same in other texts, such as forms and XML, and codes and tickets in addresses, but not in XML attributes. */
const secretInText =
  /((?:\b|_)(?:token|secret|password|(?:code|ticket)(?==[^"']))["']?\s*[:=>]\s*["']?)([^\s"'&,;<>}]+)/gi;

const sessionInPath = /(;jsessionid=)([^\s"'&,;<>?#]+)/gi;

/**
 * A response as it may be shown. What was sent is redacted first: of a client secret, not even the start is shown.
 *
 * @param secrets that were sent, which the server may repeat
 */
export function shownResponse(
  { status, headers, durationMs }: HttpResponse,
  text: string,
  secrets: readonly string[],
): ShownResponse {
  const hide = createRedactor(secrets);
  return {
    status,
    headers: Object.fromEntries(
      headers.map(([name, value]: Parameter) => [hide(name), shownHeader(name, hide(value))]),
    ),
    body: hide(isBoundedJson(text) ? maskedJson(text, hide) : maskedPlain(hide(text))),
    durationMs,
  };
}

function shownHeader(name: string, value: string): string {
  return /^set-cookie$/i.test(name) ? value.replace(/=[^;]*/, '=***') : maskedPlain(value);
}

function maskedPlain(text: string): string {
  const mask = (_: string, name: string, secret: string) => name + maskedText(secret);
  return text.replace(secretInText, mask).replace(sessionInPath, mask);
}

/** Masks JSON; text without a secret stays as it is. Strings may contain addresses or JSON of their own. */
function maskedJson(text: string, hide: (text: string) => string): string {
  let isMasked = false;
  const masked: unknown = JSON.parse(text, (name, value: unknown) => {
    if (typeof value !== 'string' && typeof value !== 'number') return value;
    const known = hide(String(value));
    const shown = secretName.test(name) ? maskedText(known) : maskedPlain(known);
    if (shown === String(value)) return value;
    isMasked = true;
    return shown;
  });
  return isMasked ? JSON.stringify(masked) : text;
}
