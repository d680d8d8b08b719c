import { type KooError, usageError } from '../../errors/koo-error.ts';
import { isNestedDeeper, maxJsonDepth } from '../../text/json-layout.ts';
import { both, type Localized } from '../../text/translate.ts';

/** A header or a parameter of a query. */
export type Parameter = readonly [name: string, value: string];

export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as received. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface SentRequest {
  /** Absolute URL or origin form, as captured. */
  readonly url: string;
  /** Names as captured. */
  readonly headers: readonly Parameter[];
  /** hex(SHA-256(body)) of the body that was sent, if the capture has it: its own body may be absent or changed. */
  readonly bodySha256?: string;
}

/** A captured request or response. */
export type Captured =
  | {
      readonly kind: 'request';
      readonly request: ReceivedRequest;
      readonly sent: SentRequest;
      /** When it was sent or received. */
      readonly time?: Date;
      /** Body of the response, if the capture has it. */
      readonly responseBody?: string;
      /** Result code of the response, if a log of koo contains it. */
      readonly responseCode?: string;
    }
  | {
      readonly kind: 'reply';
      readonly status: number;
      /** Names as captured. */
      readonly headers: readonly Parameter[];
      readonly body: Uint8Array;
    };

export interface CaptureOptions {
  /** Number of the entry in a HAR log (default 1), or in a list of captures (default the last one). */
  readonly entry?: number;
  /** Which side to use if a capture contains both; default `request`. */
  readonly side?: Captured['kind'];
  /** Told which of several entries is read. */
  readonly notice?: (text: Localized) => void;
}

/** The error for a capture that cannot be read. */
export function unreadableCapture(message: Localized): KooError {
  return usageError(
    'UNREADABLE_CAPTURE',
    message,
    both(
      'Give a curl command (bash or cmd), a raw HTTP message, HAR, or JSON {method, url, headers, body} or {status, headers, body}.',
    ),
  );
}

/** The error for a capture that is larger than koo reads. */
export function captureTooLarge(message: Localized): KooError {
  return usageError(
    'CAPTURE_TOO_LARGE',
    message,
    both('Give a capture of the one request only: a curl command, raw HTTP, or one entry of the HAR log.'),
  );
}

/** Most parameters of a URL; Tomcat accepts as many. */
export const maxParameters = 10_000;
/** Most headers of a message. Servers accept a hundred. */
const maxHeaders = 10_000;

/** Refuses a message with too many headers. @throws KooError (usage, `CAPTURE_TOO_LARGE`) */
export function assertHeaderCount(count: number): void {
  if (count <= maxHeaders) return;
  throw captureTooLarge(both('The captured message has more than {maxHeaders} headers', { maxHeaders }));
}

/** The start of a captured text, for a message. */
export function excerpt(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

const utf8 = new TextEncoder();

/** Encodes text as UTF-8. */
export function encodeUtf8(text: string): Uint8Array {
  return utf8.encode(text);
}

/**
 * Builds a request as a server receives it: the target in origin form with an unchanged query, header names in lower
 * case, repeated headers joined.
 *
 * @param url absolute URL or origin form
 */
export function toReceivedRequest(
  method: string,
  url: string,
  headers: readonly Parameter[],
  body: Uint8Array,
): Extract<Captured, { kind: 'request' }> {
  const { host, target } = splitUrl(url);
  const joined: Record<string, string> = host === undefined ? {} : { host };
  const seen = new Set<string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    joined[key] = seen.has(key) ? `${joined[key]}, ${value}` : value;
    seen.add(key);
  }
  return {
    kind: 'request',
    request: { method, url: target, headers: joined, body },
    sent: { url: url.replace(/#.*$/s, ''), headers },
  };
}

/** Splits the text, because `URL` would rewrite characters that are part of the signature. */
function splitUrl(url: string): { readonly host?: string; readonly target: string } {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)([^#]*)/i.exec(url);
  const [host, rest] = absolute ? [absolute[1], absolute[2] ?? ''] : [undefined, url.replace(/#.*$/s, '')];
  const target = rest.startsWith('/') ? rest : `/${rest}`;
  return { ...(host && { host: host.replace(/^.*@/, '') }), target };
}

/**
 * Refuses JSON that is nested so deeply that recursive functions would overflow the stack.
 *
 * @param envelope levels around a body
 * @throws KooError (usage, `UNREADABLE_CAPTURE`)
 */
export function assertDepth(json: string, envelope = 0): void {
  if (!/^\s*[[{]/.test(json) || !isNestedDeeper(json, maxJsonDepth + envelope)) return;
  throw unreadableCapture(
    both('The captured body is nested more than {maxDepth} levels deep', { maxDepth: maxJsonDepth }),
  );
}
